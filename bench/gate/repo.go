package gate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A Repo is a git repository with a work tree of the base beside the user's. Close
// it.
type Repo struct {
	Base  string // the commit
	root  string // of the user's tree
	below string // where in it the user is
	tree  string // the base's
	temp  string
	ctx   context.Context // of Open; Close needs what it carries, and not its end
}

// Open finds the repository around a folder, and checks out the last commit that
// its HEAD has in common with the base, which is anything that git takes for a
// commit. Uncommitted changes are part of the head. The error says what is wrong
// in one line.
func Open(ctx context.Context, dir, base string) (_ *Repo, err error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("folder %q: is in no git repository, and there is no base without one", dir)
	}
	r := &Repo{root: root, ctx: ctx}
	// Both may be reached through links.
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	if real, err = filepath.Abs(real); err != nil {
		return nil, err
	}
	if r.below, err = filepath.Rel(root, real); err != nil {
		return nil, err
	}
	commit, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", base+"^{commit}")
	if err != nil {
		return nil, fmt.Errorf("base %q: no such commit here; is it fetched?", base)
	}
	if r.Base, err = git(ctx, dir, "merge-base", commit, "HEAD"); err != nil {
		hint := "they have no commit in common"
		if shallow, _ := git(ctx, dir, "rev-parse", "--is-shallow-repository"); shallow == "true" {
			hint = "the clone is shallow and ends before the commit that they have in common; fetch more of it (git fetch --unshallow)"
		}
		return nil, fmt.Errorf("base %q and HEAD: %s", base, hint)
	}
	if r.temp, err = os.MkdirTemp("", "gate-*"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	tree := filepath.Join(r.temp, "base")
	if _, err := git(ctx, dir, "worktree", "add", "--detach", "--quiet", tree, r.Base); err != nil {
		return nil, fmt.Errorf("work tree of %s: %w", r.Base, err)
	}
	r.tree = tree
	return r, nil
}

// Close removes the work tree and everything built.
func (r *Repo) Close() error {
	var err error
	if r.tree != "" {
		// Not the context of Open: it is to be removed also when that has ended.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), time.Minute)
		defer cancel()
		_, err = git(ctx, r.root, "worktree", "remove", "--force", r.tree)
		r.tree = ""
	}
	return errors.Join(err, os.RemoveAll(r.temp))
}

// git runs git and returns what it prints, without the last newline.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if text := firstLine(stderr.String()); text != "" {
			err = errors.New(text)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSuffix(string(out), "\n"), nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimPrefix(line, "fatal: ")
}
