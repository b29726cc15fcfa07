package metrics_test

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
)

// Two workers did three jobs of a second, so that one of them was idle for a while.
func ExampleMeasure() {
	job := func(started time.Duration) metrics.Job {
		return metrics.Job{Started: started, Completed: started + time.Second, Service: time.Second, CPU: time.Second}
	}
	values, _ := metrics.Measure(metrics.Observation{
		Jobs:    metrics.JobsOf([]metrics.Job{job(0), job(0), job(time.Second)}),
		Workers: 2,
		Steals:  -1,
	})
	fmt.Printf("%.2f jobs/s, efficiency %.2f\n", values["throughput"], values["efficiency"])
	// Output: 1.50 jobs/s, efficiency 0.75
}
