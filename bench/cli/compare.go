package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/rounds"
	"github.com/go-foundations/poolbench/workloads"
)

// compareCommand is the command without a name.
func (c *command) compareCommand() *cobra.Command {
	o := &options{scale: 1}
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Find the right way to hand jobs to workers, and say how sure that is",
		Long: `compare finds the right way to hand jobs to workers, and says how sure it is.

Without a command it compares strategies, each against the others: a round is a
fresh process that runs every strategy once on the same jobs, in random order,
and strategies are compared round by round. The run is stored as text that
benchstat reads, and as JSON from which it can be shown or repeated.

Exit codes: 0 fine; 1 diff or gate found something worse; 2 wrong usage, or
something is broken; 3 interrupted, or inconclusive.`,
		Example: `  compare                             a short tour of every workload (a minute)
  compare --workload skewed           which strategy for jobs of skewed length?
  compare --workload trace:jobs.csv   which strategy for your own jobs?
  compare --virtual --workers 1000    ... on a machine that you do not have?
  compare --load 0.5,0.8,0.9          ... if jobs arrive over time?
  compare scale --workers 1,2,4       how much faster are more workers?
  compare grain                       how small may jobs be? (3 minutes)
  compare recommend --jobs-file jobs.csv --slo p99=50ms
                                      which strategy, and how many workers?
  compare --workload skewed --html page.html
                                      an answer and a page with charts
  compare report results/*.json -o page.html
                                      a page about stored runs
  compare diff old.txt new.txt        what changed between two runs?
  compare gate --base origin/main --package ./mypackage
                                      is any benchmark of this package slower?
  compare gate --baseline FOLDER      has scheduling become worse?
  compare history                     when did a stored metric change?`,
		Args: cobra.ArbitraryArgs, // refused in our own words
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) > 0 && args[0] != "" && args[0] == c.Args[0]:
			return c.unknownCommand(cmd, args[0])
		case len(args) > 0:
			return fmt.Errorf("argument %q: want only flags here; names follow --workload or --strategy", args[0])
		}
		return c.compare(cmd, o)
	}
	o.flags(cmd.Flags())
	c.complete(cmd, o)
	return cmd
}

// compare runs a comparison, stores it and answers.
func (c *command) compare(cmd *cobra.Command, o *options) error {
	ctx := cmd.Context()
	if err := o.settle(c, cmd.Flags()); err != nil {
		return err
	}
	// Asked before anything is measured: an answer that cannot be kept would
	// come minutes later.
	store, err := openStore(o)
	if err != nil {
		return err
	}
	defer func() { store.close() }()
	for _, file := range []string{o.out, o.html} {
		if file != "" {
			if err := writable(file); err != nil {
				return err
			}
		}
	}
	if err := o.again.check(); err != nil {
		return err
	}
	run, err := c.measure(ctx, o, store.save)
	if run == nil || len(run.Trials) == 0 {
		return err
	}
	store.tell(c.Stderr)
	if unsaid := c.answer(run, o.output); unsaid != nil {
		return errors.Join(unsaid, err)
	}
	if err != nil {
		return err
	}
	if err := c.verdict(run); err != nil {
		return err
	}
	return c.runAgain(ctx, o)
}

// measure runs the comparison and calls save after each round. What is known is
// returned also with an error; without a trial there is one.
func (c *command) measure(ctx context.Context, o *options, save func(*record.Run) error) (*record.Run, error) {
	plan, err := o.plan(ctx)
	if err != nil {
		return nil, err
	}
	run, err := o.newRun(ctx, plan)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return nil, fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	spawn, err := c.spawn(o.request(plan, run.Settings.Strategies), scratch)
	if err != nil {
		return nil, err
	}
	progress := newProgress(c.Stderr, c.Getenv, run)
	err = (&rounds.Comparison{
		Run: run, Cells: plan.Cells(), Rounds: plan.Rounds(o.rounds), Budget: o.budget,
		Command: spawn, Patience: o.patience, Progress: progress.show, Save: save,
	}).Do(ctx)
	progress.done()
	if len(run.Trials) == 0 && err == nil {
		err = fmt.Errorf("%w before the first trial finished: there is no answer", errInterrupted)
	}
	return run, err
}

