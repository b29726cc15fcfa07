package selftest

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/stats"
)

// WriteTheory writes of each figure what was measured, what theory says and by how much it is
// off; and last, how many agree.
func WriteTheory(w content.Writer, figures []Figure, o Options) {
	agree := 0
	for _, f := range figures {
		if f.Agrees() {
			agree++
		}
		w.Remark(f.What + ": " + f.sentence())
	}
	w.Gap()
	w.Remark(fmt.Sprintf("Times are in mean services, n = %d jobs in %d replications for each figure with chance in it. ±: half of its interval, at 99.9 %%. "+
		"A figure agrees if the interval holds theory and is narrow enough for so many jobs.", o.Jobs, Replications))
	w.Gap()
	w.Remark(fmt.Sprintf("%d of %s agree with theory.", agree, content.Plural(len(figures), "figure")))
	next := "next: more --jobs make intervals narrower"
	if o.Only == nil && o.Own == nil {
		next = "next: --strategy A,B checks some strategies alone; more --jobs make intervals narrower"
	}
	w.Remark(next)
}

// sentence says what a figure is, and what it should be.
func (f Figure) sentence() string {
	if f.Most == 0 {
		return fmt.Sprintf("%s, theory %s, exact: %s (%s)", number.Count(f.Measured), number.Count(f.Theory), f.Agreement(), f.Source)
	}
	return fmt.Sprintf("%s ± %s, theory %s, %s off: %s (%s)", number.Digits(f.Measured), number.Digits(f.Half), number.Digits(f.Theory), signed(f.Error()), f.Agreement(), f.Source)
}

// signed formats a share that is more or less than nothing.
func signed(share float64) string {
	if share > 0 {
		return "+" + number.Share(share)
	}
	return number.Share(share)
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

// WriteGate writes one row per kind of comparison and what the columns mean; and last, how
// many rows miss a bar.
func WriteGate(w content.Writer, rows []GateRow, o GateOptions) error {
	if err := w.Table(gateTable(rows)); err != nil {
		return err
	}
	w.Gap()
	w.Remark(gateLegend(o))
	w.Gap()
	barred, held := 0, 0
	for _, r := range rows {
		switch r.bar() {
		case missesBar:
			barred++
			w.Remark(fmt.Sprintf("%s: %s, %s: false alarms %s, caught %s", missesBar, source(r), slower(r), shareOf(r.Alarmed()), caught(r)))
		case holdsBar:
			barred, held = barred+1, held+1
		}
	}
	w.Remark(fmt.Sprintf("%d of %s with a bar hold it.", held, content.Plural(barred, "row")))
	w.Remark("next: more --comparisons make intervals narrower; compare help verdicts says what the gate's answers mean")
	return nil
}

// gateTable lays the rows out. What remains on a narrow terminal is what the bars are about.
func gateTable(rows []GateRow) content.Table {
	t := content.Table{Words: true}
	for _, c := range []struct {
		header string
		keep   int
	}{
		{"noise", content.Always}, {"turns", 7}, {"time", 3}, {"spread", 5}, {"slower", content.Always}, {"margin", content.Always}, {"n", 4},
		{"false alarms", content.Always}, {"caught", content.Always}, {"control fired", 1}, {"rounds", 2}, {"bar", 9},
	} {
		t.Header, t.Keep = append(t.Header, c.header), append(t.Keep, c.keep)
	}
	for _, r := range rows {
		took := "–"
		if r.Took > 0 {
			took = number.Duration(r.Took)
		}
		t.Rows = append(t.Rows, []string{source(r), fmt.Sprint(r.Turns), took, number.Share(r.Spread), slower(r), number.Margin(r.Margin), fmt.Sprint(r.Comparisons),
			shareOf(r.Alarmed()), caught(r), number.Share(float64(r.Disturbed) / float64(r.Comparisons)), number.Digits(r.Rounds), r.bar()})
	}
	return t
}

// shareOf formats a share with its interval, in tenths of a percent: of a thousand comparisons
// that is one.
func shareOf(e stats.Estimate) string {
	tenths := func(share float64) string { return number.Margin(math.Round(1000*share) / 1000) }
	return fmt.Sprintf("%s (%s–%s)", tenths(e.Center), strings.TrimSuffix(tenths(e.Lo), " %"), tenths(e.Hi))
}

// gateLegend says what the columns mean.
func gateLegend(o GateOptions) string {
	s := fmt.Sprintf("A comparison has three figures (hash, walk, alloc) and at most %d rounds; slower is the figure of the head that is made so. ", o.Rounds)
	if o.Simulated {
		s += "All noise is simulated. "
	} else {
		s += fmt.Sprintf("All noise but that of this machine is simulated. Comparisons of this machine are put together of %d recorded rounds, each with fresh processes that take turns of %s, three of which are the same: chance says "+
			"which of them is base, control and head. So their intervals are too narrow, as comparisons share rounds. Time: of one benchmark in all rounds. ", o.Recorded, number.Setting(o.Turn))
	}
	return s + fmt.Sprintf("Shares are of n comparisons, with intervals of 95 %%. False alarm: a change is claimed of a figure that has none; bar: at most %.0f %%. Caught: the slowdown is "+
		"confirmed, the whole interval beyond the margin; bar: at least %.0f %% of slowdowns of 5 %% and more, on this machine in rounds of 20 turns or more, in simulated noise where the spread, the standard deviation of a round's ratio, is no more than 3.5 %%; a row misses a bar if its interval excludes it. "+
		"Rounds: run on average, before all was clear.", 100*MostAlarms, 100*LeastCaught)
}

// What bar says.
const (
	missesBar = "MISSES THE BAR"
	holdsBar  = "holds"
)

// bar says whether a row keeps its bar; empty: it has none.
func (r GateRow) bar() string {
	switch {
	case !r.Holds():
		return missesBar
	case r.Barred() || r.Slowdown == 0:
		return holdsBar
	}
	return ""
}

// source names the noise without what the legend says of all.
func source(r GateRow) string { return strings.TrimPrefix(r.Noise, "simulated: ") }

// slower says what is slower in a head, and by how much.
func slower(r GateRow) string {
	if r.Slowdown == 0 {
		return "none"
	}
	return cmp.Or(r.Figure, "one") + " " + number.Margin(r.Slowdown)
}

// caught says which share of slowdowns was.
func caught(r GateRow) string {
	if r.Slowdown == 0 {
		return "–"
	}
	return shareOf(r.Found())
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
