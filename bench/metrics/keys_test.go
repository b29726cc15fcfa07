package metrics

import "testing"

// TestByKey: two workers, jobs of the keys 1, 2 and none.
//
//	worker 0: 0–1 key 1, 1–2 key 1 (at home), 2–3 key 2 (not), 3–4 key 2 (at home)
//	worker 1: 0–1 key 2, 1–3 no key
func TestByKey(t *testing.T) {
	jobs := []Job{at(0, 0, 1, 0), at(0, 0, 1, 0), at(0, 1, 2, 0), at(0, 1, 3, 0), at(0, 2, 3, 0), at(0, 3, 4, 0)}
	for i, who := range []struct{ key, worker int32 }{{1, 0}, {2, 1}, {1, 0}, {0, 1}, {2, 0}, {2, 0}} {
		jobs[i].Key, jobs[i].Worker = who.key, who.worker
	}
	o := Observation{Jobs: JobsOf(jobs), Workers: 2, Steals: -1, Stream: true}
	got, _ := Measure(o)
	// Mean slowdowns: (1 + 2) / 2 and (1 + 3 + 4) / 3.
	x, y := 1.5, 8.0/3
	hold(t, got, map[string]float64{"at-home": 2.0 / 3, "key-fairness": (x + y) * (x + y) / (2 * (x*x + y*y))})
	if _, ok := got["key-p99"]; ok {
		t.Error("there is a p99 of three jobs")
	}

	o.WarmUp = 2 // what ran then tells where home is
	got, _ = Measure(o)
	hold(t, got, map[string]float64{"at-home": 2.0 / 3})

	o.Jobs.Worker = nil
	got, _ = Measure(o)
	if _, ok := got["at-home"]; ok {
		t.Error("it is known who came home, although not who ran what")
	}
	o.Jobs.Key = nil
	got, _ = Measure(o)
	if _, ok := got["key-fairness"]; ok {
		t.Error("there is fairness among jobs without keys")
	}
}

// TestKeyP99: of the keys with enough jobs, the one that fares worst.
func TestKeyP99(t *testing.T) {
	var jobs []Job
	for i := range 1000 {
		j := at(0, 0, 1, 0)
		j.Key = int32(1 + i%2)
		if j.Key == 2 {
			j = at(0, 0, 3, 0)
			j.Key = 2
		}
		jobs = append(jobs, j)
	}
	few := at(0, 0, 100, 0)
	few.Key = 3
	got, _ := Measure(Observation{Jobs: JobsOf(append(jobs, few)), Workers: 1, Steals: -1, Stream: true})
	hold(t, got, map[string]float64{"key-p99": 3})
}
