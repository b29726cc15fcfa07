package checkout

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// load opens a repository where the user is and loads packages.
func load(t *testing.T, dir string, f Flags, patterns ...string) (*Repo, *Sources, error) {
	t.Helper()
	r := open(t, Checkout{Dir: dir, Base: "main"})
	s, err := r.Load(t.Context(), patterns, f)
	return r, s, err
}

// loaded loads packages that are fine.
func loaded(t *testing.T, dir string, patterns ...string) (*Repo, *Sources) {
	t.Helper()
	r, s, err := load(t, dir, Flags{}, patterns...)
	if err != nil {
		t.Fatalf("Load(%q): %v", patterns, err)
	}
	return r, s
}

// told returns a line about each package: folder, sides and what is wrong.
func told(s *Sources) []string {
	var out []string
	for _, p := range s.Packages {
		text := p.Folder
		if p.Base != nil {
			text += " base"
		}
		if p.Head != nil {
			text += " head"
		}
		if p.BaseProblem != "" {
			text += " problem"
		}
		if p.Same {
			text += " same"
		}
		out = append(out, text)
	}
	return out
}

const (
	bench1  = "package p\n\nimport \"testing\"\n\nfunc BenchmarkOne(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n"
	bench2  = bench1 + "\nfunc BenchmarkTwo(b *testing.B) {\n\tfor b.Loop() {\n\t\tvar x [8]byte\n\t\t_ = x\n\t}\n}\n"
	noBench = "package p\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) {}\n\nfunc Benchmarked() {}\n"
	broken  = bench1 + "\nvar x int = \"text\"\n"
	gomod   = "module example.com/m\n\ngo 1.26\n"
)

// several is a module with packages of all kinds.
func several() (base, head tree) {
	base = tree{
		"go.mod": gomod, "same/x_test.go": bench1, "changed/x_test.go": bench1, "gone/x_test.go": bench1, "moved/from/x_test.go": bench1,
		"first/x_test.go": noBench, "mended/x_test.go": broken, "none/x_test.go": noBench, "untested/x.go": "package p\n",
		"own/go.mod": "module example.com/own\n\ngo 1.26\n", "own/x_test.go": bench1, "own/deep/x_test.go": bench1,
	}
	head = tree{
		"changed/x_test.go": bench2, "new/x_test.go": bench1, "moved/to/x_test.go": bench1, "first/x_test.go": bench1, "mended/x_test.go": bench1,
		"own/x_test.go": bench2,
	}
	return base, head
}

// TestLoad: packages that only one side has, or that do not build at the base, are
// reported, and those without benchmarks are not.
func TestLoad(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, first(several()), second(several()))
	for _, gone := range []string{"gone", "moved/from"} {
		if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
			t.Fatal(err)
		}
	}
	all := []string{
		"changed base head", "first head", "gone base", "mended head problem", "moved/from base", "moved/to head", "new head", "same base head same",
	}
	for _, tt := range []struct {
		at       string
		patterns []string
		want     []string
	}{
		{".", []string{"./..."}, all},
		{"same", []string{"../moved/..."}, []string{"moved/from base", "moved/to head"}},
		{".", []string{"example.com/m/moved/..."}, []string{"moved/from base", "moved/to head"}},
		{".", []string{"./moved/..."}, []string{"moved/from base", "moved/to head"}},
		{".", []string{"./sa..."}, []string{"same base head same"}},
		{".", []string{"./same", "./changed/", "./same"}, []string{"changed base head", "same base head same"}},
		{"new", []string{"."}, []string{"new head"}},
		{"new", []string{"../changed"}, []string{"changed base head"}},
		{"new", []string{"example.com/m/same"}, []string{"same base head same"}},
		{".", []string{dir + "/same"}, []string{"same base head same"}},
		{".", []string{"./gone"}, []string{"gone base"}},
		{".", []string{"./mended"}, []string{"mended head problem"}},
		{".", []string{"./own"}, []string{"own base head"}},
		{".", []string{"./own/..."}, []string{"own base head", "own/deep base head same"}},
		{"own", []string{"./..."}, []string{"own base head", "own/deep base head same"}},
		{"own/deep", []string{"../../same", "."}, []string{"own/deep base head same", "same base head same"}},
	} {
		_, s := loaded(t, filepath.Join(dir, tt.at), tt.patterns...)
		if got := told(s); !slices.Equal(got, tt.want) {
			t.Errorf("Load(%q) in %s: %q, want %q", tt.patterns, tt.at, got, tt.want)
		}
	}
	_, s := loaded(t, dir, "./mended", "./changed")
	if p := s.Packages[1]; !strings.Contains(p.BaseProblem, "cannot use \"text\"") || p.Path != "example.com/m/mended" {
		t.Errorf("problem %q of %s, want the compiler's words", p.BaseProblem, p.Path)
	}
	if p := s.Packages[0]; !slices.Equal(p.Head.Benchmarks, []string{"BenchmarkOne", "BenchmarkTwo"}) || !slices.Equal(p.Base.Benchmarks, []string{"BenchmarkOne"}) {
		t.Errorf("benchmarks %q and %q", p.Base.Benchmarks, p.Head.Benchmarks)
	}
}

