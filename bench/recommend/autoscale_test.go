package recommend

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// TestScaled: ten jobs of a minute come at once, and a rule with one worker adds nine at
// its first look, which work after a cold start of 30 s, and go when none is wanted.
func TestScaled(t *testing.T) {
	q := &queue{}
	for range 10 {
		q.arrivals, q.services = append(q.arrivals, 0), append(q.services, time.Minute)
	}
	q.arrivals, q.services = append(q.arrivals, time.Hour), append(q.services, time.Minute)
	rule := Rule{Every: 15, Min: 1, PerWorker: 1, Keep: 60, ColdStart: 30}
	s, hours, most, done := q.scaled(rule, math.Inf(1), 10)
	if !done || most != 10 {
		t.Fatalf("%v, at most %d workers", done, most)
	}
	for i, at := range s.starts {
		want := 45 * time.Second // the first look, and the cold start
		switch i {
		case 0:
			want = 0
		case 10:
			want = time.Hour
		}
		if at != want {
			t.Errorf("job %d starts at %v, want %v", i, at, want)
		}
	}
	// One worker for 61 minutes. Nine more are paid from the look at 15 s on. Ten are wanted
	// last at 45 s, so that one goes at 120 s, and nine at 90 s, so that eight go at 165 s.
	if got, want := hours*3600, 61*60+9*(120-15)+8*(165-120.0); math.Abs(got-want) > 1e-6 {
		t.Errorf("%v worker-seconds, want %v", got, want)
	}
	if _, _, _, done := q.scaled(rule, 0.5, 10); done {
		t.Error("half a worker-hour was enough")
	}
	// As many as there may ever be, at once: nobody waits.
	rule = Rule{Every: 15, Min: 10, PerWorker: 1, Keep: 60}
	if s, hours, _, _ := q.scaled(rule, math.Inf(1), 10); s.starts[9] != 0 || math.Abs(hours-10*61.0/60) > 1e-9 {
		t.Errorf("%v, %v worker-hours", s.starts, hours)
	}
}

// TestScaledLimits: a job that waits for the cap of its key wants no worker, and one that
// takes several is waited for until there are so many.
func TestScaledLimits(t *testing.T) {
	rule := Rule{Every: 15, Min: 1, PerWorker: 4, Keep: 60}
	capped := &queue{limits: &limits{cap: 1}}
	for range 10 {
		capped.arrivals, capped.services = append(capped.arrivals, 0), append(capped.services, time.Minute)
		capped.limits.keys = append(capped.limits.keys, 0)
	}
	s, hours, most, done := capped.scaled(rule, math.Inf(1), 1)
	if !done || most != 1 || s.starts[9] != 9*time.Minute || math.Abs(hours-1.0/6) > 1e-9 {
		t.Errorf("capped: at most %d workers, %v hours, starts %v", most, hours, s.starts)
	}
	wide := &queue{arrivals: []time.Duration{0, 0}, services: []time.Duration{time.Minute, time.Minute}, limits: &limits{keys: []int32{-1, -1}, slots: []int32{4, 1}}}
	s, _, most, done = wide.scaled(rule, math.Inf(1), 4)
	if !done || most != 4 || s.starts[0] != 15*time.Second || s.starts[1] != 75*time.Second {
		t.Errorf("wide: at most %d workers, starts %v", most, s.starts)
	}
}

// TestScaledAsFixed: a rule that never adds or removes a worker has the schedule of a fixed
// number, whatever the limits.
func TestScaledAsFixed(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		q := &queue{limits: &limits{cap: rng.IntN(3)}}
		workers := 1 + rng.IntN(5)
		at := time.Duration(0)
		for range 60 {
			at += time.Duration(rng.IntN(4)) * time.Second
			q.arrivals, q.services = append(q.arrivals, at), append(q.services, time.Duration(1+rng.IntN(9))*time.Second)
			q.limits.keys, q.limits.slots = append(q.limits.keys, int32(rng.IntN(4)-1)), append(q.limits.slots, int32(1+rng.IntN(4)))
		}
		want := q.schedule(workers)
		got, _, most, done := q.scaled(Rule{Every: 15, Min: workers, PerWorker: 1e6, Keep: 60}, math.Inf(1), workers)
		if !done || most != workers || !slices.Equal(got.starts, want.starts) {
			t.Fatalf("%d workers, %+v: starts %v, want %v", workers, q.limits, got.starts, want.starts)
		}
	}
}

// TestAutoscale: a log with a busy hour a day is served by a rule for a fraction of what a
// fixed number of workers spends, and keeps the target; one without is not.
func TestAutoscale(t *testing.T) {
	log := func(gap func(hour int) time.Duration) *workloads.Trace {
		var b strings.Builder
		b.WriteString("arrival,duration\n")
		start := time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC)
		for at := start; at.Before(start.Add(48 * time.Hour)); at = at.Add(gap(at.Hour())) {
			b.WriteString(at.Format(time.RFC3339Nano) + ",30s\n")
		}
		trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		return trace
	}
	noon := func(hour int) time.Duration {
		if hour == 12 {
			return 3 * time.Second
		}
		return 2 * time.Minute
	}
	q := Question{Trace: log(noon), Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: 90}, Autoscale: true, ColdStart: 30 * time.Second, Cost: 0.5}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a := r.FirstCome.Autoscale
	if a == nil || a.Rule == nil || a.WorkerHours > a.Fixed/2 || a.Value > 90 || a.Rule.ColdStart != 30 || math.Abs(a.Fixed-480) > 15 {
		t.Fatalf("%+v", a)
	}
	if c := r.Cost; c == nil || c.PerWorkerHour != 0.5 || math.Abs(c.Log-0.5*a.Fixed) > 1e-9 || c.Month != 0.5*730*float64(r.Workers) || c.Autoscaled == nil || math.Abs(*c.Autoscaled-0.5*a.WorkerHours) > 1e-9 {
		t.Errorf("%+v", r.Cost)
	}
	for _, s := range []string{"autoscaling: every 15 s", "cost: "} {
		if !strings.Contains(r.Text(), s) {
			t.Errorf("lacks %q: %s", s, r.Text())
		}
	}
	q.Trace = log(func(int) time.Duration { return 31 * time.Second })
	if r, err = q.Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := r.FirstCome.Autoscale; a == nil || a.Rule != nil || !strings.Contains(r.Text(), "autoscaling: none of") {
		t.Errorf("%+v: %s", a, r.Text())
	}
	// Capped, the rule is found all the same, and says what counts.
	q.Trace, q.KeyCap = log(noon), 2
	if r, err = q.Answer(t.Context()); err != nil || r.FirstCome.Autoscale == nil || r.FirstCome.Autoscale.Rule == nil || !strings.Contains(r.Text(), "one that waits for the cap on its key as none") {
		t.Errorf("%v: %s", err, r.Text())
	}
	q.KeyCap = 0
	q.Trace = evenLog(t)
	if r, err = q.Answer(t.Context()); err != nil || r.FirstCome.Autoscale != nil || !strings.Contains(r.Text(), "autoscaling: the log is too short") {
		t.Errorf("%v: %s", err, r.Text())
	}
}
