package checkout

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// A place is where the user is in a repository.
type place struct {
	root  string // of the work tree, as the user reaches it: maybe through a link
	real  string // of the work tree, without links
	below string // where in it the user is
}

// find finds the work tree around a folder. If the user reaches it through a link,
// so does root: a go.mod that says "replace => ../lib" means the neighbor of the link.
func find(ctx context.Context, dir string) (p place, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return p, err
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return p, err
	}
	top, err := git(ctx, real, "rev-parse", "--show-toplevel")
	if err != nil {
		return p, notIn(ctx, dir, real, err)
	}
	if p.real, err = filepath.EvalSymlinks(filepath.FromSlash(top)); err != nil {
		return p, err
	}
	var ok bool
	if p.below, ok = within(p.real, real); !ok {
		return p, fmt.Errorf("folder %q: is not in the work tree of its repository, which is %s", dir, p.real)
	}
	p.root = p.real
	linked, ok := dir, true
	if p.below != "." {
		linked, ok = strings.CutSuffix(dir, string(filepath.Separator)+p.below)
	}
	if ok {
		if r, err := filepath.EvalSymlinks(linked); err == nil && r == p.real {
			p.root = linked
		}
	}
	return p, nil
}

// notIn says why there is no work tree around a folder.
func notIn(ctx context.Context, dir, real string, err error) error {
	var failed *childError
	if !errors.As(err, &failed) {
		return err // no git, or no time
	}
	if strings.Contains(failed.stderr, "safe.directory") {
		return fmt.Errorf("folder %q: %w", dir, err)
	}
	if _, inside := git(ctx, real, "rev-parse", "--git-dir"); inside == nil {
		return fmt.Errorf("folder %q: its repository has no work tree here, and the gate compares the one that you are in", dir)
	}
	return fmt.Errorf("folder %q: is in no git repository, and there is no base without one", dir)
}

// within reports whether a path is a folder or below it, and returns the way from
// there.
func within(dir, path string) (string, bool) {
	rel, err := filepath.Rel(dir, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", false
	}
	return rel, true
}

// mirrored returns the place below temp at which an absolute path is mirrored.
func mirrored(temp, path string) string {
	return filepath.Join(temp, "tree", strings.TrimPrefix(path, filepath.VolumeName(path)))
}

// scratch returns a path in the scratch folder.
func (r *Repo) scratch(name string) string { return filepath.Join(r.temp, name) }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
