package checkout

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// order returns the functions of a binary in the order of their addresses.
func order(t *testing.T, path string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(run(t, filepath.Dir(path), "go", "tool", "nm", "-sort", "address", path)) {
		if f := strings.Fields(line); len(f) == 3 && strings.EqualFold(f[1], "t") {
			out = append(out, f[2])
		}
	}
	if len(out) < 100 {
		t.Fatalf("%s: %d functions", path, len(out))
	}
	return out
}

// only loads a module whose only package is at both versions.
func only(t *testing.T, base, head tree, f Flags) Package {
	t.Helper()
	dir := t.TempDir()
	newRepo(t, dir, base, head)
	_, s, err := load(t, dir, f, ".")
	if err != nil {
		t.Fatal(err)
	}
	return s.Packages[0]
}

// TestLink: a layout draws the order of the functions, always the same one, and
// each binary runs.
func TestLink(t *testing.T) {
	alone(t)
	p := only(t, tree{"go.mod": gomod, "x_test.go": bench1}, tree{"x_test.go": bench2}, Flags{LDFlags: "-X main.a=b"})
	orders := make(map[uint64][]string)
	for _, layout := range []uint64{0, 1, 2} {
		b, err := p.Head.Link(t.Context(), layout)
		if err != nil || b.Layout != layout || b.Warning != "" {
			t.Fatalf("layout %d: %+v, %v", layout, b, err)
		}
		orders[layout] = order(t, b.Path)
		out := run(t, p.Head.Dir(), b.Path, "-test.run=^$", "-test.bench=.", "-test.benchtime=1x")
		if !strings.Contains(out, "BenchmarkTwo") {
			t.Errorf("layout %d: %s", layout, out)
		}
	}
	if slices.Equal(orders[0], orders[1]) || slices.Equal(orders[1], orders[2]) {
		t.Error("two layouts have their functions in the same order")
	}
	// Once more, from nothing.
	again, _ := p.Head.Link(t.Context(), 1)
	p.Head.Forget(1)
	if exists(again.Path) {
		t.Errorf("%s is still there", again.Path)
	}
	b, err := p.Head.Link(t.Context(), 1)
	if err != nil || !slices.Equal(order(t, b.Path), orders[1]) {
		t.Errorf("layout 1 linked again: %v, want the same order", err)
	}
	p.Head.Forget(9) // never linked
	if base, err := p.Base.Link(t.Context(), 0); err != nil || base.Path == b.Path {
		t.Errorf("base: %+v, %v, want a binary of its own", base, err)
	}
}

// TestLinkCgo: layouts work where another linker does the last step.
func TestLinkCgo(t *testing.T) {
	alone(t)
	if run(t, t.TempDir(), "go", "env", "CGO_ENABLED") != "1" {
		t.Skip("needs cgo")
	}
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip(err)
	}
	files := tree{"go.mod": gomod, "c.go": "package p\n\n// int one(void) { return 1; }\nimport \"C\"\n\nfunc one() int { return int(C.one()) }\n", "x_test.go": bench1 + "\nvar _ = one()\n"}
	p := only(t, files, nil, Flags{LDFlags: "-linkmode=external"})
	var orders [][]string
	for _, layout := range []uint64{3, 4} {
		b, err := p.Head.Link(t.Context(), layout)
		if err != nil || b.Layout != layout {
			t.Fatalf("layout %d: %+v, %v", layout, b, err)
		}
		orders = append(orders, order(t, b.Path))
		run(t, p.Head.Dir(), b.Path, "-test.run=^$")
	}
	if slices.Equal(orders[0], orders[1]) {
		t.Error("both layouts have their functions in the same order")
	}
}

// goThat puts a go command into PATH that runs a script before the real one, which is $go.
func goThat(t *testing.T, script string) {
	t.Helper()
	needShell(t)
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	(tree{"go*": "#!/bin/sh\n" + script + "\nexec '" + real + "' \"$@\"\n"}).write(t, dir)
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
}

// TestLinkPlain: where a layout cannot be linked, the plain one is used, and it is said.
func TestLinkPlain(t *testing.T) {
	alone(t)
	p := only(t, tree{"go.mod": gomod, "x_test.go": bench1}, nil, Flags{})
	goThat(t, `case "$*" in *randlayout*) echo "# pkg" >&2; echo "no such layout" >&2; exit 1;; esac`)
	for _, layout := range []uint64{5, 6} {
		b, err := p.Head.Link(t.Context(), layout)
		if err != nil || b.Layout != 0 || !exists(b.Path) || !strings.HasSuffix(b.Warning, "only in the linker's own: no such layout") {
			t.Errorf("layout %d: %+v, %v, want the plain one and why", layout, b, err)
		}
	}
	p.Head.Forget(5)
	if b, err := p.Head.Link(t.Context(), 0); err != nil || !exists(b.Path) || b.Warning != "" {
		t.Errorf("%+v, %v, want the plain binary still there", b, err)
	}
}

