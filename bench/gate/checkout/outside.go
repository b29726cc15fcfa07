package checkout

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// An outside is what the go command reads around a repository's modules: a go.work
// that git does not hold, and the folders that "use" and "replace" name.
//
// The base's tree lies in the scratch folder at the path that the user's tree has in
// the file system. So a relative path means there what it means at the head, once a
// link to what it names lies at the same place.
type outside struct {
	*Repo
	done map[string]bool // modules that have been read
}

// A modFile is what go mod edit -json and go work edit -json print of a file.
type modFile struct {
	Use     []struct{ DiskPath string }
	Replace []struct {
		New struct{ Path, Version string }
	}
}

// workspace returns what GOWORK has to be for the base where it is as given for the head.
func (o *outside) workspace(ctx context.Context, folder, work string) (string, error) {
	if work == "off" {
		return work, nil
	}
	if work == "" {
		// The head has none. The base may still have its own.
		for dir := folder; ; dir = filepath.Dir(dir) {
			if file := filepath.Join(dir, "go.work"); exists(filepath.Join(o.tree, file)) {
				return filepath.Join(o.tree, file), o.readWork(ctx, filepath.Join(o.root, file))
			}
			if dir == "." {
				return "off", nil
			}
		}
	}
	if rel, ok := within(o.real, work); ok { // GOWORK may not go through the user's link
		work = filepath.Join(o.root, rel)
	}
	mirror := mirrored(o.temp, work)
	if rel, inside := within(o.root, work); inside && !exists(mirror) {
		if held, err := git(ctx, o.real, "ls-files", "--", rel); err != nil || held != "" {
			return "off", err // the head is the first to have one
		}
	}
	if !exists(mirror) {
		if err := o.copyWork(ctx, work, mirror); err != nil {
			return "", fmt.Errorf("workspace %s: %w", work, err)
		}
	}
	return mirror, o.readWork(ctx, work)
}

// copyWork copies a go.work beside the base's tree. What it uses of the working tree,
// the copy uses of the base's, if it is there.
func (o *outside) copyWork(ctx context.Context, work, mirror string) error {
	if err := copyAll(work, mirror); err != nil {
		return err
	}
	if sum := work + ".sum"; exists(sum) && !exists(mirror+".sum") {
		if err := copyFile(sum, mirror+".sum"); err != nil {
			return err
		}
	}
	file, err := readEdit(ctx, "work", work)
	if err != nil {
		return err
	}
	args := []string{"work", "edit"}
	for _, use := range file.Use {
		path := rooted(filepath.Dir(work), use.DiskPath)
		_, inside := within(o.root, path)
		if inside && !exists(filepath.Join(mirrored(o.temp, path), "go.mod")) {
			args = append(args, "-dropuse="+use.DiskPath)
		} else if inside && filepath.IsAbs(use.DiskPath) {
			args = append(args, "-dropuse="+use.DiskPath, "-use="+mirrored(o.temp, path))
		}
	}
	if len(args) == 2 {
		return nil
	}
	_, err = goCommand(ctx, filepath.Dir(mirror), nil, append(args, mirror)...)
	return err
}

// readWork links what a go.work names outside of the repository, and reads the
// modules that it uses. The path is that of the head's.
func (o *outside) readWork(ctx context.Context, work string) error {
	file, err := readEdit(ctx, "work", mirrored(o.temp, work))
	if err != nil {
		return err
	}
	if err := o.linkReplaced(filepath.Dir(work), file); err != nil {
		return err
	}
	for _, use := range file.Use {
		path := rooted(filepath.Dir(work), use.DiskPath)
		if err := o.linkOutside(path); err != nil {
			return err
		}
		if err := o.readModule(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// readModule links what the go.mod of a folder names outside of the repository. The
// path is that of the head's, and the file is the base's.
func (o *outside) readModule(ctx context.Context, dir string) error {
	path := filepath.Join(mirrored(o.temp, dir), "go.mod")
	if o.done[dir] || !exists(path) {
		return nil
	}
	o.done[dir] = true
	file, err := readEdit(ctx, "mod", path)
	if err != nil {
		return err
	}
	return o.linkReplaced(dir, file)
}

func (o *outside) linkReplaced(dir string, file modFile) error {
	for _, replace := range file.Replace {
		if replace.New.Version == "" && !filepath.IsAbs(replace.New.Path) {
			if err := o.linkOutside(rooted(dir, replace.New.Path)); err != nil {
				return err
			}
		}
	}
	return nil
}

// linkOutside makes a folder outside of the repository reachable from the base's tree
// by the same relative path. A folder that is not there is left to the go command.
func (o *outside) linkOutside(path string) error {
	mirror := mirrored(o.temp, path)
	if _, inside := within(o.root, path); inside || !exists(path) {
		return nil
	}
	if !exists(mirror) {
		if err := os.MkdirAll(filepath.Dir(mirror), 0o777); err != nil {
			return err
		}
		return os.Symlink(path, mirror)
	}
	if info, err := os.Lstat(mirror); err != nil || info.Mode()&os.ModeSymlink != 0 {
		return err
	}
	if _, above := within(path, o.root); !above {
		return nil // it is below a link
	}
	// It holds the repository: link everything else that is in it.
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if to := filepath.Join(mirror, e.Name()); !exists(to) {
			if err := os.Symlink(filepath.Join(path, e.Name()), to); err != nil {
				return err
			}
		}
	}
	return nil
}

// vendor gives the base the head's folder of vendored modules, if git holds neither
// and both need the same modules.
func (o *outside) vendor(ctx context.Context, module string) error {
	dir := filepath.Join(module, "vendor")
	from, to := filepath.Join(o.root, dir), filepath.Join(o.tree, dir)
	if !exists(filepath.Join(from, "modules.txt")) || exists(to) || !exists(filepath.Dir(to)) {
		return nil
	}
	if held, err := git(ctx, o.real, "ls-files", "--", dir); err != nil || held != "" {
		return err
	}
	head, err1 := os.ReadFile(filepath.Join(o.root, module, "go.mod"))
	base, err2 := os.ReadFile(filepath.Join(o.tree, module, "go.mod"))
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if bytes.Equal(head, base) {
		return copyAll(from, to)
	}
	o.lacks(fmt.Sprintf("folder %s: git does not hold it, and go.mod differs, so the base is built from the module cache: --link %s shares the folder", dir, dir))
	return nil
}

// readEdit reads a go.mod or a go.work.
func readEdit(ctx context.Context, kind, path string) (file modFile, err error) {
	out, err := goCommand(ctx, filepath.Dir(path), []string{"GOTOOLCHAIN=local"}, kind, "edit", "-json", path)
	if err != nil {
		return file, err
	}
	return file, json.Unmarshal(out, &file)
}

// rooted returns a path that may be relative to a folder.
func rooted(dir, path string) string {
	if path = filepath.FromSlash(path); filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(dir, path)
}
