package workloads

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
)

const (
	pageBytes = 4096
	filePages = 256 // a file's size stays at 1 MiB, however long the job
)

// files is a temporary folder with as many open files as jobs ever ran at once.
type files struct {
	folder string
	mu     sync.Mutex // guards the two lists only, never held while reading or writing
	idle   []*scratch
	all    []*scratch
}

type scratch struct {
	file *os.File
	page [pageBytes]byte
}

func newFiles() (*files, error) {
	folder, err := os.MkdirTemp("", "poolbench-")
	if err != nil {
		return nil, fmt.Errorf("file jobs: %w", err)
	}
	return &files{folder: folder}, nil
}

// use writes and reads pages and returns a checksum.
func (f *files) use(ctx context.Context, pages uint32) (uint64, error) {
	s, err := f.take()
	if err != nil {
		return 0, fmt.Errorf("file job: %w", err)
	}
	defer f.put(s)
	var sum uint64
	for i := range pages {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		at := int64(i%filePages) * pageBytes
		binary.LittleEndian.PutUint32(s.page[:], i)
		if _, err := s.file.WriteAt(s.page[:], at); err != nil {
			return 0, fmt.Errorf("file job: %w", err)
		}
		if _, err := s.file.ReadAt(s.page[:], at); err != nil {
			return 0, fmt.Errorf("file job: %w", err)
		}
		sum = sum*31 + uint64(binary.LittleEndian.Uint32(s.page[:]))
	}
	return sum, nil
}

func (f *files) take() (*scratch, error) {
	f.mu.Lock()
	if n := len(f.idle); n > 0 {
		s := f.idle[n-1]
		f.idle = f.idle[:n-1]
		f.mu.Unlock()
		return s, nil
	}
	f.mu.Unlock()
	file, err := os.CreateTemp(f.folder, "job-")
	if err != nil {
		return nil, err
	}
	s := &scratch{file: file}
	f.mu.Lock()
	f.all = append(f.all, s)
	f.mu.Unlock()
	return s, nil
}

func (f *files) put(s *scratch) {
	f.mu.Lock()
	f.idle = append(f.idle, s)
	f.mu.Unlock()
}

func (f *files) close() error {
	var err error
	for _, s := range f.all {
		err = errors.Join(err, s.file.Close())
	}
	return errors.Join(err, os.RemoveAll(f.folder))
}
