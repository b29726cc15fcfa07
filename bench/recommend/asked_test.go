package recommend

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestAskedBelow: a count that is asked for is shown though fewer workers than are busy are
// not recommended, even if a short log meets the target with them.
func TestAskedBelow(t *testing.T) {
	q := Question{Trace: evenLog(t), Contenders: sharedQueue(t), Workers: []int{4, 1, 3, 4}, Target: verdict.Target{Metric: "sojourn-p99", Limit: 60}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var counts []int
	for _, o := range r.Options {
		counts = append(counts, o.Workers)
	}
	if fmt.Sprint(counts) != "[1 3 4]" || r.Workers != 4 || !r.Met || !r.Options[1].Meets {
		t.Errorf("%v: %+v", counts, r.Recommendation)
	}
	if !strings.Contains(r.Text(), "Fewer workers than the 3.33 that are busy on average are not recommended") {
		t.Error(r.Text())
	}
	q.Workers = []int{1} // there are no others
	if r, err = q.Answer(t.Context()); err != nil || r.Workers != 1 || len(r.Options) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestWhyOther: what the slowest jobs wait for is told of the strategy that is recommended,
// too, if that is another than the shared queue.
func TestWhyOther(t *testing.T) {
	var b strings.Builder
	b.WriteString("duration_ms,arrival_ms,priority\n")
	for i := range 2000 {
		fmt.Fprintf(&b, "%d,%d,0\n", 10+90*btoi(i%10 < 2), 29*i) // 28 ms of work every 29 ms
	}
	q := Question{Trace: traceOf(t, b.String()), Contenders: bench.Strategies(), Workers: []int{1}, Target: verdict.Target{Metric: "sojourn-mean"}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Strategy == Obvious || r.Why == nil || r.Why.Jobs == 0 || r.Why.Service < 0 || r.Why.Service > 1 {
		t.Fatalf("%s, why %+v: %+v %+v", r.Strategy, r.Why, r.Rejected, r.Simulated)
	}
	if s := r.Text(); !strings.Contains(s, "why mean with "+r.Strategy+" is this high: ") || !strings.Contains(s, "why mean behind one queue is this high: ") {
		t.Error(s)
	}
	run := &record.Run{Trials: []record.Trial{{Round: 1, Strategy: Obvious, Workload: logName, Workers: 1, Metrics: map[string]float64{r.Metric: r.Value}}}}
	if !r.yield(run, r.Target, "a test") || r.Why != nil {
		t.Error("yielded to the shared queue, and the reason is another's")
	}
}