// plan returns what the options ask for. In real time that takes a measurement.
func (o *options) plan(ctx context.Context) (*bench.Plan, error) {
	p := &bench.Plan{
		Contenders: o.contenders, Workloads: o.workloads, Workers: o.workers,
		Jobs: o.jobs, Scale: o.scale, Seed: o.seed, Bare: o.study != nil && o.study.bare,
	}
	if err := o.mode.plan(p); err != nil || o.mode.Virtual {
		return p, err
	}
	var err error
	p.Calibration, err = workloads.Calibrate(ctx)
	if ctx.Err() != nil {
		return nil, fmt.Errorf("%w before the first trial finished: there is no answer", errInterrupted)
	}
	if err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	return p, nil
}

// verdict returns the error that the exit code tells of.
func (c *command) verdict(run *record.Run) error {
	failed := make(map[string]bool)
	for _, t := range run.Trials {
		if t.Error != "" {
			failed[t.Strategy] = true
		}
	}
	for _, x := range slices.Concat(c.contenders, c.Peers) {
		if failed[x.Name()] {
			return fmt.Errorf("strategy %q: failed; see the answer", x.Name())
		}
	}
	if run.Interrupted {
		return fmt.Errorf("%w: the answer covers the rounds done so far", errInterrupted)
	}
	return nil
}

// newRun describes what is about to be measured.
func (o *options) newRun(ctx context.Context, plan *bench.Plan) (*record.Run, error) {
	run, err := plan.NewRun(ctx)
	if err != nil {
		return nil, err
	}
	run.Command = o.command()
	s := &run.Settings
	s.Workloads, s.Arrivals, s.Metric, s.RoundsPlanned, s.Budget = o.names, o.mode.Arrivals, o.metric, plan.Rounds(o.rounds), o.budget.Seconds()
	if o.study != nil {
		s.Study = o.study.name
	}
	if o.tour && o.scale != 1 {
		run.Warnings = append(run.Warnings, "this is a tour on small batches; compare --workload NAME looks at one workload closely")
	}
	return run, nil
}

// command returns what to type for the same run.
func (o *options) command() []string {
	args := []string{"compare"}
	grain := o.study != nil && slices.Contains(o.study.without, "workload")
	if o.study != nil {
		args = append(args, o.study.name)
		if o.study.args != nil {
			args = append(args, o.study.args(o)...)
		}
	}
	if !o.tour && !grain {
		args = append(args, "--workload", strings.Join(o.names, ","))
	}
	if !o.all {
		var names []string
		for _, x := range o.contenders {
			if !slices.Contains(o.peers, x.Name()) && x != o.implied {
				names = append(names, x.Name())
			}
		}
		args = append(args, "--strategy", strings.Join(names, ","))
	} else if o.given.strategy == all {
		args = append(args, "--strategy", all)
	}
	if len(o.peers) > 0 {
		args = append(args, "--peer", strings.Join(o.peers, ","))
	}
	if len(o.workers) > 0 {
		var counts []string
		for _, n := range o.workers {
			counts = append(counts, strconv.Itoa(n))
		}
		args = append(args, "--workers", strings.Join(counts, ","))
	}
	if o.jobs > 0 {
		args = append(args, "--jobs", strconv.Itoa(o.jobs))
	}
	if o.io {
		args = append(args, "--io")
	}
	args = append(args, o.mode.args()...)
	if o.metric != "" {
		args = append(args, "--metric", o.metric)
	}
	if o.patience != defaultPatience {
		args = append(args, "--patience", o.patience.String())
	}
	return append(args, "--rounds", strconv.Itoa(o.rounds), "--budget", o.budget.String(), "--seed", strconv.FormatUint(o.seed, 10))
}

var notInFileNames = regexp.MustCompile(`[^a-zA-Z0-9]+`)

// label returns a word for the run's file name.
func (o *options) label() string {
	switch {
	case o.study != nil:
		return o.study.name
	case o.tour:
		return "tour"
	case len(o.names) == 1:
		name, trace := strings.CutPrefix(o.names[0], tracePrefix)
		if trace {
			name = strings.TrimSuffix(filepath.Base(name), ".csv")
		}
		name = notInFileNames.ReplaceAllString(name, "-")
		// File names have an end.
		name = strings.Trim(name[:min(len(name), 40)], "-")
		if name == "" {
			return "trace"
		}
		return name
	}
	return strconv.Itoa(len(o.names)) + "-workloads"
}
