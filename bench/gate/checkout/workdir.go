package checkout

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
)

// A workdir is a folder of one version in which the go command runs.
type workdir struct {
	dir     string
	env     []string
	version string // of Go, which a go.mod may choose
	goflags string
	gowork  string // "off" or "": none
}

// run runs the go command and returns its standard output.
func (w workdir) run(ctx context.Context, args ...string) ([]byte, error) {
	return goCommand(ctx, w.dir, w.env, args...)
}

// A goEnv is what the go command has been told.
type goEnv struct{ GOWORK, GOFLAGS, GOVERSION string }

func readGoEnv(ctx context.Context, dir string, env []string) (e goEnv, err error) {
	out, err := goCommand(ctx, dir, env, "env", "-json", "GOWORK", "GOFLAGS", "GOVERSION")
	if err != nil {
		return e, err
	}
	return e, json.Unmarshal(out, &e)
}

// workdirs prepares the folders in which go runs, each once.
type workdirs struct {
	*Repo
	outside outside
	known   map[string]workdir
}

func (r *Repo) newWorkdirs() *workdirs {
	return &workdirs{r, outside{r, make(map[string]bool)}, make(map[string]workdir)}
}

// at returns the workdir of a version in a folder of a module, both from the root.
func (w *workdirs) at(ctx context.Context, v version, folder, module string) (workdir, error) {
	dir := filepath.Join(v.root, folder)
	if known, ok := w.known[dir]; ok {
		return known, nil
	}
	made := workdir{dir: dir, env: []string{"GOTMPDIR=" + w.scratch("go")}}
	if v.name == "base" {
		// What the user has set in the head's folder holds for both.
		head, err := readGoEnv(ctx, existing(filepath.Join(w.root, folder)), nil)
		if err != nil {
			return made, err
		}
		work, err := w.outside.workspace(ctx, folder, head.GOWORK)
		if err != nil {
			return made, err
		}
		if err := w.outside.readModule(ctx, filepath.Join(w.root, module)); err != nil {
			return made, err
		}
		if err := w.outside.vendor(ctx, module); err != nil {
			return made, err
		}
		made.env = append(made.env, "GOWORK="+work)
	}
	env, err := readGoEnv(ctx, dir, made.env)
	if err != nil {
		return made, err
	}
	made.version, made.goflags, made.gowork = env.GOVERSION, env.GOFLAGS, env.GOWORK
	w.known[dir] = made
	return made, nil
}

// A version is the tree of one side.
type version struct {
	name string // "base" or "head"
	root string
	real string // the same without links
}

func (r *Repo) versions() (base, head version) {
	return version{"base", r.tree, r.tree}, version{"head", r.root, r.real}
}

// moduleOf returns the folder of the module that a folder is in, from the root.
func (v version) moduleOf(folder string) (string, bool) {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(v.root, dir, "go.mod")); err == nil && info.Mode().IsRegular() {
			return dir, true
		}
		if dir == "." || dir == filepath.Dir(dir) {
			return "", false
		}
	}
}

// has reports whether the tree has a folder.
func (v version) has(folder string) bool {
	info, err := os.Stat(filepath.Join(v.root, folder))
	return err == nil && info.IsDir()
}
