package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/profile"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func (a *again) flags(fs *pflag.FlagSet) {
	fs.StringVar(&a.timeline, "timeline", "", "run each strategy once more and write a timeline of its workers to `FILE`, in the trace-event format that Perfetto opens")
	fs.StringVar(&a.CPU, "cpuprofile", "", "run each strategy again for two seconds and write a CPU profile to `FILE`, labeled by strategy and workload; several strategies get one file each, FILE-STRATEGY")
	fs.StringVar(&a.Mem, "memprofile", "", "run each strategy again and write an allocation profile to `FILE`")
	fs.StringVar(&a.Trace, "trace", "", "run each strategy again and write an execution trace to `FILE`, for go tool trace")
}

// check checks that the files can be written.
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

// runAgain runs the contenders again for the timelines and profiles that were asked for.
func (c *command) runAgain(ctx context.Context, o *options) error {
	a := &o.again
	if a.timeline == "" && a.Files == (profile.Files{}) {
		return nil
	}
	plan, err := o.Plan(ctx)
	if err != nil {
		return err
	}
	if a.timeline != "" {
		if err := c.timelines(ctx, a.timeline, plan); err != nil {
			return err
		}
	}
	if a.Files == (profile.Files{}) {
		return nil
	}
	for _, x := range o.Contenders {
		files := a.Files
		if len(o.Contenders) > 1 {
			files = files.Of(x.Name())
		}
		if err := c.profiled(ctx, o, plan, x, files); err != nil {
			return fmt.Errorf("strategy %q, profiled: %w", x.Name(), err)
		}
	}
	return nil
}

// profiled runs and profiles a round of one contender in a process of its own, so that the
// profiles show no other contender.
func (c *command) profiled(ctx context.Context, o *options, plan *bench.Plan, x bench.Contender, files profile.Files) error {
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	req := o.Request(plan, []string{x.Name()})
	if req.Profiles, err = files.Absolute(); err != nil {
		return err
	}
	spawn, err := c.spawn(req, scratch)
	if err != nil {
		return err
	}
	run := new(record.Run)
	if err := (&rounds.Comparison{Run: run, Cells: plan.Cells() / len(plan.Contenders), Rounds: 1, Command: spawn, Patience: o.Patience}).Do(ctx); err != nil {
		return err
	}
	for _, t := range run.Trials {
		if t.Error != "" {
			return errors.New(t.Error)
		}
	}
	if run.Interrupted {
		return verdict.ErrInterrupted
	}
	if err := files.Check(); err != nil {
		return err
	}
	for _, f := range []struct{ what, file, open string }{
		{"CPU profile", files.CPU, "go tool pprof"}, {"allocation profile", files.Mem, "go tool pprof -sample_index=alloc_space"}, {"execution trace", files.Trace, "go tool trace"},
	} {
		if f.file != "" {
			fmt.Fprintf(c.Stderr, "%s of %s: %s\n", f.what, x.Name(), record.CommandLine(append(strings.Fields(f.open), f.file)))
		}
	}
	return nil
}
