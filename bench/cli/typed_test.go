package cli

import (
	"bytes"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestTyped: every line that tells the user to run a command names the program as it is typed.
// What is stored does not, unless nobody else has the program.
func TestTyped(t *testing.T) {
	typed := []string{"go", "run", "./cmd/compare"}
	run := func(args ...string) outcome {
		var out, errs bytes.Buffer
		code := Run(t.Context(), Env{Args: args, Stdout: &out, Stderr: &errs, Typed: typed})
		return outcome{code, out.String(), errs.String()}
	}
	dir := t.TempDir()
	o := run(small(dir, "--virtual")...)
	o.want(t, exitFine, "to see it again: go run ./cmd/compare show ")
	if !strings.Contains(o.stdout, "\nrepeat: go run ./cmd/compare --workload tiny-jobs ") {
		t.Errorf("the answer does not repeat with go run:\n%s", o.stdout)
	}
	if r, err := record.Read(sidecar(t, dir)); err != nil || r.Command[0] != defaultName {
		t.Errorf("stored command %q, %v, want it to begin with %s", r.Command, err, defaultName)
	}
	run("--strategy", "?").want(t, exitUnusable, "(see go run ./cmd/compare list strategies)")
	o = run("recommend", "--jobs-file", "../recommend/sample.csv", "--slo", "p99=250ms", "--confirm", "0", "--strategy", "work-stealing")
	if !strings.Contains(o.stdout, "\nnext: go run ./cmd/compare --workload trace:") {
		t.Errorf("recommend does not look closer with go run:\n%s%s", o.stdout, o.stderr)
	}
}

// TestTypedAs: go run removes what it has built, and is what to type again.
func TestTypedAs(t *testing.T) {
	const (
		ran   = "/tmp/go-build1234567/b001/exe/compare"
		mod   = "example.com/m"
		pkg   = mod + "/cmd/compare"
		other = "module example.com/other\n"
	)
	main := func(path, module, version string) *debug.BuildInfo {
		return &debug.BuildInfo{Path: path, Main: debug.Module{Path: module, Version: version}}
	}
	tree := func(mod string, files ...string) fstest.MapFS {
		fsys := fstest.MapFS{"go.mod": {Data: []byte(mod)}}
		for _, f := range files {
			fsys[f] = &fstest.MapFile{}
		}
		return fsys
	}
	replaced := main(pkg, mod, "v0.1.0")
	replaced.Main.Replace = &debug.Module{Path: "../m"}
	const own = "// A module.\nmodule example.com/m // indeed\n"
	for _, tt := range []struct {
		name  string
		built *debug.BuildInfo
		here  fstest.MapFS
		want  string
	}{
		{"compare", main(pkg, mod, "(devel)"), nil, "compare"},
		{"./mine", main(pkg, mod, "(devel)"), nil, "./mine"},
		{"/usr/local/bin/mine", nil, nil, "/usr/local/bin/mine"},
		{ran, main(pkg, mod, "(devel)"), tree(own, "cmd/compare/main.go"), "go run ./cmd/compare"},
		{ran, main(pkg, mod, ""), tree(other, "cmd/compare/main.go"), "go run " + pkg},
		{ran, main(pkg, mod, "(devel)"), nil, "go run " + pkg},
		{ran, main(pkg, mod, "v0.1.0"), tree(other), "go run " + pkg + "@v0.1.0"},
		{ran, replaced, tree(other), "go run " + pkg},
		{"/root/.cache/go-build/ab/abc-d/race", main("race", "race", ""), tree("module race\n", "main.go"), "go run ."},
		{"/root/.cache/go-build/ab/abc-d/race", main("race", "race", ""), nil, "go run race"},
		{ran, main("command-line-arguments", mod, ""), tree(own, "main.go"), "go run ."},
		{ran, nil, nil, "go run ."},
	} {
		if got := typedAs(tt.name, tt.built, tt.here); !slices.Equal(got, strings.Fields(tt.want)) {
			t.Errorf("typedAs(%q, %+v, %v) = %q, want %q", tt.name, tt.built, tt.here, got, tt.want)
		}
	}
}

// TestAsTyped: only what is to be typed is renamed.
func TestAsTyped(t *testing.T) {
	c := &command{Env: Env{Typed: []string{"my tools/mine"}}}
	c.names = commandNames(c.root())
	for text, want := range map[string]string{
		"compare --workload skewed":                                     "'my tools/mine' --workload skewed",
		"next: compare diff A B (compare show A, compare list metrics)": "next: 'my tools/mine' diff A B ('my tools/mine' show A, 'my tools/mine' list metrics)",
		"compare: these compare well":                                   "compare: these compare well",
		"to compare with":                                               "to compare with",
		"./compare list":                                                "./compare list",
	} {
		if got := c.asTyped(text); got != want {
			t.Errorf("asTyped(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestAgainTyped: what go run has stored can be repeated.
func TestAgainTyped(t *testing.T) {
	for _, command := range [][]string{{"compare", "--virtual"}, {"./mine", "--virtual"}, {"go", "run", ".", "--virtual"}} {
		if got := withoutProgram(command); !slices.Equal(got, []string{"--virtual"}) {
			t.Errorf("withoutProgram(%q) = %q", command, got)
		}
	}
	for _, command := range [][]string{{"compare"}, {"go", "run", "."}, {"go", "run"}} {
		if got := withoutProgram(command); len(got) > 1 {
			t.Errorf("withoutProgram(%q) = %q", command, got)
		}
	}
}
