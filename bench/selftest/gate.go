package selftest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// GateOptions say how the gate is tested.
type GateOptions struct {
	Comparisons int     // of each kind; those of simulated noise are five times as many
	Rounds      int     // of a comparison, at most
	Margin      float64 // of the gate
	Simulated   bool    // only noise that is simulated: nothing depends on the machine
	Seed        uint64

	Progress func(noise string, done, of int) // called after every comparison; nil: not
}

// The bars that the gate has to keep.
const (
	MostAlarms  = 0.05 // share of comparisons of the same with itself that may claim a change
	LeastCaught = 0.90 // share of slowdowns of 5 % and more that must be caught
)

// gateAlpha is the error that a gate is allowed.
const gateAlpha = 0.05

// mostSpread is up to which standard deviation of a round's ratio, as a share, there
// is a bar on what is caught: with more, twenty rounds do not show 5 %.
const mostSpread = 0.05

// A GateRow is what many comparisons of one kind have shown.
type GateRow struct {
	Noise       string  // where it comes from
	Slowdown    float64 // of one figure of the head; 0: none
	Figure      string  // that is slower; empty: each in turn, or none
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

// Holds reports whether the row keeps the bars that it has.
func (r GateRow) Holds() bool {
	if r.Alarmed().Center > MostAlarms {
		return false
	}
	return !r.Barred() || r.Found().Center >= LeastCaught
}

// Barred reports whether the row has a bar on how many slowdowns are caught: one of
// 5 % or more, and beyond twice the margin, since a slowdown at the margin is hardly
// ever caught, whatever the noise; and where the noise leaves a chance.
func (r GateRow) Barred() bool {
	return r.Slowdown >= 0.05 && r.Slowdown > 2*r.Margin && r.Spread <= mostSpread
}

// figures is how many a comparison has. Each is of another kind of work.
const figures = 3

// slowdowns are those that are injected, and none.
var slowdowns = [...]float64{0, 0.02, 0.05, 0.10}

// A sampler tells how long a figure took that has been slowed down.
type sampler func(ctx context.Context, figure int, slowdown float64) (float64, error)

// A noise is a source of measurements.
type noise struct {
	name  string
	begin func(*rand.Rand) sampler // for one comparison
	times int                      // as many comparisons
	apart bool                     // the figures differ in how noisy they are
}

// Gate compares the same code with itself many times, and with code that one figure of
// is slower by 2, 5 and 10 %, by the rounds, looks and tests of the real gate: on this
// machine, on what was recorded there, and on simulated noise of several kinds. It
// returns a row for each kind of comparison, those that were done if ctx ends.
func Gate(ctx context.Context, o GateOptions) ([]GateRow, error) {
	noises := simulated
	if !o.Simulated {
		m, err := newMachine(ctx)
		if err != nil {
			return nil, err
		}
		defer m.runner.Close()
		noises = append([]noise{{"this machine", m.begin, 1, true}, {"recorded there", m.replay, 5, true}}, noises...)
	}
	var rows []GateRow
	for _, n := range noises {
		of := rowsOf(n, o.Margin)
		for i := range n.times * o.Comparisons {
			rng := rand.New(rand.NewPCG(o.Seed, uint64(i)))
			seed := rng.Uint64()
			var c *comparison
			for k := range of {
				if c == nil || !n.apart {
					var err error
					if c, err = measure(ctx, n.begin(rng), o.Rounds, rng, of[k].heads(n)); err != nil {
						return rows, err
					}
				}
				if err := of[k].judge(ctx, c, i, o.Rounds, seed); err != nil {
					return rows, err
				}
			}
			if o.Progress != nil {
				o.Progress(n.name, i+1, n.times*o.Comparisons)
			}
		}
		for k := range of {
			of[k].Rounds /= float64(of[k].Comparisons)
			of[k].Spread = math.Sqrt(of[k].Spread / float64(of[k].Comparisons))
		}
		rows = append(rows, of...)
	}
	return rows, nil
}

// heads returns what the head of a comparison is to be slowed down by, as indexes of
// slowdowns: measuring is dear, and one comparison serves all rows; simulating is not,
// and each row has its own, whose rounds are as short as those of the gate.
func (r GateRow) heads(n noise) []int {
	if n.apart {
		return []int{0, 1, 2, 3}
	}
	if r.Slowdown == 0 {
		return []int{0}
	}
	return []int{0, slices.Index(slowdowns[:], r.Slowdown)}
}

// rowsOf returns the rows of a noise, empty still: the same with itself without a
// margin, which is hardest, and with it; then the slowdowns.
func rowsOf(n noise, margin float64) []GateRow {
	rows := []GateRow{{Noise: n.name}, {Noise: n.name, Margin: margin}}
	for _, s := range slowdowns[1:] {
		r := GateRow{Noise: n.name, Slowdown: s, Margin: margin}
		if s <= margin {
			r.Margin = 0 // within the margin there is nothing to catch
		}
		if !n.apart {
			rows = append(rows, r)
			continue
		}
		for f := range figures {
			r.Figure = figureName(f)
			rows = append(rows, r)
		}
	}
	return rows
}

// A comparison is what was measured, by round and figure: two sides that are the same,
// and heads by how much they are slowed down, which may be not at all.
type comparison struct {
	base, control [][figures]float64
	heads         [len(slowdowns)][][figures]float64
}

// measure runs all sides in rounds, in random order.
func measure(ctx context.Context, sample sampler, rounds int, rng *rand.Rand, heads []int) (*comparison, error) {
	c := new(comparison)
	sides := []*[][figures]float64{&c.base, &c.control}
	slow := []float64{0, 0}
	for _, i := range heads {
		sides = append(sides, &c.heads[i])
		slow = append(slow, slowdowns[i])
	}
	for range rounds {
		for _, side := range rng.Perm(len(sides)) {
			var values [figures]float64
			for f := range values {
				var err error
				if values[f], err = sample(ctx, f, slow[side]); err != nil {
					return nil, err
				}
				if ctx.Err() != nil {
					return nil, context.Cause(ctx)
				}
			}
			*sides[side] = append(*sides[side], values)
		}
	}
	return c, nil
}

// judge adds what the gate makes of the i-th comparison.
func (r *GateRow) judge(ctx context.Context, c *comparison, i, rounds int, seed uint64) error {
	slow := i % figures
	for f := range figures {
		if r.Figure == figureName(f) {
			slow = f
		}
	}
	slower := c.heads[slices.Index(slowdowns[:], r.Slowdown)]
	var next [3]int
	g, err := gate.Rounds(ctx, gate.Options{Rounds: rounds, Margin: r.Margin, Alpha: gateAlpha, Seed: seed},
		func(_ context.Context, side int, _ []string) (map[gate.Figure]float64, error) {
			round := next[side]
			next[side]++
			values := make(map[gate.Figure]float64, figures)
			for f := range figures {
				from := map[int][][figures]float64{gate.Base: c.base, gate.Control: c.control, gate.Head: c.heads[0]}[side]
				if side == gate.Head && f == slow {
					from = slower
				}
				values[gate.Figure{Name: figureName(f), Unit: "sec/op"}] = from[round][f]
			}
			return values, nil
		})
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
	for round := range c.base {
		for f := range figures {
			if figure == "" || figure == figureName(f) {
				x := math.Log(c.control[round][f] / c.base[round][f])
				sum += x * x
				n++
			}
		}
	}
	return sum / n
}

func figureName(f int) string { return fmt.Sprint(workloads.Kernel(f)) }

// simulated are the noises that need no machine. All but the first are what machines
// do: their speed drifts, jumps when a neighbour comes or goes, and now and then
// something gets in the way, for a little or for as long as the work itself.
var simulated = []noise{
	{"simulated: 2 %", simulate(func(*rand.Rand) func() float64 {
		return func() float64 { return 0 }
	}), 5, false},
	{"simulated: 2 %, drift", simulate(func(rng *rand.Rand) func() float64 {
		level, trend := 0.0, 0.002*rng.NormFloat64()
		return func() float64 {
			level += trend + 0.005*rng.NormFloat64()
			return level
		}
	}), 5, false},
	{"simulated: 2 %, two speeds", simulate(func(rng *rand.Rand) func() float64 {
		slow := rng.IntN(2) == 0
		return func() float64 {
			if rng.Float64() < 0.01 {
				slow = !slow
			}
			if slow {
				return math.Log(1.5)
			}
			return 0
		}
	}), 5, false},
	{"simulated: 2 %, bursts of 15 %", simulate(bursts(0.15)), 5, false},
	{"simulated: 2 %, bursts of 100 %", simulate(bursts(1)), 5, false},
}

// bursts makes one measurement in twenty take longer, by such a share on average.
func bursts(share float64) func(*rand.Rand) func() float64 {
	return func(rng *rand.Rand) func() float64 {
		return func() float64 {
			if rng.Float64() < 0.05 {
				return math.Log1p(share * rng.ExpFloat64())
			}
			return 0
		}
	}
}

// simulate returns noise of 2 % around a level, on a logarithmic scale, that may change
// from one measurement to the next.
func simulate(level func(*rand.Rand) func() float64) func(*rand.Rand) sampler {
	return func(rng *rand.Rand) sampler {
		next := level(rng)
		return func(_ context.Context, _ int, slowdown float64) (float64, error) {
			return (1 + slowdown) * math.Exp(next()+0.02*rng.NormFloat64()), nil
		}
	}
}

// machine measures for real, and records what it has measured.
type machine struct {
	runner   *workloads.Runner
	jobs     [figures]map[float64]pool.Job[workloads.Task] // by how much it is slowed down
	recorded [figures][]float64                            // durations of work that was not slowed down
}

// kernelTime is how long the work of a figure takes, about.
const kernelTime = 20 * time.Millisecond

// newMachine prepares the work: a slowdown is so many steps more, of the same kind.
func newMachine(ctx context.Context) (*machine, error) {
	cal, err := workloads.Calibrate(ctx)
	if err != nil {
		return nil, err
	}
	m := new(machine)
	var jobs []pool.Job[workloads.Task]
	for f := range figures {
		for _, s := range slowdowns {
			d := time.Duration((1 + s) * float64(kernelTime))
			jobs = append(jobs, pool.Job[workloads.Task]{Data: workloads.Task{Kernel: workloads.Kernel(f), Service: d, CPU: d}})
		}
	}
	if m.runner, err = workloads.NewRunner(cal, jobs); err != nil {
		return nil, err
	}
	for f := range figures {
		m.jobs[f] = make(map[float64]pool.Job[workloads.Task])
		for i, s := range slowdowns {
			m.jobs[f][s] = jobs[f*len(slowdowns)+i]
		}
	}
	return m, nil
}

// begin measures work now.
func (m *machine) begin(*rand.Rand) sampler {
	return func(ctx context.Context, figure int, slowdown float64) (float64, error) {
		job := m.jobs[figure][slowdown]
		began := time.Now()
		if _, err := m.runner.Process(ctx, job); err != nil {
			return 0, err
		}
		took := time.Since(began).Seconds()
		if slowdown == 0 {
			m.recorded[figure] = append(m.recorded[figure], took)
		}
		return took, nil
	}
}

// replay gives back what was recorded, from somewhere on.
func (m *machine) replay(rng *rand.Rand) sampler {
	at := rng.IntN(len(m.recorded[0]))
	var next [figures]int
	return func(_ context.Context, figure int, slowdown float64) (float64, error) {
		all := m.recorded[figure]
		v := all[(at+next[figure])%len(all)]
		next[figure]++
		return (1 + slowdown) * v, nil
	}
}
