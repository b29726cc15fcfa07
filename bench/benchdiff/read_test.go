package benchdiff_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/benchdiff"
)

// TestRead: stored runs are left to whoever reads them, and one of each kind, or what a
// gate has judged, is an error.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const bench = "BenchmarkA 1 1 ns/op\n"
	plain, run, packed := file("a", bench), file("run.json", " {}"), file("run.gz", "\x1f\x8b")
	text := file("run.txt", bench) // beside run.json
	none := filepath.Join(dir, "none")
	for _, paths := range [][2]string{{run, packed}, {text, run}, {none, none}} {
		if o, err := benchdiff.Read(paths, nil); o != nil || err != nil {
			t.Errorf("Read(%q) = %v, %v, want neither", paths, o, err)
		}
	}
	if o, err := benchdiff.Read([2]string{plain, benchdiff.StandardInput}, strings.NewReader(bench)); err != nil || len(o) != 2 || o[0].Name != plain || len(o[1].Figures) != 1 {
		t.Errorf("Read(a file, standard input) = %v, %v", o, err)
	}
	for want, paths := range map[string][2]string{
		"both files are standard input":      {benchdiff.StandardInput, benchdiff.StandardInput},
		run + " is a stored run, and":        {plain, run},
		text + " is a stored run, and":       {text, plain},
		none + " is a stored run, and":       {plain, none},
		"contains the rounds of a gate":      {plain, file("gate", "side: base\n"+bench)},
		"corrupt:1: parsing measurement":     {plain, file("corrupt", "BenchmarkA 1 x ns/op\n")},
		`empty": has no benchmark`:           {file("empty", ""), plain},
		`standard input: closed for reading`: {plain, benchdiff.StandardInput},
	} {
		if _, err := benchdiff.Read(paths, brokenReader{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%q): %v, want %q", paths, err, want)
		}
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("closed for reading") }

// TestErr: what is no number is named, a diff without anything to judge says what to do,
// and else the verdicts decide.
func TestErr(t *testing.T) {
	for _, tt := range []struct{ base, head, want string }{
		{"BenchmarkA 1 1 ns/op\n", "BenchmarkA 1 NaN ns/op\n", "diff: values must be finite: A (sec/op) is h:1: NaN"},
		{"BenchmarkA 1 1 hits/op\n", "BenchmarkA 1 1 hits/op\n", "diff: nothing to judge: say which direction is better, such as --better hits/op=higher"},
		{"BenchmarkA 1 1 ns/op\n", "BenchmarkB 1 1 ns/op\n", "diff: the only figure has vanished"},
		{strings.Repeat("BenchmarkA 1 1 ns/op\n", 10), strings.Repeat("BenchmarkA 1 1 ns/op\n", 10), ""},
	} {
		base, head := output(t, "b", tt.base), output(t, "h", tt.head)
		got := ""
		if err := benchdiff.Err(base, head, benchdiff.Judge(base, head, nil, 0.05)); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("Err(%q, %q) = %q, want %q", tt.base, tt.head, got, tt.want)
		}
	}
}
