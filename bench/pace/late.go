package pace

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// minLate is how many jobs it takes to know the 99th percentile of how late the
// generator was.
const minLate = 441

// LateP99 returns how late one job in a hundred was handed over, or false if so few
// jobs do not tell.
func LateP99(late []time.Duration) (time.Duration, bool) {
	if len(late) < minLate {
		return 0, false
	}
	return metrics.Quantile(slices.Sorted(slices.Values(late)), 0.99), true
}

// Warnings names the workloads of a run whose waits are the generator's own: in half
// of the trials it handed one job in a hundred over later than the mean job takes,
// and than 100 µs.
func Warnings(run *record.Run) []string {
	var out []string
	for _, w := range run.Workloads {
		var late []float64
		for _, t := range run.Trials {
			if x, ok := t.Metrics["late-p99"]; ok && t.Workload == w.Name {
				late = append(late, x)
			}
		}
		if len(late) == 0 {
			continue
		}
		slices.Sort(late)
		if x := metrics.Quantile(late, 0.5); x > max(w.Mean, 1e-4) {
			out = append(out, fmt.Sprintf("%s: the generator handed one job in a hundred over %v late or more, which counts as wait; "+
				"leave it a processor: fewer --workers, or close other programs",
				w.Name, time.Duration(x*float64(time.Second)).Round(10*time.Microsecond)))
		}
	}
	return out
}
