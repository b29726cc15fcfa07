package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// writeFile writes the file as a whole or not at all. A device or a pipe is
// written to.
func writeFile(path string, data []byte) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("file %q: %w", path, reason(err))
		}
	}()
	place, info, err := target(path)
	if err != nil {
		return err
	}
	// A file made by CreateTemp is the user's alone; an answer is like any file.
	mode := fs.FileMode(0o644)
	if info != nil {
		if !info.Mode().IsRegular() {
			return writeTo(place, data)
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+"-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	if err := f.Chmod(mode); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), place)
}

// writeTo writes to what is no file to be replaced.
func writeTo(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// target returns where a path leads, and what is there; nil: nothing yet. A
// folder is an error.
func target(path string) (string, fs.FileInfo, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return path, nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	if info.IsDir() {
		return "", nil, errors.New("is a folder")
	}
	if !info.Mode().IsRegular() {
		return path, info, nil // a pipe has no other name
	}
	// What a link leads to is replaced, not the link.
	place, err := filepath.EvalSymlinks(path)
	return place, info, err
}

// writable makes sure that writeFile will be able to write a file.
func writable(path string) error {
	place, info, err := target(path)
	if err != nil {
		return fmt.Errorf("file %q: %w", path, reason(err))
	}
	if info != nil && !info.Mode().IsRegular() {
		return nil
	}
	return writableFolder(filepath.Dir(place))
}

// makeFolder makes a folder that files can be made in, and reports whether there was none.
// The function that it returns removes what it made, as far as that is empty still.
func makeFolder(path string) (unmake func(), isNew bool, err error) {
	var made []string
	for dir := filepath.Clean(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, dir)
	}
	unmake = func() {
		for _, dir := range made {
			os.Remove(dir)
		}
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		unmake()
		return nil, false, fmt.Errorf("folder %q: %w", path, reason(err))
	}
	if err := writableFolder(path); err != nil {
		unmake()
		return nil, false, err
	}
	return unmake, len(made) > 0, nil
}

// writableFolder makes sure that files can be made in a folder.
func writableFolder(path string) error {
	f, err := os.CreateTemp(path, ".compare-*")
	if err != nil {
		return fmt.Errorf("folder %q: cannot be written to: %w", path, reason(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// reason strips the path from an error whose path has been named.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	var l *os.LinkError
	if errors.As(err, &l) {
		return l.Err
	}
	return err
}
