package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-foundations/poolbench/bench/atomicfile"
	"github.com/go-foundations/poolbench/bench/record"
)

// writeFile writes a file completely or not at all. It writes to a device or pipe directly.
func writeFile(path string, data []byte) error {
	if err := atomicfile.Write(path, data); err != nil {
		return fmt.Errorf("file %q: %w", path, reason(err))
	}
	return nil
}

// writable checks that writeFile will be able to write a file.
func writable(path string) error {
	place, info, err := atomicfile.Target(path)
	if err != nil {
		return fmt.Errorf("file %q: %w", path, reason(err))
	}
	if info != nil && !info.Mode().IsRegular() {
		return nil
	}
	return writableFolder(filepath.Dir(place))
}

// makeFolder creates a folder that files can be created in, and reports whether it is new.
// The function that it returns removes the folders that it created and that are still
// empty.
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

// writableFolder checks that files can be created in a folder.
func writableFolder(path string) error {
	f, err := os.CreateTemp(path, ".compare-*")
	if err != nil {
		return fmt.Errorf("folder %q: cannot be written to: %w", path, reason(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// reason strips the path from an error, for messages that already name it.
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

// readRuns reads all before any is used, so that a bad file is reported first.
func readRuns(paths []string) ([]*record.Run, error) {
	var runs []*record.Run
	for _, path := range paths {
		run, err := record.Read(path)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}
