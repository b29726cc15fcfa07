package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"runtime/trace"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
)

// again is what is to be found out by running every contender once more, in this process,
// when the answer is known. Each names a file; empty: it is not.
type again struct {
	timeline, cpu, mem, trace string
}

func (a *again) flags(fs *flag.FlagSet) {
	fs.StringVar(&a.timeline, "timeline", "", "run each strategy once more and write who did what when to `FILE`, for Perfetto")
	fs.StringVar(&a.cpu, "cpuprofile", "", "run each strategy once more and write a CPU profile to `FILE`, with labels strategy and workload")
	fs.StringVar(&a.mem, "memprofile", "", "likewise a profile of allocations to `FILE`")
	fs.StringVar(&a.trace, "trace", "", "likewise an execution trace to `FILE`")
}

// againFlags are those of again.
var againFlags = []string{"timeline", "cpuprofile", "memprofile", "trace"}

func (a *again) files() []string { return []string{a.timeline, a.cpu, a.mem, a.trace} }

// check makes sure that the files can be written.
func (a *again) check() error {
	for i, file := range a.files() {
		if file == "" {
			continue
		}
		for _, other := range a.files()[:i] {
			if other == file {
				return fmt.Errorf("file %q: is to be written twice", file)
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
	if a.timeline != "" {
		plan, err := o.plan(ctx)
		if err != nil {
			return err
		}
		if err := c.timelines(ctx, a.timeline, plan); err != nil {
			return err
		}
	}
	if a.cpu == "" && a.mem == "" && a.trace == "" {
		return nil
	}
	plan, err := o.plan(ctx)
	if err != nil {
		return err
	}
	if a.mem != "" {
		runtime.MemProfileRate = 4096
	}
	return c.profiled(ctx, a, plan)
}

// profiled runs a round under the profiles.
func (c *command) profiled(ctx context.Context, a *again, plan *bench.Plan) (err error) {
	open := func(path string) *os.File {
		if path == "" || err != nil {
			return nil
		}
		f, e := os.Create(path)
		if e != nil {
			err = fmt.Errorf("file %q: %w", path, reason(e))
			return nil
		}
		return f
	}
	cpu, mem, tr := open(a.cpu), open(a.mem), open(a.trace)
	closeAll := func() {
		for _, f := range []*os.File{cpu, mem, tr} {
			if f != nil {
				err = errors.Join(err, f.Close())
			}
		}
	}
	defer closeAll()
	if err != nil {
		return err
	}
	if cpu != nil {
		if err := pprof.StartCPUProfile(cpu); err != nil {
			return fmt.Errorf("--cpuprofile: %w", err)
		}
	}
	if tr != nil {
		if err := trace.Start(tr); err != nil {
			pprof.StopCPUProfile()
			return fmt.Errorf("--trace: %w", err)
		}
	}
	err = plan.Round(ctx, 1, func(record.Trial) error { return nil })
	if tr != nil {
		trace.Stop()
	}
	if cpu != nil {
		pprof.StopCPUProfile()
		fmt.Fprintf(c.Stderr, "CPU profile: %s; of one strategy: go tool pprof -tagfocus=strategy=NAME %s\n", a.cpu, a.cpu)
	}
	if mem != nil {
		runtime.GC()
		err = errors.Join(err, pprof.Lookup("allocs").WriteTo(mem, 0))
	}
	return err
}
