package checkout

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLinks: what git does not hold is copied, links in it stay links, and what the
// base does with the copy is not seen by the user.
func TestLinks(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{".gitignore": "data\ngen.go\n", "f": "base\n"}, tree{"f": "head\n"})
	(tree{"data/a/b": "deep", "data/run*": "x", "data/near": "->a/b", "data/far": "->../f", "gen.go": "package x\n", "to": "->data"}).write(t, dir)
	r := open(t, Checkout{Dir: dir, Base: "main", Links: []string{"data", "gen.go"}})
	for file, want := range map[string]string{"data/a/b": "deep", "data/near": "deep", "gen.go": "package x\n", "data/far": "head\n"} {
		if got := read(t, r.tree, file); got != want {
			t.Errorf("%s of the base holds %q, want %q", file, got, want)
		}
	}
	if info, err := os.Stat(filepath.Join(r.tree, "data", "run")); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("data/run: %v, %v, want it executable", info, err)
	}
	(tree{"data/a/b": "spoiled"}).write(t, r.tree)
	if got := read(t, dir, "data/a/b"); got != "deep" {
		t.Errorf("the user's file holds %q, want it as it was", got)
	}
}

// TestLinksRefused, each with the path and the reason.
func TestLinksRefused(t *testing.T) {
	for path, want := range map[string]string{
		"none":     `link "none": is not in the working tree`,
		"f":        `link "f": the base has its own`,
		"sub":      `link "sub": the base has its own`,
		"../f":     `link "../f": want a path below the root of the repository`,
		".":        `link ".": want a path below the root`,
		"/etc":     `link "/etc": want a path below the root`,
		"sub/../f": `link "sub/../f": the base has its own`,
	} {
		temp := alone(t)
		dir := t.TempDir()
		newRepo(t, dir, tree{"f": "base\n", "sub/f": "x"}, nil)
		if _, err := Open(t.Context(), Checkout{Dir: dir, Base: "main", Links: []string{path}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("link %q: error %v, want %q", path, err, want)
		}
		empty(t, temp)
	}
}
