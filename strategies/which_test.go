package strategies_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// A row is where a strategy gains over another one, and where it loses.
type row struct {
	d, over       pool.Discipline
	gainsAt       scene
	gains         measure
	instead       pool.Discipline // nil: over
	losesAt       scene
	loses         measure
	where, beyond string // the scenes, in words
}

// which says of strategies where they gain over another one, and where they lose. Jobs are
// done in slices by those that are for that; the others do them as a whole.
var which = []row{
	{ShortestFirst{}, SharedQueue{}, one, meanSojourn, nil, one, longestWait, "1 worker at 80 %", "the same"},
	{ShortestFirst{Aging: 1}, ShortestFirst{}, one, longestWait, nil, one, meanSojourn, "1 worker at 80 %", "the same"},
	{PredictedFirst{}, SharedQueue{}, kinds, meanSlowdown, nil, kinds, longestWait, "1 worker at 82 %, a key of jobs 21 times as long", "the same"},
	{LIFO{}, SharedQueue{}, tooMuch, overTen, nil, four, longestWait, "4 workers at 120 %", "4 workers at 80 %"},
	{CoDel{Target: 5 * time.Second, Interval: 30 * time.Second}, SharedQueue{}, tooMuch, overTen, nil, tooMuch, longestWait, "4 workers at 120 %", "the same"},
	{Deadline{}, SharedQueue{}, deadlines, late, nil, deadlines, longestWait, "4 workers at 90 %, to be complete within 5 times the job", "the same"},
	{Priority{}, SharedQueue{}, twoClasses, waitUrgent, nil, twoClasses, waitOthers, "4 workers at 90 %, a fifth is urgent", "the same"},
	{PriorityWeighted{}, Priority{}, mostlyUrgent, waitOthers, nil, mostlyUrgent, waitUrgent, "4 workers at 90 %, two in three are urgent", "the same"},
	{PriorityAging{}, Priority{}, twoClasses, waitOthers, nil, twoClasses, waitUrgent, "4 workers at 90 %, a fifth is urgent", "the same"},
	{MultiQueue{}, SharedQueue{}, twoClasses, waitUrgent, Priority{}, twoClasses, waitUrgent, "4 workers at 90 %, a fifth is urgent", "the same"},
	{RoundRobinSlices{}, SharedQueue{}, skewed, meanSlowdown, nil, even, meanSojourn, "1 worker at 70 %, one job in twenty 21 times as long", "1 worker at 70 %, equal jobs"},
	{Feedback{}, SharedQueue{}, skewed, meanSlowdown, nil, even, meanSojourn, "1 worker at 70 %, one job in twenty 21 times as long", "1 worker at 70 %, equal jobs"},
	{ShortestRemaining{}, ShortestFirst{}, skewed, meanSlowdown, SharedQueue{}, skewed, longestWait, "1 worker at 70 %, one job in twenty 21 times as long", "the same"},
	{Fair{}, SharedQueue{}, customers, waitSmall, nil, customers, waitBig, "4 workers at 95 %, one job in twenty is the small customer's", "the same"},
	{Affinity{}, SharedQueue{}, homes, moves, nil, homes, longestWait, "4 workers at 90 %, 40 keys", "the same"},
	{Affinity{}, SharedQueue{}, coldHomes, meanSojourn, nil, homes, longestWait, "4 workers at 50 %, 40 keys, a second more for one that is not among the last 20 of the worker", "4 workers at 90 %, 40 keys, nothing more"},
	{PowerOfTwo{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
	{IdleFirst{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
	{LeastLoaded{}, PowerOfTwo{}, four, meanWait, ShortestFirst{}, four, meanWait, "4 workers at 80 %", "the same"},
	{Hedge{}, SharedQueue{}, tries, p99Sojourn, nil, stubborn, meanSojourn, "4 workers at 50 %, some jobs take very long, and another try seldom does", "the same, but another try takes as long"},
	{LongestFirst{}, SharedQueue{}, heap, makespan, nil, heap, meanWait, "100 jobs at once on 8 workers", "the same"},
	{new(Adaptive), SharedQueue{}, one, meanSojourn, nil, one, longestWait, "1 worker at 80 %, costs are known", "the same"},
	{Serial{}, SharedQueue{}, few, beside, nil, few, meanWait, "4 workers at 50 %, 8 keys", "the same"},
	{Capped{}, SharedQueue{}, few, besideTwo, nil, few, meanWait, "4 workers at 50 %, 8 keys", "the same"},
	{Coalesce{}, SharedQueue{}, fewTooMuch, waitRan, nil, fewTooMuch, dropped, "4 workers at 120 %, 8 keys", "the same"},
	{Coalesce{Share: true}, SharedQueue{}, fewTooMuch, meanSojourn, nil, fewTooMuch, dropped, "4 workers at 120 %, 8 keys", "the same"},
	{Paced{Rate: 4, Burst: 1}, SharedQueue{}, four, inASecond, nil, four, meanWait, "4 workers at 80 %", "the same"},
	{Delayed{}, SharedQueue{}, unready, early, nil, unready, meanWait, "4 workers at 50 %, no job may start in its first seconds, 3 on average", "the same"},
	{Linger{Size: 10, Wait: 5 * time.Second}, SharedQueue{}, noLoad, anew, nil, noLoad, meanWait, "4 workers at 20 %", "the same"},
	{Bounded{}, RoundRobin{}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same"},
	{SharedQueue{}, RoundRobin{}, four, meanWait, Priority{}, twoClasses, waitUrgent, "4 workers at 80 %", "4 workers at 90 %, a fifth is urgent"},
	{RoundRobin{}, SharedQueue{}, fourTurns, meanSojourn, nil, four, meanWait, "4 workers at 50 %, equal jobs of 4 keys in turns, a second more for another key than the last of the worker", "4 workers at 80 %"},
	{WorkStealing{}, SharedQueue{}, shelves, makespan, nil, four, longestWait, "400 equal jobs at once on 8 workers, ten neighbors share a key, a second more for another key than the last of the worker", "4 workers at 80 %"},
	{Batch{}, SharedQueue{}, shelves, makespan, nil, unsorted, makespan, "400 equal jobs at once on 8 workers, ten neighbors share a key, a second more for another key than the last of the worker", "400 jobs at once on 8 workers"},
	{Chunked{}, SharedQueue{}, shelves, makespan, nil, descending, makespan, "400 equal jobs at once on 8 workers, ten neighbors share a key, a second more for another key than the last of the worker", "400 jobs at once on 8 workers, the longest first"},
	{Guided{}, Chunked{}, heap, makespan, Factoring{}, descending, makespan, "100 jobs at once on 8 workers", "400 jobs at once on 8 workers, the longest first"},
	{Factoring{}, Guided{}, descending, makespan, SharedQueue{}, descending, makespan, "400 jobs at once on 8 workers, the longest first", "the same"},
	{Trapezoid{}, Guided{}, descending, makespan, SharedQueue{}, descending, makespan, "400 jobs at once on 8 workers, the longest first", "the same"},
	{guest, SharedQueue{}, guests, whileBusy, nil, guests, meanWait, "4 workers at 60 %, others need the processors every other ten minutes", "the same"},
	{Prefetch{Jobs: 4, Trip: time.Second / 4}, Prefetch{Jobs: 1, Trip: time.Second / 4}, four, meanWait, SharedQueue{}, four, meanWait, "4 workers at 80 %", "the same, where no job has a way to go"},
	{Poll{Every: time.Second / 4}, Prefetch{Jobs: 10}, spread, meanWait, Prefetch{Jobs: 1}, spread, meanWait, "4 workers at 50 %, some jobs take very long", "the same"},
}

// TestWhichIsComplete: every strategy of the list has its evidence.
func TestWhichIsComplete(t *testing.T) {
	for _, e := range All() {
		if !slices.ContainsFunc(which, func(w row) bool { return w.d.Name() == e.Name() }) {
			t.Errorf("%s: no row", e.Name())
		}
	}
}

const (
	whichBegins = "<!-- table: which -->\n"
	whichEnds   = "<!-- end of table -->\n"
)

// TestWhich holds the table of the guide to what strategies do in virtual time: each gains
// where it says so, and loses where it says so.
func TestWhich(t *testing.T) {
	var b strings.Builder
	b.WriteString("| strategy | over | gains | where | but | against | where |\n|---|---|---|---|---|---|---|\n")
	for _, w := range which {
		instead := w.instead
		if instead == nil {
			instead = w.over
		}
		gain, without := w.gains.of(w.gainsAt.run(t, w.d)), w.gains.of(w.gainsAt.whole().run(t, w.over))
		loss, other := w.loses.of(w.losesAt.run(t, w.d)), w.loses.of(w.losesAt.whole().run(t, instead))
		if gain >= without || loss <= other {
			t.Errorf("%s gains %s %.3g over %.3g of %s, and loses %s %.3g to %.3g of %s: want less, and more",
				w.d.Name(), w.gains.name, gain, without, w.over.Name(), w.loses.name, loss, other, instead.Name())
		}
		fmt.Fprintf(&b, "| %s | %s | %s %s instead of %s | %s | %s %s instead of %s | %s | %s |\n",
			label(w.d), label(w.over), w.gains.name, round(gain), round(without), w.where, w.loses.name, round(loss), round(other), label(instead), w.beyond)
	}
	const path = "GUIDE.md"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begun := strings.Cut(string(text), whichBegins)
	is, after, ended := strings.Cut(rest, whichEnds)
	switch {
	case !begun || !ended:
		t.Errorf("%s: no table between %q and %q", path, whichBegins, whichEnds)
	case is == b.String():
	case *update:
		if err := os.WriteFile(path, []byte(before+whichBegins+b.String()+whichEnds+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has the table\n%swant (go test -update writes it anew)\n%s", path, is, b.String())
	}
}

// round writes a figure with two digits or more.
func round(x float64) string {
	if x >= 10 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}

// whole is the scene whose jobs are done as a whole.
func (s scene) whole() scene {
	s.sliced = false
	return s
}

// label is the name of a strategy, with what is not its default.
func label(d pool.Discipline) string {
	switch d := d.(type) {
	case ShortestFirst:
		if d.Aging > 0 {
			return fmt.Sprintf("%s, Aging %g", d.Name(), d.Aging)
		}
	case CoDel:
		return fmt.Sprintf("%s, Target %v, Interval %v", d.Name(), d.Target, d.Interval)
	case Coalesce:
		if d.Share {
			return d.Name() + ", Share"
		}
	case Paced:
		return fmt.Sprintf("%s, Rate %g, Burst %d", d.Name(), d.Rate, d.Burst)
	case Prefetch:
		if d.Trip > 0 {
			return fmt.Sprintf("%s, Jobs %d, Trip %v", d.Name(), d.Jobs, d.Trip)
		}
		return fmt.Sprintf("%s, Jobs %d", d.Name(), d.Jobs)
	case Poll:
		return fmt.Sprintf("%s, Every %v", d.Name(), d.Every)
	case Linger:
		return fmt.Sprintf("%s, Size %d, Wait %v", d.Name(), d.Size, d.Wait)
	}
	return d.Name()
}
