package metrics

import (
	"math"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// spreads sets the mean, percentiles and maximum of waits, sojourns and
// slowdowns.
func spreads(m map[string]float64, jobs []Job) {
	spread(m, "wait", jobs, seconds((*Job).Wait))
	spread(m, "sojourn", jobs, seconds((*Job).Sojourn))
	spread(m, "slowdown", jobs, slowdown)
}

func seconds(of func(*Job) time.Duration) func(*Job) float64 {
	return func(j *Job) float64 { return of(j).Seconds() }
}

// slowdown returns the sojourn of a job over its service time, which counts as 1 ns at
// least.
func slowdown(j *Job) float64 {
	return float64(j.Sojourn()) / float64(max(1, j.Service))
}

func mean(jobs []Job, of func(*Job) float64) float64 {
	sum := 0.0
	for i := range jobs {
		sum += of(&jobs[i])
	}
	return sum / float64(len(jobs))
}

// spread sets the metrics of one quantity. It omits percentiles for which there are too
// few jobs.
func spread(m map[string]float64, name string, jobs []Job, of func(*Job) float64) {
	values := make([]float64, len(jobs))
	for i := range jobs {
		values[i] = of(&jobs[i])
	}
	slices.Sort(values)
	m[name+"-mean"] = mean(jobs, of)
	m[name+"-max"] = values[len(values)-1]
	for _, p := range record.Percentiles() {
		if len(values) >= p.Jobs {
			m[name+"-"+p.Name] = Quantile(values, p.Quantile)
		}
	}
}

// Quantile returns the smallest of the sorted values that at least a share q of them do
// not exceed (type 1 of Hyndman and Fan, 1996): a value that occurred, never one in
// between. There must be one at least.
func Quantile[V any](sorted []V, q float64) V {
	// Rounding may leave the product a hair over a whole number.
	k := int(math.Ceil(q*float64(len(sorted)) - 1e-9))
	return sorted[max(0, k-1)]
}
