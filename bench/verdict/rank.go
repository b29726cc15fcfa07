package verdict

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A comparison sets one sample against another.
type comparison struct {
	ratio stats.Estimate // value / value of the other; NaN when there is none
	diffs []float64      // the differences that were tested; nil when unpaired
	p     float64        // two-sided, not adjusted
}

// compare compares s to the leader.
//
// Pairs are compared by the logarithm of their ratio, because noise on a host is
// proportional: a busy minute slows everything down by a share. If a value is 0 or below,
// plain differences are tested instead and there is no ratio.
//
// The ratio of two p99, or of other metrics of the tail, is the geometric mean over the
// rounds with an interval by the bootstrap: a round's p99 comes from a handful of jobs, and
// the ratio of two is not distributed symmetrically, as the signed-rank interval assumes.
func compare(s, leader sample, m record.Metric, rep *Report) comparison {
	none := stats.Unknown()
	if s.exact {
		x, y := s.values[0], leader.values[0]
		c := comparison{ratio: none, diffs: []float64{x - y}, p: 1}
		if x != y {
			c.p = 0 // nothing is random
		}
		if x > 0 && y > 0 {
			c.ratio = stats.Exactly(x / y)
		}
		return c
	}
	if !rep.Paired {
		c := comparison{ratio: none}
		c.p, _ = stats.MannWhitney(leader.values, s.values)
		if x, y := s.summary(rep.Confidence).Center, leader.summary(rep.Confidence).Center; x > 0 && y > 0 {
			c.ratio.Center = x / y
		}
		return c
	}
	var logs, plain []float64
	for i, round := range s.rounds {
		j := slices.Index(leader.rounds, round)
		if j < 0 {
			continue
		}
		x, y := s.values[i], leader.values[j]
		plain = append(plain, x-y)
		if x > 0 && y > 0 {
			logs = append(logs, math.Log(x/y))
		}
	}
	if len(plain) == 0 || len(logs) < len(plain) {
		return comparison{none, plain, stats.SignedRank(plain)}
	}
	e := stats.HodgesLehmann(logs, rep.Confidence)
	if m.Tail {
		e = stats.BootstrapMean(logs, rep.Confidence, bootstrapSeed)
	}
	return comparison{e.Exp(), logs, stats.SignedRank(logs)}
}

// bootstrapSeed makes the same run give the same report.
const bootstrapSeed = 1

// anyDifference returns the p-value of no difference at all among the samples, by
// Friedman's test over the rounds that all of them have; 0 if the test does not apply, as
// with two samples, unpaired samples, or if nothing is random.
//
// This test comes first, so that searching many pairs of equals for one that differs finds
// nothing.
func anyDifference(samples []sample, rep *Report) float64 {
	if len(samples) < 3 || !rep.Paired || samples[0].exact {
		return 0
	}
	var blocks [][]float64
	for i, round := range samples[0].rounds {
		block := []float64{samples[0].values[i]}
		for _, s := range samples[1:] {
			if j := slices.Index(s.rounds, round); j >= 0 {
				block = append(block, s.values[j])
			}
		}
		if len(block) == len(samples) {
			blocks = append(blocks, block)
		}
	}
	return stats.Friedman(blocks)
}

// A ranked sample is a sample with its place among the others.
type ranked struct {
	sample
	summary  stats.Estimate
	vsBest   comparison
	adjusted float64 // p of vsBest
	group    int
}

