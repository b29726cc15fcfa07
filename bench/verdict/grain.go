package verdict

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// GrainEfficiency is the efficiency that defines METG(50 %).
const GrainEfficiency = 0.5

// A Grain is how small jobs may be before handing them out costs more than doing them.
//
// Efficiency is the rate at which work is done, divided by the best rate of the reference
// with as many workers, in the same round: the rate at the size with the greatest median.
// METG is the smallest size of a job at which the efficiency is still 50 %, interpolated on
// the logarithm of the size, round by round, on efficiencies made monotonic: where they
// fall as jobs grow, they are averaged. (Slaughter et al.,
// Task Bench: A Parameterized Benchmark for Evaluating Parallel Runtime Performance,
// SC 2020)
type Grain struct {
	Confidence float64      `json:"confidence"` // of each interval by itself
	Reference  string       `json:"reference"`  // the contender that sets the best rate
	Jobs       int          `json:"jobs"`       // in a batch, at every size
	Curves     []GrainCurve `json:"curves"`     // by workers, the least METG first
	Answers    []Answer     `json:"answers"`    // by workers: which has the least METG, without the reference, which hands nothing out
}

// grainMetric is METG as a metric, by which contenders are ranked.
var grainMetric = record.Metric{Name: "METG(50 %)", Unit: "s", Better: record.Lower}

// A GrainCurve is one contender with one number of workers.
type GrainCurve struct {
	Strategy string       `json:"strategy"`
	Workers  int          `json:"workers"`
	N        int          `json:"n"`      // rounds
	Points   []GrainPoint `json:"points"` // by size, ascending

	// METG is the Hodges-Lehmann estimate over rounds, in seconds. With Below it is an upper
	// bound, the smallest size that was run; with Above a lower bound, the greatest size.
	METG   float64  `json:"metg_s"`
	METGLo *float64 `json:"metg_lo_s"`
	METGHi *float64 `json:"metg_hi_s"`
	Below  bool     `json:"below,omitempty"`
	Above  bool     `json:"above,omitempty"`

	ByRound []float64 `json:"by_round_s"` // METG of each round

	// VsBest is METG divided by that of the contender that leads, round by round; nil for the
	// leader itself.
	VsBest   *float64 `json:"vs_best"`
	VsBestLo *float64 `json:"vs_best_lo"`
	VsBestHi *float64 `json:"vs_best_hi"`

	// First and Alone are as of ScalePoint.
	First bool `json:"first"`
	Alone bool `json:"alone"`
}

// A GrainPoint is the efficiency at one size.
type GrainPoint struct {
	Size         float64  `json:"size_s"` // of a job
	Efficiency   float64  `json:"efficiency"`
	EfficiencyLo *float64 `json:"efficiency_lo"`
	EfficiencyHi *float64 `json:"efficiency_hi"`
}

// GrainOf returns the grain of a run of equal jobs of several sizes, one workload each.
// A run without the reference, or with fewer than two sizes, is an error. Contenders that
// failed have no curve.
func GrainOf(run *record.Run, reference string, confidence float64) (*Grain, error) {
	g := &Grain{Confidence: confidence, Reference: reference, Curves: []GrainCurve{}, Answers: []Answer{}}
	sizes := make(map[string]float64)
	for _, w := range run.Workloads {
		sizes[w.Name] = cmp.Or(w.Computed, w.Mean)
		g.Jobs = w.Jobs
	}
	if len(sizes) < 2 {
		return nil, errors.New("the run has fewer than two sizes of jobs")
	}
	byWorkers := make(map[int][]place)
	failed := make(map[string]bool)
	for _, p := range places(run) {
		byWorkers[p.Workers] = append(byWorkers[p.Workers], p)
		_, f := p.failures(run)
		maps.Copy(failed, f)
	}
	for _, workers := range slices.Sorted(maps.Keys(byWorkers)) {
		at := byWorkers[workers]
		slices.SortFunc(at, func(a, b place) int { return cmp.Compare(sizes[a.Workload], sizes[b.Workload]) })
		curves, err := g.curves(run, at, sizes, failed)
		if err != nil {
			return nil, err
		}
		g.Curves = append(g.Curves, curves...)
	}
	return g, nil
}

// A sweep has the rates of one contender, by size and round, in work per second.
type sweep struct {
	strategy string
	rates    []map[int]float64 // by size, then round
}

