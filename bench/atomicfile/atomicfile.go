// Package atomicfile writes files as a whole or not at all: a reader, or a crash, finds the
// old file or the new one.
//
// Note: renameio does not build on Windows, where os.Rename replaces a file in one step as
// well; natefinch/atomic replaces a link and not what it leads to, leaves files that only
// the owner reads, and has had no release since 2021.
package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at a path, or makes it. A file keeps its mode; a new one can be
// read by all. What a link leads to is replaced, not the link. A device or a pipe is written
// to. Where a folder is, nothing is written. On an error nothing is left behind.
func Write(path string, data []byte) error {
	place, info, err := Target(path)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o644) // CreateTemp makes files that only the owner reads
	if info != nil {
		if !info.Mode().IsRegular() {
			return writeTo(place, data)
		}
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		// Without it a power cut may leave the new name on an empty file.
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), place)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// writeTo writes to what is no file to be replaced.
func writeTo(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// Target returns where a path leads that Write writes to, and what is there; nil: nothing
// yet. A folder is an error.
func Target(path string) (string, fs.FileInfo, error) {
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
	place, err := filepath.EvalSymlinks(path)
	return place, info, err
}
