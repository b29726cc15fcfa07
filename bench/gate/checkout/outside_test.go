package checkout

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// importing is a package whose benchmark uses function F of another.
func importing(path string) string {
	return strings.Replace(bench1, `import "testing"`, "import (\n\t\"testing\"\n\n\tlib \""+path+"\"\n)\n\nvar _ = lib.F", 1)
}

func library(path string) tree {
	return tree{"go.mod": "module " + path + "\n\ngo 1.26\n", "lib.go": "package lib\n\nfunc F() {}\n", "inner/in.go": "package lib\n\nimport _ \"embed\"\n\n//go:embed in.go\nvar text string\n\nfunc F() { _ = text }\n"}
}

func replacing(target string) string {
	return gomod + "\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => " + target + "\n"
}

// TestOutside: modules beside the repository, which relative paths name, are found by
// both sides, and nothing is written beside the user's.
func TestOutside(t *testing.T) {
	const work = "go 1.26\n\nuse ./repo\n"
	for name, tt := range map[string]struct {
		beside tree   // of the folder that has the repository in it
		base   tree   // in git
		local  tree   // in the working tree alone
		at     string // in the repository
		work   string // GOWORK
		want   string
	}{
		"replace beside": {
			library("example.com/lib").below("my lib"),
			tree{"go.mod": replacing(`"../my lib"`), "x_test.go": importing("example.com/lib/inner")}, nil, ".", "off", ". base head same",
		},
		"replace beside, from a module below": {
			library("example.com/lib").below("lib"),
			tree{"sub/go.mod": replacing("../../lib"), "sub/x_test.go": importing("example.com/lib")}, nil, "sub", "off", "sub base head same",
		},
		"replace within": {
			nil, library("example.com/lib").below("lib").with(tree{"sub/go.mod": replacing("../lib"), "sub/x_test.go": importing("example.com/lib")}), nil,
			"sub", "off", "sub base head same",
		},
		"replace by what is around": {
			library("example.com/lib"),
			tree{"go.mod": replacing("../"), "x_test.go": importing("example.com/lib/inner")}, nil, ".", "off", ". base head same",
		},
		"go.work around": {
			library("example.com/lib").below("lib").with(tree{"go.work": work + "\nuse ./lib\n"}),
			tree{"go.mod": gomod, "x_test.go": importing("example.com/lib")}, nil, ".", "", ". base head same",
		},
		"go.work around, a used module replaces": {
			tree{"go.work": work + "\nuse ./mid\n", "mid/go.mod": "module example.com/mid\n\ngo 1.26\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n", "mid/mid.go": "package mid\n\nimport lib \"example.com/lib\"\n\nfunc F() { lib.F() }\n"}.with(library("example.com/lib").below("lib")),
			tree{"go.mod": gomod, "x_test.go": importing("example.com/mid")}, nil, ".", "", ". base head same",
		},
		"go.work that git ignores": {
			library("example.com/lib").below("lib"),
			tree{".gitignore": "go.work\nnew\n", "a/go.mod": gomod, "a/x_test.go": importing("example.com/lib")},
			tree{"go.work": "go 1.26\n\nuse (\n\t./a\n\t../lib\n\t./new\n)\n"}.with(library("example.com/new").below("new")), "a", "", "a base head same",
		},
		"go.work in git": {
			nil, library("example.com/lib").below("lib").with(tree{"go.work": "go 1.26\n\nuse (\n\t./a\n\t./lib\n)\n", "a/go.mod": gomod, "a/x_test.go": importing("example.com/lib")}), nil,
			"a", "", "a base head same",
		},
		"GOWORK elsewhere": {
			library("example.com/lib").below("lib").with(tree{"w/go.work": "go 1.26\n\nuse ../repo\n\nuse ../lib\n"}),
			tree{"go.mod": gomod, "x_test.go": importing("example.com/lib")}, nil, ".", "w/go.work", ". base head same",
		},
		"GOWORK elsewhere with absolute paths": {
			library("example.com/lib").below("lib").with(tree{"w/go.work": "go 1.26\n\nuse \"ABOVE/repo\"\n\nuse \"ABOVE/lib\"\n"}),
			tree{"go.mod": gomod, "x_test.go": importing("example.com/lib")}, nil, ".", "w/go.work", ". base head same",
		},
		"vendor that git ignores": {
			nil,
			tree{".gitignore": "vendor\n", "go.mod": gomod + "\nrequire example.com/lib v1.0.0\n", "x_test.go": importing("example.com/lib")},
			tree{"vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit; go 1.26\nexample.com/lib\n", "vendor/example.com/lib/lib.go": "package lib\n\nfunc F() {}\n"},
			".", "off", ". base head same",
		},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			above, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(above, "repo")
			beside := make(tree)
			for file, text := range tt.beside {
				beside[file] = strings.ReplaceAll(text, "ABOVE", filepath.ToSlash(above))
			}
			beside.write(t, above)
			newRepo(t, dir, tt.base, tree{"README": "x"})
			tt.local.write(t, dir)
			if tt.work != "" && tt.work != "off" {
				tt.work = filepath.Join(above, tt.work)
			}
			t.Setenv("GOWORK", tt.work)
			check := untouched(t, above)
			_, s := loaded(t, filepath.Join(dir, tt.at), ".")
			if got := told(s); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("%q, want %q", got, tt.want)
			}
			for _, p := range s.Packages {
				if p.BaseProblem != "" {
					t.Errorf("the base: %s", p.BaseProblem)
				}
			}
			check()
		})
	}
}

