package metrics

import (
	"cmp"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// byKey sets what jobs of different keys got, from number from on, and how often jobs
// came home, if there are two keys or more.
func byKey(m map[string]float64, jobs *Jobs, from int) {
	if jobs.Cold != nil {
		cold := 0
		for _, c := range jobs.Cold[from:] {
			if c {
				cold++
			}
		}
		m["cold"] = float64(cold) / float64(jobs.Len()-from)
	}
	if jobs.Key == nil {
		return
	}
	of := make(map[int32][]int)
	for i := from; i < jobs.Len(); i++ {
		if key := jobs.Key[i]; key > 0 {
			of[key] = append(of[key], i)
		}
	}
	if len(of) < 2 {
		return
	}
	p99 := record.Percentiles()[slices.IndexFunc(record.Percentiles(), func(p record.Percentile) bool { return p.Name == "p99" })]
	var sums []float64
	// In the order of keys, so that sums are rounded alike in every run.
	keys := make([]int32, 0, len(of))
	for key := range of {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var scratch []uint64
	for _, key := range keys {
		numbers := of[key]
		sum := 0.0
		scratch = scratch[:0]
		for _, i := range numbers {
			sum += slowdown.of(jobs, i)
			scratch = append(scratch, sojourn.key(jobs, i))
		}
		sums = append(sums, sum/float64(len(numbers)))
		if n := len(numbers); n >= p99.Jobs {
			at := atRanks(scratch, []int{rank(n, p99.Quantile)})
			m["key-p99"] = max(m["key-p99"], sojourn.value(at[0]))
		}
	}
	m["key-fairness"] = jain(sums)
	if share, ok := atHome(jobs, from); ok {
		m["at-home"] = share
	}
}

// atHome returns the share of the jobs from number from on that ran on the worker on which
// the job of their key that began last had run. A key's first job does not count.
func atHome(jobs *Jobs, from int) (share float64, ok bool) {
	if jobs.Worker == nil {
		return 0, false
	}
	starts := make([]int, jobs.Len())
	for i := range starts {
		starts[i] = i
	}
	slices.SortStableFunc(starts, func(a, b int) int { return cmp.Compare(jobs.Started[a], jobs.Started[b]) })
	home := make(map[int32]int32)
	all, came := 0, 0
	for _, i := range starts {
		key := jobs.Key[i]
		if key == 0 {
			continue
		}
		if last, seen := home[key]; seen && i >= from {
			all++
			if last == jobs.Worker[i] {
				came++
			}
		}
		home[key] = jobs.Worker[i]
	}
	return float64(came) / float64(max(1, all)), all > 0
}

// jain returns Jain's index of values.
func jain(values []float64) float64 {
	var sum, squares float64
	for _, x := range values {
		sum += x
		squares += float64(x * x) // rounded here on every processor: some would fuse it with the sum
	}
	return sum * sum / (float64(len(values)) * squares)
}
