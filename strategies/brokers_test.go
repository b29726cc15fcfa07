package strategies_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// play runs jobs in virtual time and returns when each starts, and what the strategy reports.
func play(t *testing.T, d pool.Discipline, workers int, arrivals []time.Duration, services ...time.Duration) ([]virtual.Ended, []pool.Detail) {
	t.Helper()
	ended := make([]virtual.Ended, len(services))
	jobs := make([]pool.Job[workloads.Task], len(services))
	for i, s := range services {
		jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
	}
	out, err := virtual.Simulation{
		Discipline: d, Workers: workers, Arrivals: arrivals, Seed: 1,
		Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
		Ended: func(e virtual.Ended) { ended[e.Job] = e },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return ended, out.Details
}

func starts(ended []virtual.Ended) (out []time.Duration) {
	for _, e := range ended {
		out = append(out, e.Started)
	}
	return out
}

// TestPrefetch holds what its comment says to starts by hand.
func TestPrefetch(t *testing.T) {
	const s = time.Second
	for name, c := range map[string]struct {
		d        Prefetch
		workers  int
		arrivals []time.Duration
		services []time.Duration
		want     []time.Duration
	}{
		"the first processes take all":        {Prefetch{Jobs: 2}, 4, nil, slices.Repeat([]time.Duration{s}, 4), []time.Duration{0, s, 0, s}},
		"more than there are workers":         {Prefetch{Jobs: 9}, 4, nil, slices.Repeat([]time.Duration{s}, 3), []time.Duration{0, s, 2 * s}},
		"no more than a process may hold":     {Prefetch{Jobs: 2}, 1, nil, slices.Repeat([]time.Duration{s}, 4), []time.Duration{0, s, 2 * s, 3 * s}},
		"two workers of a process":            {Prefetch{Jobs: 2, Workers: 2}, 4, nil, slices.Repeat([]time.Duration{s}, 4), []time.Duration{0, 0, 0, 0}},
		"workers of a process that holds one": {Prefetch{Jobs: 1, Workers: 2}, 2, nil, slices.Repeat([]time.Duration{s}, 2), []time.Duration{0, s}},
		// The third goes to the first process again, behind a long job, though the second is idle.
		"in turns, also to the busy": {Prefetch{Jobs: 2}, 2, []time.Duration{s, 2 * s, 4 * s}, []time.Duration{9 * s, s, s}, []time.Duration{s, 2 * s, 10 * s}},
		"one at a time to the idle":  {Prefetch{Jobs: 1}, 2, []time.Duration{s, 2 * s, 4 * s}, []time.Duration{9 * s, s, s}, []time.Duration{s, 2 * s, 4 * s}},
		"a trip before each":         {Prefetch{Jobs: 1, Trip: 3 * s}, 1, nil, slices.Repeat([]time.Duration{s}, 3), []time.Duration{3 * s, 7 * s, 11 * s}},
		"a trip before two":          {Prefetch{Jobs: 2, Trip: 3 * s}, 1, nil, slices.Repeat([]time.Duration{s}, 4), []time.Duration{3 * s, 4 * s, 7 * s, 8 * s}},
		"half a trip to those that wait": {Prefetch{Jobs: 1, Trip: 2 * s}, 1, []time.Duration{10 * s}, []time.Duration{s},
			[]time.Duration{11 * s}},
	} {
		ended, _ := play(t, c.d, c.workers, c.arrivals, c.services...)
		if got := starts(ended); !slices.Equal(got, c.want) {
			t.Errorf("%s: started at %v, want %v", name, got, c.want)
		}
	}
	_, details := play(t, Prefetch{AckWait: 2 * s}, 1, nil, s, s, s)
	if got := values(details); got != "redeliveries 1, duplicates 1" {
		t.Errorf("reported %s, want one redelivery", got)
	}
}

func values(details []pool.Detail) string {
	var all []string
	for _, d := range details {
		all = append(all, fmt.Sprintf("%s %v", d.Name, d.Value))
	}
	return strings.Join(all, ", ")
}

// TestAckWait holds to starts by hand what happens to jobs that have not ended in time.
func TestAckWait(t *testing.T) {
	const s = time.Second
	for name, c := range map[string]struct {
		d        Prefetch
		workers  int
		arrivals []time.Duration
		services []time.Duration
		want     []time.Duration
		details  string
	}{
		"it ends in time":                 {Prefetch{Jobs: 1, AckWait: s}, 2, nil, []time.Duration{s, s, s}, []time.Duration{0, 0, s}, "redeliveries 0, duplicates 0"},
		"again on whoever is idle":        {Prefetch{Jobs: 1, AckWait: 2 * s}, 9, []time.Duration{0, 20 * s}, []time.Duration{7 * s, s}, []time.Duration{0, 20 * s}, "redeliveries 3, duplicates 3"},
		"nobody is there to run it again": {Prefetch{Jobs: 1, AckWait: 2 * s}, 1, nil, []time.Duration{7 * s, s}, []time.Duration{0, 7 * s}, "redeliveries 0, duplicates 0"},
		// The second worker does the first job again from 2 to 9, and the first one all others.
		"others wait for a duplicate": {Prefetch{Jobs: 1, AckWait: 2 * s}, 2, []time.Duration{0, 6 * s, 6 * s, 6 * s}, []time.Duration{7 * s, s, s, s}, []time.Duration{0, 7 * s, 8 * s, 9 * s},
			"redeliveries 1, duplicates 1"},
		// The first process holds all three. Of those that it has not ended by then the second process
		// runs one as well, and the third one is the first to run the last.
		"another process is first": {Prefetch{Jobs: 3, AckWait: 3 * s}, 3, nil, []time.Duration{2 * s, 2 * s, s}, []time.Duration{0, 2 * s, 3*s + 1},
			"redeliveries 2, duplicates 2"},
		"after a trip": {Prefetch{Jobs: 1, AckWait: 2 * s, Trip: 2 * s}, 2, []time.Duration{0, 10 * s}, []time.Duration{4 * s, s}, []time.Duration{2 * s, 11 * s}, "redeliveries 1, duplicates 1"},
	} {
		ended, details := play(t, c.d, c.workers, c.arrivals, c.services...)
		if got := starts(ended); !slices.Equal(got, c.want) {
			t.Errorf("%s: started at %v, want %v", name, got, c.want)
		}
		if got := values(details); got != c.details {
			t.Errorf("%s: %s, want %s", name, got, c.details)
		}
	}
}

// TestPoll holds what its comment says to starts by hand.
func TestPoll(t *testing.T) {
	const s = time.Second
	ms := time.Millisecond
	for name, c := range map[string]struct {
		d        Poll
		workers  int
		arrivals []time.Duration
		services []time.Duration
		want     []time.Duration
	}{
		"at the next look":            {Poll{Every: s}, 1, []time.Duration{1500 * ms}, []time.Duration{s}, []time.Duration{2 * s}},
		"at once if it comes then":    {Poll{Every: s}, 1, []time.Duration{3 * s}, []time.Duration{s}, []time.Duration{3 * s}},
		"at once after a job":         {Poll{Every: s}, 1, nil, []time.Duration{300 * ms, 300 * ms}, []time.Duration{0, 300 * ms}},
		"from the last look on":       {Poll{Every: s}, 1, []time.Duration{1, 1, 2 * s}, []time.Duration{100 * ms, 100 * ms, s}, []time.Duration{s, 1100 * ms, 2200 * ms}},
		"a look serves all workers":   {Poll{Every: s}, 3, []time.Duration{1, 2, 3}, []time.Duration{s, s, s}, []time.Duration{s, s, s}},
		"a pause after a look":        {Poll{Every: s, Cooldown: 100 * ms}, 2, nil, slices.Repeat([]time.Duration{ms}, 5), []time.Duration{0, 0, 100 * ms, 100 * ms, 200 * ms}},
		"several for a worker":        {Poll{Every: s, Cooldown: s, Jobs: 2}, 2, nil, slices.Repeat([]time.Duration{ms}, 5), []time.Duration{0, ms, 0, ms, s}},
		"those held back a look late": {Poll{Every: s, Inner: Paced{Rate: 2, Burst: 1}}, 1, nil, []time.Duration{ms, ms}, []time.Duration{0, 1001 * ms}},
	} {
		ended, _ := play(t, c.d, c.workers, c.arrivals, c.services...)
		if got := starts(ended); !slices.Equal(got, c.want) {
			t.Errorf("%s: started at %v, want %v", name, got, c.want)
		}
	}
}

// TestProcessesPoll: several processes ask at times of their own, which the seed decides, and
// the first to ask has the job.
func TestProcessesPoll(t *testing.T) {
	const s = time.Second
	var arrivals, services []time.Duration
	for i := range 1000 {
		arrivals = append(arrivals, time.Duration(i+1)*s*10+time.Duration(i)*s/1000)
		services = append(services, time.Microsecond)
	}
	mean := func(workers int) (mean time.Duration) {
		ended, _ := play(t, Poll{Every: s, Workers: 1}, workers, arrivals, services...)
		for i, e := range ended {
			mean += (e.Started - arrivals[i]) / time.Duration(len(ended))
		}
		return mean
	}
	if one, many := mean(1), mean(10); one < 480*time.Millisecond || one > 520*time.Millisecond || many > one/2 {
		t.Errorf("mean wait %v before one process, %v before ten", one, many)
	}
}

// TestBrokersInVirtualTime: no host has a load there, for the inner strategy either.
func TestBrokersInVirtualTime(t *testing.T) {
	for _, d := range []pool.Discipline{Prefetch{Inner: LoadAware{}}.Virtual(), Poll{Inner: LoadAware{}}.Virtual()} {
		var inner pool.Discipline
		switch d := d.(type) {
		case Prefetch:
			inner = d.Inner
		case Poll:
			inner = d.Inner
		}
		if load, err := inner.(LoadAware).Source(); load != 0 || err != nil {
			t.Errorf("%s: load %v, %v", d.Name(), load, err)
		}
	}
}

// TestBrokersRefuse: settings that cannot be are refused by name.
func TestBrokersRefuse(t *testing.T) {
	setup := pool.Setup{Workers: 1, Capacity: 1, Now: func() time.Duration { return 0 }}
	stream := setup
	stream.Stream = true
	for want, d := range map[string]pool.Discipline{
		"Prefetch.Jobs is -1, want 0 or more":      Prefetch{Jobs: -1},
		"Prefetch.Workers is -1, want 0 or more":   Prefetch{Workers: -1},
		"Prefetch.Trip is -1ns, want 0 or more":    Prefetch{Trip: -1},
		"Prefetch.AckWait is -1ns, want 0 or more": Prefetch{AckWait: -1},
		"Poll.Every is -1ns, want 0 or more":       Poll{Every: -1},
		"Poll.Cooldown is -1ns, want 0 or more":    Poll{Cooldown: -1},
		"Poll.Jobs is -1, want 0 or more":          Poll{Jobs: -1},
		"Poll.Workers is -1, want 0 or more":       Poll{Workers: -1},
		"Paced.Burst is -1, want 0 or more":        Poll{Inner: Paced{Burst: -1}},
	} {
		if _, err := d.NewQueue(setup); err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	if _, err := (Prefetch{Inner: Chunked{}}).NewQueue(stream); err == nil || !strings.Contains(err.Error(), "batches only") {
		t.Errorf("error %v of a stream around chunked", err)
	}
}

// ExamplePrefetch asks what prefetching does to few long jobs before two workers.
func ExamplePrefetch() {
	for _, prefetch := range []int{1, 64} {
		jobs := make([]pool.Job[workloads.Task], 4)
		for i := range jobs {
			jobs[i].Data = workloads.Task{Service: time.Second, CPU: time.Second}
		}
		out, err := virtual.Simulation{
			Discipline: Prefetch{Jobs: prefetch}, Workers: 2,
			Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
		}.Run(context.Background())
		fmt.Println(prefetch, out.Makespan, err)
	}
	// Output:
	// 1 2s <nil>
	// 64 4s <nil>
}
