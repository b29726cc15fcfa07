package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"runtime/trace"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/rounds"
)

// again is what is to be found out by running every contender once more, when the answer
// is known. Each names a file; empty: it is not.
type again struct {
	timeline string
	profiles
}

// profiles are files that say where the time and the memory of a process go.
type profiles struct{ CPU, Mem, Trace string }

func (a *again) flags(fs *pflag.FlagSet) {
	fs.StringVar(&a.timeline, "timeline", "", "run each strategy once more and write a timeline of its workers to `FILE`, in the trace-event format that Perfetto opens")
	fs.StringVar(&a.CPU, "cpuprofile", "", "run each strategy again for two seconds and write a CPU profile to `FILE`, labeled by strategy and workload; several strategies get one file each, FILE-STRATEGY")
	fs.StringVar(&a.Mem, "memprofile", "", "run each strategy again and write a profile of allocations to `FILE`")
	fs.StringVar(&a.Trace, "trace", "", "run each strategy again and write an execution trace to `FILE`, for go tool trace")
}

// againFlags are those of again.
var againFlags = []string{"timeline", "cpuprofile", "memprofile", "trace"}

// check makes sure that the files can be written.
func (a *again) check() error {
	files := []string{a.timeline, a.CPU, a.Mem, a.Trace}
	for i, file := range files {
		if file == "" {
			continue
		}
		for _, other := range files[:i] {
			if other == file {
				return fmt.Errorf("file %q: would be written twice", file)
			}
		}
		if err := writable(file); err != nil {
			return err
		}
	}
	return nil
}

// runAgain finds out what was asked for.
func (c *command) runAgain(ctx context.Context, o *options) error {
	a := &o.again
	if a.timeline == "" && a.profiles == (profiles{}) {
		return nil
	}
	plan, err := o.plan(ctx)
	if err != nil {
		return err
	}
	if a.timeline != "" {
		if err := c.timelines(ctx, a.timeline, plan); err != nil {
			return err
		}
	}
	if a.profiles == (profiles{}) {
		return nil
	}
	for _, x := range o.contenders {
		files := a.profiles
		if len(o.contenders) > 1 {
			files = files.of(x.Name())
		}
		if err := c.profiled(ctx, o, plan, x, files); err != nil {
			return fmt.Errorf("strategy %q, profiled: %w", x.Name(), err)
		}
	}
	return nil
}

// of returns the files of one of several strategies.
func (p profiles) of(strategy string) profiles {
	one := func(file string) string {
		if file == "" {
			return ""
		}
		ext := filepath.Ext(file)
		return strings.TrimSuffix(file, ext) + "-" + strategy + ext
	}
	return profiles{one(p.CPU), one(p.Mem), one(p.Trace)}
}

// profiled runs a round of one contender under the profiles, in a process of its own: what
// others allocated is in no profile of its.
func (c *command) profiled(ctx context.Context, o *options, plan *bench.Plan, x bench.Contender, files profiles) error {
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	req := o.request(plan, []string{x.Name()})
	if req.Profiles, err = files.absolute(); err != nil {
		return err
	}
	spawn, err := c.spawn(req, scratch)
	if err != nil {
		return err
	}
	run := new(record.Run)
	if err := (&rounds.Comparison{Run: run, Cells: plan.Cells() / len(plan.Contenders), Rounds: 1, Command: spawn, Patience: o.patience}).Do(ctx); err != nil {
		return err
	}
	for _, t := range run.Trials {
		if t.Error != "" {
			return errors.New(t.Error)
		}
	}
	if run.Interrupted {
		return errInterrupted
	}
	if err := files.written(); err != nil {
		return err
	}
	for _, f := range []struct{ what, file, open string }{
		{"CPU profile", files.CPU, "go tool pprof"}, {"profile of allocations", files.Mem, "go tool pprof -sample_index=alloc_space"}, {"execution trace", files.Trace, "go tool trace"},
	} {
		if f.file != "" {
			fmt.Fprintf(c.Stderr, "%s of %s: %s\n", f.what, x.Name(), record.CommandLine(append(strings.Fields(f.open), f.file)))
		}
	}
	return nil
}

// written makes sure that there is something in each file: they are finished when the
// process has told its trials, and nobody listens any more.
func (p profiles) written() error {
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

// absolute returns the files as they are called from everywhere.
func (p profiles) absolute() (profiles, error) {
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

// memRate is how many allocated bytes there are to a sample of the profile of
// allocations: few, as most strategies allocate little.
const memRate = 4096

// profileFor is for how long rounds are repeated under a profile: a CPU profile has a
// hundred samples a second.
const profileFor = 2 * time.Second

// repeat runs rounds for a while, each on jobs of its own.
func repeat(ctx context.Context, plan *bench.Plan, long time.Duration) error {
	began := time.Now()
	for round := 1; time.Since(began) < long; round++ {
		trials := 0
		if err := plan.Round(ctx, round, func(record.Trial) error { trials++; return nil }); err != nil {
			return err
		}
		if trials == 0 {
			return nil // all there is to a trace in virtual time is its first round
		}
	}
	return nil
}

// while runs f under the profiles of this process.
func (p profiles) while(f func() error) (err error) {
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
