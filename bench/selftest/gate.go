package selftest

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// GateOptions say how the gate is tested.
type GateOptions struct {
	Comparisons int     // of each kind
	Rounds      int     // of a comparison, at most
	Margin      float64 // of the gate
	Seed        uint64

	Simulated bool            // only noise that is simulated: nothing depends on the machine
	Recorded  int             // rounds that are measured on this machine
	Turns     int             // of a round
	Turn      time.Duration   // how long a turn measures
	Program   process.Program // starts a process of RunKernels

	Progress func(what string, done, of int) // called after every round recorded and comparison made; nil: not
}

// The bars that the gate has to keep.
const (
	MostAlarms  = 0.05 // share of comparisons of the same with itself that may claim a change
	LeastCaught = 0.90 // share of slowdowns of 5 % and more that must be caught
)

// mostSpread is up to which standard deviation of a round's ratio, as a share, there is a
// bar on what is caught in simulated noise. A slowdown of 5 % is 2.9 % beyond a margin of
// 2 %, on a logarithmic scale; to be caught in nine of ten cases it has to be 3.6 standard
// errors beyond, of three figures. Of twenty rounds, that is 3.6 % a round.
const mostSpread = 0.035

// A GateRow is what many comparisons of one kind have shown.
type GateRow struct {
	Noise       string        // where it comes from
	Turns       int           // of a round
	Took        time.Duration // what a benchmark takes on this machine, in all rounds; 0: it is simulated
	Slowdown    float64       // of one figure of the head; 0: none
	Figure      string        // that is slower; empty: each in turn, or none
	Margin      float64
	Comparisons int
	Alarms      int     // that claimed a change of a figure that has none
	Caught      int     // that found the slowdown to be one
	Disturbed   int     // in which the control fired
	Rounds      float64 // that were needed, on average
	Spread      float64 // standard deviation of log(control / base) of one round, of the figure or of all
}

// Alarmed returns the share of comparisons with a false claim and its interval of
// 95 %.
func (r GateRow) Alarmed() stats.Estimate { return stats.Proportion(r.Alarms, r.Comparisons, 0.95) }

// Found returns the share of slowdowns caught, likewise.
func (r GateRow) Found() stats.Estimate { return stats.Proportion(r.Caught, r.Comparisons, 0.95) }

// Holds reports whether the row keeps the bars that it has: whether the comparisons made
// leave it possible that all of them would.
func (r GateRow) Holds() bool {
	if r.Alarmed().Lo > MostAlarms {
		return false
	}
	return !r.Barred() || r.Found().Hi >= LeastCaught
}

// Barred reports whether the row has a bar on how many slowdowns are caught: one of
// 5 % or more, and beyond twice the margin, since a slowdown at the margin is hardly
// ever caught, whatever the noise. In simulated noise, only where that leaves a chance;
// on this machine, with as many turns as the gate takes, and not on the curve of power
// against time, which begins with too little time.
func (r GateRow) Barred() bool {
	if r.Slowdown < 0.05 || r.Slowdown <= 2*r.Margin {
		return false
	}
	if r.Took > 0 {
		return r.Turns >= usualTurns
	}
	return r.Spread <= mostSpread
}

// usualTurns is how many turns a round of the gate has if it has the time.
const usualTurns = 20

// figures is how many a comparison has. Each is of another kind of work.
const figures = 3

// slowdowns are those that are injected, and none.
var slowdowns = [...]float64{0, 0.02, 0.05, 0.10}

// curve is after how many turns of a round one could have stopped, for power against
// time.
var curve = []int{1, 2, 5, 10, 20}

// Gate compares the same code with itself many times, and with code that one figure of
// is slower by 2, 5 and 10 %, by the rounds, looks and tests of the real gate: on rounds
// recorded on this machine, and on simulated noise of several kinds. It returns a row
// for each kind of comparison, those that were done if ctx ends.
func Gate(ctx context.Context, o GateOptions) ([]GateRow, error) {
	var rows []GateRow
	if !o.Simulated {
		if o.Recorded < o.Rounds {
			return nil, errFewRounds
		}
		r, err := record(ctx, o)
		if err != nil {
			if ctx.Err() != nil {
				err = context.Cause(ctx)
			}
			return nil, err
		}
		of := machineRows(o, r)
		err = o.fill(ctx, "this machine", of, func(rng *rand.Rand, row GateRow) *comparison {
			return r.comparison(rng, o.Rounds, row.Turns)
		})
		if rows = append(rows, of...); err != nil {
			return nil, err
		}
	}
	for _, n := range simulated {
		of := kinds(GateRow{Noise: n.name, Turns: 1}, o.Margin, false)
		err := o.fill(ctx, n.name, of, func(rng *rand.Rand, row GateRow) *comparison {
			return n.comparison(rng, o.Rounds, slices.Index(slowdowns[:], row.Slowdown))
		})
		if err != nil {
			return rows, err
		}
		rows = append(rows, of...)
	}
	return rows, nil
}

