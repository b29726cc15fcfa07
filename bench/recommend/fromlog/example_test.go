package fromlog_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/recommend/fromlog"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// The words of compare recommend --slo p99=50ms, and a log with a column that says how long
// each job took.
func Example() {
	w := fromlog.Words{File: "jobs.csv", SLO: "makespan=50ms", Workers: "1..4", Read: joblog.Options{Most: recommend.DefaultKept}}
	if err := w.Check(); err != nil {
		fmt.Println(err)
		return
	}
	asked, err := w.Ask(strings.NewReader("took_ms\n" + strings.Repeat("2\n", 500)))
	if err != nil {
		fmt.Println(err)
		return
	}
	q := asked.Question
	fmt.Println(q.Trace.Len(), "jobs, workers", q.Workers, "target", q.Target.Metric, q.Target.Limit)
	// Output: 500 jobs, workers [1 2 4] target makespan 0.05
}
