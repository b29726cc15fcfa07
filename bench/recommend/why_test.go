package recommend

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// about reports whether two shares are the same but for rounding.
func about(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

// TestWhyLong: a job waits 9 s behind one that takes 10.
func TestWhyLong(t *testing.T) {
	q := &queue{}
	for i := range 99 { // no job waits for another
		q.arrivals, q.services = append(q.arrivals, time.Duration(i)*2*time.Second), append(q.services, 100*time.Millisecond)
	}
	q.arrivals, q.services = append(q.arrivals, 200*time.Second, 201*time.Second), append(q.services, 10*time.Second, 100*time.Millisecond)
	g := goal{metric: "wait-max", wait: true}
	w := q.schedule(1).why(g, true)
	if w == nil || w.Jobs != 1 || !about(w.Long, 1) || !about(w.Service, 0.1/9.1) || w.Held != 0 || w.Overtaken != 0 {
		t.Fatalf("%+v", w)
	}
	for _, h := range q.help(1, goal{metric: "wait-max", wait: true, rank: 101}) {
		if strings.Contains(h.If, "one worker more") && h.Value != 0 || strings.Contains(h.If, "no job took longer") && h.Value > 1 {
			t.Errorf("%+v", h)
		}
	}
}

// TestWhyBurst: of ten jobs that come at once, on one worker, those that wait do so behind
// the burst.
func TestWhyBurst(t *testing.T) {
	q := &queue{}
	for i := range 100 {
		at := time.Duration(i) * 10 * time.Second
		if i >= 90 {
			at = 900 * time.Second
		}
		q.arrivals, q.services = append(q.arrivals, at), append(q.services, time.Second)
	}
	w := q.schedule(1).why(goal{metric: "wait-max", wait: true}, true)
	if w == nil || !about(w.Burst, 1) || w.Long != 0 {
		t.Errorf("%+v", w)
	}
}

// TestWhyLoad: jobs that come evenly, but too fast for one worker, wait for the usual load.
func TestWhyLoad(t *testing.T) {
	q := &queue{}
	for i := range 100 {
		q.arrivals, q.services = append(q.arrivals, time.Duration(i)*time.Second), append(q.services, 1500*time.Millisecond)
	}
	w := q.schedule(1).why(goal{metric: "wait-max", wait: true}, true)
	if w == nil || !about(w.Load, 1) {
		t.Errorf("%+v", w)
	}
}

// TestWhyOthers: a job that others overtake, and one that is held back although a worker is
// idle.
func TestWhyOthers(t *testing.T) {
	s := func(seconds ...float64) (out []time.Duration) {
		for _, x := range seconds {
			out = append(out, time.Duration(x*1e9))
		}
		return out
	}
	// One worker: the second job arrives at 1 and starts at 4, after the third.
	w := (&schedule{workers: 1, arrivals: s(0, 1, 1.5), starts: s(0, 4, 2), ends: s(2, 5, 4)}).why(goal{metric: "wait-max", wait: true}, false)
	if w == nil || !about(w.Overtaken, 2.0/3) || !about(w.Held, 0) || !about(w.Burst+w.Load, 1.0/3) {
		t.Errorf("%+v", w)
	}
	// Of the two that overtake the second job, one is more urgent.
	w = (&schedule{workers: 1, arrivals: s(0, 1, 1.5, 1.6), starts: s(0, 5, 2, 4), ends: s(2, 6, 4, 5), priorities: []int{0, 0, 1, 0}}).why(goal{metric: "wait-max", wait: true}, false)
	if w == nil || !about(w.Urgent, 2.0/4) || !about(w.Overtaken, 1.0/4) || !about(w.Burst+w.Load, 1.0/4) {
		t.Errorf("%+v", w)
	}
	if said := strings.Join(w.causes(), ", "); !strings.Contains(said, "50 % is behind more urgent jobs that arrived later, 25 % is behind") || !strings.Contains(said, "behind others that arrived later") {
		t.Error(said)
	}
	// Two workers, both of which one job takes: none is idle while the second waits.
	w = (&schedule{workers: 2, arrivals: s(0, 1), starts: s(0, 3), ends: s(3, 4), slots: []int32{2, 1}}).why(goal{metric: "wait-max", wait: true}, false)
	if w == nil || w.Held != 0 || !about(w.Burst+w.Load, 1) {
		t.Errorf("%+v", w)
	}
	// Two workers, one of which is idle.
	w = (&schedule{workers: 2, arrivals: s(0, 1), starts: s(0, 3), ends: s(3, 4)}).why(goal{metric: "wait-max", wait: true}, false)
	if w == nil || !about(w.Held, 0.5) || !about(w.Burst+w.Load, 0.5) {
		t.Errorf("%+v", w)
	}
}

// TestWhyHeld: it is said for what jobs wait while a worker is idle.
func TestWhyHeld(t *testing.T) {
	for want, l := range map[string]*limits{
		"for the cap on their key while a worker is idle":         {cap: 1, keys: []int32{0, 0}},
		"for enough idle workers at once":                         {keys: []int32{-1, -1}, slots: []int32{1, 2}},
		"for the cap on their key or enough idle workers at once": {cap: 1, keys: []int32{0, 0}, slots: []int32{1, 2}},
	} {
		q := &queue{arrivals: []time.Duration{0, 0}, services: []time.Duration{time.Second, time.Second}, limits: l}
		w := q.schedule(2).why(goal{metric: "wait-max", wait: true}, false)
		if w.HeldFor = l.String(); w == nil || !about(w.Held, 0.5) || !strings.Contains(strings.Join(w.causes(), ", "), "50 % is "+want) {
			t.Errorf("%s: %+v", want, w)
		}
	}
}

// TestHelpTold: what makes nothing better is not said to help.
func TestHelpTold(t *testing.T) {
	for _, k := range []struct {
		help []Help
		want string
	}{
		{[]Help{{"A", 5}, {"B", 9.95}, {"C", 12}}, "what would help: p99 would be 5.00 s if A.\n"},
		{[]Help{{"A", 10}, {"B", 12}}, "what would help: nothing that was tried; p99 would be no better if A, or if B.\n"},
		{nil, ""},
	} {
		var b strings.Builder
		(&Why{Jobs: 1, Value: 10, Load: 1, Help: k.help}).tell(&b, "p99")
		if _, said, _ := strings.Cut(b.String(), "usual load.\n"); said != k.want {
			t.Errorf("%+v: %q, want %q", k.help, said, k.want)
		}
	}
}

// TestWhyTold: what is said about real jobs adds up, and nobody who does not wait is said
// to.
func TestWhyTold(t *testing.T) {
	trace := randomLog(t, 3, 3000)
	line := &queue{}
	line.arrivals, line.services = trace.Times()
	most, busy := line.running()
	g, _ := newGoal("sojourn-p99", 0, trace.Len())
	for _, workers := range []int{floor(busy, most), most} {
		w := line.schedule(workers).why(g, true)
		if sum := w.Long + w.Burst + w.Load + w.Urgent + w.Overtaken + w.Held; workers < most && !about(sum, 1) || workers == most && (w.Service != 1 || sum != 0) {
			t.Errorf("%d workers: %+v", workers, w)
		}
		if w.Jobs < 30 || w.Jobs > 31 {
			t.Errorf("%d slow jobs", w.Jobs)
		}
	}
}

// TestHours: jobs come every minute, and every three seconds at noon, when ten workers are
// wanted instead of one.
func TestHours(t *testing.T) {
	var b strings.Builder
	b.WriteString("arrival,duration\n")
	start := time.Date(2026, 5, 4, 0, 30, 0, 0, time.UTC)
	for at := start; at.Before(start.Add(48 * time.Hour)); {
		b.WriteString(at.Format(time.RFC3339Nano) + ",30s\n")
		gap := time.Minute
		if at.Hour() == 12 {
			gap = 3 * time.Second
		}
		at = at.Add(gap)
	}
	trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Trace: trace, Contenders: sharedQueue(t), Start: start}
	q.Target.Metric, q.Target.Limit = "sojourn-p95", 30
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f := r.FirstCome
	if len(f.Hours) != 24 || r.Workers != 10 {
		t.Fatalf("%d workers, %+v", r.Workers, f.Hours)
	}
	for i, h := range f.Hours {
		want := Hour{Hour: i, Jobs: 120, Workers: 1, Busy: 0.5}
		switch i {
		case 12:
			want = Hour{Hour: i, Jobs: 2400, Workers: 10, Busy: 10}
		case 13: // it begins with ten jobs of the hour before
			want.Workers = 2
		}
		if h.Hour != want.Hour || h.Jobs != want.Jobs || h.Workers != want.Workers || math.Abs(h.Busy-want.Busy) > 0.01*want.Busy || h.Value == nil || *h.Value != 30 {
			t.Errorf("%+v, want %+v", h, want)
		}
	}
	if text := r.Text(); !strings.Contains(text, "12:00      2400     10.0") {
		t.Error(text)
	}
	q.Start = time.Time{}
	if r, err = q.Answer(t.Context()); err != nil || len(r.FirstCome.Hours) != 0 {
		t.Errorf("%v: hours of a log without times of day: %+v", err, r.FirstCome.Hours)
	}
}

