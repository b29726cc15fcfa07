package checkout

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// withSubmodule makes a repository whose submodule sub has a submodule of its own, both
// at other commits in the base and in the head.
func withSubmodule(t *testing.T) (dir string) {
	t.Helper()
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "protocol.file.allow")
	t.Setenv("GIT_CONFIG_VALUE_0", "always")
	dir, sub, inner := t.TempDir(), t.TempDir(), t.TempDir()
	newRepo(t, inner, tree{"f": "inner base\n"}, nil)
	newRepo(t, sub, tree{"f": "sub base\n"}, nil)
	run(t, sub, "git", "submodule", "--quiet", "add", inner, "in ner")
	commit(t, sub)
	run(t, dir, "git", "init", "-q", "-b", "main")
	run(t, dir, "git", "submodule", "--quiet", "add", sub, "sub")
	run(t, dir, "git", "submodule", "--quiet", "update", "--init", "--recursive")
	commit(t, dir)
	run(t, dir, "git", "switch", "-q", "-c", "topic")
	for at, text := range map[string]string{"sub/in ner": "inner head\n", "sub": "sub head\n"} {
		(tree{"f": text}).write(t, filepath.Join(dir, at))
	}
	for _, at := range []string{"sub/in ner", "sub", "."} {
		commit(t, filepath.Join(dir, at))
	}
	return dir
}

// TestSubmodules: the base has of submodules what its commit says, and not what is
// checked out.
func TestSubmodules(t *testing.T) {
	alone(t)
	dir := withSubmodule(t)
	run(t, dir, "git", "config", "submodule.recurse", "true")
	check := untouched(t, dir)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	for file, want := range map[string]string{"sub/f": "sub base\n", "sub/in ner/f": "inner base\n"} {
		if got := read(t, r.tree, file); got != want {
			t.Errorf("%s of the base holds %q, want %q", file, got, want)
		}
	}
	if len(r.Warnings) > 0 {
		t.Errorf("warnings %q, want none", r.Warnings)
	}
	check()
}

// TestSubmoduleNotCloned: what the user has not cloned is empty on both sides.
func TestSubmoduleNotCloned(t *testing.T) {
	alone(t)
	dir, to := withSubmodule(t), filepath.Join(t.TempDir(), "clone")
	run(t, dir, "git", "clone", "-q", dir, to)
	r := open(t, Checkout{Dir: to, Base: "origin/main"})
	if entries, err := os.ReadDir(filepath.Join(r.tree, "sub")); err != nil || len(entries) > 0 || len(r.Warnings) > 0 {
		t.Errorf("sub: %v, %v, warnings %q; want an empty folder and no warning", entries, err, r.Warnings)
	}
}

// TestSubmoduleMissing: if the base's commit is not there, a warning says what to do,
// and sharing the folder is one way.
func TestSubmoduleMissing(t *testing.T) {
	alone(t)
	dir := withSubmodule(t)
	sub := filepath.Join(dir, "sub")
	old := run(t, dir, "git", "rev-parse", "main:sub")
	// A clone that has only the newest commit.
	run(t, sub, "git", "branch", "-f", "keep", "HEAD")
	shallow := filepath.Join(t.TempDir(), "shallow")
	run(t, dir, "git", "clone", "-q", "--depth", "1", "-b", "keep", "file://"+filepath.Join(dir, ".git", "modules", "sub"), shallow)
	if err := os.RemoveAll(sub); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(shallow, sub); err != nil {
		t.Fatal(err)
	}
	r := open(t, Checkout{Dir: dir, Base: "main"})
	for _, want := range []string{"submodule sub: commit " + old, "git -C sub fetch origin " + old, "--link sub"} {
		if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], want) {
			t.Errorf("warnings %q, want one with %q", r.Warnings, want)
		}
	}
	r = open(t, Checkout{Dir: dir, Base: "main", Links: []string{"sub/"}})
	if got := read(t, r.tree, "sub/f"); got != "sub head\n" || len(r.Warnings) > 0 {
		t.Errorf("linked: %q, warnings %q, want the folder of the head", got, r.Warnings)
	}
	if slices.ContainsFunc(listing(t, filepath.Join(r.tree, "sub")), func(l string) bool { return strings.Contains(l, ".git ") }) {
		t.Error("the base has the clone's .git")
	}
}
