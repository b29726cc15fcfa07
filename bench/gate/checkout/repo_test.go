package checkout

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// everything is a tree with what git can hold of files.
var everything = tree{
	".gitattributes": "*.dos text eol=crlf\n*.own filter=own\nprivate export-ignore\n",
	"a.dos":          "one\ntwo\n", "a.own": "text\n", "private": "x\n",
	"run*": "#!/bin/sh\n", "link": "->a.dos", "name with ünï": "x\n", "deep/er/file": "x\n", "else/where": "x\n",
}

// TestOpenTouchesNothing: whatever is set in a repository, nothing in it changes, none
// of its hooks runs, and the tree is what the base holds.
func TestOpenTouchesNothing(t *testing.T) {
	needShell(t)
	for name, prepare := range map[string]func(t *testing.T, dir string) (work string){
		"plain": func(_ *testing.T, dir string) string { return dir },
		"below": func(_ *testing.T, dir string) string { return filepath.Join(dir, "deep", "er") },
		"indexes that are split, watched and sparse": func(t *testing.T, dir string) string {
			for _, set := range []string{"core.splitIndex=true", "core.untrackedCache=true", "submodule.recurse=true", "gc.auto=1"} {
				key, value, _ := strings.Cut(set, "=")
				run(t, dir, "git", "config", key, value)
			}
			run(t, dir, "git", "config", "core.fsmonitor", "false; echo x >"+filepath.Join(dir, "watched")+"; false")
			run(t, dir, "git", "-c", "core.fsmonitor=false", "sparse-checkout", "set", "--cone", "deep")
			return dir
		},
		"linked work tree": func(t *testing.T, dir string) string {
			linked := filepath.Join(filepath.Dir(dir), "linked")
			run(t, dir, "git", "-c", "core.hooksPath=/dev/null", "worktree", "add", "-q", "--detach", linked, "topic")
			return linked
		},
		"bare with a linked work tree": func(t *testing.T, dir string) string {
			bare, linked := filepath.Join(filepath.Dir(dir), "bare"), filepath.Join(filepath.Dir(dir), "linked")
			run(t, dir, "git", "clone", "-q", "--bare", dir, bare)
			run(t, bare, "git", "worktree", "add", "-q", linked, "topic")
			run(t, linked, "git", "config", "filter.own.smudge", "tr a-z A-Z")
			return linked
		},
		"git folder elsewhere": func(t *testing.T, dir string) string {
			run(t, dir, "git", "init", "-q", "--separate-git-dir", filepath.Join(filepath.Dir(dir), "elsewhere"))
			return dir
		},
		"work tree elsewhere": func(t *testing.T, dir string) string {
			other := filepath.Join(filepath.Dir(dir), "other")
			if err := os.Mkdir(other, 0o777); err != nil {
				t.Fatal(err)
			}
			run(t, dir, "git", "config", "core.worktree", dir)
			(tree{".git": "gitdir: " + filepath.Join(dir, ".git") + "\n"}).write(t, other)
			return dir
		},
	} {
		t.Run(name, func(t *testing.T) {
			temp := alone(t)
			above, err := filepath.EvalSymlinks(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(above, "my: work")
			base := newRepo(t, dir, everything, tree{"a.dos": "three\n", "deep/er/new": "x\n"})
			run(t, dir, "git", "config", "filter.own.smudge", "tr a-z A-Z")
			hooks := filepath.Join(dir, ".git", "hooks")
			ran := filepath.Join(above, "ran")
			for _, hook := range []string{"post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-merge", "pre-auto-gc", "fsmonitor-watchman", "post-rewrite"} {
				(tree{hook + "*": "#!/bin/sh\necho " + hook + " >>'" + ran + "'\nexit 1\n"}).write(t, hooks)
			}
			work := prepare(t, dir)
			(tree{"not committed": "x\n"}).write(t, work)
			os.Remove(ran)
			check := untouched(t, above)
			r, err := Open(t.Context(), Checkout{Dir: work, Base: "main"})
			if err != nil {
				t.Fatal(err)
			}
			if r.Base != base || !r.Head.Dirty || len(r.Head.Commit) != 40 || len(r.Warnings) > 0 {
				t.Errorf("base %s, head %+v, warnings %q; want base %s, a head that is dirty and no warnings", r.Base, r.Head, r.Warnings, base)
			}
			for file, want := range map[string]string{"a.dos": "one\r\ntwo\r\n", "a.own": "TEXT\n", "private": "x\n", "name with ünï": "x\n", "deep/er/file": "x\n", "else/where": "x\n", "link": "one\r\ntwo\r\n"} {
				if got := read(t, r.tree, file); got != want {
					t.Errorf("%s of the base holds %q, want %q", file, got, want)
				}
			}
			if info, err := os.Stat(filepath.Join(r.tree, "run")); err != nil || info.Mode()&0o100 == 0 {
				t.Errorf("run: %v, %v, want it executable", info, err)
			}
			if info, err := os.Lstat(filepath.Join(r.tree, "link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
				t.Errorf("link: %v, %v, want a link", info, err)
			}
			if exists(filepath.Join(r.tree, "deep/er/new")) {
				t.Error("the base has a file of the head")
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			check()
			empty(t, temp)
		})
	}
}

// TestOpenInHook: a hook's variables do not lead to another repository or index.
func TestOpenInHook(t *testing.T) {
	temp := alone(t)
	dir, other := t.TempDir(), t.TempDir()
	base := newRepo(t, dir, tree{"of": "this\n"}, tree{"of": "this head\n"})
	newRepo(t, other, tree{"of": "another\n"}, tree{"of": "another head\n"})
	t.Setenv("GIT_DIR", filepath.Join(other, ".git"))
	t.Setenv("GIT_WORK_TREE", other)
	t.Setenv("GIT_INDEX_FILE", filepath.Join(other, ".git", "index"))
	t.Setenv("GIT_PREFIX", "sub/")
	t.Setenv("GIT_OBJECT_DIRECTORY", filepath.Join(other, ".git", "objects"))
	check := untouched(t, dir, other)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	if got := read(t, r.tree, "of"); got != "this\n" || r.Base != base {
		t.Errorf("base %s holds %q, want the one of the folder's repository", r.Base, got)
	}
	check()
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	empty(t, temp)
}

// TestOpenLinked: reached through a link, the tree is the same, and lies where the
// user's link does.
func TestOpenLinked(t *testing.T) {
	alone(t)
	dir, link := t.TempDir(), filepath.Join(t.TempDir(), "repo")
	newRepo(t, dir, tree{"sub/f": "base\n"}, tree{"sub/f": "head\n"})
	if err := os.Symlink(dir, link); err != nil {
		t.Skip(err)
	}
	for _, at := range []string{link, filepath.Join(link, "sub")} {
		t.Setenv("PWD", at)
		t.Chdir(at)
		r := open(t, Checkout{Base: "main"})
		if want := mirrored(r.temp, link); r.tree != want || read(t, r.tree, "sub/f") != "base\n" {
			t.Errorf("at %s the base is in %s, want %s", at, r.tree, want)
		}
	}
}

// TestOpenScratch: the scratch folder is where it is wanted, also within the user's tree.
func TestOpenScratch(t *testing.T) {
	alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{".gitignore": "tmp\n", "tmp/.keep": ""}, nil)
	wanted := filepath.Join(dir, "tmp")
	if err := os.MkdirAll(wanted, 0o777); err != nil {
		t.Fatal(err)
	}
	if r := open(t, Checkout{Dir: dir, Base: "main", Temp: wanted}); !strings.Contains(r.tree, filepath.Join("tmp", "gate-")) {
		t.Errorf("the base is in %s, want it below %s", r.tree, wanted)
	}
	t.Setenv("GOTMPDIR", wanted)
	if r := open(t, Checkout{Dir: dir, Base: "main"}); !strings.Contains(r.tree, filepath.Join("tmp", "gate-")) {
		t.Errorf("the base is in %s, want it below GOTMPDIR", r.tree)
	}
}

// TestOpenKinds of repositories that are not complete, or not of the usual kind.
func TestOpenKinds(t *testing.T) {
	for name, clone := range map[string]func(t *testing.T, dir, to string){
		"shallow but deep enough": func(t *testing.T, dir, to string) {
			run(t, dir, "git", "clone", "-q", "--depth", "2", "--no-single-branch", "file://"+dir, to)
		},
		"without file contents": func(t *testing.T, dir, to string) {
			run(t, dir, "git", "clone", "-q", "--filter=blob:none", "file://"+dir, to)
		},
		"with borrowed objects": func(t *testing.T, dir, to string) {
			run(t, dir, "git", "clone", "-q", "--shared", dir, to)
		},
	} {
		for _, format := range []string{"sha1", "sha256"} {
			t.Run(name+" "+format, func(t *testing.T) {
				alone(t)
				dir, to := t.TempDir(), filepath.Join(t.TempDir(), "clone")
				base := newRepo(t, dir, tree{"f": "base\n"}, tree{"f": "head\n"}, "--object-format="+format)
				run(t, dir, "git", "config", "uploadpack.allowFilter", "true")
				clone(t, dir, to)
				check := untouched(t, to)
				r := open(t, Checkout{Dir: to, Base: "origin/main"})
				if r.Base != base || read(t, r.tree, "f") != "base\n" || r.Head.Dirty {
					t.Errorf("base %s, head %+v, want base %s and a clean head", r.Base, r.Head, base)
				}
				check()
			})
		}
	}
}

// TestOpenRefuses in one line, and leaves nothing.
func TestOpenRefuses(t *testing.T) {
	for want, prepare := range map[string]func(t *testing.T, dir string) Checkout{
		"is in no git repository": func(t *testing.T, dir string) Checkout {
			t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(dir))
			if err := os.RemoveAll(filepath.Join(dir, ".git")); err != nil {
				t.Fatal(err)
			}
			return Checkout{Dir: dir, Base: "main"}
		},
		"its repository has no work tree here": func(t *testing.T, dir string) Checkout {
			return Checkout{Dir: filepath.Join(dir, ".git"), Base: "main"}
		},
		"is not in the work tree of its repository": func(t *testing.T, dir string) Checkout {
			run(t, dir, "git", "config", "core.worktree", t.TempDir())
			return Checkout{Dir: dir, Base: "main"}
		},
		`base "none": no such commit here; is it fetched?`: func(_ *testing.T, dir string) Checkout {
			return Checkout{Dir: dir, Base: "none"}
		},
		`base "--all": no such commit here`: func(_ *testing.T, dir string) Checkout {
			return Checkout{Dir: dir, Base: "--all"}
		},
		"they have no commit in common": func(t *testing.T, dir string) Checkout {
			run(t, dir, "git", "switch", "-q", "--orphan", "other")
			commit(t, dir)
			return Checkout{Dir: dir, Base: "main"}
		},
		"no commit yet": func(t *testing.T, dir string) Checkout {
			run(t, dir, "git", "switch", "-q", "--orphan", "other")
			return Checkout{Dir: dir, Base: "main"}
		},
		"git fetch --unshallow": func(t *testing.T, dir string) Checkout {
			to := filepath.Join(t.TempDir(), "clone")
			run(t, dir, "git", "switch", "-q", "main")
			commit(t, dir)
			run(t, dir, "git", "clone", "-q", "--depth", "1", "--no-single-branch", "-b", "topic", "file://"+dir, to)
			return Checkout{Dir: to, Base: "origin/main"}
		},
		"scratch folder: ": func(_ *testing.T, dir string) Checkout {
			return Checkout{Dir: dir, Base: "main", Temp: filepath.Join(dir, "none")}
		},
	} {
		t.Run(want, func(t *testing.T) {
			temp := alone(t)
			dir := t.TempDir()
			newRepo(t, dir, tree{"f": "base\n"}, tree{"f": "head\n"})
			_, err := Open(t.Context(), prepare(t, dir))
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, want)
			}
			empty(t, temp)
		})
	}
}

