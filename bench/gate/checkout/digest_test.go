package checkout

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestSame: both sides are the same code if at most comments and what is not built
// differ, and everything else counts.
func TestSame(t *testing.T) {
	alone(t)
	base := tree{
		"go.mod": gomod, "x.go": "package p\n\n//go:noinline\nfunc f() int { return 1 }\n\nfunc g() { f() }\n", "x_test.go": bench1 + "\nvar _ = f\n",
		"lib/lib.go": "package lib\n\nfunc F() {}\n", "other/other.go": "package other\n", "lib/data.txt": "one", "data.txt": "one",
		"lib/embed.go": "package lib\n\nimport _ \"embed\"\n\n//go:embed data.txt\nvar data string\n", "lib/asm.s": "// one\n",
		"uses.go": "package p\n\nimport \"example.com/m/lib\"\n\nvar _ = lib.F\n",
	}
	dir := t.TempDir()
	newRepo(t, dir, base, nil)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	for name, tt := range map[string]struct {
		head tree
		same bool
	}{
		"a comment":           {tree{"x.go": "// Package p.\npackage p\n\n/* f */\n//go:noinline\nfunc f() int { return 1 } // as ever\n\nfunc g() { f() }\n"}, true},
		"white space":         {tree{"x.go": "package p\n//go:noinline\nfunc f() int {\n\treturn 1\n}\nfunc g() { f() }\n"}, false}, // a semicolon more
		"another package":     {tree{"other/other.go": "package other\n\nvar X int\n"}, true},
		"data that is read":   {tree{"data.txt": "two"}, true},
		"code":                {tree{"x.go": "package p\n\n//go:noinline\nfunc f() int { return 2 }\n\nfunc g() { f() }\n"}, false},
		"a directive":         {tree{"x.go": "package p\n\nfunc f() int { return 1 }\n\nfunc g() { f() }\n"}, false},
		"a test":              {tree{"x_test.go": bench2 + "\nvar _ = f\n"}, false},
		"an external test":    {tree{"y_test.go": strings.Replace(bench1, "package p", "package p_test", 1)}, false},
		"what it imports":     {tree{"lib/lib.go": "package lib\n\nfunc F() { println() }\n"}, false},
		"what it embeds":      {tree{"lib/data.txt": "two"}, false},
		"assembly":            {tree{"lib/asm.s": "// two\n"}, false},
		"a file more":         {tree{"lib/more.go": "package lib\n"}, false},
		"the version of Go":   {tree{"go.mod": strings.Replace(gomod, "1.26", "1.25", 1)}, false},
		"a setting of go.mod": {tree{"go.mod": gomod + "\ngodebug gctrace=0\n"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, dir, "git", "reset", "-q", "--hard")
			run(t, dir, "git", "clean", "-q", "-d", "-f")
			tt.head.write(t, dir)
			s, err := r.Load(t.Context(), []string{"."}, Flags{})
			if err != nil {
				t.Fatal(err)
			}
			if got := s.Packages[0].Same; got != tt.same {
				t.Errorf("same: %v, want %v", got, tt.same)
			}
		})
	}
}

// TestDigest: modules from the cache count by their version, and nothing depends on the
// order of the list.
func TestDigest(t *testing.T) {
	lib := goPackage{ImportPath: "l/x", Dir: "/cache/l@v1.0.0/x", GoFiles: []string{"not-read.go"}, Module: &goModule{Path: "l", Version: "v1.0.0", Dir: "/cache/l@v1.0.0"}}
	std := goPackage{ImportPath: "fmt", Standard: true, Dir: "/nowhere", GoFiles: []string{"not-read.go"}}
	unused := goPackage{ImportPath: "u", Dir: "/nowhere", GoFiles: []string{"not-read.go"}}
	main := goPackage{ImportPath: "p.test", Deps: []string{"l/x", "fmt"}}
	list := []goPackage{main, lib, std, unused}
	before := slices.Clone(list)
	one, _, err := digest(list, "p")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range list {
		if p.ImportPath != before[i].ImportPath {
			t.Error("the list was sorted in place")
		}
	}
	slices.Reverse(list)
	if two, _, err := digest(list, "p"); err != nil || two != one {
		t.Errorf("in another order: %s, %v, want %s", two, err, one)
	}
	newer := lib
	newer.Module = &goModule{Path: "l", Version: "v1.0.1", Dir: "/cache/l@v1.0.1"}
	newer.Dir = "/cache/l@v1.0.1/x"
	if two, _, err := digest([]goPackage{main, newer, std}, "p"); err != nil || two == one {
		t.Errorf("with another version: %s, %v, want another digest", two, err)
	}
	newer.Module.Dir = "/edited/l" // say, vendored: the version does not tell
	if _, _, err := digest([]goPackage{main, newer, std}, "p"); err == nil {
		t.Error("files outside of the cache were not read")
	}
}

// TestBenchmarks are found as go test does, and a file that does not parse makes unsure.
func TestBenchmarks(t *testing.T) {
	dir := t.TempDir()
	files := tree{
		"a_test.go": "package p\n\nfunc BenchmarkA() {}\nfunc Benchmark() {}\nfunc Benchmark_b() {}\nfunc Benchmarking() {}\nfunc BenchmarkÄ() {}\ntype t int\nfunc (t) BenchmarkM() {}\n// func BenchmarkC() {}\n",
		"b_test.go": "package p\n\nfunc BenchmarkX() {}\n\nfunc (\n",
	}
	files.write(t, dir)
	names, unsure := goPackage{Dir: dir, TestGoFiles: []string{"a_test.go"}}.benchmarks()
	if want := []string{"BenchmarkA", "Benchmark", "Benchmark_b", "BenchmarkÄ"}; unsure || !slices.Equal(names, want) {
		t.Errorf("%q, unsure %v, want %q", names, unsure, want)
	}
	if _, unsure = (goPackage{Dir: dir, XTestGoFiles: slices.Sorted(maps.Keys(files))}).benchmarks(); !unsure {
		t.Error("sure of a file that does not parse")
	}
}
