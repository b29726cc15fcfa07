package checkout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// A Checkout says which repository, and which base of it, is wanted.
type Checkout struct {
	Dir   string   // any folder of the work tree; empty: the current one
	Base  string   // anything that git takes for a commit
	Links []string // files and folders that git does not hold and the base needs, from the root of the repository
	Temp  string   // where the scratch folder is made; empty: GOTMPDIR, or else the system's
}

// A Repo is the user's work tree and, in a scratch folder, a copy of what its base
// holds. Close it.
type Repo struct {
	Base     string   // the commit
	Head     WorkTree // what is compared with it
	Warnings []string // what the base's tree lacks

	place
	tree    string // the base's root
	temp    string
	missing []string // of what git does not hold, what the base lacks for certain
}

// A WorkTree describes what the user has in front of them.
type WorkTree struct {
	Commit string // that it is based on
	Dirty  bool   // it differs from that commit, or has files that git does not know
}

// Open finds the repository of a folder, and puts what the base holds into a scratch
// folder: the last commit that HEAD has in common with the base. Uncommitted changes
// are part of the head.
//
// Nothing is written into the user's repository, and nothing of it is run: no work
// tree is registered, no hook runs, and the index is one of its own. It means the
// repository of the folder also within a hook, where git's variables mean another.
// The error says what is wrong in one line.
func Open(ctx context.Context, c Checkout) (_ *Repo, err error) {
	r := new(Repo)
	if r.place, err = find(ctx, c.Dir); err != nil {
		return nil, err
	}
	if err := r.resolve(ctx, c.Base); err != nil {
		return nil, err
	}
	parent := cmp.Or(c.Temp, os.Getenv("GOTMPDIR"), os.TempDir())
	// A child finds out where it really is.
	if parent, err = filepath.EvalSymlinks(parent); err != nil {
		return nil, fmt.Errorf("scratch folder: %w", err)
	}
	if parent, err = filepath.Abs(parent); err != nil {
		return nil, err
	}
	if r.temp, err = os.MkdirTemp(parent, "gate-*"); err != nil {
		return nil, fmt.Errorf("scratch folder: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.Close())
		}
	}()
	r.tree = mirrored(r.temp, r.root)
	for _, dir := range []string{r.tree, r.scratch("bin"), r.scratch("go")} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return nil, err
		}
	}
	if err := r.fill(ctx, c.Links); err != nil {
		return nil, err
	}
	return r, nil
}

// resolve finds the commit of the base, and what HEAD is.
func (r *Repo) resolve(ctx context.Context, base string) error {
	commit, err := git(ctx, r.real, "rev-parse", "--verify", "--quiet", "--end-of-options", base+"^{commit}")
	if err != nil {
		hint := ""
		if _, err := git(ctx, r.real, "rev-parse", "--verify", "--quiet", "HEAD~1^{commit}"); err == nil {
			hint = " (--base HEAD~1 compares with the commit before HEAD)"
		}
		return cmp.Or(context.Cause(ctx), fmt.Errorf("base %q: no such commit here; is it fetched?%s", base, hint))
	}
	if r.Head.Commit, err = git(ctx, r.real, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return cmp.Or(context.Cause(ctx), errors.New("HEAD: no commit yet, and so none in common with a base"))
	}
	if r.Base, err = git(ctx, r.real, "merge-base", commit, r.Head.Commit); err != nil {
		hint := "they have no commit in common"
		if shallow, _ := git(ctx, r.real, "rev-parse", "--is-shallow-repository"); shallow == "true" {
			hint = "the clone is shallow and ends before the commit that they have in common; fetch more of it (git fetch --unshallow)"
		}
		return cmp.Or(context.Cause(ctx), fmt.Errorf("base %q and HEAD: %s", base, hint))
	}
	status, err := git(ctx, r.real, "status", "--porcelain")
	if err != nil {
		return err
	}
	r.Head.Dirty = status != ""
	return nil
}

// fill makes the base's tree.
func (r *Repo) fill(ctx context.Context, links []string) error {
	s, err := r.sourceOf(ctx, r.real)
	if err != nil {
		return err
	}
	if err := s.checkout(ctx, r.Base, r.tree, r.scratch("index")); err != nil {
		return fmt.Errorf("tree of %s: %w", r.Base, err)
	}
	if err := r.link(ctx, s, links); err != nil {
		return err
	}
	if err := r.largeFiles(ctx, s); err != nil {
		return err
	}
	return r.submodules(ctx, s, links)
}

// Root returns the root of the user's work tree.
func (r *Repo) Root() string { return r.root }

// Close removes the scratch folder: the base's tree and everything built. There is
// nothing else to remove.
func (r *Repo) Close() error {
	err := os.RemoveAll(r.temp)
	if errors.Is(err, fs.ErrPermission) {
		// A benchmark may have made folders that nobody may write to.
		filepath.WalkDir(r.temp, func(path string, d fs.DirEntry, err error) error {
			if d != nil && d.IsDir() {
				os.Chmod(path, 0o700)
			}
			return nil
		})
		err = os.RemoveAll(r.temp)
	}
	return err
}