func (g *Grain) curves(run *record.Run, at []place, sizes map[string]float64, failed map[string]bool) ([]GrainCurve, error) {
	var sweeps []sweep
	for i, p := range at {
		for _, s := range p.samples(run, of("throughput", nil), failed) {
			j := slices.IndexFunc(sweeps, func(x sweep) bool { return x.strategy == s.strategy })
			if j < 0 {
				j = len(sweeps)
				sweeps = append(sweeps, sweep{s.strategy, make([]map[int]float64, len(at))})
			}
			sweeps[j].rates[i] = make(map[int]float64)
			for k, round := range s.rounds {
				sweeps[j].rates[i][round] = s.values[k] * sizes[p.Workload]
			}
		}
	}
	j := slices.IndexFunc(sweeps, func(s sweep) bool { return s.strategy == g.Reference })
	if j < 0 {
		return nil, fmt.Errorf("%s, which sets the best rate, is not in the run or has failed", g.Reference)
	}
	peak := sweeps[j].peak()
	x := make([]float64, len(at))
	for i, p := range at {
		x[i] = sizes[p.Workload]
	}
	var curves []GrainCurve
	var metgs []sample
	for _, s := range sweeps {
		c, metg := g.curve(s, x, peak)
		c.Workers = at[0].Workers
		if c.N > 0 {
			curves, metgs = append(curves, c), append(metgs, metg)
		}
	}
	lead := 0
	for i := range curves {
		if curves[i].METG < curves[lead].METG {
			lead = i
		}
	}
	rep := &Report{Alpha: 1 - g.Confidence, Confidence: g.Confidence, Tie: tieMargin, Paired: run.Paired}
	answer, ok := g.answer(rep, at[0], curves, metgs)
	if ok {
		lead = slices.IndexFunc(curves, func(c GrainCurve) bool { return c.Strategy == answer.Tied[0] })
	}
	for i := range curves {
		c := &curves[i]
		if i != lead {
			r, _ := pairedRatio(metgs[i], metgs[lead], g.Confidence)
			c.VsBest = finite(r.Center)
			c.VsBestLo, c.VsBestHi = ends(r)
		}
		if !ok {
			continue
		}
		c.First, c.Alone = answer.first(c.Strategy)
		if ratio, lo, hi := rep.against(answer.Place, c.Strategy); ratio != nil && i != lead {
			c.VsBest, c.VsBestLo, c.VsBestHi = ratio, lo, hi
		}
	}
	slices.SortStableFunc(curves, func(a, b GrainCurve) int { return cmp.Compare(a.METG, b.METG) })
	return curves, nil
}

// answer ranks the contenders whose METG is between the sizes that were run. It returns false
// if there are none.
func (g *Grain) answer(rep *Report, at place, curves []GrainCurve, metgs []sample) (Answer, bool) {
	at.Workload, at.severalWorkers = "jobs of all sizes", true
	var known []sample
	for i, c := range curves {
		if c.Strategy != g.Reference && !c.Below && !c.Above {
			known = append(known, metgs[i])
		}
	}
	if len(known) == 0 {
		return Answer{}, false
	}
	a := rep.decide(at, grainMetric, known, nil)
	g.Answers = append(g.Answers, a)
	return a, true
}

// Sentence says which contender has the lowest overhead with a number of workers, and how
// small jobs may be.
func (g *Grain) Sentence(workers int) string {
	var below, above []string
	var first *GrainCurve // with a METG, the least first
	for i, c := range g.Curves {
		switch {
		case c.Workers != workers || c.Strategy == g.Reference:
		case c.Below:
			below = append(below, c.Strategy)
		case c.Above:
			above = append(above, c.Strategy)
		case first == nil:
			first = &g.Curves[i]
		}
	}
	i := slices.IndexFunc(g.Answers, func(a Answer) bool { return a.Workers == workers })
	share := percent(GrainEfficiency)
	switch {
	case len(below) > 0:
		return fmt.Sprintf("With %s even the smallest jobs reach %s efficiency with %s: smaller ones would tell more (--from).", count(workers, "worker"), share, list(below))
	case i < 0 && len(above) > 0:
		return fmt.Sprintf("With %s not even the largest jobs reach %s efficiency with %s: larger ones would tell more (--to).", count(workers, "worker"), share, list(above))
	case i < 0:
		return ""
	}
	a := g.Answers[i]
	c := g.Curves[slices.IndexFunc(g.Curves, func(c GrainCurve) bool { return c.Strategy == a.Tied[0] && c.Workers == workers })]
	size := number.Time(c.METG)
	if c.METGLo != nil && c.METGHi != nil && *c.METGLo < *c.METGHi {
		size += fmt.Sprintf(" (%s to %s)", number.Time(*c.METGLo), number.Time(*c.METGHi))
	}
	if c.METGLo == nil || c.METGHi == nil {
		return fmt.Sprintf("%s With %s jobs of %s reached %s efficiency in %s, too few for an interval.", a.Sentence, c.Strategy, size, share, count(c.N, "round"))
	}
	return fmt.Sprintf("%s With %s jobs of %s still reach %s efficiency.", a.Sentence, c.Strategy, size, share)
}

