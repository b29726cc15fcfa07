package verdict

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"

	"golang.org/x/perf/benchmath"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A place is a Place with properties of its workload.
type place struct {
	Place
	severalWorkers, severalLoads bool
	exact                        bool // as record.Workload
}

// at returns the place of a trial.
func at(t *record.Trial) Place { return Place{t.Workload, t.Workers, t.Load} }

// places returns the places of the run in the order in which to show them.
func places(run *record.Run) []place {
	var all []place
	seen := make(map[Place]bool)
	for i := range run.Trials {
		if p := at(&run.Trials[i]); !seen[p] {
			seen[p] = true
			all = append(all, place{Place: p})
		}
	}
	// Rounds are in random order; show the order of the settings.
	position := func(p place) int {
		for i, w := range run.Workloads {
			if w.Name == p.Workload {
				return i
			}
		}
		return len(run.Workloads)
	}
	slices.SortStableFunc(all, func(a, b place) int {
		if d := position(a) - position(b); d != 0 || a.Workload != b.Workload {
			return d
		}
		return cmp.Or(cmp.Compare(a.Workers, b.Workers), cmp.Compare(a.Load, b.Load))
	})
	for i := range all {
		for _, w := range run.Workloads {
			all[i].exact = all[i].exact || w.Name == all[i].Workload && w.Exact
		}
		for j := range all {
			if all[i].Workload == all[j].Workload {
				all[i].severalWorkers = all[i].severalWorkers || all[i].Workers != all[j].Workers
				all[i].severalLoads = all[i].severalLoads || all[i].Load != all[j].Load
			}
		}
	}
	return all
}

func (p place) has(t *record.Trial) bool { return at(t) == p.Place }

// priorities returns those that have metrics of their own at the place, most
// urgent first.
func (p place) priorities(run *record.Run) []int {
	seen := make(map[int]bool)
	for i := range run.Trials {
		if t := &run.Trials[i]; p.has(t) {
			for _, c := range t.Classes {
				seen[c.Priority] = true
			}
		}
	}
	all := slices.Sorted(maps.Keys(seen))
	slices.Reverse(all)
	return all
}

// failures returns the failures at the place, one per contender, and the set of
// those contenders.
func (p place) failures(run *record.Run) ([]Failure, map[string]bool) {
	var all []Failure
	failed := map[string]bool{}
	trials := map[string]int{}
	for i := range run.Trials {
		t := &run.Trials[i]
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
		all = append(all, Failure{Place: p.Place, Strategy: t.Strategy,
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
	exact    bool
	rounds   []int
	values   []float64 // as measured, in the order of rounds
}

// of returns a function that looks up a metric of a trial, for all its jobs or those of one
// priority. The name of the metric may have a class of its own.
func of(metric string, priority *int) func(*record.Trial) (float64, bool) {
	metric, class := record.SplitMetric(metric)
	return func(t *record.Trial) (float64, bool) {
		if class != "" {
			if len(t.Classes) == 0 {
				return 0, false
			}
			only := t.Classes[0].Priority // the most urgent
			if class != record.Urgent {
				only, _ = strconv.Atoi(class)
			}
			return of(metric, &only)(t)
		}
		metrics := t.Metrics
		if priority != nil {
			i := slices.IndexFunc(t.Classes, func(c record.Class) bool { return c.Priority == *priority })
			if i < 0 {
				return 0, false
			}
			metrics = t.Classes[i].Metrics
		}
		v, ok := metrics[metric]
		return v, ok
	}
}

// samples returns the samples of a metric at the place, those of the contenders
// in the set left out, in the order of their names.
func (p place) samples(run *record.Run, value func(*record.Trial) (float64, bool), without map[string]bool) []sample {
	var all []sample
	for i := range run.Trials {
		t := &run.Trials[i]
		if !p.has(t) || without[t.Strategy] {
			continue
		}
		v, ok := value(t)
		if !ok {
			continue
		}
		i := slices.IndexFunc(all, func(s sample) bool { return s.strategy == t.Strategy })
		if i < 0 {
			i = len(all)
			all = append(all, sample{strategy: t.Strategy, exact: p.exact})
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

// bench returns the sample as a benchmath sample.
func (s sample) bench(alpha float64) *benchmath.Sample {
	t := benchmath.DefaultThresholds
	t.CompareAlpha = alpha
	// NewSample sorts its argument, which would break the pairs.
	return benchmath.NewSample(slices.Clone(s.values), &t)
}

// summary returns the median and the interval of the median that order
// statistics give, which assumes nothing about the distribution (Hollander &
// Wolfe, §3.6).
func (s sample) summary(confidence float64) stats.Estimate {
	sum := benchmath.AssumeNothing.Summary(s.bench(1-confidence), confidence)
	if math.IsInf(sum.Lo, 0) || math.IsInf(sum.Hi, 0) {
		// One finite end alone does not have the confidence asked for.
		return stats.Estimate{Center: sum.Center, Lo: math.Inf(-1), Hi: math.Inf(1)}
	}
	return stats.Estimate{Center: sum.Center, Lo: sum.Lo, Hi: sum.Hi}
}

// finite returns a pointer to v, or nil when v is not a finite number.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
