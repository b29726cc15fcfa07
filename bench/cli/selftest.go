package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/selftest"
	"github.com/go-foundations/poolbench/bench/stats"
)

// selftestOptions are what the flags of selftest say.
type selftestOptions struct {
	selftest.GateOptions
	theory, gate bool
	jobs         int
	margin       string
}

// selftestCommand holds the harness against what is known.
func (c *command) selftestCommand() *cobra.Command {
	o := new(selftestOptions)
	cmd := &cobra.Command{
		Use: "selftest {--theory | --gate}", Short: "Check virtual time against theory, or how often the gate is wrong",
		Long: `Checks strategies in virtual time against queueing theory, or measures how often
the gate is wrong (20 minutes).`,
		Args:                  noArguments,
		DisableFlagsInUseLine: true,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return c.selftest(cmd.Context(), o) },
	}
	fs := cmd.Flags()
	fs.BoolVar(&o.theory, "theory", false, "check strategies in virtual time against queueing theory")
	fs.BoolVar(&o.gate, "gate", false, "run the gate on identical code, and on code known to be slower")
	fs.IntVar(&o.jobs, "jobs", selftest.DefaultJobs, "`N` jobs for a random figure of theory")
	fs.IntVar(&o.Comparisons, "comparisons", 1000, "`N` comparisons of each kind")
	fs.IntVar(&o.Rounds, "rounds", defaultRounds, "at most `N` rounds of a comparison")
	fs.IntVar(&o.Recorded, "recorded", 100, "`N` rounds to measure on this machine; comparisons are resampled from them")
	fs.IntVar(&o.Turns, "turns", 20, "`N` turns of each side in a round")
	fs.DurationVar(&o.Turn, "turn", 25*time.Millisecond, "`TIME` that a turn measures")
	fs.BoolVar(&o.Simulated, "simulated", false, "only simulated noise: nothing depends on the machine")
	fs.StringVar(&o.margin, "margin", defaultMargin, "differences of up to this `PERCENT` do not matter")
	fs.Uint64Var(&o.Seed, "seed", 1, "seed `N` of all random choices")
	return cmd
}

func (c *command) selftest(ctx context.Context, o *selftestOptions) error {
	switch {
	case o.theory == o.gate:
		return errors.New("selftest: want --theory, which checks strategies in virtual time against queueing theory, or --gate, which measures how often the gate is wrong")
	case o.gate:
		var err error
		if o.Margin, err = parsePercent("--margin", o.margin); err != nil {
			return err
		}
		return c.selftestGate(ctx, o.GateOptions)
	case o.jobs < selftest.LeastJobs:
		return fmt.Errorf("--jobs %d: want at least %d", o.jobs, selftest.LeastJobs)
	}
	return c.selftestTheory(ctx, o.jobs, o.Seed)
}

// selftestGate measures how often the gate is wrong.
func (c *command) selftestGate(ctx context.Context, o selftest.GateOptions) error {
	switch {
	case o.Comparisons < 1:
		return fmt.Errorf("--comparisons %d: want at least 1", o.Comparisons)
	case o.Rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", o.Rounds)
	case o.Turns < 1:
		return fmt.Errorf("--turns %d: want at least 1", o.Turns)
	case o.Turn <= 0:
		return fmt.Errorf("--turn %v: want more than 0", o.Turn)
	case o.Recorded < o.Rounds && !o.Simulated:
		return fmt.Errorf("--recorded %d: want at least as many rounds as a comparison has, %d", o.Recorded, o.Rounds)
	}
	var err error
	if o.Program, err = c.itself(kernelsName); err != nil {
		return err
	}
	o.Progress = func(noise string, done, of int) {
		if done%max(1, of/10) == 0 {
			fmt.Fprintf(c.Stderr, "%s: %d of %d\n", noise, done, of)
		}
	}
	rows, err := selftest.Gate(ctx, o)
	if len(rows) > 0 {
		if err := writeGateRows(c.Stdout, rows, o); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the rows above are those finished so far", errInterrupted)
	}
	if err != nil {
		return fmt.Errorf("selftest: %w", err)
	}
	missed := 0
	for _, r := range rows {
		if !r.Holds() {
			missed++
		}
	}
	if missed > 0 {
		return fmt.Errorf("selftest: %d of %d rows miss the bar", missed, len(rows))
	}
	return nil
}

func slower(r selftest.GateRow) string {
	if r.Slowdown == 0 {
		return "the same"
	}
	if r.Figure != "" {
		return fmt.Sprintf("%s %.3g %% slower", r.Figure, 100*r.Slowdown)
	}
	return fmt.Sprintf("one %.3g %% slower", 100*r.Slowdown)
}

