package pace

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// minLate is the fewest jobs of which a 99th percentile is known.
const minLate = 441

// LateP99 returns the 99th percentile of how late jobs were, or false if they are too few
// to know it. It leaves late as it is.
func LateP99(late []time.Duration) (time.Duration, bool) {
	if len(late) < minLate {
		return 0, false
	}
	return metrics.Quantile(slices.Sorted(slices.Values(late)), 0.99), true
}

// Warnings names the workloads of a run whose waits are the generator's fault: in half of
// the trials it submitted one job in a hundred later than the mean job takes, and than
// 100 µs.
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
			out = append(out, fmt.Sprintf("%s: the generator submitted one job in a hundred %v late or more, which counts as wait; "+
				"leave it a processor: fewer --workers, or close other programs",
				w.Name, time.Duration(x*float64(time.Second)).Round(10*time.Microsecond)))
		}
	}
	return out
}
