package metrics

import (
	"testing"
	"time"
)

// TestDue: one worker, three jobs that have 3, 3 and 5 s, and one that has no deadline.
//
//	0–2 job 0 in time, 2–4 job 1 a second late, 4–9 job 2 four seconds late, 9–20 the last
func TestDue(t *testing.T) {
	jobs := []Job{at(0, 0, 2, 1), at(0, 2, 4, 0), at(0, 4, 9, 0), at(0, 9, 20, 0)}
	for i, within := range []time.Duration{3, 3, 5, 0} {
		jobs[i].Within = within * time.Second
	}
	got, classes := Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true})
	hold(t, got, map[string]float64{"late": 2.0 / 3, "tardiness-mean": 5.0 / 3, "tardiness-max": 4})
	hold(t, classes[0].Metrics, map[string]float64{"late": 0, "tardiness-max": 0})
	hold(t, classes[1].Metrics, map[string]float64{"late": 1, "tardiness-mean": 2.5})

	got, _ = Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true, WarmUp: 2})
	hold(t, got, map[string]float64{"late": 1, "tardiness-mean": 4})
	for i := range jobs {
		jobs[i].Within = 0
	}
	got, _ = Measure(Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true})
	for name := range got {
		if name == "late" || name == "tardiness-mean" {
			t.Errorf("%s of jobs without a deadline is %v, want none", name, got[name])
		}
	}
}

// TestMissed: a job that was given up has missed its deadline, in its class and in all.
func TestMissed(t *testing.T) {
	jobs := []Job{at(0, 0, 2, 1), at(0, 2, 4, 0), at(0, 4, 6, 0)}
	for i, within := range []time.Duration{3, 3, 8} {
		jobs[i].Within = within * time.Second
	}
	o := Observation{Jobs: JobsOf(jobs), Workers: 1, Steals: -1, Stream: true, Dropped: 3, Missed: map[int]int{1: 2}}
	got, classes := Measure(o)
	hold(t, got, map[string]float64{"late": 3.0 / 5, "tardiness-max": 1})
	hold(t, classes[0].Metrics, map[string]float64{"late": 2.0 / 3, "tardiness-max": 0})
	hold(t, classes[1].Metrics, map[string]float64{"late": 1.0 / 2, "tardiness-max": 1})
}
