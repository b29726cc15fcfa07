package workloads

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// TestStretch: the parts are all of the trace, each from its own beginning.
func TestStretch(t *testing.T) {
	var b strings.Builder
	b.WriteString("duration,arrival\n")
	for i := range 10 {
		fmt.Fprintf(&b, "%d,%d\n", i+1, 5*i)
	}
	whole, err := ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range 3 {
		p := whole.Stretch(i, 3)
		if p.jobs[0].Arrival != 0 || p.jobs[0].Service != time.Duration(n+1)*time.Second || !p.HasArrivals() {
			t.Errorf("part %d: %+v", i, p.jobs)
		}
		n += p.Len()
	}
	if n != 10 || whole.jobs[9].Arrival != 45*time.Second {
		t.Errorf("%d jobs in all; the whole is now %+v", n, whole.jobs)
	}
}

// TestTraceFaster: a clock that runs faster divides all times, and leaves the shape.
func TestTraceFaster(t *testing.T) {
	tr := &Trace{jobs: []joblog.Job{{Service: 10 * time.Second, Priority: 2, Key: "a"}, {Service: 2, Arrival: time.Minute}}, arrivals: true}
	got := tr.Faster(10)
	if got.jobs[0] != (joblog.Job{Service: time.Second, Priority: 2, Key: "a"}) || got.jobs[1] != (joblog.Job{Service: 1, Arrival: 6 * time.Second}) {
		t.Errorf("%+v", got.jobs)
	}
	if tr.jobs[0].Service != 10*time.Second || got.Span() != 6*time.Second || tr.Work() < 10 || tr.Work() > 10.1 {
		t.Errorf("%+v, %v, %v", tr.jobs, got.Span(), tr.Work())
	}
	if got := tr.Shorter(time.Second); got.jobs[0].Service != 9*time.Second || got.jobs[1].Service != 1 || tr.jobs[0].Service != 10*time.Second {
		t.Errorf("shorter: %+v", got.jobs)
	}
	if got := tr.Takes(1); got != time.Minute+2 {
		t.Errorf("takes %v, and the last arrives after a minute", got)
	}
	long := &Trace{jobs: []joblog.Job{{Service: time.Minute}, {Service: time.Second}, {Service: time.Minute}}}
	if long.Takes(1) != 121*time.Second || long.Takes(2) != 60500*time.Millisecond || long.Takes(9) != time.Minute {
		t.Errorf("takes %v, %v and %v", long.Takes(1), long.Takes(2), long.Takes(9))
	}
	if (&Trace{jobs: tr.jobs}).Span() != 0 {
		t.Error("a span without arrivals")
	}
}

// TestPriorities: one for each job, unless all have the same.
func TestPriorities(t *testing.T) {
	for text, want := range map[string][]int{
		"duration,priority\n1,2\n1,2\n": nil,
		"duration\n1\n1\n":              nil,
		"duration,priority\n1,2\n1,\n":  {2, 0},
	} {
		trace, err := ReadTrace(strings.NewReader(text))
		if err != nil || !slices.Equal(trace.Priorities(), want) || (trace.Priorities() == nil) != (want == nil) {
			t.Errorf("%q: %v, %v, want %v", text, trace.Priorities(), err, want)
		}
	}
}
