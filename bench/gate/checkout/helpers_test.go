package checkout

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// alone gives a test folders and settings of its own: nothing of the machine, of its
// users or of a hook that the tests run in. It returns the folder for scratch.
func alone(t *testing.T) string {
	t.Helper()
	temp, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"TMPDIR": temp, "GOTMPDIR": "", "GOENV": "off", "GOFLAGS": "", "GOWORK": "off", "GOPROXY": "off", "GOTOOLCHAIN": "local",
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "0", "GIT_CONFIG_PARAMETERS": "",
		"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com",
		"GIT_ALLOW_PROTOCOL": "file",
	} {
		t.Setenv(name, value)
	}
	for _, name := range repositoryVariables {
		t.Setenv(name, "") // has it restored in the end
		os.Unsetenv(name)
	}
	return temp
}

// run runs a program in a folder.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	cmd.Env = cleanEnv(os.Environ(), dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, out)
	}
	return strings.TrimRight(string(out), "\n")
}

// A tree is the text of files by their names.
type tree map[string]string

// write writes the files below a folder; names that end in * are executable, and
// a text that begins with -> is a link.
func (f tree) write(t *testing.T, dir string) {
	t.Helper()
	for name, text := range f {
		name, executable := strings.CutSuffix(name, "*")
		path := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o777)
		if err == nil {
			os.Remove(path)
			if to, ok := strings.CutPrefix(text, "->"); ok {
				err = os.Symlink(to, path)
			} else if executable {
				err = os.WriteFile(path, []byte(text), 0o777)
			} else {
				err = os.WriteFile(path, []byte(text), 0o666)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// commit adds everything in a repository and commits it.
func commit(t *testing.T, dir string) string {
	t.Helper()
	run(t, dir, "git", "-c", "core.hooksPath="+os.DevNull, "add", "-A")
	run(t, dir, "git", "-c", "core.hooksPath="+os.DevNull, "commit", "-q", "--allow-empty", "-m", "change")
	return run(t, dir, "git", "rev-parse", "HEAD")
}

// newRepo makes a repository whose branch main has one commit, and whose branch
// topic, checked out, has another on top.
func newRepo(t *testing.T, dir string, base, head tree, flags ...string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "git", append([]string{"init", "-q", "-b", "main", "--template="}, flags...)...)
	base.write(t, dir)
	first := commit(t, dir)
	run(t, dir, "git", "switch", "-q", "-c", "topic")
	head.write(t, dir)
	commit(t, dir)
	return first
}

// with returns the files of both.
func (f tree) with(more tree) tree {
	all := make(tree)
	for _, from := range []tree{f, more} {
		for name, text := range from {
			all[name] = text
		}
	}
	return all
}

// below returns the files in a folder.
func (f tree) below(dir string) tree {
	all := make(tree)
	for name, text := range f {
		all[dir+"/"+name] = text
	}
	return all
}

// open opens a repository and closes it with the test.
func open(t *testing.T, c Checkout) *Repo {
	t.Helper()
	r, err := Open(t.Context(), c)
	if err != nil {
		t.Fatalf("Open(%+v): %v", c, err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// listing returns everything in a folder: names, kinds, permissions, times and contents.
func listing(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		text, changed := "", info.ModTime().UnixNano()
		if strings.HasPrefix(d.Name(), "sharedindex.") {
			changed = 0 // git touches it on every read, lest it expire
		}
		if d.Type().IsRegular() {
			text = digestOf(path)
		}
		out = append(out, fmt.Sprintf("%s %v %d %s", path, info.Mode(), changed, text))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// untouched checks, once the test is done with them, that folders are as they were.
func untouched(t *testing.T, dirs ...string) (check func()) {
	t.Helper()
	var before [][]string
	for _, dir := range dirs {
		before = append(before, listing(t, dir))
	}
	return func() {
		t.Helper()
		for i, dir := range dirs {
			after := listing(t, dir)
			for _, line := range after {
				if !slices.Contains(before[i], line) {
					t.Errorf("changed or new: %s", line)
				}
			}
			if len(after) < len(before[i]) {
				t.Errorf("%s has lost %d entries", dir, len(before[i])-len(after))
			}
		}
	}
}

// needShell skips a test that writes shell scripts.
func needShell(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
}

// empty checks that a folder holds nothing.
func empty(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
