package verdict

import (
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// answer returns the answer at a place, from the ranking by the metric that decides.
func (rep *Report) answer(p place, metric string, also bool, ranking, dropped []ranked, failures []Failure) Answer {
	a := Answer{Place: p.Place, Metric: metric, Exact: p.exact, Tied: []string{}, contenders: len(ranking), also: also}
	if len(ranking) == 0 {
		a.Sentence = rep.sentence(p, a, failures)
		return a
	}
	a.N = len(ranking[0].values)
	for i, r := range ranking {
		if r.group == 1 {
			a.Tied = append(a.Tied, r.strategy)
			continue
		}
		if a.Next == "" {
			a.Next = r.strategy
			ratio := ranking[i].vsBest.ratio
			a.Ratio = finite(1 / ratio.Center)
			if bound(ratio, ratio.Hi) != nil {
				a.RatioLo, a.RatioHi = finite(1/ratio.Hi), finite(1/ratio.Lo)
			}
		}
		if a.PAdjusted == nil || r.adjusted > *a.PAdjusted {
			a.PAdjusted = new(r.adjusted)
			a.Confidence = new(1 - r.adjusted)
		}
	}
	if len(a.Tied) == 1 && len(ranking) > 1 {
		a.Winner = a.Tied[0]
	}
	a.Between = rep.between(metricNamed(metric), ranking)
	a.TooFew = rep.tooFew(p, ranking)
	rep.spread(&a, ranking)
	if len(a.Tied) > 1 && !a.AnyWillDo && rep.Paired && !a.Exact {
		a.RoundsNeeded = rep.advise(ranking, len(a.Tied))
	}
	for _, r := range dropped {
		if slices.Contains(a.Tied, r.strategy) {
			if a.GaveUp == nil {
				a.GaveUp = make(map[string]float64)
			}
			a.GaveUp[r.strategy] = stats.Median(r.values)
		}
	}
	a.Sentence = rep.sentence(p, a, failures)
	return a
}

// between returns [Answer.Between]. That one ties with the leader, which is ahead of the rest, does
// not make it ahead of them: each is compared with each, and the p-values are corrected for all of
// group 1.
func (rep *Report) between(m record.Metric, ranking []ranked) (names []string) {
	var samples []sample
	var tied, rest []ranked
	for i, r := range ranking {
		samples = append(samples, r.sample)
		switch {
		case r.group > 1:
			rest = append(rest, r)
		case i > 0:
			tied = append(tied, r)
		}
	}
	if len(rest) == 0 || len(tied) == 0 {
		return nil
	}
	any := anyDifference(samples, rep)
	for _, r := range tied {
		r.lead()
		others := slices.Clone(rest)
		against(others, r, any, m, rep)
		if slices.ContainsFunc(others, func(o ranked) bool {
			o.adjusted *= float64(len(tied))
			return !o.differs(rep) || order(m, o.vsBest.effect(), 1) <= 0
		}) {
			names = append(names, r.strategy)
		}
	}
	return names
}

// tooFew returns the number of rounds below which no test can separate the contenders, if there
// were fewer, or 0.
func (rep *Report) tooFew(p place, ranking []ranked) int {
	if !rep.Paired || p.exact || len(ranking) < 2 {
		return 0
	}
	if fewest := stats.FewestRounds(len(ranking)-1, rep.Alpha); len(ranking[0].values) < fewest {
		return fewest
	}
	return 0
}

// cells returns ranked samples as the report shows them.
func (rep *Report) cells(p place, m record.Metric, priority *int, ranking []ranked) []Cell {
	few := rep.tooFew(p, ranking) > 0
	var all []Cell
	for _, r := range ranking {
		c := r.cell(p, m, priority)
		if few {
			c.Group = 0
		}
		all = append(all, c)
	}
	return all
}

// first reports whether a contender is among the best, as far as that can be told, and whether
// it alone is.
func (a Answer) first(strategy string) (first, alone bool) {
	first = a.TooFew == 0 && slices.Contains(a.Tied, strategy)
	return first, first && a.Winner == strategy
}

// against returns how a contender compares with the leader of a place, by what decide has
// found; nil: nothing was.
func (rep *Report) against(at Place, strategy string) (ratio, lo, hi *float64) {
	for _, c := range rep.Cells {
		if c.Place == at && c.Strategy == strategy {
			return c.Ratio, c.RatioLo, c.RatioHi
		}
	}
	return nil, nil, nil
}

// decide ranks samples by one metric, and answers, as [Judge] does.
func (rep *Report) decide(p place, m record.Metric, samples []sample, failures []Failure) Answer {
	ranking := rank(samples, m, rep)
	rep.Cells = append(rep.Cells, rep.cells(p, m, nil, ranking)...)
	a := rep.answer(p, m.Name, false, ranking, nil, failures)
	rep.Answers = append(rep.Answers, a)
	return a
}

// spread sets how far apart the contenders of group 1 are.
func (rep *Report) spread(a *Answer, ranking []ranked) {
	if len(a.Tied) < 2 {
		return
	}
	widest, limit := 0.0, 0.0
	bounded := true
	for _, r := range ranking[1:len(a.Tied)] {
		e := r.vsBest.ratio
		if finite(e.Center) == nil {
			return
		}
		widest = max(widest, apart(e.Center))
		if bound(e, e.Hi) == nil {
			bounded = false
			continue
		}
		limit = max(limit, apart(e.Lo), apart(e.Hi))
	}
	a.Spread = new(widest)
	if bounded {
		a.SpreadMax = new(limit)
		// Two one-sided tests at once: the interval lies within the margin
		// (Schuirmann 1987).
		a.AnyWillDo = limit <= rep.Tie && a.TooFew == 0
	}
}

// advise returns the number of rounds that would probably separate group 1, the first of
// the ranking; 0 if none would.
func (rep *Report) advise(ranking []ranked, tied int) int {
	need := 0
	for _, r := range ranking[1:tied] {
		n := stats.RoundsNeeded(r.vsBest.diffs, len(ranking)-1, rep.Alpha)
		if n == 0 {
			return 0
		}
		need = max(need, n)
	}
	return need
}
