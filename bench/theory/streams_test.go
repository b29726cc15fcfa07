package theory

import (
	"math"
	"testing"
)

func TestArrivals(t *testing.T) {
	near(t, "Poisson", GapsWait(.8, ErlangGaps(1)), 4, 9)
	near(t, "D/M/1", 1+GapsWait(.8, FixedGaps()), 2.6927, 5)
	near(t, "E2/M/1", 1+GapsWait(.8, ErlangGaps(2)), 3.8440, 5)
	near(t, "H2/M/1", 1+GapsWait(.8, HyperGaps(4)), 10.8192, 6)
	near(t, "H2 with an SCV of 1", GapsWait(.8, HyperGaps(1)), 4, 9)
	near(t, "E4/M/1 is round robin", GapsWait(.8, ErlangGaps(4)), RoundRobinWait(4, .8), 9)
	near(t, "near the limit", GapsWait(.999, ErlangGaps(1)), 999, 6)
	if got := GapsWait(0, FixedGaps()); got != 0 {
		t.Errorf("wait at no load %v, want 0", got)
	}
	near(t, "groups of 1", BulkWait(.8, 1, 0), 4, 9)
	near(t, "groups of 10", 1+BulkWait(.8, 10, 0), 27.5, 9)
	near(t, "geometric groups of 10", 1+BulkWait(.8, 10, .9), 50, 9)
}

func TestManyWorkers(t *testing.T) {
	for _, r := range []struct{ load, two, probe float64 }{{.5, 1.2657, 1.618}, {.8, 1.9474, 2.5616}, {.9, 2.6141, 3.5414}, {.99, 5.432, 10.462}} {
		near(t, "power of two", PowerOfTwoSojourn(r.load), r.two, 4)
		near(t, "one probe", OneProbeSojourn(r.load), r.probe, 4)
	}
	if got := PowerOfTwoSojourn(0); got != 1 {
		t.Errorf("sojourn at no load %v, want 1", got)
	}
}

func TestCopies(t *testing.T) {
	for load, want := range map[float64]float64{.5: .7981, .8: 1.4101, .9: 2.1433} {
		near(t, "two copies before ten workers", RedundantSojourn(10, 2, load), want, 4)
		near(t, "two copies before two workers", RedundantSojourn(2, 2, load), HedgedSojourn(load), 9)
		near(t, "one copy", RedundantSojourn(7, 1, load), 1/(1-load), 9)
	}
}

// TestBounded holds the chain to figures of another program, and to formulas where there
// are any.
func TestBounded(t *testing.T) {
	for depth, want := range map[int]float64{1: 2.7778, 2: 2.8891, 4: 2.9467, 16: 2.9557} {
		near(t, "2 workers", BoundedSojourn(2, depth, .8), want, 5)
	}
	for depth, want := range map[int]float64{1: 1.7455, 2: 1.9078, 4: 1.9516, 8: 1.9531} {
		near(t, "4 workers", BoundedSojourn(4, depth, .8), want, 5)
	}
	near(t, "a depth of 1", BoundedSojourn(4, 1, .8), 1+MMcWait(4, .8), 7)
	near(t, "one worker", BoundedSojourn(1, 3, .8), 5, 7)
	near(t, "the shortest queue", BoundedSojourn(4, 20, .8), 1.953134, 6)
	if got := BoundedSojourn(3, 2, 0); got != 1 {
		t.Errorf("sojourn at no load %v, want 1", got)
	}
}

// TestErlangA: figures of a call center, and the limits.
func TestErlangA(t *testing.T) {
	left, wait := ErlangA(50, .96, 2)
	near(t, "share that leaves", left, .0309, 3)
	near(t, "wait, s", 60*wait, 3.71, 3)
	near(t, "wait without leaving, s", 60*MMcWait(50, .96), 20.83, 4)
	_, wait = ErlangA(4, .8, 1e9)
	near(t, "very patient", wait, MMcWait(4, .8), 6)
	left, _ = ErlangA(4, .8, 1e-9)
	c := ErlangC(4, .8)
	near(t, "no patience: Erlang B", left, c*(1-.8)/(1-.8*c), 6)
	left, _ = ErlangA(3, 5, 1)
	near(t, "overload", left, 1-1.0/5, 2)
	if left, wait := ErlangA(3, 0, 1); left != 0 || wait != 0 {
		t.Errorf("at no load %v leave after %v, want 0 and 0", left, wait)
	}
}