// machineRows are those of what was recorded: with all turns, and the curve.
func machineRows(o GateOptions, r *recording) []GateRow {
	at := func(turns int) GateRow {
		return GateRow{Noise: "this machine", Turns: turns, Took: r.took(o.Rounds, turns)}
	}
	rows := kinds(at(o.Turns), o.Margin, true)
	for _, turns := range curve {
		if turns < o.Turns {
			rows = append(rows, slowed(at(turns), 0.05, o.Margin, true)...)
		}
	}
	return rows
}

// kinds returns the rows of a noise, empty still: the same with itself without a margin,
// which is hardest, and with it; then the slowdowns.
func kinds(of GateRow, margin float64, each bool) []GateRow {
	without, with := of, of
	with.Margin = margin
	rows := []GateRow{without, with}
	for _, s := range slowdowns[1:] {
		rows = append(rows, slowed(of, s, margin, each)...)
	}
	return rows
}

// slowed returns the rows of a slowdown: one, or one for each figure that is slower.
func slowed(r GateRow, slowdown, margin float64, each bool) []GateRow {
	r.Slowdown, r.Margin = slowdown, margin
	if slowdown <= margin {
		r.Margin = 0 // within the margin there is nothing to catch
	}
	if !each {
		return []GateRow{r}
	}
	var rows []GateRow
	for f := range figures {
		r.Figure = figureName(f)
		rows = append(rows, r)
	}
	return rows
}

// fill makes all comparisons of some rows.
func (o GateOptions) fill(ctx context.Context, what string, rows []GateRow, make func(*rand.Rand, GateRow) *comparison) error {
	for i := range o.Comparisons {
		for k := range rows {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			rng := rand.New(rand.NewPCG(o.Seed, uint64(i*len(rows)+k)))
			if err := rows[k].judge(ctx, make(rng, rows[k]), i, o.Rounds); err != nil {
				return err
			}
		}
		if o.Progress != nil {
			o.Progress(what, i+1, o.Comparisons)
		}
	}
	for k := range rows {
		rows[k].Rounds /= float64(rows[k].Comparisons)
		rows[k].Spread = math.Sqrt(rows[k].Spread / float64(rows[k].Comparisons))
	}
	return nil
}

// A comparison is what was measured, by slowdown of the head, figure and round.
type comparison struct {
	heads [len(slowdowns)][figures][]gate.Sample
}

// judge adds what the gate makes of the i-th comparison.
func (r *GateRow) judge(ctx context.Context, c *comparison, i, rounds int) error {
	slow := i % figures
	for f := range figures {
		if r.Figure == figureName(f) {
			slow = f
		}
	}
	var all []verdict.Paired
	for f := range figures {
		all = append(all, verdict.Paired{Name: figureName(f), Unit: "sec/op", Better: verdict.Lower})
	}
	g, err := gate.Rounds(ctx, gate.Options{Rounds: rounds, Margin: r.Margin, Alpha: gate.DefaultAlpha}, all,
		func(_ context.Context, round int, _ func(pkg, name string) bool) (map[gate.Figure]gate.Sample, error) {
			out := make(map[gate.Figure]gate.Sample, figures)
			for f := range figures {
				from := c.heads[0]
				if f == slow {
					from = c.heads[slices.Index(slowdowns[:], r.Slowdown)]
				}
				out[gate.Figure{Name: figureName(f), Unit: "sec/op"}] = from[f][round-1]
			}
			return out, nil
		}, nil)
	if err != nil {
		return err
	}
	r.Comparisons++
	r.Rounds += float64(g.Done)
	r.Spread += c.variance(r.Figure)
	if g.Disturbed {
		r.Disturbed++
		return nil
	}
	alarm := false
	for _, f := range g.Figures {
		switch {
		case r.Slowdown > 0 && f.Name == figureName(slow):
			if f.Verdict == verdict.Regressed {
				r.Caught++
			}
			alarm = alarm || f.Verdict == verdict.Improved
		case f.Verdict == verdict.Regressed || f.Verdict == verdict.Improved:
			alarm = true
		}
	}
	if alarm {
		r.Alarms++
	}
	return nil
}

// variance returns the mean square of log(control / base) of the figure, or of all.
func (c *comparison) variance(figure string) float64 {
	sum, n := 0.0, 0.0
	for f := range figures {
		if figure != "" && figure != figureName(f) {
			continue
		}
		for _, s := range c.heads[0][f] {
			x := math.Log(s.ControlRatio)
			sum += x * x
			n++
		}
	}
	return sum / n
}
