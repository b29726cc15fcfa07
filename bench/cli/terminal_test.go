package cli

import (
	"bytes"
	"os"
	"testing"

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
		if got := looks(tt.size, getenv); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
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
