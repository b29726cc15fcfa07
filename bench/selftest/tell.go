package selftest

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/go-foundations/poolbench/bench/stats"
)

// WriteTheory writes one line per figure: theory, measured, by how much it is
// off, and what it may be off.
func WriteTheory(w io.Writer, figures []Figure, jobs int) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "figure\ttheory\tmeasured\t±\terror\t\tsource")
	for _, f := range figures {
		half := "exact"
		if f.Most > 0 {
			half = fmt.Sprintf("%.2g", f.Half)
		}
		fmt.Fprintf(t, "%s\t%.6g\t%.6g\t%s\t%+.2f %%\t%s\t%s\n", f.What, f.Theory, f.Measured, half, 100*f.Error(), f.Agreement(), f.Source)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(&b, "Times are in mean services, n = %d jobs in %d replications for each figure with chance in it. ±: half of its interval, at 99.9 %%. "+
		"A figure agrees if the interval holds theory and is narrow enough for so many jobs.\n", jobs, Replications)
	_, err := w.Write(b.Bytes())
	return err
}

// Agreement says whether a figure agrees.
func (f Figure) Agreement() string {
	if f.Agrees() {
		return "agrees"
	}
	return "DOES NOT AGREE"
}

// TheoryErr returns an error if a figure does not agree with theory.
func TheoryErr(figures []Figure) error {
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

// WriteGate writes one line per kind of comparison, and what the columns mean.
func WriteGate(w io.Writer, rows []GateRow, o GateOptions) error {
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
		"Rounds: run on average, before all was clear.\n", 100*MostAlarms, 100*LeastCaught)
	_, err := w.Write(b.Bytes())
	return err
}

// slower says what is slower in a head.
func slower(r GateRow) string {
	if r.Slowdown == 0 {
		return "the same"
	}
	if r.Figure != "" {
		return fmt.Sprintf("%s %.3g %% slower", r.Figure, 100*r.Slowdown)
	}
	return fmt.Sprintf("one %.3g %% slower", 100*r.Slowdown)
}

// GateErr returns an error if a row misses its bar.
func GateErr(rows []GateRow) error {
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
