package checkout

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// link copies what the user names into the base's tree: files and folders that git
// does not hold, such as data or generated code.
//
// Note: they are copied, since go:embed takes no links, and since a benchmark of the
// base that writes into its folder would write into the user's.
func (r *Repo) link(ctx context.Context, s source, links []string) error {
	for _, path := range links {
		if !filepath.IsLocal(path) || filepath.Clean(path) == "." {
			return fmt.Errorf("link %q: want a path below the root of the repository, %s, from there", path, r.root)
		}
		from, to := filepath.Join(r.root, path), filepath.Join(r.tree, path)
		if !exists(from) {
			return fmt.Errorf("link %q: is not in the working tree", path)
		}
		if entries, err := os.ReadDir(to); err == nil && len(entries) == 0 {
			os.Remove(to) // the folder of a submodule
		}
		if exists(to) {
			return fmt.Errorf("link %q: the base has its own; only what git does not hold can be linked", path)
		}
		if err := copyAll(from, to); err != nil {
			return fmt.Errorf("link %q: %w", path, err)
		}
	}
	return context.Cause(ctx)
}

// copyAll copies a file or a folder with everything in it. Links stay links; those that
// lead out of it lead to where they led.
func copyAll(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.Name() == ".git" && d.IsDir():
			return fs.SkipDir
		case d.Name() == ".git": // of a submodule: it names a folder that is not here
			return nil
		case d.IsDir():
			return os.MkdirAll(target, 0o777)
		case d.Type()&fs.ModeSymlink != 0:
			return copyLink(from, path, target)
		case d.Type().IsRegular():
			return copyFile(path, target)
		}
		return nil // nobody builds from a socket or a device
	})
}

func copyLink(root, path, target string) error {
	dest, err := os.Readlink(path)
	if err != nil {
		return err
	}
	if !filepath.IsAbs(dest) {
		abs := filepath.Join(filepath.Dir(path), dest)
		if _, inside := within(root, abs); !inside || path == root {
			dest = abs
		}
	}
	return os.Symlink(dest, target)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, info.Mode().Perm()|0o200)
	if err != nil {
		return err
	}
	defer func() {
		if e := out.Close(); err == nil {
			err = e
		}
	}()
	_, err = io.Copy(out, in)
	return err
}