// rank orders the samples into groups. The leader of the first group is the one with the
// best median, unless another is significantly better than that one, round by round; the
// rest are in the order of how they compare with it.
//
// Note: the leader is not simply the contender that is best round by round, since that would
// choose it by what is tested next: one of nine equal contenders was left out of the first
// group in 57 of 600 runs of TestFalseClaims, instead of 30.
func rank(samples []sample, m record.Metric, rep *Report) []ranked {
	if len(samples) == 0 {
		return nil
	}
	any := anyDifference(samples, rep)
	rest := make([]ranked, len(samples))
	for i, s := range samples {
		rest[i] = ranked{sample: s, summary: s.summary(rep.Confidence)}
	}
	slices.SortStableFunc(rest, func(a, b ranked) int { return order(m, a.summary.Center, b.summary.Center) })
	for i := range rest {
		rest[0].lead()
		against(rest[1:], rest[0], any, m, rep)
		best := 0
		for j, r := range rest[1:] {
			if r.differs(rep) && order(m, r.vsBest.effect(), rest[best].vsBest.effect()) < 0 {
				best = j + 1
			}
		}
		if best == 0 || i == len(rest)-1 {
			break
		}
		rest[0], rest[best] = rest[best], rest[0]
	}
	slices.SortStableFunc(rest[1:], func(a, b ranked) int { return order(m, a.vsBest.effect(), b.vsBest.effect()) })

	var done []ranked
	for group := 1; len(rest) > 0; group++ {
		leader := rest[0]
		leader.group = group
		done = append(done, leader)
		others := rest[1:]
		if group > 1 {
			others = slices.Clone(others)
			against(others, leader, any, m, rep)
		}
		var left []ranked
		for i, r := range rest[1:] {
			if others[i].differs(rep) {
				left = append(left, r)
				continue
			}
			r.group = group
			if group == 1 {
				r.vsBest = r.vsBest.tied()
			}
			done = append(done, r)
		}
		rest = left
	}
	return done
}

// order says which of two values of a metric, or ratios of such, comes first.
func order(m record.Metric, a, b float64) int {
	if m.Better == record.Higher {
		a, b = b, a
	}
	return cmp.Compare(a, b)
}

// lead makes the sample the leader, which the others are compared with.
func (r *ranked) lead() {
	r.vsBest, r.adjusted = comparison{ratio: stats.Exactly(1)}, 1
	if r.summary.Center <= 0 {
		r.vsBest.ratio = stats.Unknown()
	}
}

// against compares the others with the leader. No p-value is smaller than the one of the
// test for any difference.
func against(others []ranked, leader ranked, any float64, m record.Metric, rep *Report) {
	ps := make([]float64, len(others))
	for i := range others {
		others[i].vsBest = compare(others[i].sample, leader.sample, m, rep)
		ps[i] = others[i].vsBest.p
	}
	for i, p := range stats.Holm(ps) {
		others[i].adjusted = max(p, any)
	}
}

// differs reports whether the sample is shown to differ from the leader: by the test, and by
// the interval of the ratio, where there is one.
func (r ranked) differs(rep *Report) bool {
	return r.adjusted <= rep.Alpha && !r.vsBest.mayBeOne()
}

// hair is how close to 1 the end of an interval may come by rounding alone.
const hair = 5e-7

// mayBeOne reports whether there is an interval of the ratio that contains 1.
func (c comparison) mayBeOne() bool {
	near := 0.0
	if c.ratio.Lo < c.ratio.Hi {
		near = hair
	}
	return c.ratio.Lo <= 1+near && 1-near <= c.ratio.Hi
}

// tied widens an interval that excludes 1 up to 1. An interval holds for one contender at a
// time: if a contender is not shown to differ once the others are taken into account, it may
// be equal.
func (c comparison) tied() comparison {
	c.ratio.Lo, c.ratio.Hi = min(c.ratio.Lo, 1), max(c.ratio.Hi, 1)
	return c
}

// effect returns how the sample compares: the ratio or, without one, 1 and the
// median difference.
func (c comparison) effect() float64 {
	if !math.IsNaN(c.ratio.Center) {
		return c.ratio.Center
	}
	if len(c.diffs) == 0 {
		return 1
	}
	return 1 + stats.Median(c.diffs)
}

// cell returns the ranked sample as the report shows it.
func (r ranked) cell(p place, m record.Metric, priority *int) Cell {
	return Cell{
		Place: p.Place, Strategy: r.strategy, Priority: priority, Metric: m.Name, Unit: m.Unit,
		N: len(r.values), Median: r.summary.Center, Lo: finite(r.summary.Lo), Hi: finite(r.summary.Hi),
		Ratio: finite(r.vsBest.ratio.Center), RatioLo: bound(r.vsBest.ratio, r.vsBest.ratio.Lo), RatioHi: bound(r.vsBest.ratio, r.vsBest.ratio.Hi),
		PAdjusted: r.adjusted, Group: r.group,
	}
}

// bound returns one end of a ratio's interval, or nil when the interval is not
// finite: the logarithm's −Inf is a ratio of 0.
func bound(e stats.Estimate, end float64) *float64 {
	if math.IsInf(e.Hi, 0) {
		return nil
	}
	return finite(end)
}
