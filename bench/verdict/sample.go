package verdict

import (
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"golang.org/x/perf/benchmath"
)

// A place is where contenders meet: one workload with one number of workers.
type place struct {
	workload string
	workers  int
	several  bool // the run has other worker counts for this workload
}

// places returns the places of the run in the order of their first trials.
func places(run *record.Run) []place {
	var all []place
	for _, t := range run.Trials {
		p := place{workload: t.Workload, workers: t.Workers}
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	// Rounds are in random order; the settings' order is the one to show.
	position := func(p place) int {
		for i, w := range run.Workloads {
			if w.Name == p.workload {
				return i
			}
		}
		return len(run.Workloads)
	}
	slices.SortStableFunc(all, func(a, b place) int {
		if d := position(a) - position(b); d != 0 {
			return d
		}
		if a.workload == b.workload {
			return a.workers - b.workers
		}
		return 0
	})
	for i := range all {
		for j := range all {
			all[i].several = all[i].several || i != j && all[i].workload == all[j].workload
		}
	}
	return all
}

func (p place) has(t record.Trial) bool { return t.Workload == p.workload && t.Workers == p.workers }

// failures returns the failures at the place, one per contender, and the set of
// those contenders.
func (p place) failures(run *record.Run) ([]Failure, map[string]bool) {
	var all []Failure
	failed := map[string]bool{}
	trials := map[string]int{}
	for _, t := range run.Trials {
		if !p.has(t) {
			continue
		}
		trials[t.Strategy]++
		if t.Error == "" {
			continue
		}
		if failed[t.Strategy] {
			i := slices.IndexFunc(all, func(f Failure) bool { return f.Strategy == t.Strategy })
			all[i].Count++
			continue
		}
		failed[t.Strategy] = true
		all = append(all, Failure{Workload: p.workload, Strategy: t.Strategy, Workers: p.workers,
			Round: t.Round, Count: 1, Error: t.Error})
	}
	for i := range all {
		all[i].Trials = trials[all[i].Strategy]
	}
	return all, failed
}

// A sample is one metric of one contender, by round.
type sample struct {
	strategy string
	rounds   []int
	values   []float64 // as measured, in the order of rounds
}

// samples returns the samples of a metric at the place, those of the contenders
// in the set left out, in the order of their names.
func (p place) samples(run *record.Run, metric string, without map[string]bool) []sample {
	var all []sample
	for _, t := range run.Trials {
		v, ok := t.Metrics[metric]
		if !ok || !p.has(t) || without[t.Strategy] {
			continue
		}
		i := slices.IndexFunc(all, func(s sample) bool { return s.strategy == t.Strategy })
		if i < 0 {
			i = len(all)
			all = append(all, sample{strategy: t.Strategy})
		}
		all[i].rounds = append(all[i].rounds, t.Round)
		all[i].values = append(all[i].values, v)
	}
	// Random order of trials must not decide between equal medians.
	slices.SortFunc(all, func(a, b sample) int {
		switch {
		case a.strategy < b.strategy:
			return -1
		case a.strategy > b.strategy:
			return 1
		}
		return 0
	})
	return all
}

// bench returns the sample as benchmath wants it.
func (s sample) bench(alpha float64) *benchmath.Sample {
	t := benchmath.DefaultThresholds
	t.CompareAlpha = alpha
	// NewSample sorts what it gets, which would break the pairs.
	return benchmath.NewSample(slices.Clone(s.values), &t)
}

// summary returns the median and the interval of the median that order
// statistics give, which assumes nothing about the distribution (Hollander &
// Wolfe, §3.6).
func (s sample) summary(confidence float64) Estimate {
	sum := benchmath.AssumeNothing.Summary(s.bench(1-confidence), confidence)
	if math.IsInf(sum.Lo, 0) || math.IsInf(sum.Hi, 0) {
		// One finite end alone does not have the confidence asked for.
		return Estimate{sum.Center, math.Inf(-1), math.Inf(1)}
	}
	return Estimate{sum.Center, sum.Lo, sum.Hi}
}

// finite returns a pointer to v, or nil when v is not a finite number.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
