package bench

import (
	"slices"
	"time"
)

// measure returns the metrics of a batch, by the names of record's catalogue;
// times are in seconds.
func measure(spans []span, workers int) map[string]float64 {
	var busy, wait, longest, makespan time.Duration
	sojourn := make([]time.Duration, len(spans))
	for i := range spans {
		s := &spans[i]
		service := s.completed - s.started
		busy += service
		wait += s.started
		longest = max(longest, service)
		makespan = max(makespan, s.completed)
		sojourn[i] = s.completed // all were released when the batch began
	}
	slices.Sort(sojourn)
	n := float64(len(spans))
	w := float64(workers)
	m := map[string]float64{
		"makespan":    makespan.Seconds(),
		"throughput":  n / makespan.Seconds(),
		"efficiency":  max(busy.Seconds()/w, longest.Seconds()) / makespan.Seconds(),
		"sojourn-max": makespan.Seconds(),
		"wait-mean":   wait.Seconds() / n,
		"overhead":    (w*makespan.Seconds() - busy.Seconds()) / n,
	}
	for _, p := range percentiles {
		if len(sojourn) >= p.jobs {
			m[p.metric] = quantile(sojourn, p.q).Seconds()
		}
	}
	return m
}

// percentiles of the sojourn, and how many jobs each takes: so many that the
// greatest sojourn is below the true percentile with a chance of 1.25 % at most.
// With fewer there is no 95 % interval of order statistics around it that ends,
// and the number would say more about luck than about the contender.
var percentiles = []struct {
	metric string
	q      float64
	jobs   int
}{
	{"sojourn-p50", 0.50, 10},
	{"sojourn-p95", 0.95, 86},
	{"sojourn-p99", 0.99, 441},
	{"sojourn-p99.9", 0.999, 4394},
}

// quantile returns the smallest value that at least a share q of the sorted
// values do not exceed (type 1 of Hyndman and Fan, 1996): a job that there was.
func quantile(sorted []time.Duration, q float64) time.Duration {
	k := int(q * float64(len(sorted)))
	if float64(k) < q*float64(len(sorted)) {
		k++
	}
	return sorted[max(0, k-1)]
}
