package timeline

import (
	"bytes"
	"encoding/json"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/plan"
)

// TestWrite: a process a trial, a lane a worker that ran something, a slice a job.
func TestWrite(t *testing.T) {
	span := func(lane, priority int, released, started, completed time.Duration) metrics.JobSpan {
		return metrics.JobSpan{Lane: lane, Priority: priority, Released: released, Started: started, Completed: completed}
	}
	var b bytes.Buffer
	err := Write(&b, []plan.Timeline{
		{Workload: "w", Strategy: "s", Workers: 2, Load: 0.5, Jobs: []metrics.JobSpan{
			span(0, 3, 0, 2*time.Microsecond, 5*time.Microsecond), span(1, 0, 0, 0, time.Microsecond), span(0, 0, 0, 5*time.Microsecond, 6*time.Microsecond)}},
		{Workload: "w", Strategy: "t", Workers: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"displayTimeUnit":"ms","traceEvents":[` +
		`{"name":"process_name","ph":"M","pid":1,"tid":0,"ts":0,"args":{"name":"s on w, 2 workers, load 0.5"}},` +
		`{"name":"thread_name","ph":"M","pid":1,"tid":0,"ts":0,"args":{"name":"worker 0"}},` +
		`{"name":"priority 3","ph":"X","pid":1,"tid":0,"ts":2,"dur":3,"args":{"job":0,"waited_us":2}},` +
		`{"name":"thread_name","ph":"M","pid":1,"tid":1,"ts":0,"args":{"name":"worker 1"}},` +
		`{"name":"priority 0","ph":"X","pid":1,"tid":1,"ts":0,"dur":1,"args":{"job":1,"waited_us":0}},` +
		`{"name":"priority 0","ph":"X","pid":1,"tid":0,"ts":5,"dur":1,"args":{"job":2,"waited_us":5}},` +
		`{"name":"process_name","ph":"M","pid":2,"tid":0,"ts":0,"args":{"name":"t on w, 1 worker"}}]}`
	if b.String() != want || !json.Valid(b.Bytes()) {
		t.Errorf("Write:\n%s\nwant:\n%s", b.String(), want)
	}
}
