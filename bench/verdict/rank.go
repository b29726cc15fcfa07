package verdict

import (
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"golang.org/x/perf/benchmath"
)

// A comparison sets one sample against another.
type comparison struct {
	ratio Estimate  // value / value of the other; NaN when there is none
	diffs []float64 // what the test was made of; nil when unpaired
	p     float64   // two-sided, not adjusted
}

// compare compares s to the leader.
//
// Pairs are compared by the logarithm of their ratio, because noise on a host is
// proportional: a busy minute slows everybody by a share. Where a value is 0 or
// below, plain differences are tested instead and there is no ratio.
func compare(s, leader sample, rep *Report) comparison {
	none := Estimate{math.NaN(), math.NaN(), math.NaN()}
	if !rep.Paired {
		c := comparison{ratio: none}
		a, b := s.bench(rep.Alpha), leader.bench(rep.Alpha)
		c.p = benchmath.AssumeNothing.Compare(a, b).P
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
		return comparison{none, plain, SignedRank(plain)}
	}
	e := HodgesLehmann(logs, rep.Confidence)
	return comparison{Estimate{math.Exp(e.Center), math.Exp(e.Lo), math.Exp(e.Hi)}, logs, SignedRank(logs)}
}

// A ranked sample is one that has its place among the others.
type ranked struct {
	sample
	summary  Estimate
	vsBest   comparison
	adjusted float64 // p of vsBest
	group    int
}

// rank orders the samples into groups, best median first within each.
func rank(samples []sample, m record.Metric, rep *Report) []ranked {
	rest := make([]ranked, len(samples))
	for i, s := range samples {
		rest[i] = ranked{sample: s, summary: s.summary(rep.Confidence)}
	}
	slices.SortStableFunc(rest, func(a, b ranked) int {
		switch a, b := a.summary.Center, b.summary.Center; {
		case a == b:
			return 0
		case a > b == (m.Better == record.Higher):
			return -1
		}
		return 1
	})
	var done []ranked
	for group := 1; len(rest) > 0; group++ {
		leader, others := rest[0], rest[1:]
		leader.group = group
		if group == 1 {
			leader.vsBest = comparison{ratio: Estimate{1, 1, 1}}
			leader.adjusted = 1
			if leader.summary.Center <= 0 {
				leader.vsBest.ratio = Estimate{math.NaN(), math.NaN(), math.NaN()}
			}
		}
		done = append(done, leader)

		comparisons := make([]comparison, len(others))
		ps := make([]float64, len(others))
		for i, r := range others {
			comparisons[i] = compare(r.sample, leader.sample, rep)
			ps[i] = comparisons[i].p
		}
		adjusted := Holm(ps)
		var left []ranked
		for i, r := range others {
			if group == 1 {
				r.vsBest, r.adjusted = comparisons[i], adjusted[i]
			}
			if adjusted[i] <= rep.Alpha {
				left = append(left, r)
				continue
			}
			r.group = group
			done = append(done, r)
		}
		rest = left
	}
	return done
}

// cell returns the ranked sample as the report shows it.
func (r ranked) cell(p place, m record.Metric) Cell {
	return Cell{
		Workload: p.workload, Strategy: r.strategy, Workers: p.workers, Metric: m.Name, Unit: m.Unit,
		N: len(r.values), Median: r.summary.Center, Lo: finite(r.summary.Lo), Hi: finite(r.summary.Hi),
		Ratio: finite(r.vsBest.ratio.Center), RatioLo: bound(r.vsBest.ratio, r.vsBest.ratio.Lo), RatioHi: bound(r.vsBest.ratio, r.vsBest.ratio.Hi),
		PAdjusted: r.adjusted, Group: r.group,
	}
}

// bound returns one end of a ratio's interval, or nil when the interval is not
// finite: the logarithm's −Inf is a ratio of 0.
func bound(e Estimate, end float64) *float64 {
	if math.IsInf(e.Hi, 0) {
		return nil
	}
	return finite(end)
}
