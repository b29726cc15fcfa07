package checkout

import (
	"context"
	"os"
	"strings"
)

// harmless are the settings under which git runs nothing of the user's and writes
// nothing into the repository: no hooks, no watcher of files, no shared index, no
// part of a tree only, no submodules. Large files stay the pointers that they are in
// git: see [Repo.largeFiles].
var harmless = []string{
	"core.hooksPath=" + os.DevNull,
	"core.fsmonitor=false",
	"core.splitIndex=false",
	"core.sparseCheckout=false",
	"submodule.recurse=false",
	"filter.lfs.process=",
	"filter.lfs.smudge=",
	"filter.lfs.clean=",
	"filter.lfs.required=false",
	"gc.auto=0", // after fetching what a partial clone lacks
	"maintenance.auto=false",
}

// git runs git in a folder and returns what it prints, without the last newline.
// It is the only way in which this package starts git. The repository is that of
// the folder, whatever hook the process runs in.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	return gitWith(ctx, dir, nil, args...)
}

// gitWith is git with more variables of the environment.
func gitWith(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	all := []string{"-C", dir}
	for _, h := range harmless {
		all = append(all, "-c", h)
	}
	// Without this, reading the status writes the index.
	env = append([]string{"GIT_OPTIONAL_LOCKS=0"}, env...)
	out, err := child{name: "git", args: append(all, args...), dir: dir, env: env}.run(ctx)
	return strings.TrimSuffix(string(out), "\n"), err
}

// splitNull splits what git -z prints.
func splitNull(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == 0 })
}