// TestLinkFails: what only the linker finds is a BuildError, and is tried again.
func TestLinkFails(t *testing.T) {
	alone(t)
	p := only(t, tree{"go.mod": gomod, "empty.s": "", "x_test.go": bench1 + "\nfunc missing()\n\nfunc BenchmarkMissing(b *testing.B) { missing() }\n"},
		tree{"x_test.go": bench1}, Flags{})
	for _, layout := range []uint64{0, 1} {
		_, err := p.Base.Link(t.Context(), layout)
		var failed *BuildError
		if !errors.As(err, &failed) || failed.Side != "base" || !strings.Contains(failed.Text, "missing") {
			t.Errorf("layout %d: %v, want a BuildError of the base with the linker's text", layout, err)
		}
	}
	if _, err := p.Head.Link(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

// TestLinkConcurrently: each layout is linked once, whoever asks.
func TestLinkConcurrently(t *testing.T) {
	alone(t)
	p := only(t, tree{"go.mod": gomod, "x_test.go": bench1}, nil, Flags{})
	log := filepath.Join(t.TempDir(), "log")
	goThat(t, `case "$1" in test) echo "$*" >>'`+log+`';; esac`)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if b, err := p.Head.Link(t.Context(), uint64(i%2)); err != nil || b.Layout != uint64(i%2) {
				t.Errorf("%+v, %v", b, err)
			}
		})
	}
	wg.Wait()
	if got := read(t, log); strings.Count(got, "\n") != 2 {
		t.Errorf("linked:\n%s\nwant each layout once", got)
	}
}

// TestChatter: what go says in passing while it downloads is taken neither for data
// nor for an error.
func TestChatter(t *testing.T) {
	alone(t)
	goThat(t, `echo "go: downloading example.com/x v1.0.0" >&2; echo "go: downloading go1.26.1 (linux/amd64)" >&2`)
	p := only(t, tree{"go.mod": gomod, "x_test.go": bench1}, tree{"x_test.go": bench2}, Flags{})
	if b, err := p.Head.Link(t.Context(), 0); err != nil || !exists(b.Path) {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestTags: the flags decide which files count, on both sides.
func TestTags(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"go.mod": gomod, "x_test.go": "//go:build special\n\n" + bench1}, tree{"x_test.go": "//go:build special\n\n" + bench2})
	if _, s, err := load(t, dir, Flags{}, "."); err == nil {
		t.Errorf("without the tag: %q, want an error", told(s))
	}
	_, s, err := load(t, dir, Flags{Tags: "special"}, ".")
	if err != nil || !slices.Equal(told(s), []string{". base head"}) {
		t.Fatalf("with the tag: %q, %v", told(s), err)
	}
	if b, err := s.Packages[0].Base.Link(t.Context(), 0); err != nil || !exists(b.Path) {
		t.Errorf("%+v, %v", b, err)
	}
}

// TestSideEnv: benchmarks see their own folder and no repository of a hook's.
func TestSideEnv(t *testing.T) {
	alone(t)
	t.Setenv("GIT_DIR", "/elsewhere")
	t.Setenv("PWD", "/elsewhere")
	s := prebuilt("base", filepath.Join(t.TempDir(), "x"))
	env := s.Env()
	if !slices.Contains(env, "PWD="+s.Dir()) || slices.Contains(env, "PWD=/elsewhere") || slices.Contains(env, "GIT_DIR=/elsewhere") {
		t.Errorf("environment %q", env)
	}
}

// TestGoVersions: two versions of Go are no fair comparison, which is said.
func TestGoVersions(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"go.mod": gomod, "x_test.go": bench1}, tree{"x_test.go": bench2})
	goThat(t, `case "$1 $PWD" in "env "*gate-*) echo '{"GOWORK":"off","GOVERSION":"go1.25.9"}'; exit;; esac`)
	_, s := loaded(t, dir, ".")
	if len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0], "the base is built with go1.25.9, the head with go1.26") {
		t.Errorf("warnings %q, want one about the versions of Go", s.Warnings)
	}
}
