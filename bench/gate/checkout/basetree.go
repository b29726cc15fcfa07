package checkout

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// A source is a repository from which trees are read, and never written to.
type source struct {
	dir     string // a folder of its work tree
	gitDir  string // of that work tree
	objects string // shared by all its work trees
	env     []string
}

// sourceOf returns the repository around a folder. New objects, which only a clone
// that lacks some fetches, go into the scratch folder.
func (r *Repo) sourceOf(ctx context.Context, dir string) (s source, err error) {
	s.dir = dir
	if s.gitDir, err = git(ctx, dir, "rev-parse", "--absolute-git-dir"); err != nil {
		return s, err
	}
	if s.objects, err = git(ctx, dir, "rev-parse", "--git-path", "objects"); err != nil {
		return s, err
	}
	if !filepath.IsAbs(s.objects) {
		s.objects = filepath.Join(dir, s.objects)
	}
	fetched := r.scratch("objects")
	s.env = []string{
		"GIT_OBJECT_DIRECTORY=" + fetched,
		"GIT_ALTERNATE_OBJECT_DIRECTORIES=" + quoted(s.objects),
	}
	return s, os.MkdirAll(fetched, 0o777)
}

// quoted quotes a path for a list of paths, which colons separate.
func quoted(path string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(path) + `"`
}

// checkout writes the tree of a commit into a folder, with the attributes, line ends
// and filters that the user's tree has, too.
//
// Note: git worktree add registers the tree in the repository, runs the hook
// post-checkout, and leaves an entry behind if it is killed. read-tree with an index
// and a work tree of our own does none of that. git archive would leave out what
// .gitattributes keeps from exports.
func (s source) checkout(ctx context.Context, commit, tree, index string) error {
	_, err := s.in(ctx, tree, index, "read-tree", "--reset", "-u", commit)
	return err
}

// in runs git on a tree and an index that are not the repository's own.
func (s source) in(ctx context.Context, tree, index string, args ...string) (string, error) {
	env := append([]string{"GIT_INDEX_FILE=" + index}, s.env...)
	return gitWith(ctx, tree, env, append([]string{"--git-dir=" + s.gitDir, "--work-tree=" + tree}, args...)...)
}
