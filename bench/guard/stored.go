package guard

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Stored asks whether stored runs, repeated, have become worse in what does not depend on
// the machine.
type Stored struct {
	Path      string  // a folder of stored runs, or one of them
	Tolerance float64 // as of [verdict.Compare]

	// Prepare returns what repeats the command of a run, or why nothing can.
	Prepare func(command []string) (func(context.Context) (*record.Run, error), error)
}

// Repeated is a stored run and how its repetition differs.
type Repeated struct {
	Path    string
	Command []string
	*verdict.Diff
	Base, Head *record.Run
}

// Answer repeats the runs, and compares. It checks that all of them can be repeated before
// any is.
func (s Stored) Answer(ctx context.Context) ([]Repeated, error) {
	paths := []string{s.Path}
	if info, err := os.Stat(s.Path); err == nil && info.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(s.Path, "*.json")); err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("folder %q: contains no stored run", s.Path)
		}
	}
	var bases []*record.Run
	var repeat []func(context.Context) (*record.Run, error)
	for _, path := range paths {
		run, err := record.Read(path)
		if err != nil {
			return nil, err
		}
		if len(run.Command) == 0 {
			return nil, fmt.Errorf("%s: does not record its command", path)
		}
		again, err := s.Prepare(run.Command)
		if err != nil {
			return nil, fmt.Errorf("%s: its command: %w", path, err)
		}
		bases, repeat = append(bases, run), append(repeat, again)
	}
	var out []Repeated
	for i, path := range paths {
		head, err := repeat[i](ctx)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if head.Interrupted {
			return nil, fmt.Errorf("%w: there is no answer for %s", verdict.ErrInterrupted, path)
		}
		d, err := verdict.Compare(bases[i], head, s.Tolerance)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		out = append(out, Repeated{path, bases[i].Command, d, bases[i], head})
	}
	return out, nil
}
