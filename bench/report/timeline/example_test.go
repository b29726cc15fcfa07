package timeline_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/plan"
	"github.com/go-foundations/poolbench/bench/report/timeline"
)

// When a job ran, for a viewer such as Perfetto.
func ExampleWrite() {
	var b strings.Builder
	err := timeline.Write(&b, []plan.Timeline{{
		Workload: "skewed", Strategy: "chunked", Workers: 1,
		Jobs: []metrics.JobSpan{{Started: time.Millisecond, Completed: 3 * time.Millisecond}},
	}})
	fmt.Println(strings.Contains(b.String(), "traceEvents"), err)
	// Output: true <nil>
}
