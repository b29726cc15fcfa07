package recommend

import (
	"math"
	"testing"
	"time"
)

// TestSpans: all jobs are in one of the spans, and the busiest hour is the one in which ten
// times as many come.
func TestSpans(t *testing.T) {
	q := &queue{}
	for i := range 10 * 60 {
		at := time.Duration(i) * time.Minute
		for k := range 1 + 9*btoi(i >= 300 && i < 360) {
			q.arrivals, q.services = append(q.arrivals, at+time.Duration(k)*time.Second), append(q.services, 6*time.Second)
		}
	}
	g := goal{metric: "sojourn-max"}
	s := q.schedule(3)
	jobs, work := 0, 0.0
	for i, x := range s.over(g) {
		jobs += x.Jobs
		work += x.Busy * (x.To - x.From)
		if i > 0 && math.Abs(x.From-float64(i)*s.arrivals[len(s.arrivals)-1].Seconds()/overSpans) > 1e-6 || x.Jobs > 0 && (x.Value == nil || *x.Value != x.Most || x.Most < 6) {
			t.Errorf("span %d: %+v", i, x)
		}
	}
	if jobs != len(q.arrivals) || math.Abs(work-6*float64(jobs)) > 1e-6 {
		t.Errorf("%d jobs, %v s of work", jobs, work)
	}
	b := s.busiest(g)
	if b == nil || b.From != 300*60 || b.To != 360*60 || b.Jobs != 600 || math.Abs(b.Busy-1) > 1e-9 {
		t.Errorf("%+v", b)
	}
	q.arrivals, q.services = q.arrivals[:60], q.services[:60]
	if b := q.schedule(3).busiest(g); b != nil {
		t.Errorf("of an hour: %+v", b)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