func first[A, B any](a A, _ B) A  { return a }
func second[A, B any](_ A, b B) B { return b }

// TestLoadRefuses what nobody can have meant, and a head that does not build.
func TestLoadRefuses(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	base, head := several()
	newRepo(t, dir, base, head.with(tree{"broken/x_test.go": broken, "syntax/x_test.go": bench1 + "func"}))
	for pattern, want := range map[string]string{
		"./none":              "package ./none: has no benchmarks",
		"./untested":          "package ./untested: has no benchmarks",
		"./nothere":           "package ./nothere: there is no folder nothere",
		"../x":                `package "../x": is outside of the repository`,
		"":                    `package "": want a folder`,
		"./untested/...":      "none has benchmarks",
		"./broken":            "head: package example.com/m/broken: does not build:",
		"./...":               "head: package example.com/m/",
		"./syntax":            "head: package ",
		"example.com/nowhere": "head: package example.com/nowhere: ",
	} {
		_, s, err := load(t, dir, Flags{}, pattern)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load(%q): %v, error %v, want one with %q", pattern, s, err, want)
		}
		var failed *BuildError
		if errors.As(err, &failed) != (pattern == "./broken" || pattern == "./..." || pattern == "./syntax") {
			t.Errorf("Load(%q): error %T, want a BuildError if it does not build", pattern, err)
		}
	}
}

// TestLoadModuleAppears: a base without the module, or with a broken go.mod, is no error.
func TestLoadModuleAppears(t *testing.T) {
	for name, tt := range map[string]struct {
		base tree
		want string
	}{
		"no module":     {tree{"f": "x"}, "p head"},
		"broken go.mod": {tree{"go.mod": "modul x\n", "p/x_test.go": bench1}, "p head problem"},
		"renamed":       {tree{"go.mod": "module example.com/m/v2\n\ngo 1.26\n", "p/x_test.go": bench1}, "p base head"},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			dir := t.TempDir()
			newRepo(t, dir, tt.base, tree{"go.mod": gomod, "p/x_test.go": bench2})
			_, s := loaded(t, dir, "./p")
			if got := told(s); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestLoadThroughLink: where the user reaches the repository through a link, each side is
// built from its own tree.
func TestLoadThroughLink(t *testing.T) {
	alone(t)
	dir, link := t.TempDir(), filepath.Join(t.TempDir(), "my repo")
	newRepo(t, dir, tree{"go.mod": gomod, "p/x_test.go": bench1}, tree{"p/x_test.go": bench2})
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	t.Chdir(filepath.Join(link, "p"))
	t.Setenv("PWD", filepath.Join(link, "p"))
	r, s := loaded(t, "", ".")
	p := s.Packages[0]
	if p.Same || p.Base.Dir() != filepath.Join(r.tree, "p") || p.Head.Dir() != filepath.Join(link, "p") {
		t.Errorf("base in %s, head in %s, same %v", p.Base.Dir(), p.Head.Dir(), p.Same)
	}
}

// TestLoadApart: a version that would be built from the other's tree is refused, in
// whichever way that comes about.
func TestLoadApart(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	lib := tree{"lib/go.mod": "module example.com/lib\n\ngo 1.26\n", "lib/lib.go": "package lib\n\nfunc F() {}\n"}
	mod := gomod + "\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => " + strconv.Quote(filepath.ToSlash(filepath.Join(dir, "lib"))) + "\n"
	newRepo(t, dir, lib.with(tree{"go.mod": mod, "p/x_test.go": strings.Replace(bench1, `import "testing"`, "import (\n\t\"testing\"\n\n\t\"example.com/lib\"\n)\n\nvar _ = lib.F", 1)}), nil)
	_, s, err := load(t, dir, Flags{}, "./p")
	if err == nil || !strings.Contains(err.Error(), "base: package example.com/m/p: is built from "+filepath.Join(dir, "lib")) {
		t.Errorf("%+v, error %v, want that the base is built from the head's lib", s, err)
	}
}

// TestLoadWarnings: where nothing has changed, it is said.
func TestLoadWarnings(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"go.mod": gomod, "p/x_test.go": bench1, "q/x_test.go": bench1}, tree{"q/x_test.go": bench2})
	_, s := loaded(t, dir, "./...")
	if len(s.Warnings) != 1 || !strings.HasPrefix(s.Warnings[0], "package example.com/m/p: nothing that these benchmarks are built from has changed") || s.Unchanged {
		t.Errorf("warnings %q, unchanged: %v, want one about p, and that q has changed", s.Warnings, s.Unchanged)
	}
	for name, want := range map[string]bool{"r/doc.go": true, "a.md": true, "p/testdata/x.go": false, "p/words.txt": false} {
		(tree{name: "// nothing\npackage p\n"}).write(t, dir)
		if _, s = loaded(t, dir, "./p"); s.Unchanged != want || len(s.Warnings) > 0 == want {
			t.Errorf("%s is new: unchanged: %v, warnings %q, want %v", name, s.Unchanged, s.Warnings, want)
		}
		os.Remove(filepath.Join(dir, name))
	}
	run(t, dir, "git", "switch", "-q", "main")
	_, s = loaded(t, dir, "./...")
	if len(s.Warnings) > 0 || !s.Unchanged {
		t.Errorf("warnings %q, unchanged: %v, want that HEAD is the base", s.Warnings, s.Unchanged)
	}
	(tree{"p/x_test.go": bench2}).write(t, dir)
	_, s = loaded(t, dir, "./p")
	if len(s.Warnings) > 0 || s.Packages[0].Same || s.Unchanged {
		t.Errorf("warnings %q, unchanged: %v, want none: a change is not committed", s.Warnings, s.Unchanged)
	}
}

