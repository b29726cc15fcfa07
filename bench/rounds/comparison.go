package rounds

import (
	"context"
	"errors"
	"os/exec"
	"time"

	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/pace"
	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/record"
)

// A Comparison runs rounds, each in a fresh process, until there are enough or
// the budget is spent.
type Comparison struct {
	Run    *record.Run   // has the settings, and gets the trials; owned by Do until it returns
	Cells  int           // trials in a round
	Rounds int           // at most
	Budget time.Duration // no round begins that would probably end after it; 0: no limit

	// Command returns the command of a round's process, not started. The process must call
	// Serve for that round, with its standard output.
	Command func(ctx context.Context, round int) *exec.Cmd

	// Here, if it is not nil, replaces Command: it returns the plan of a round, which runs in
	// this process. That is for contenders that neither crash nor hang, and in virtual time,
	// where they have no heap in common. While a round leaves processors idle the
	// next ones run ahead, so each needs contenders of its own. Slots of the plan are set.
	Here func(round int) *plan.Plan

	// Elsewhere, if it is not nil, replaces Command and Here: it has a round done by another
	// process, perhaps on another machine, and returns what [Output] did there. So many
	// rounds are Ahead, each by a goroutine of its own: 0 means one, which is none ahead.
	Elsewhere func(ctx context.Context, round int) ([]byte, error)
	Ahead     int

	// Patience is how long a trial may take before its contender counts as hung.
	Patience time.Duration

	Progress func(Progress)          // called before each trial; nil: not
	Save     func(*record.Run) error // called after each round; nil: not
}

// Do runs the rounds, one after the other. Trials are added to Run as they end, including
// those of a round that fails. When ctx ends Do returns nil and marks Run as interrupted:
// the rounds so far are worth having. Progress and Save are called by the goroutine that
// calls Do. Of the lanes of all trials, Run keeps those of [record.MedianTrials].
func (c *Comparison) Do(ctx context.Context) error {
	defer func() { c.Run.Trials = record.KeepMedianLanes(c.Run.Trials) }()
	start := time.Now()
	c.Run.Start = start.UTC().Truncate(time.Millisecond)
	watch := host.NewWatch()
	finish := func() {
		elapsed := time.Since(start).Seconds()
		if !c.Run.Settings.Virtual {
			watch.Probe()
		}
		c.Run.Duration = elapsed
		c.Run.Host = watch.Facts(elapsed)
	}
	finish()
	run := c.round
	if c.Here != nil {
		h := newHere(ctx, c)
		defer h.close()
		run = h.round
	}
	if c.Elsewhere != nil {
		e := newElsewhere(ctx, c)
		defer e.close()
		run = e.round
	}
	var longest time.Duration
	for round := 1; round <= c.Rounds; round++ {
		if round > 1 && c.Budget > 0 && time.Since(start)+longest > c.Budget {
			break
		}
		began := time.Now()
		err := run(ctx, round, start)
		if ctx.Err() != nil {
			c.Run.Interrupted = true
			finish()
			return c.save()
		}
		if err != nil {
			finish()
			return errors.Join(err, c.save())
		}
		longest = max(longest, time.Since(began))
		c.Run.Settings.RoundsDone = round
		finish()
		if err := c.save(); err != nil {
			return err
		}
	}
	if !c.Run.Settings.Virtual {
		c.Run.Warnings = append(c.Run.Warnings, host.Disturbed(c.Run.Host, "give the run more rounds")...)
		c.Run.Warnings = append(c.Run.Warnings, pace.Warnings(c.Run)...)
	}
	return c.save()
}

// save saves the run with the lanes of the trials that are the median so far: another may be
// after the next round, so Run keeps all of them.
func (c *Comparison) save() error {
	if c.Save == nil {
		return nil
	}
	run := *c.Run
	run.Trials = record.KeepMedianLanes(run.Trials)
	return c.Save(&run)
}
