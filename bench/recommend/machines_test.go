package recommend

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestMachinesPrefetch: as many equal jobs as workers take as long as the first processes need
// for what they hold.
func TestMachinesPrefetch(t *testing.T) {
	const jobs, service = 16, 1.0
	q := Question{Trace: traceOf(t, "duration_s\n"+strings.Repeat("1\n", jobs)), Contenders: sharedQueue(t), Workers: []int{jobs},
		Brokers: Brokers{Processes: []int{jobs}, Prefetch: []int{1, 2, 4, 64}}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Machines.Ways {
		if want := float64(min(x.Prefetch, jobs)) * service; x.FewValue != want || x.Met != (x.Prefetch <= 4) || x.FewWorkers != 1 || x.Workers != min(x.Prefetch, 4) {
			t.Errorf("prefetch %d: makespan %v, want %v: %+v", x.Prefetch, x.FewValue, want, x)
		}
	}
	if best := r.Machines.Best; best == nil || *best != 0 || r.Machines.Ways[0].Total != jobs {
		t.Errorf("best %v of %+v", best, r.Machines.Ways)
	}
	if said := r.Text(); !strings.Contains(said, "over machines: 16 processes with 1 worker each, prefetch 1: makespan 1.00 s; that is 16 workers, as many as without a broker.") {
		t.Error(said)
	}
}

// TestMachinesTrip: one process that may hold too few jobs waits for the broker.
func TestMachinesTrip(t *testing.T) {
	const jobs, trip = 100, 3 * time.Second
	q := Question{Trace: traceOf(t, "duration_s\n"+strings.Repeat("1\n", jobs)), Contenders: sharedQueue(t), Workers: []int{1},
		Brokers: Brokers{Processes: []int{1}, Prefetch: []int{1, 2, 4}, Trip: trip}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Machines.Ways {
		if want := theory.PrefetchedMakespan(jobs, x.Prefetch, 1, trip.Seconds()); x.FewValue != want {
			t.Errorf("prefetch %d: makespan %v, want %v", x.Prefetch, x.FewValue, want)
		}
	}
}

// TestMachinesPoll: jobs that come one by one at all phases wait for a time that is uniform
// between 0 and the interval.
func TestMachinesPoll(t *testing.T) {
	const jobs, every = 1000, .1
	var b strings.Builder
	b.WriteString("arrival_us,duration_us\n")
	for i := range jobs {
		fmt.Fprintf(&b, "%d,1000\n", i*10_000_000+i*100) // each 0.1 ms later between two looks
	}
	q := Question{Trace: traceOf(t, b.String()), Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: .09},
		Brokers: Brokers{Processes: []int{1}, Poll: []time.Duration{100 * time.Millisecond, 10 * time.Millisecond}}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	x := r.Machines.Ways
	if want := .001 + theory.PolledQuantile(1, every, .99); x[0].Met || x[0].FewValue < want-2*every/jobs || x[0].FewValue > want+2*every/jobs {
		t.Errorf("p99 %v of those who ask each %v s, want %v", x[0].FewValue, every, want)
	}
	if !x[1].Met || x[1].Total != 1 || *r.Machines.Best != 1 {
		t.Errorf("%+v", x[1])
	}
	r.Machines.Best = nil
	if s := r.Machines.Sentence("p99"); s != "over machines: none of 2 ways keeps p99 within 90 ms, even with 4 times the 1 worker needed without a broker." {
		t.Error(s)
	}
}

// TestMachinesAckWait: jobs that take longer than the broker waits run again on idle workers, and
// with what that takes from others the limit wants more of these.
func TestMachinesAckWait(t *testing.T) {
	var b strings.Builder
	b.WriteString("arrival_s,duration_s\n")
	for i := range 500 {
		fmt.Fprintf(&b, "%d,7\n", i*10)
	}
	q := Question{Trace: traceOf(t, b.String()), Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: 7.5}, Cost: .5,
		Brokers: Brokers{Processes: []int{2}, Prefetch: []int{1}, AckWait: []time.Duration{2 * time.Second, 7 * time.Second}}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	short, long := r.Machines.Ways[0], r.Machines.Ways[1]
	if short.Redeliveries == 0 || short.Duplicates == 0 || long.Redeliveries != 0 || long.Duplicates != 0 || !long.Met {
		t.Errorf("%+v\n%+v", short, long)
	}
	if want := .5 * monthHours * float64(long.Total); long.Month == nil || *long.Month != want || long.Strategy != "prefetch:jobs=1:workers=1:ack-wait=7s" {
		t.Errorf("%+v, want a month for %v", long, want)
	}
}

// TestMachinesFewest: no fewer workers keep the limit, and these do.
func TestMachinesFewest(t *testing.T) {
	q := Question{Trace: evenLog(t), Contenders: sharedQueue(t), Target: verdict.Target{Metric: "sojourn-p99", Limit: 11}, Brokers: Brokers{Processes: []int{1, 2, 3}, Prefetch: []int{64}, Trip: 500 * time.Millisecond}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q = q.withDefaults()
	for _, x := range r.Machines.Ways {
		if !x.Met {
			t.Errorf("%+v", x)
		}
		if x.Workers > x.FewWorkers {
			if v, _, err := q.brokered(t.Context(), q.Trace, x.discipline(x.Workers-1), x.Processes*(x.Workers-1)); err != nil || v <= r.Machines.Limit {
				t.Errorf("%+v, and with one worker less %v, %v", x, v, err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := q.machines(ctx, r); err == nil {
		t.Error("found after the context ended")
	}
}
