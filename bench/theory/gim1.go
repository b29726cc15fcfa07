package theory

import (
	"fmt"
	"math"
)

// Gaps describes the times between arrivals, independent of each other, by their Laplace
// transform: the mean of e^(−s·A), A being a gap in units of the mean gap.
type Gaps func(s float64) float64

// FixedGaps are all equal: D/M/1.
func FixedGaps() Gaps { return func(s float64) float64 { return math.Exp(-s) } }

// ErlangGaps are sums of so many exponential stages, at least one: E_k/M/1. One stage is
// Poisson arrivals.
func ErlangGaps(stages int) Gaps {
	mustCount("ErlangGaps", "stages", stages, 1)
	k := float64(stages)
	return func(s float64) float64 { return math.Exp(-k * math.Log1p(s/k)) }
}

// HyperGaps are exponential with one of two means, half of the time being spent in gaps of
// either kind ("balanced means"), and have this squared coefficient of variation, at least
// 1: H2/M/1.
func HyperGaps(scv float64) Gaps {
	p := HyperShare(scv)
	return func(s float64) float64 { return p*2*p/(2*p+s) + (1-p)*2*(1-p)/(2*(1-p)+s) }
}

// HyperShare returns the share p of the shorter gaps of [HyperGaps]: their mean is 1/2p,
// that of the others 1/2(1−p).
func HyperShare(scv float64) float64 {
	if !(scv >= 1) {
		panic(fmt.Sprintf("theory: HyperShare: SCV %v, want at least 1", scv))
	}
	return (1 + math.Sqrt((scv-1)/(scv+1))) / 2
}

// GapsWait returns the mean wait before one worker, GI/M/1.
//
//	E[W] = σ/(1−σ), σ the root in (0, 1) of σ = A((1−σ)/ρ), A being the gaps.
//
// Source: Kleinrock, Queueing Systems I, 1975, §6.4.
func GapsWait(load float64, gaps Gaps) float64 {
	mustServe("GapsWait", 1, load)
	if load == 0 {
		return 0
	}
	// f is concave and rises from 0: it is positive up to the root that is meant.
	f := func(free float64) float64 { return 1 - free - gaps(free/load) }
	lo := 1.0
	for f(lo) <= 0 {
		lo /= 2
	}
	free := root(f, lo, min(1, 2*lo))
	return (1 - free) / free
}
