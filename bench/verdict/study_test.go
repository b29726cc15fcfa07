package verdict

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// amdahl returns a run whose contenders take serial + (1−serial)/W of a second, times
// noise, and a drift that the trials of a round share.
func amdahl(rounds int, noise float64, serial map[string]float64, workers ...int) *record.Run {
	rng := rand.New(rand.NewPCG(1, 2))
	run := &record.Run{Paired: true, Workloads: []record.Workload{{Name: "fixed", Jobs: 10}}}
	for round := 1; round <= rounds; round++ {
		drift := math.Exp(rng.NormFloat64() * 0.3)
		for _, name := range slices.Sorted(maps.Keys(serial)) { // a map's own order would draw other noise each time
			s := serial[name]
			for _, w := range workers {
				run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "fixed", Strategy: name, Workers: w, Jobs: 10, Metrics: map[string]float64{
					"makespan": drift * (s + (1-s)/float64(w)) * math.Exp(rng.NormFloat64()*noise)}})
			}
		}
	}
	return run
}

// TestScale: the serial fraction of Amdahl's law comes back out, at every worker count,
// within its interval; drift that a round's trials share does no harm.
func TestScale(t *testing.T) {
	serial := map[string]float64{"good": 0.02, "bad": 0.3}
	for _, noise := range []float64{0, 0.01} {
		s := ScaleOf(amdahl(20, noise, serial, 1, 2, 8), 0.95)
		if len(s.Curves) != 2 || s.Curves[0].Strategy != "good" {
			t.Fatalf("%+v, want good before bad", s.Curves)
		}
		for _, c := range s.Curves {
			if p := c.Points[0]; p.Workers != 1 || p.SpeedUp != 1 || p.Serial != nil || p.SpeedUpLo != nil {
				t.Errorf("%s with one worker: %+v", c.Strategy, p)
			}
			for _, p := range c.Points[1:] {
				want := serial[c.Strategy]
				if noise == 0 && (math.Abs(*p.Serial-want) > 1e-9 || math.Abs(p.Efficiency*float64(p.Workers)-p.SpeedUp) > 1e-12) {
					t.Errorf("%s with %d: serial %v, want %v; %+v", c.Strategy, p.Workers, *p.Serial, want, p)
				}
				if noise > 0 && !(*p.SerialLo < want && want < *p.SerialHi && *p.SerialLo < *p.Serial && *p.Serial < *p.SerialHi) {
					t.Errorf("%s with %d: serial %v (%v–%v), want around %v", c.Strategy, p.Workers, *p.Serial, *p.SerialLo, *p.SerialHi, want)
				}
				if c.Strategy == "bad" {
					w := float64(p.Workers)
					if want := (0.3 + 0.7/w) / (0.02 + 0.98/w); math.Abs(*p.VsBest/want-1) > 0.02 {
						t.Errorf("bad with %d: %v times the best, want %v", p.Workers, *p.VsBest, want)
					}
				} else if p.VsBest != nil {
					t.Errorf("good with %d: %v times the best", p.Workers, *p.VsBest)
				}
			}
		}
	}
}

// TestScaleLeavesOut: who failed has no curve, and without one worker there is none;
// few rounds have no intervals.
func TestScaleLeavesOut(t *testing.T) {
	run := amdahl(3, 0.01, map[string]float64{"good": 0.1, "bad": 0.1}, 1, 2)
	for i := range run.Trials {
		if tr := &run.Trials[i]; tr.Strategy == "bad" && tr.Workers == 2 && tr.Round == 2 {
			tr.Metrics, tr.Error = nil, "lost a job"
		}
	}
	s := ScaleOf(run, 0.95)
	if len(s.Curves) != 1 || s.Curves[0].Strategy != "good" || s.Curves[0].Points[1].SpeedUpLo != nil {
		t.Errorf("%+v", s.Curves)
	}
	if s := ScaleOf(amdahl(6, 0, map[string]float64{"good": 0.1}, 2, 4), 0.95); len(s.Curves) != 0 {
		t.Errorf("without one worker: %+v", s.Curves)
	}
}

var grainSizes = []float64{32e-9, 100e-9, 320e-9, 1e-6, 3.2e-6, 10e-6, 32e-6, 100e-6, 320e-6}

// overheads returns a run whose contenders spend so much on each job beside its size.
func overheads(rounds int, noise float64, overhead map[string]float64) *record.Run {
	rng := rand.New(rand.NewPCG(3, 4))
	run := &record.Run{Paired: true}
	for _, size := range grainSizes {
		name := "fixed:" + human(size)
		run.Workloads = append(run.Workloads, record.Workload{Name: name, Mean: 1, Computed: size, Jobs: 1000})
		for round := 1; round <= rounds; round++ {
			for _, strategy := range slices.Sorted(maps.Keys(overhead)) { // as in amdahl
				o := overhead[strategy]
				run.Trials = append(run.Trials, record.Trial{Round: round, Workload: name, Strategy: strategy, Workers: 4, Jobs: 1000, Metrics: map[string]float64{
					"throughput": 4 / (size + o) * math.Exp(rng.NormFloat64()*noise)}})
			}
		}
	}
	return run
}