// TestHoursIn: the time in each hour of the day, in zones with half hours and on the day on
// which clocks change.
func TestHoursIn(t *testing.T) {
	start := time.Date(2026, 1, 1, 23, 15, 0, 0, time.FixedZone("", 5*3600+1800))
	long := hoursIn(start, 26*time.Hour)
	if long[23] != 2700+3600 || long[0] != 7200 || long[1] != 3600+900 || long[12] != 3600 {
		t.Errorf("%v", long)
	}
}

// TestInherited: a stretch begins with the backlog that the one before it leaves, whatever
// the strategy. Jobs of the second half arrive so slowly that none would wait.
func TestInherited(t *testing.T) {
	var b strings.Builder
	b.WriteString("arrival,duration\n")
	for i := range 4000 {
		at := float64(i) * 0.5
		if i >= 2000 {
			at = 1000 + float64(i-2000)*1.1
		}
		fmt.Fprintf(&b, "%g,1\n", at)
	}
	trace, err := workloads.ReadTrace(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	q := Question{Trace: trace, Target: verdict.Target{Metric: "sojourn-p99"}}
	values, err := q.stretchValues(t.Context(), sharedQueue(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	// A thousand seconds of work are left when the second half begins, and a tenth less is
	// left of it with each ten jobs.
	if v := values[4][Obvious]; v < 990 || v > 1001 {
		t.Errorf("stretch 4: p99 %v s, want about 1000", v)
	}
	if v := values[0][Obvious]; v < 240 || v > 251 {
		t.Errorf("stretch 0: p99 %v s, want about 250", v)
	}
}

// TestNoise: what disturbs the host is told, and is no advice to use more workers.
func TestNoise(t *testing.T) {
	x := &Confirmation{Jobs: 500, Wait: true, Part: partAll, Faster: 1, Rounds: 7, Agrees: true,
		Tried: []Confirmed{{Strategy: Obvious, Simulated: 1, Measured: 3}}, Noise: []string{"the hypervisor took 9.0 % of the processor time"}}
	var b strings.Builder
	x.tell(&b, "p99", Obvious, 2)
	text := b.String()
	if !strings.Contains(text, "takes 3.00 s on this part, over the target of 2 s; in the simulation") || !strings.Contains(text, "noise: the hypervisor took 9.0 %") || strings.Contains(text, "use more") {
		t.Error(text)
	}
}
