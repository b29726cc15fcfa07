//go:build unix

package cli

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// gateCommand is the gate as a shell command, on a benchmark of one round.
func gateCommand(t *testing.T, args ...string) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	all := append([]string{exe, mainFlag, "gate", "--base", "old", "--unit", "^steps/op$", "--better", "steps/op=lower", "--layout", "fixed", "--benchtime", "1x", "--rounds", "6", "--inconclusive", "pass"}, args...)
	return "'" + strings.Join(all, "' '") + "'"
}

// hook installs one that runs a script and says how it ended, and never stops git.
func hook(t *testing.T, root, name, script string) (said string) {
	t.Helper()
	said = filepath.Join(t.TempDir(), "said")
	dir := filepath.Join(root, ".git", "hooks")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	text := "#!/bin/sh\n{ " + script + "; echo \"exit code $?\"; } >'" + said + "' 2>&1\n"
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o777); err != nil {
		t.Fatal(err)
	}
	return said
}

// wantSaid checks that the gate ran in a hook and was fine.
func wantSaid(t *testing.T, said string) {
	t.Helper()
	text, err := os.ReadFile(said)
	if err != nil || !strings.Contains(string(text), "round 6 of 6 at most") || !strings.HasSuffix(string(text), "exit code 0\n") {
		t.Errorf("the hook said %q, %v, want that the gate ran", text, err)
	}
}

// TestGateInCommit: a commit whose hook runs the gate holds what was to be committed,
// however git was told what that is.
func TestGateInCommit(t *testing.T) {
	for name, tt := range map[string]struct {
		linked bool
		args   []string
	}{
		"all":                       {false, []string{"-a"}},
		"one file":                  {false, []string{"little_test.go"}},
		"index in a linked tree":    {true, nil},
		"all in a linked tree":      {true, []string{"-a"}},
		"one file in a linked tree": {true, []string{"little_test.go"}},
	} {
		t.Run(name, func(t *testing.T) {
			root, _ := repository(t, "", "100")
			at := root
			if tt.linked {
				at = filepath.Join(t.TempDir(), "linked")
				inGit(t, root, "worktree", "add", "-q", "-b", "third", at, "new")
			}
			module(t, at, "101")
			write(t, at, "README", "changed\n")
			want := "README\ngo.mod\nlittle_test.go"
			changed := "README\nlittle_test.go"
			if len(tt.args) == 0 {
				inGit(t, at, "add", "-A")
			} else if tt.args[0] != "-a" {
				changed = "little_test.go"
			}
			said := hook(t, root, "pre-commit", gateCommand(t))
			inGit(t, at, append([]string{"commit", "-q", "-m", "third"}, tt.args...)...)
			wantSaid(t, said)
			if got := inGit(t, at, "ls-tree", "-r", "--name-only", "HEAD"); got != want {
				t.Errorf("the commit holds %q, want %q", got, want)
			}
			if got := inGit(t, at, "diff", "--name-only", "HEAD~", "HEAD"); got != changed {
				t.Errorf("the commit changes %q, want %q", got, changed)
			}
			if got := inGit(t, at, "status", "--porcelain"); (got == "") != (changed != "little_test.go") {
				t.Errorf("status after the commit: %q", got)
			}
			inGit(t, at, "fsck", "--strict")
			if got := inGit(t, root, "worktree", "list", "--porcelain"); strings.Contains(got, "gate-") || strings.Contains(got, "prunable") {
				t.Errorf("work trees:\n%s", got)
			}
		})
	}
}

// TestGateInPush: a hook of a linked tree that goes to another folder means the
// repository of that folder.
func TestGateInPush(t *testing.T) {
	root, _ := repository(t, "", "100")
	at, remote := filepath.Join(t.TempDir(), "linked"), filepath.Join(t.TempDir(), "remote")
	inGit(t, root, "worktree", "add", "-q", "-b", "third", at, "new")
	inGit(t, root, "init", "-q", "--bare", remote)
	inGit(t, root, "commit", "-q", "-a", "--allow-empty", "-m", "more")
	said := hook(t, root, "pre-push", "cd '"+root+"' && "+gateCommand(t))
	before := inGit(t, root, "status", "--porcelain", "--branch")
	inGit(t, at, "push", "-q", remote, "third")
	wantSaid(t, said)
	for _, dir := range []string{root, at} {
		if got := inGit(t, dir, "status", "--porcelain"); got != "" {
			t.Errorf("status of %s: %q, want nothing changed", dir, got)
		}
	}
	if after := inGit(t, root, "status", "--porcelain", "--branch"); after != before {
		t.Errorf("status: %q, want as before: %q", after, before)
	}
	if got, want := inGit(t, remote, "rev-parse", "third"), inGit(t, at, "rev-parse", "HEAD"); got != want {
		t.Errorf("pushed %s, want %s", got, want)
	}
}

// TestGateThroughLink: reached through a link, a slowdown is still one.
func TestGateThroughLink(t *testing.T) {
	root, _ := repository(t, "sub", "11800")
	link := filepath.Join(t.TempDir(), "repo")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(link, "sub")
	t.Setenv("PWD", at)
	before := inGit(t, root, "status", "--porcelain")
	o := gateIn(t, at)
	o.want(t, exitRegressed)
	if !strings.Contains(o.stdout, "118×") {
		t.Errorf("the answer lacks that it is 118 times as slow:\n%s", o.stdout)
	}
	wantClean(t, root, before)
}

// waiting is a repository whose benchmark says that it runs, and then waits to be ended.
func waiting(t *testing.T) (root, running string) {
	t.Helper()
	root, dir := repository(t, "", "100")
	running = filepath.Join(t.TempDir(), "running")
	if err := syscall.Mkfifo(running, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, branch := range []string{"old", "new"} {
		inGit(t, root, "stash", "-q", "-u")
		inGit(t, root, "switch", "-q", branch)
		write(t, dir, "little_test.go", `package little

import (
	"os"
	"testing"
	"time"
)

func BenchmarkWork(b *testing.B) {
	os.WriteFile(`+"`"+running+"`"+`, []byte("x"), 0o666)
	<-time.After(time.Hour) // select {} would be a deadlock, which ends the process
}
`)
		inGit(t, root, "commit", "-q", "-a", "-m", "waits")
	}
	return root, running
}

// start starts the gate in a folder.
func start(t *testing.T, dir string) (*exec.Cmd, *os.File) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", "exec "+gateCommand(t))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PWD="+dir)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() { r.Close() })
	return cmd, r
}

// TestGateEnds: whatever ends the gate in good order, it leaves nothing behind.
func TestGateEnds(t *testing.T) {
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			root, running := waiting(t)
			before := inGit(t, root, "status", "--porcelain")
			cmd, r := start(t, root)
			if _, err := os.ReadFile(running); err != nil { // until a benchmark runs
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(r)
			wantExit(t, cmd, text)
			wantClean(t, root, before)
		})
	}
}

// TestGateUnread: nor does it if nobody reads on, as with head.
func TestGateUnread(t *testing.T) {
	root, _ := repository(t, "", "100")
	before := inGit(t, root, "status", "--porcelain")
	cmd, r := start(t, root)
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	wantExit(t, cmd, []byte(line))
	wantClean(t, root, before)
}

func wantExit(t *testing.T, cmd *exec.Cmd, said []byte) {
	t.Helper()
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInconclusive {
		t.Errorf("ended with %v, want exit code %d:\n%s", err, exitInconclusive, said)
	}
}