func TestOrders(t *testing.T) {
	for _, r := range []struct{ load, shortest, srpt, predicted float64 }{{.5, 1.7127, 1.4254, 1.7948}, {.8, 2.8822, 2.3528, 3.376}, {.9, 4.1969, 3.5521, 5.361}} {
		near(t, "shortest first", ShortestFirstSojourn(r.load), r.shortest, 4)
		near(t, "shortest remaining", SRPTSojourn(r.load), r.srpt, 4)
		near(t, "predicted first", PredictedFirstSojourn(r.load), r.predicted, 4)
	}
	for _, r := range []struct{ load, shortest, predicted, remaining float64 }{{.5, 1.5314, 1.6637, 1.658}, {.8, 2.6589, 3.195, 3.14}, {.9, 4.0518, 5.224, 5.10}} {
		near(t, "preemptive, shortest", PreemptiveShortestSojourn(r.load), r.shortest, 4)
		near(t, "preemptive, predicted", PreemptivePredictedSojourn(r.load), r.predicted, 4)
		near(t, "predicted remaining", PredictedRemainingSojourn(r.load), r.remaining, 3)
	}
	for _, f := range []func(float64) float64{PreemptiveShortestSojourn, PreemptivePredictedSojourn, PredictedRemainingSojourn} {
		near(t, "preemptive, at no load", f(0), 1, 9)
	}
	near(t, "LIFO, mean square", LIFOWaitSquare(.5, 2, 6), 8, 9)
	w := ClassWaits(.8, []float64{.2, .8}, []float64{1, 1}, []float64{2, 2})
	for k, want := range PriorityWaits(1, .8, []float64{.2, .8}) {
		near(t, "classes of equal jobs", w[k], want, 9)
	}
}

// TestSlices: with one slice a job, all three are first come, first served, M/D/1. A mean
// over all jobs does not depend on the order where it does not look at lengths and slices
// are without memory. And short slices are as good as none.
func TestSlices(t *testing.T) {
	orders := map[string]func(float64, []float64) []float64{"round robin": RoundRobinSojourns, "feedback": FeedbackSojourns, "remaining": RemainingSojourns}
	for name, order := range orders {
		near(t, name+" of one slice", order(.8, []float64{1})[0], 1+PollaczekKhinchine(.8, 0), 9)
	}
	geometric := make([]float64, 400)
	rest := 1.0
	for k := range geometric {
		geometric[k] = rest * .1
		rest *= .9
	}
	geometric[len(geometric)-1] += rest
	mean := func(sojourns []float64) (sum float64) {
		for k, share := range geometric {
			sum += share * sojourns[k]
		}
		return sum
	}
	near(t, "feedback of geometric jobs", mean(FeedbackSojourns(.7, geometric)), mean(RoundRobinSojourns(.7, geometric)), 8)
	if short := mean(RemainingSojourns(.7, geometric)); short > .8*mean(RoundRobinSojourns(.7, geometric)) {
		t.Errorf("least remaining first has %v, want far less than round robin's", short)
	}

	fine := make([]float64, 600) // jobs of 0.5 and 1.5, half each, in slices of 0.0025
	fine[199], fine[599] = .5, .5
	s := RoundRobinSojourns(.5, fine)
	near(t, "processor sharing, short", s[199], .5/(1-.5), 2)
	near(t, "processor sharing, long", s[599], 1.5/(1-.5), 2)
	// Least attained service: ρ·E[min(S,x)²]/2/(1−ρ_x)² + x/(1−ρ_x).
	s = FeedbackSojourns(.5, fine)
	near(t, "least attained service, short", s[199], .5*.25/2/math.Pow(1-.25, 2)+.5/(1-.25), 2)
	near(t, "least attained service, long", s[599], .5*1.25/2/math.Pow(1-.5, 2)+1.5/(1-.5), 2)
	// SRPT: ρ(E[S²; S≤x] + x²P(S>x))/2/((1−ρ_x)(1−ρ_x⁻)), and the residence.
	s = RemainingSojourns(.5, fine)
	near(t, "shortest remaining, short", s[199], .5*.25/2/(1-.125)+.5, 2)
	near(t, "shortest remaining, long", s[599], .5*1.25/2/(.5*(1-.125))+.5+1/(1-.125), 2)
}

// TestReplaced: M/M/1/2 by hand, and the limits.
func TestReplaced(t *testing.T) {
	near(t, "one worker", ReplacedShare(1, .8), .64/2.44, 9)
	near(t, "two workers at load 1", ReplacedShare(2, 1), 2./7, 9)
	near(t, "overload", ReplacedShare(1, 1000), .999, 3)
	if got := ReplacedShare(3, 0); got != 0 {
		t.Errorf("share at no load %v, want 0", got)
	}
}

// TestLinger: two together are worked out by hand, and so are the limits of the wait.
func TestLinger(t *testing.T) {
	// The first of two waits for 1/rate at most, for (1 − e^−rate)/rate if it is no longer than
	// 1; then the second waits for the first.
	q := 1 - math.Exp(-2)
	near(t, "two", LingerWait(2, 2, 1), (q/2+q)/(1+q), 9)
	near(t, "always ten", LingerWait(1, 10, 1e4), 2*45./10, 9)
	near(t, "a wait that never fills", LingerWait(2, 1000, 3), (1./2+1)*(6+18)/7, 9)
	if got := LingerWait(2, 1, 3) + LingerWait(2, 10, 0); got != 0 {
		t.Errorf("waits of jobs alone %v, want 0", got)
	}
}