// TestUntrusted: what git says of somebody else's repository fits into a line, and
// a configuration that comes with the environment may trust it.
func TestUntrusted(t *testing.T) {
	alone(t)
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	newRepo(t, dir, tree{"f": "base\n"}, nil)
	t.Setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
	_, err = Open(t.Context(), Checkout{Dir: dir, Base: "main"})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "if you trust it, git config --global --add safe.directory '"+dir+"'") {
		t.Errorf("error %v, want one line that says how to trust %s", err, dir)
	}
	t.Setenv("GIT_CONFIG_COUNT", "1")
	t.Setenv("GIT_CONFIG_KEY_0", "safe.directory")
	t.Setenv("GIT_CONFIG_VALUE_0", "*")
	open(t, Checkout{Dir: dir, Base: "main"})
}

// TestOpenEnds: the cause is the error, and nothing is left.
func TestOpenEnds(t *testing.T) {
	temp := alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"f": "base\n"}, nil)
	cause := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := Open(ctx, Checkout{Dir: dir, Base: "main"}); !errors.Is(err, cause) {
		t.Errorf("error %v, want the cause", err)
	}
	empty(t, temp)
}

// TestCloseReadOnly: folders that a benchmark made read-only go, too.
func TestCloseReadOnly(t *testing.T) {
	temp := alone(t)
	dir := t.TempDir()
	newRepo(t, dir, tree{"f": "base\n"}, nil)
	r := open(t, Checkout{Dir: dir, Base: "main"})
	sealed := filepath.Join(r.tree, "sealed")
	(tree{"sealed/f": "x"}).write(t, r.tree)
	if err := os.Chmod(sealed, 0o500); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	empty(t, temp)
}
