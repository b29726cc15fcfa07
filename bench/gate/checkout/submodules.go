package checkout

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A submodule is another repository in a tree.
type submodule struct {
	path   string // from the root of the tree, with slashes
	commit string
}

// submodules fills the folders of submodules with what the base's commit says, from
// the clones in the user's tree. Those that the user has not cloned stay empty, as
// they are at the head.
func (r *Repo) submodules(ctx context.Context, s source, links []string) error {
	return r.submodulesOf(ctx, s, r.tree, r.scratch("index"), "", links)
}

func (r *Repo) submodulesOf(ctx context.Context, s source, tree, index, prefix string, links []string) error {
	list, err := s.listSubmodules(ctx, tree, index)
	if err != nil {
		return err
	}
	for i, sub := range list {
		path := prefix + sub.path
		if slices.ContainsFunc(links, func(l string) bool { return filepath.ToSlash(filepath.Clean(l)) == path }) {
			continue
		}
		head := filepath.Join(r.real, filepath.FromSlash(path))
		if top, err := git(ctx, existing(head), "rev-parse", "--show-toplevel"); err != nil || filepath.FromSlash(top) != head {
			if entries, _ := os.ReadDir(head); len(entries) > 0 {
				r.lacks(fmt.Sprintf("submodule %s: its clone is not in the working tree, and so the base has none: --link %s shares the folder", path, path))
			}
			continue
		}
		own, err := r.sourceOf(ctx, head)
		if err != nil {
			return fmt.Errorf("submodule %s: %w", path, err)
		}
		to := filepath.Join(tree, filepath.FromSlash(sub.path))
		if err := os.MkdirAll(to, 0o777); err != nil {
			return err
		}
		if _, err := gitWith(ctx, head, own.env, "cat-file", "-e", sub.commit+"^{commit}"); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			r.lacks(fmt.Sprintf("submodule %s: commit %s of the base is not fetched: run git -C %s fetch origin %s, or --link %s to share the folder",
				path, sub.commit, path, sub.commit, path))
			continue
		}
		subIndex := fmt.Sprintf("%s-%d", index, i)
		if err := own.checkout(ctx, sub.commit, to, subIndex); err != nil {
			return fmt.Errorf("submodule %s: %w", path, err)
		}
		if err := r.submodulesOf(ctx, own, to, subIndex, path+"/", links); err != nil {
			return err
		}
	}
	return nil
}

// listSubmodules returns the submodules of a tree.
func (s source) listSubmodules(ctx context.Context, tree, index string) ([]submodule, error) {
	files, err := s.in(ctx, tree, index, "ls-files", "--stage", "-z")
	if err != nil {
		return nil, err
	}
	var out []submodule
	for _, line := range splitNull(files) {
		facts, path, _ := strings.Cut(line, "\t")
		if f := strings.Fields(facts); len(f) > 1 && f[0] == "160000" {
			out = append(out, submodule{path, f[1]})
		}
	}
	return out, nil
}

// lacks notes, once, that the base's tree lacks something that the head has.
func (r *Repo) lacks(what string) {
	if slices.Contains(r.missing, what) {
		return // another Load has found it, too
	}
	r.missing = append(r.missing, what)
	r.Warnings = append(r.Warnings, what)
}

// existing returns the path, or the nearest folder above it that exists.
func existing(path string) string {
	for {
		if info, err := os.Stat(path); err == nil && info.IsDir() || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}
