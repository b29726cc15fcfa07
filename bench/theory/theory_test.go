package theory

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// near holds a figure to one that is known to that many significant digits.
func near(t *testing.T, what string, got, want float64, digits int) {
	t.Helper()
	if tol := 0.6 * math.Pow(10, math.Ceil(math.Log10(math.Abs(want)))-float64(digits)); !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// TestMMc: one central queue. With one worker it is M/M/1, whose figures anybody
// can reckon: E[W] = ρ/(1−ρ), sojourns exponential with mean 1/(1−ρ).
func TestMMc(t *testing.T) {
	for _, r := range []struct {
		c                   int
		rho, C, w, w99, t99 float64
	}{
		{1, .8, .8, 4, 21.91013, 23.02585},
		{2, .8, .71111111, 1.7777778, 10.66061, 11.93737},
		{4, .5, .17391304, .086956522, 1.427985, 4.764248},
		{4, .8, .59643247, .74554059, 5.110476, 6.893204},
	} {
		name := fmt.Sprintf("c=%d, ρ=%g: ", r.c, r.rho)
		near(t, name+"C", ErlangC(r.c, r.rho), r.C, 7)
		near(t, name+"E[W]", MMcWait(r.c, r.rho), r.w, 7)
		near(t, name+"W99", MMcWaitQuantile(r.c, r.rho, .99), r.w99, 7)
		near(t, name+"T99", MMcSojournQuantile(r.c, r.rho, .99), r.t99, 7)
	}
	near(t, "M/M/1 median sojourn", MMcSojournQuantile(1, .5, .5), 2*math.Ln2, 9)
	// θ = c(1−ρ) = 1, where the fraction of the tail is 0/0.
	near(t, "T99 at θ=1", MMcSojournQuantile(4, .75, .99), MMcSojournQuantile(4, .75+1e-9, .99), 6)
	if got := MMcWaitQuantile(4, .5, .5); got != 0 {
		t.Errorf("median wait at load 0.5 on 4 workers %v, want 0: most do not wait", got)
	}
	if c := ErlangC(1_000_000, .999); !(c > 0 && c < 1) {
		t.Errorf("ErlangC of a million workers %v, want a probability", c)
	}
}

func TestDispatch(t *testing.T) {
	near(t, "random split", MMcWait(1, .8), 4, 9)
	near(t, "round robin", RoundRobinWait(4, .8), 2.2673836, 8)
	near(t, "round robin W99", RoundRobinWaitQuantile(4, .8, .99), 13.85308, 7)
	near(t, "round robin on one worker", RoundRobinWait(1, .8), 4, 9)
}

func TestOneWorker(t *testing.T) {
	near(t, "M/M/1", PollaczekKhinchine(.8, 1), 4, 9)
	near(t, "M/D/1", PollaczekKhinchine(.8, 0), 2, 9)
	near(t, "shortest first", ShortestFirstSojourn(.8), 2.882219, 7)
	near(t, "conserved", Conserved(.8, 1), 3.2, 9)
}

func TestPriorities(t *testing.T) {
	shares := []float64{.2, .5, .3}
	waits := PriorityWaits(4, .8, shares)
	for k, want := range []float64{.17750966, .40343106, 1.6944104} {
		near(t, fmt.Sprintf("Cobham class %d", k), waits[k], want, 8)
	}
	sum := 0.0
	for k, w := range waits {
		sum += shares[k] * w
	}
	near(t, "the mean over classes", sum, MMcWait(4, .8), 9)

	aging := AgingWaits(4, .9, []float64{.3, .5, .2}, []float64{1, 2, 4})
	for k, want := range []float64{3.0771612, 1.7076554, .96203556} {
		near(t, fmt.Sprintf("aging class %d", k), aging[k], want, 8)
	}
	// Equal rates are first come, first served; rates far apart strict priorities.
	near(t, "aging with equal rates", AgingWaits(4, .8, shares, []float64{1, 1, 1})[0], MMcWait(4, .8), 9)
	near(t, "aging with rates far apart", AgingWaits(4, .8, shares, []float64{1e12, 1e6, 1})[0], waits[0], 5)
}

func TestBatches(t *testing.T) {
	near(t, "dynamic", DynamicMakespan(1000, 4), 251.08333, 8)
	near(t, "static", StaticMakespan(1000, 4), 266.45166, 8)
	near(t, "fewer jobs than workers", DynamicMakespan(3, 10), 1+1./2+1./3, 9)
	near(t, "one job each", StaticMakespan(4, 4), 1+1./2+1./3+1./4, 8)
	near(t, "static on one worker", StaticMakespan(50, 1), 50, 8)
	near(t, "MultiQueue", MultiQueueRankError(4), 2.375, 9)
	near(t, "shortest first halves completions", CompletionShortestFirst(10000)/CompletionFIFO(10000), .5, 3)
	if got := DynamicMakespan(0, 4) + StaticMakespan(0, 4); got != 0 {
		t.Errorf("makespans of no jobs: %v, want 0", got)
	}
}

// TestUnevenStatic: seven jobs on three workers, by simulation. The standard
// deviation of a makespan is about 1.5, that of the mean of a million 0.0015.
func TestUnevenStatic(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n = 1_000_000
	sum := 0.0
	for range n {
		longest := 0.0
		for _, k := range []int{2, 2, 3} {
			busy := 0.0
			for range k {
				busy += r.ExpFloat64()
			}
			longest = max(longest, busy)
		}
		sum += longest
	}
	if got := StaticMakespan(7, 3); math.Abs(got-sum/n) > 0.0075 {
		t.Errorf("StaticMakespan(7, 3) = %v, simulated %v", got, sum/n)
	}
}

// TestBounds: the worst cases reach them.
func TestBounds(t *testing.T) {
	const w = 4
	jobs := slices.Repeat([]float64{1}, w*(w-1))
	jobs = append(jobs, w)
	if got := GrahamBound(w, jobs); got != 2*w-1 {
		t.Errorf("Graham's bound of its worst case: %v, want %v", got, 2*w-1)
	}
	if got := Ideal(w, jobs); got != w {
		t.Errorf("ideal of it: %v, want %v", got, w)
	}
	if got := Ideal(4, []float64{10, 1}); got != 10 {
		t.Errorf("ideal with one long job: %v, want its length", got)
	}
	near(t, "LPT 2", 6*LPTRatio(2), 7, 9)
	near(t, "LPT 4", 12*LPTRatio(4), 15, 9)
	if Ideal(3, nil) != 0 || GrahamBound(3, nil) != 0 {
		t.Error("bounds of no jobs are not 0")
	}
}

func TestChunks(t *testing.T) {
	for name, tt := range map[string]struct{ got, want []int }{
		"guided":    {Guided(1000, 4), []int{250, 188, 141, 106, 79, 59, 45, 33, 25, 19, 14, 11, 8, 6, 4, 3, 3, 2, 1, 1, 1, 1}},
		"factoring": {Factoring(1000, 4), fours(125, 63, 31, 16, 8, 4, 2, 1)},
		"trapezoid": {Trapezoid(1000, 4), []int{125, 117, 109, 101, 93, 85, 77, 69, 61, 53, 45, 37, 28}},
	} {
		if !slices.Equal(tt.got, tt.want) {
			t.Errorf("%s: %v, want %v", name, tt.got, tt.want)
		}
	}
	for _, f := range []func(int, int) []int{Guided, Factoring, Trapezoid} {
		for n := range 200 {
			for w := 1; w < 9; w++ {
				sum := 0
				for _, c := range f(n, w) {
					if sum += c; c < 1 {
						t.Fatalf("a chunk of %d jobs, of %d for %d workers: %v", c, n, w, f(n, w))
					}
				}
				if sum != n {
					t.Fatalf("chunks of %d jobs for %d workers: %v hold %d", n, w, f(n, w), sum)
				}
			}
		}
	}
}

func fours(chunks ...int) []int {
	var out []int
	for _, c := range chunks {
		out = append(out, c, c, c, c)
	}
	return out
}

// TestMisuse panics with the package's name.
func TestMisuse(t *testing.T) {
	for name, f := range map[string]func(){
		"no workers":    func() { ErlangC(0, .5) },
		"overload":      func() { MMcWait(2, 1) },
		"load NaN":      func() { RoundRobinWait(2, math.NaN()) },
		"quantile":      func() { MMcWaitQuantile(2, .5, 1) },
		"SCV":           func() { PollaczekKhinchine(.5, -1) },
		"shares":        func() { PriorityWaits(2, .5, []float64{.5, .4}) },
		"rates":         func() { AgingWaits(2, .5, []float64{.5, .5}, []float64{1}) },
		"rate":          func() { AgingWaits(2, .5, []float64{1}, []float64{0}) },
		"jobs":          func() { StaticMakespan(-1, 2) },
		"service":       func() { Ideal(2, []float64{math.Inf(1)}) },
		"heaps":         func() { MultiQueueRankError(0) },
		"completion":    func() { CompletionFIFO(0) },
		"chunk workers": func() { Guided(10, 0) },
		"gaps":          func() { GapsWait(1, FixedGaps()) },
		"stages":        func() { ErlangGaps(0) },
		"hyper":         func() { HyperGaps(.5) },
		"group":         func() { BulkWait(.5, .5, 0) },
		"two choices":   func() { PowerOfTwoSojourn(1) },
		"depth":         func() { BoundedSojourn(2, 0, .5) },
		"hedged":        func() { HedgedSojourn(1) },
		"redundant":     func() { RedundantSojourn(2, 3, .5) },
		"one probe":     func() { OneProbeSojourn(-1) },
		"SRPT":          func() { SRPTSojourn(1) },
		"prediction":    func() { PredictedFirstSojourn(1) },
		"preemptive":    func() { PreemptiveShortestSojourn(1) },
		"predicted":     func() { PreemptivePredictedSojourn(1) },
		"remaining":     func() { PredictedRemainingSojourn(1) },
		"patience":      func() { ErlangA(2, .5, 0) },
		"impatient":     func() { ErlangA(2, math.NaN(), 1) },
		"replaced":      func() { ReplacedShare(0, .5) },
		"replacing":     func() { ReplacedShare(1, -1) },
		"together":      func() { LingerWait(1, 0, 1) },
		"lingering":     func() { LingerWait(0, 2, 1) },
		"newest":        func() { LIFOWaitSquare(1, 2, 6) },
		"classes":       func() { ClassWaits(.5, []float64{.5}, nil, nil) },
		"slices":        func() { FeedbackSojourns(.5, []float64{.5}) },
	} {
		func() {
			defer func() {
				if v := fmt.Sprint(recover()); len(v) < 8 || v[:8] != "theory: " {
					t.Errorf("%s: %q, want a panic that begins with the package's name", name, v)
				}
			}()
			f()
		}()
	}
}