func near(a, b float64) bool { return math.Abs(a/b-1) < 1e-9 }

func human(size float64) string { return string(rune('a' + int(math.Round(2*math.Log10(size/32e-9))))) }

// TestGrain: METG(50 %) is the overhead of a job, in an interval that holds it, and at an
// overhead of which there is no job as small there is a bound.
func TestGrain(t *testing.T) {
	overhead := map[string]float64{"static": 60e-9, "queue": 250e-9, "slow": 5e-6, "free": 1e-9, "lost": 1}
	for _, noise := range []float64{0, 0.02} {
		g, err := GrainOf(overheads(20, noise, overhead), "static", 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if g.Jobs != 1000 || len(g.Curves) != len(overhead) || g.Curves[0].Strategy != "free" || g.Curves[4].Strategy != "lost" {
			t.Fatalf("%+v", g)
		}
		queue := g.Curves[slices.IndexFunc(g.Curves, func(c GrainCurve) bool { return c.Strategy == "queue" })]
		for _, c := range g.Curves {
			want := overhead[c.Strategy]
			// The queue leads those that hand jobs out and have a METG between the sizes.
			if leads := c.Strategy == "queue"; leads != c.Alone || leads != c.First || leads != (c.VsBest == nil) {
				t.Errorf("%s: %+v", c.Strategy, c)
			} else if !leads && math.Abs(*c.VsBest*queue.METG/c.METG-1) > 0.01 {
				t.Errorf("%s has %v of the METG of the queue, want %v", c.Strategy, *c.VsBest, c.METG/queue.METG)
			}
			switch c.Strategy {
			case "free":
				if !c.Below || !near(c.METG, grainSizes[0]) {
					t.Errorf("free: %+v", c)
				}
			case "lost":
				if !c.Above || !near(c.METG, grainSizes[8]) {
					t.Errorf("lost: %+v", c)
				}
			default:
				// The best rate is at jobs of 320 µs, which lose the overhead, too.
				if math.Abs(c.METG/want-1) > 0.06 || c.Below || c.Above {
					t.Errorf("%s: %v, want %v; %+v", c.Strategy, c.METG, want, c)
				}
				if noise > 0 && !(*c.METGLo < c.METG && c.METG < *c.METGHi && *c.METGHi / *c.METGLo < 1.1) {
					t.Errorf("%s: %v (%v–%v)", c.Strategy, c.METG, *c.METGLo, *c.METGHi)
				}
			}
			for i, p := range c.Points {
				if want := p.Size / (p.Size + want); p.Size != grainSizes[i] || math.Abs(p.Efficiency/want-1) > 0.03 {
					t.Errorf("%s at %v: efficiency %v, want %v", c.Strategy, p.Size, p.Efficiency, want)
				}
			}
		}
	}
}

// TestGrainRefuses: without the reference there is nothing to be efficient against.
func TestGrainRefuses(t *testing.T) {
	if _, err := GrainOf(overheads(2, 0, map[string]float64{"queue": 1e-7}), "static", 0.95); err == nil {
		t.Error("no error without the reference")
	}
	run := overheads(2, 0, map[string]float64{"static": 1e-7})
	run.Trials[0].Metrics, run.Trials[0].Error = nil, "failed"
	if _, err := GrainOf(run, "static", 0.95); err == nil {
		t.Error("no error though the reference failed")
	}
	run.Workloads = run.Workloads[:1]
	if _, err := GrainOf(run, "static", 0.95); err == nil {
		t.Error("no error with one size")
	}
	// A round that did not end does not count.
	run = overheads(3, 0, map[string]float64{"static": 1e-7})
	run.Trials = run.Trials[:len(run.Trials)-1]
	g, err := GrainOf(run, "static", 0.95)
	if err != nil || g.Curves[0].N != 2 {
		t.Errorf("%+v, %v", g, err)
	}
}

// TestRising: the result never falls, keeps the sum, leaves what rises alone, and one
// disturbed size hardly moves the crossing.
func TestRising(t *testing.T) {
	for _, k := range []struct{ in, want []float64 }{
		{nil, nil},
		{[]float64{1, 2, 3}, []float64{1, 2, 3}},
		{[]float64{3, 2, 1}, []float64{2, 2, 2}},
		{[]float64{1, 4, 2, 3, 9}, []float64{1, 3, 3, 3, 9}},
		{[]float64{5, 1, 5, 1, 5}, []float64{3, 3, 3, 3, 5}},
	} {
		if got := rising(k.in); !slices.Equal(got, k.want) {
			t.Errorf("rising(%v) = %v, want %v", k.in, got, k.want)
		}
	}
	e := []float64{0.2, 0.4, 0.7, 0.9, 0.45, 0.95, 0.97, 1, 1}
	got, end := crossing(grainSizes, rising(e))
	e[4] = 0.93
	want, _ := crossing(grainSizes, e)
	if end != 0 || math.Abs(got/want-1) > 0.05 {
		t.Errorf("crossing at %v with a disturbed size, %v without", got, want)
	}
}