// TestWorkspaceChanges: a go.work that only one side has is not the other's.
func TestWorkspaceChanges(t *testing.T) {
	files := library("example.com/lib").below("lib").with(tree{"a/go.mod": gomod, "a/x_test.go": bench1})
	work := tree{"go.work": "go 1.26\n\nuse (\n\t./a\n\t./lib\n)\n"}
	for name, tt := range map[string]struct{ base, head, want string }{
		"added":   {"", "lib", "a head problem"},
		"removed": {"lib", "", "a base head"},
	} {
		t.Run(name, func(t *testing.T) {
			alone(t)
			t.Setenv("GOWORK", "")
			dir := t.TempDir()
			base := files
			var head tree
			if tt.base == "" {
				base = base.with(tree{"a/x_test.go": importing("example.com/lib")})
				head = work
			} else {
				base = base.with(work).with(tree{"a/x_test.go": importing("example.com/lib")})
				head = tree{"a/x_test.go": bench1}
			}
			newRepo(t, dir, base, head)
			if tt.head == "" {
				if err := os.Remove(filepath.Join(dir, "go.work")); err != nil {
					t.Fatal(err)
				}
			}
			_, s := loaded(t, dir, "./a")
			if got := told(s); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("%q, want %q: %s", got, tt.want, s.Packages[0].BaseProblem)
			}
		})
	}
}

// TestVendorDiffers: the folder is not shared between different sets of modules, unless
// the user says so.
func TestVendorDiffers(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	need := "\nrequire example.com/lib v1.0.0\n"
	newRepo(t, dir, tree{".gitignore": "vendor\n", "go.mod": gomod + need, "x_test.go": importing("example.com/lib")}, tree{"go.mod": gomod + need + "\n// changed\n"})
	(tree{"vendor/modules.txt": "# example.com/lib v1.0.0\n## explicit; go 1.26\nexample.com/lib\n", "vendor/example.com/lib/lib.go": "package lib\n\nfunc F() {}\n"}).write(t, dir)
	_, s := loaded(t, dir, ".")
	if p := s.Packages[0]; p.Base != nil || !strings.Contains(p.BaseProblem, "--link vendor") {
		t.Errorf("problem %q, want the flag that shares the folder", p.BaseProblem)
	}
	r := open(t, Checkout{Dir: dir, Base: "main", Links: []string{"vendor"}})
	s, err := r.Load(t.Context(), []string{"."}, Flags{})
	if err != nil || !slices.Equal(told(s), []string{". base head same"}) {
		t.Errorf("linked: %q, %v", told(s), err)
	}
}