// peak returns the rates, by round, at the size with the greatest median rate.
func (s sweep) peak() map[int]float64 {
	return slices.MaxFunc(s.rates, func(a, b map[int]float64) int {
		return cmp.Compare(stats.Median(slices.Collect(maps.Values(a))), stats.Median(slices.Collect(maps.Values(b))))
	})
}

// curve returns the curve of a contender, and its METG by round. Only complete rounds
// count.
func (g *Grain) curve(s sweep, sizes []float64, peak map[int]float64) (GrainCurve, sample) {
	c := GrainCurve{Strategy: s.strategy}
	metg := sample{strategy: s.strategy}
	efficiencies := make([][]float64, len(sizes))
	below, above := 0, 0
	for _, round := range slices.Sorted(maps.Keys(peak)) {
		var e []float64
		for i := range sizes {
			if rate, ok := s.rates[i][round]; ok {
				e = append(e, rate/peak[round])
			}
		}
		if len(e) < len(sizes) {
			continue
		}
		for i := range e {
			efficiencies[i] = append(efficiencies[i], e[i])
		}
		size, end := crossing(sizes, rising(e))
		switch {
		case end < 0:
			below++
		case end > 0:
			above++
		}
		metg.rounds, metg.values = append(metg.rounds, round), append(metg.values, size)
	}
	c.N = len(metg.rounds)
	if c.N == 0 {
		return c, metg
	}
	for i, size := range sizes {
		e := stats.HodgesLehmann(efficiencies[i], g.Confidence)
		c.Points = append(c.Points, GrainPoint{size, e.Center, finite(e.Lo), finite(e.Hi)})
	}
	m := stats.HodgesLehmann(logs(metg.values), g.Confidence).Exp()
	c.METG, c.ByRound = m.Center, metg.values
	c.METGLo, c.METGHi = ends(m)
	c.Below, c.Above = 2*below > c.N, 2*above > c.N
	return c, metg
}

// rising returns the nearest values that never fall: what falls is averaged with what came
// before it (pool adjacent violators; Barlow et al., Statistical Inference under Order
// Restrictions, 1972). Larger jobs are never less efficient, but a disturbed measurement
// may look that way, and would move the crossing by decades.
func rising(values []float64) []float64 {
	type block struct {
		sum float64
		n   int
	}
	mean := func(b block) float64 { return b.sum / float64(b.n) }
	var blocks []block
	for _, v := range values {
		blocks = append(blocks, block{v, 1})
		for k := len(blocks) - 1; k > 0 && mean(blocks[k-1]) > mean(blocks[k]); k-- {
			blocks[k-1] = block{blocks[k-1].sum + blocks[k].sum, blocks[k-1].n + blocks[k].n}
			blocks = blocks[:k]
		}
	}
	var out []float64
	for _, b := range blocks {
		for range b.n {
			out = append(out, mean(b))
		}
	}
	return out
}

// crossing returns the smallest size from which on the efficiency is at least
// GrainEfficiency, and 0; or the first size and -1 if it is at all sizes, or the last size
// and 1 if it is not even there.
func crossing(sizes, efficiency []float64) (size float64, end int) {
	i := len(sizes) - 1
	for ; i >= 0 && efficiency[i] >= GrainEfficiency; i-- {
	}
	switch i {
	case -1:
		return sizes[0], -1
	case len(sizes) - 1:
		return sizes[i], 1
	}
	share := (GrainEfficiency - efficiency[i]) / (efficiency[i+1] - efficiency[i])
	return math.Exp(math.Log(sizes[i]) + share*(math.Log(sizes[i+1])-math.Log(sizes[i]))), 0
}
