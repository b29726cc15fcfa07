package bench

import (
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// spreads sets the mean, percentiles and maximum of waits, sojourns and
// slowdowns.
func spreads(m map[string]float64, jobs []jobTimes) {
	spread(m, "wait", jobs, seconds((*jobTimes).wait))
	spread(m, "sojourn", jobs, seconds((*jobTimes).sojourn))
	spread(m, "slowdown", jobs, slowdown)
}

func seconds(of func(*jobTimes) time.Duration) func(*jobTimes) float64 {
	return func(j *jobTimes) float64 { return of(j).Seconds() }
}

// slowdown returns how many times as long as its service a job stayed. A service
// of nothing counts as a nanosecond.
func slowdown(j *jobTimes) float64 {
	return float64(j.sojourn()) / float64(max(1, j.service))
}

func mean(jobs []jobTimes, of func(*jobTimes) float64) float64 {
	sum := 0.0
	for i := range jobs {
		sum += of(&jobs[i])
	}
	return sum / float64(len(jobs))
}

// spread sets the metrics of one quantity. A percentile that so few jobs do not
// tell is left out.
func spread(m map[string]float64, name string, jobs []jobTimes, of func(*jobTimes) float64) {
	values := make([]float64, len(jobs))
	for i := range jobs {
		values[i] = of(&jobs[i])
	}
	slices.Sort(values)
	m[name+"-mean"] = mean(jobs, of)
	m[name+"-max"] = values[len(values)-1]
	for _, p := range record.Percentiles() {
		if len(values) >= p.Jobs {
			m[name+"-"+p.Name] = quantile(values, p.Quantile)
		}
	}
}

// quantile returns the smallest value that at least a share q of the sorted
// values do not exceed (type 1 of Hyndman and Fan, 1996): that of a job that
// there was.
func quantile[V any](sorted []V, q float64) V {
	// A product that is a hair over a whole number is that number.
	k := int(math.Ceil(q*float64(len(sorted)) - 1e-9))
	return sorted[max(0, k-1)]
}