// TestLoadIgnored: sources that git ignores are named where the base lacks them.
func TestLoadIgnored(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	uses := bench1 + "\nvar _ = generated\n"
	newRepo(t, dir, tree{".gitignore": "*.gen.go\nvalues\n", "go.mod": gomod, "p/x_test.go": uses, "q/x_test.go": bench1}, nil)
	(tree{"p/x.gen.go": "package p\n\nvar generated int\n", "q/x.gen.go": "package p\n"}).write(t, dir)
	_, s := loaded(t, dir, "./...")
	if p := s.Packages[0]; !strings.Contains(p.BaseProblem, "undefined: generated") || !strings.Contains(p.BaseProblem, "--link p/x.gen.go") {
		t.Errorf("problem %q, want what is missing and the flag", p.BaseProblem)
	}
	if s.Unchanged {
		t.Error("unchanged, though the base lacks sources that git ignores")
	}
	if !slices.ContainsFunc(s.Warnings, func(w string) bool { return strings.Contains(w, "--link q/x.gen.go") }) {
		t.Errorf("warnings %q, want one about q/x.gen.go", s.Warnings)
	}
	r := open(t, Checkout{Dir: dir, Base: "main", Links: []string{"p/x.gen.go", "q/x.gen.go"}})
	s, err := r.Load(t.Context(), []string{"./..."}, Flags{})
	if err != nil || !slices.Equal(told(s), []string{"p base head same", "q base head same"}) {
		t.Errorf("linked: %v, %v", s, err)
	}
}

// TestLoadEnds: the cause is the error.
func TestLoadEnds(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"go.mod": gomod, "x_test.go": bench1}, nil)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("enough")
	cancel(cause)
	if _, err := r.Load(ctx, []string{"."}, Flags{}); !errors.Is(err, cause) {
		t.Errorf("error %v, want the cause", err)
	}
}

// TestLoadNested: a package that is not found because it is in a module of its own
// is told how it can be.
func TestLoadNested(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	own := tree{"go.mod": "module example.com/own\n\ngo 1.26\n", "p/x_test.go": bench1}
	newRepo(t, dir, own.below("own").with(tree{"go.mod": gomod, "x_test.go": bench1}), nil)
	if _, s, err := load(t, dir, Flags{}, "example.com/own/p"); err == nil || !strings.HasSuffix(err.Error(), "folder own is a module of its own: name the package ./own/p") {
		t.Errorf("%v, error %v, want the name that works", s, err)
	}
	if _, s, err := load(t, dir, Flags{}, "./own/p"); err != nil || !slices.Equal(told(s), []string{"own/p base head same"}) {
		t.Errorf("that name: %v, %v", s, err)
	}
	t.Setenv("GOWORK", "")
	(tree{"go.work": "go 1.26\n\nuse .\n"}).write(t, dir)
	if _, s, err := load(t, dir, Flags{}, "./own/p"); err == nil || !strings.Contains(err.Error(), "folder own is a module of its own, which ") || !strings.HasSuffix(err.Error(), "run go work use own, or set GOWORK=off") {
		t.Errorf("%v, error %v, want what to do", s, err)
	}
}

// TestModule: a package below the root tells it, too; a module that is itself below does not.
func TestModule(t *testing.T) {
	for want, packages := range map[string][]Package{
		"":     nil,
		"m":    {{Path: "m", Folder: "."}},
		"m/v2": {{Path: "m/v2/a/b", Folder: "a/b"}},
		"n":    {{Path: "other", Folder: "below/it"}, {Path: "n/a", Folder: "a"}},
	} {
		if got := (&Sources{Packages: packages}).Module(); got != want {
			t.Errorf("Module() of %+v = %q, want %q", packages, got, want)
		}
	}
}
