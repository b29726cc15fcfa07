package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/term"

	"github.com/go-foundations/poolbench/bench/report"
)

// TestLooks: colours are for terminals, unless NO_COLOR says otherwise.
func TestLooks(t *testing.T) {
	wide := func() (columns, rows int) { return 72, 24 }
	for _, tt := range []struct {
		name    string
		size    func() (int, int)
		noColor string
		want    report.Options
	}{
		{"terminal", wide, "", report.Options{Width: 72, Color: true}},
		{"terminal without colours", wide, "1", report.Options{Width: 72}},
		{"none", nil, "", report.Options{}},
	} {
		getenv := func(name string) string {
			if name == "NO_COLOR" {
				return tt.noColor
			}
			return ""
		}
		c := &command{Env: Env{Getenv: getenv}}
		if got := c.looks(tt.size); got.Width != tt.want.Width || got.Color != tt.want.Color {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// TestNoPageOnATerminal: a page is not written to a terminal, by none of the commands that
// have one.
func TestNoPageOnATerminal(t *testing.T) {
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil || !term.IsTerminal(int(screen.Fd())) {
		t.Skip("no terminal to write to")
	}
	defer screen.Close()
	run := filepath.Join("testdata", "none.json")
	for _, args := range [][]string{{"report", run}, {"show", run, "--format", "html"}, {"recommend", run, "--format", "html"}, {"--virtual", "--format", "html"}} {
		var told bytes.Buffer
		code := Run(t.Context(), Env{Args: args, Stdout: screen, Stderr: &told})
		if code != exitUnusable || !strings.Contains(told.String(), "a page cannot be read in a terminal") {
			t.Errorf("%q: exit code %d: %s", args, code, &told)
		}
	}
}

// TestNoTerminal: a file and a buffer are none.
func TestNoTerminal(t *testing.T) {
	getenv := func(string) string { return "" }
	f, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if terminal(f, getenv) != nil || terminal(new(bytes.Buffer), getenv) != nil {
		t.Error("a file or a buffer is taken for a terminal")
	}
}
