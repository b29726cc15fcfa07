package interleave

import (
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestRun: what is right passes, and says how many schedules it has; what is wrong fails,
// and says how.
func TestRun(t *testing.T) {
	for _, c := range []struct {
		folder string
		dirs   []string
		report string
		err    string
	}{
		{"testdata/right", []string{"."}, "TestSchedules: 3 states, 4 runs for 4 schedules, ", ""},
		{"testdata/wrong", []string{"."}, "", "all wait, for ever: waiter in receive\n"},
		{"testdata/none", []string{"."}, "", "explored no model"},
		{"testdata/none", []string{"../nowhere"}, "", "no Go files"},
	} {
		report, err := explore(t.Context(), t.TempDir(), c.folder, c.dirs)
		if !strings.HasPrefix(report, c.report) || (c.err == "") != (report != "") {
			t.Errorf("%s with %v: report %q, want %q", c.folder, c.dirs, report, c.report)
		}
		if (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s with %v: error %v, want %q", c.folder, c.dirs, err, c.err)
		}
	}
}

// TestRewrite: nothing but the imports and the channels is exchanged.
func TestRewrite(t *testing.T) {
	source := `// Package p has directives.
package p

import (
	"fmt"
	. "sync/atomic"
	"sync"
)

//go:noinline
func f(in chan int, out []chan<- string) {
	var mu sync.Mutex
	made := make(chan struct{})
	in <- <-in + 1 // in the middle
	close(out[1])
	fmt.Println(made, &mu, Int32{}, append(make([]int, 1), 2))
}
`
	want := map[bool][]string{
		true: {
			`import interleaveStep "` + stepPath + `"`, `. "` + stepPath + `"`, `sync "` + stepPath + `"`,
			"in interleaveStep.Chan[int]", "out []interleaveStep.Chan[string]", "interleaveStep.MakeChan[struct{}](0)",
			"(in).Send((in).Recv() + 1)", "(out[1]).Close()", "make([]int, 1)",
		},
		false: {`. "` + stepPath + `"`, `sync "` + stepPath + `"`, "in chan int", "in <- <-in + 1", "close(out[1])"},
	}
	for channels, parts := range want {
		out, err := rewrite("p.go", []byte(source), channels)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "p.go", out, 0); err != nil {
			t.Errorf("channels %t: %v", channels, err)
		}
		for _, part := range parts {
			if !strings.Contains(string(out), part) {
				t.Errorf("channels %t: no %q in\n%s", channels, part, out)
			}
		}
	}
}

// TestNothingToRewrite: a package without steps is a mistake, not a success.
func TestNothingToRewrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/p.go", []byte("package p\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := rewriteDir(dir); err == nil || !strings.Contains(err.Error(), "neither sync nor") {
		t.Errorf("rewrote %v, error %v", out, err)
	}
}

// TestSelect: channels stay where they are used in a select.
func TestSelect(t *testing.T) {
	dir := t.TempDir()
	for name, source := range map[string]string{
		"a.go":       "package p\n\nimport \"sync\"\n\nvar mu sync.Mutex\n\nfunc a(c chan int) { c <- 1 }\n",
		"a_test.go":  "//go:build !interleave\n\npackage p\n",
		"is_test.go": "//go:build interleave\n\npackage p\n",
		"b.go":       "package p\n\nfunc b(c chan int) { select { case <-c: default: } }\n",
	} {
		if err := os.WriteFile(dir+"/"+name, []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	out, err := rewriteDir(dir)
	if _, gone := out[dir+"/a_test.go"]; err != nil || len(out) != 2 || !gone || !strings.Contains(string(out[dir+"/a.go"]), "c <- 1") {
		t.Errorf("rewrote %q, error %v; want a.go with its channel, and a_test.go without anything", out, err)
	}
}