// writeGateRows writes one line per kind of comparison.
func writeGateRows(w io.Writer, rows []selftest.GateRow, o selftest.GateOptions) error {
	share := func(e stats.Estimate) string {
		return fmt.Sprintf("%.1f %% (%.1f–%.1f)", 100*e.Center, 100*e.Lo, 100*e.Hi)
	}
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "noise\tturns\ttime\tspread\thead\tmargin\tn\tfalse alarms\tcaught\tcontrol fired\trounds\t")
	for _, r := range rows {
		caught, took := "–", "–"
		if r.Slowdown > 0 {
			caught = share(r.Found())
		}
		if r.Took > 0 {
			took = r.Took.Round(100 * time.Millisecond).String()
		}
		bar := ""
		switch {
		case !r.Holds():
			bar = "MISSES THE BAR"
		case r.Barred() || r.Slowdown == 0:
			bar = "holds"
		}
		fmt.Fprintf(t, "%s\t%d\t%s\t%.1f %%\t%s\t%.3g %%\t%d\t%s\t%s\t%.1f %%\t%.1f\t%s\n", r.Noise, r.Turns, took, 100*r.Spread, slower(r), 100*r.Margin, r.Comparisons,
			share(r.Alarmed()), caught, 100*float64(r.Disturbed)/float64(r.Comparisons), r.Rounds, bar)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "A comparison has three figures (hash, walk, alloc) and at most %d rounds; in a slower head one figure is slower. ", o.Rounds)
	if !o.Simulated {
		fmt.Fprintf(&b, "Those of this machine are put together of %d recorded rounds, each with fresh processes that take turns of %v, three of which are the same: chance says "+
			"which of them is base, control and head. So their intervals are too narrow, as comparisons share rounds. Time: of one benchmark in all rounds. ", o.Recorded, o.Turn)
	}
	fmt.Fprintf(&b, "Shares are of n comparisons, with intervals of 95 %%. False alarm: a change is claimed of a figure that has none; bar: at most %.0f %%. Caught: the slowdown is "+
		"confirmed, the whole interval beyond the margin; bar: at least %.0f %% of slowdowns of 5 %% and more, on this machine in rounds of 20 turns or more, in simulated noise where the spread, the standard deviation of a round's ratio, is no more than 3.5 %%; a row misses a bar if its interval excludes it. "+
		"Rounds: run on average, before all was clear.\n", 100*selftest.MostAlarms, 100*selftest.LeastCaught)
	_, err := w.Write(b.Bytes())
	return err
}

// selftestTheory holds virtual time to queueing theory.
func (c *command) selftestTheory(ctx context.Context, jobs int, seed uint64) error {
	var figures []selftest.Figure
	err := selftest.Theory(ctx, selftest.Options{Jobs: jobs, Seed: seed}, func(f selftest.Figure) {
		figures = append(figures, f)
		fmt.Fprintf(c.Stderr, "%s: %s\n", f.What, agreement(f))
	})
	if len(figures) > 0 {
		if err := writeFigures(c.Stdout, figures, jobs); err != nil {
			return err
		}
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the figures above are those finished so far", errInterrupted)
	}
	if err != nil {
		return err
	}
	off := 0
	for _, f := range figures {
		if !f.Agrees() {
			off++
		}
	}
	if off > 0 {
		return fmt.Errorf("selftest: %d of %d figures do not agree with theory", off, len(figures))
	}
	return nil
}

func agreement(f selftest.Figure) string {
	if f.Agrees() {
		return "agrees"
	}
	return "DOES NOT AGREE"
}

// writeFigures writes one line per figure: theory, measured, by how much it is
// off, and what it may be off.
func writeFigures(w io.Writer, figures []selftest.Figure, jobs int) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "figure\ttheory\tmeasured\t±\terror\t\tsource")
	for _, f := range figures {
		half := "exact"
		if f.Most > 0 {
			half = fmt.Sprintf("%.2g", f.Half)
		}
		fmt.Fprintf(t, "%s\t%.6g\t%.6g\t%s\t%+.2f %%\t%s\t%s\n", f.What, f.Theory, f.Measured, half, 100*f.Error(), agreement(f), f.Source)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "Times are in mean services, n = %d jobs in %d replications for each figure with chance in it. ±: half of its interval, at 99.9 %%. "+
		"A figure agrees if the interval holds theory and is narrow enough for so many jobs.\n", jobs, selftest.Replications)
	_, err := w.Write(b.Bytes())
	return err
}
