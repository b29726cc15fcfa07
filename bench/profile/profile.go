// Package profile has a process profile itself while it runs rounds of a plan: where the
// time goes, what is allocated, and what the scheduler of Go does.
//
// The files are named where a command is typed and written in the process of a round:
// [Files.Absolute] and [Files.Of] are for the first, [Files.While] for the second, and
// [Files.Check] for the first again, once the second is over.
package profile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
)

// Files are where profiles go: of CPU time, of allocations, and an execution trace. An
// empty name asks for none.
type Files struct{ CPU, Mem, Trace string }

// Absolute returns the files as they are called from everywhere.
func (p Files) Absolute() (Files, error) {
	for _, file := range []*string{&p.CPU, &p.Mem, &p.Trace} {
		if *file == "" {
			continue
		}
		var err error
		if *file, err = filepath.Abs(*file); err != nil {
			return p, fmt.Errorf("file %q: %w", *file, reason(err))
		}
	}
	return p, nil
}

// Of returns the files of one of several strategies: each name with -STRATEGY before its
// extension.
func (p Files) Of(strategy string) Files {
	one := func(file string) string {
		if file == "" {
			return ""
		}
		ext := filepath.Ext(file)
		return strings.TrimSuffix(file, ext) + "-" + strategy + ext
	}
	return Files{one(p.CPU), one(p.Mem), one(p.Trace)}
}

// While runs f under the profiles of this process.
func (p Files) While(f func() error) (err error) {
	start := func(path string, begin func(*os.File) error, end func(*os.File) error) (func(), error) {
		if path == "" {
			return func() {}, nil
		}
		file, e := os.Create(path)
		if e == nil {
			if e = begin(file); e != nil {
				file.Close()
			}
		}
		if e != nil {
			return nil, fmt.Errorf("file %q: %w", path, reason(e))
		}
		return func() { err = errors.Join(err, end(file), file.Close()) }, nil
	}
	endMem, e := start(p.Mem, func(*os.File) error { runtime.MemProfileRate = memRate; return nil },
		func(file *os.File) error { runtime.GC(); return pprof.Lookup("allocs").WriteTo(file, 0) })
	if e != nil {
		return e
	}
	defer endMem()
	endCPU, e := start(p.CPU, func(file *os.File) error { return pprof.StartCPUProfile(file) },
		func(*os.File) error { pprof.StopCPUProfile(); return nil })
	if e != nil {
		return e
	}
	defer endCPU()
	endTrace, e := start(p.Trace, func(file *os.File) error { return trace.Start(file) },
		func(*os.File) error { trace.Stop(); return nil })
	if e != nil {
		return e
	}
	defer endTrace()
	return f()
}

// memRate is how many allocated bytes there are to a sample of the profile of
// allocations: few, as most strategies allocate little.
const memRate = 4096

// profileFor is for how long rounds are repeated under a profile: a CPU profile has a
// hundred samples a second.
const profileFor = 2 * time.Second

// Repeat runs rounds of a plan for about two seconds, each on jobs of its own, so that
// there is enough to profile.
func Repeat(ctx context.Context, p *plan.Plan) error { return repeat(ctx, p, profileFor) }

func repeat(ctx context.Context, p *plan.Plan, long time.Duration) error {
	began := time.Now()
	for round := 1; time.Since(began) < long; round++ {
		trials := 0
		if err := p.Round(ctx, round, func(record.Trial) error { trials++; return nil }); err != nil {
			return err
		}
		if trials == 0 {
			return nil // all there is to a trace in virtual time is its first round
		}
	}
	return nil
}

// Check makes sure that there is something in each file: they are finished when the process
// has reported its trials, and nobody listens any more.
func (p Files) Check() error {
	for _, file := range []string{p.CPU, p.Mem, p.Trace} {
		if file == "" {
			continue
		}
		info, err := os.Stat(file)
		if err != nil {
			return fmt.Errorf("file %q: %w", file, reason(err))
		}
		if info.Mode().IsRegular() && info.Size() == 0 {
			return fmt.Errorf("file %q: was not written completely", file)
		}
	}
	return nil
}

// reason strips the path that the caller names.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
