package verdict

import (
	"math"

	"github.com/go-foundations/poolbench/bench/stats"
)

// evidence is what the rounds show about how one side differs from another.
type evidence struct {
	// estimate is of log(a / b) if all values are above 0, otherwise of shares: it is above
	// 0 if a is greater, and swapping the sides only changes its sign.
	estimate stats.Estimate
	logs     bool

	p       float64 // of no difference
	towards int     // 1: a is greater, as the test sees it; -1: smaller

	same      bool // in every round
	boundless bool // in every round that differs, one side is 0 or the signs differ: beyond any margin
}

// evidenceOf compares the values of two sides round by round, by the ratios a / b of the
// rounds if those are usable.
func evidenceOf(a, b, ratios []float64, confidence float64) evidence {
	e := evidence{same: true, logs: true}
	logs, shares := make([]float64, len(a)), make([]float64, len(a))
	e.boundless = true
	for i := range a {
		e.same = e.same && a[i] == b[i]
		e.logs = e.logs && a[i] > 0 && b[i] > 0
		logs[i], shares[i] = logRatio(a[i], b[i]), share(a[i], b[i])
		e.boundless = e.boundless && (a[i] == b[i] || math.Abs(shares[i]) >= 1)
	}
	if fit(ratios, len(a)) && e.logs {
		e.same = true
		for i, r := range ratios {
			logs[i] = math.Log(r)
			e.same = e.same && r == 1
		}
	}
	e.boundless = e.boundless && !e.same && !e.logs
	differences := shares
	if e.logs {
		differences = logs
	}
	e.p, e.towards = stats.SignedRank(differences), stats.Direction(differences)
	if e.same {
		e.estimate = stats.Exactly(0)
		return e
	}
	e.estimate = stats.HodgesLehmann(differences, confidence)
	return e
}

// logRatio returns log(a / b) of positive values; swapping them only changes the sign.
func logRatio(a, b float64) float64 {
	if a < b {
		return -logRatio(b, a)
	}
	if r := a / b; !math.IsInf(r, 0) {
		return math.Log(r)
	}
	return math.Log(a) - math.Log(b)
}

// share returns the difference a − b as a share of the greater of both sizes: from -2 to
// 2, 0 for equal values, 1 for a positive value after 0. For positive values it is beyond
// m / (1+m) where the ratio is beyond 1+m.
func share(a, b float64) float64 {
	if a == b {
		return 0
	}
	size := max(math.Abs(a), math.Abs(b))
	return a/size - b/size
}

// Ratios returns head / base of each round; nil if the figure is not judged by ratios.
func (j Judged) Ratios() []float64 {
	if j.Count || j.Ratio == nil || len(j.Head) != len(j.Base) {
		return nil
	}
	if fit(j.HeadRatio, len(j.Base)) {
		return j.HeadRatio
	}
	return ratiosOf(j.Head, j.Base)
}

// ratiosOf returns head / base of each round; nil if one does not exist.
func ratiosOf(head, base []float64) []float64 {
	var out []float64
	for i := range base {
		if !(base[i] > 0 && head[i] > 0) {
			return nil
		}
		out = append(out, head[i]/base[i])
	}
	return out
}

// fit reports whether there are n ratios, all of which have logarithms.
func fit(ratios []float64, n int) bool {
	for _, r := range ratios {
		if !(r > 0) || math.IsInf(r, 1) {
			return false
		}
	}
	return n > 0 && len(ratios) == n
}

// slack is what rounding may add to a difference.
const slack = 1e-12

// edge returns the margin on the scale of the estimate.
func (e evidence) edge(margin float64) float64 {
	margin = max(0, margin)
	if e.logs {
		return math.Log1p(margin) + slack
	}
	return shareEdge(margin)
}

// shareEdge returns a margin on the scale of shares.
func shareEdge(margin float64) float64 {
	if math.IsInf(margin, 1) {
		return math.Inf(1)
	}
	return margin/(1+margin) + slack
}

// beyond returns 1 if the whole interval is above the margin, -1 if it is below, 0 if
// neither.
func (e evidence) beyond(margin float64) int {
	switch edge := e.edge(margin); {
	case e.estimate.Lo > edge:
		return 1
	case e.estimate.Hi < -edge:
		return -1
	}
	return 0
}

// within reports whether the whole interval is within the margin.
func (e evidence) within(margin float64) bool {
	edge := e.edge(margin)
	return e.estimate.Lo >= -edge && e.estimate.Hi <= edge
}

// decide returns the verdict, given whether the test, after all corrections, finds a
// difference.
func (e evidence) decide(better Better, margin float64, differs bool) Verdict {
	switch {
	case e.same:
		return Passed
	case e.boundless && differs:
		return claim(e.towards, better)
	case e.boundless:
		return Inconclusive
	case differs && e.beyond(margin) != 0:
		return claim(e.beyond(margin), better)
	case e.within(margin):
		return Passed
	}
	return Inconclusive
}

// claim returns the verdict on a head that is greater (1) or smaller (-1).
func claim(towards int, better Better) Verdict {
	switch {
	case towards == 0:
		return Inconclusive
	case (towards > 0) == (better == Higher):
		return Improved
	}
	return Regressed
}

// show stores the estimate in the figure.
func (e evidence) show(j *Judged) {
	if !e.logs && !e.same {
		j.Share, j.ShareLo, j.ShareHi = finite(e.estimate.Center), bound(e.estimate, e.estimate.Lo), bound(e.estimate, e.estimate.Hi)
		return
	}
	r := e.estimate.Exp()
	j.Ratio, j.RatioLo, j.RatioHi = finite(r.Center), bound(r, r.Lo), bound(r, r.Hi)
	if wide := math.Expm1((e.estimate.Hi - e.estimate.Lo) / 2); j.RatioLo != nil && finite(wide) != nil {
		j.Detectable = wide
	}
}

// more forecasts how many more rounds would decide. The interval shrinks with the square
// root of the number of rounds; half of it has to shrink until it ends at the nearer edge
// of the margin.
func (e evidence) more(n int, margin, level float64, figures int) int {
	fewest := stats.FewestRounds(figures, level)
	if n < fewest && fewest-n <= mostMore {
		if finite(e.estimate.Hi-e.estimate.Lo) == nil || e.boundless {
			return fewest - n
		}
	}
	half := (e.estimate.Hi - e.estimate.Lo) / 2
	room := math.Abs(math.Abs(e.estimate.Center) - e.edge(margin))
	if e.boundless || !(half > 0) || math.IsInf(half, 0) {
		return 0
	}
	all := float64(n) * (half / room) * (half / room)
	if !(all < mostMore+float64(n)) {
		return 0
	}
	return max(1, fewest-n, int(math.Ceil(all))-n)
}

// mostMore is the most additional rounds that are forecast.
const mostMore = 1000
