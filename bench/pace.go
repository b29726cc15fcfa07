package bench

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/metrics"
	"github.com/go-foundations/poolbench/bench/record"
)

// minLate is how many jobs it takes to say how late the generator was.
const minLate = 441

// pace is the generator of real time.
//
// It runs on a thread of its own and a processor more than the program had: it
// must not wait for the workers to let go of theirs.
func (t *Trial) pace(ctx context.Context, submit func(i int) error) error {
	t.late = make([]time.Duration, len(t.arrivals))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1))
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		sleep := preciseSleep()
		ended <- paceBy(ctx, pacer{now: func() time.Duration { return time.Since(t.began) }, sleep: sleep}, t.arrivals, t.late, submit)
	}()
	return <-ended
}

// A pacer is what paceBy knows of time.
type pacer struct {
	now   func() time.Duration
	sleep func(time.Duration) // may take longer, by less than margin for the most part
}

const (
	// margin is how long before a job's arrival the generator stops sleeping and
	// looks at the clock instead: what a sleep takes too long, mostly.
	margin = 60 * time.Microsecond

	// slice is the longest sleep: the context is looked at in between.
	slice = 10 * time.Millisecond
)

// paceBy submits each job at its instant, never before. It reckons every wait
// from the start, so it does not drift: a job that is late makes no other late.
// And it waits for every job, so it does not batch. late gets by how much each
// was late.
func paceBy(ctx context.Context, p pacer, arrivals, late []time.Duration, submit func(i int) error) error {
	for i, at := range arrivals {
		now := p.now()
		for now < at {
			if left := at - now; left > margin {
				p.sleep(min(left-margin, slice))
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			now = p.now()
		}
		late[i] = now - at
		if err := submit(i); err != nil {
			return err
		}
	}
	return nil
}

// Late says where the generator handed jobs over so late that waits are its own:
// one in a hundred by more than the mean job takes, and 100 µs, in half of the
// trials.
func Late(run *record.Run) []string {
	var out []string
	for _, w := range run.Workloads {
		var late []float64
		for _, t := range run.Trials {
			if x, ok := t.Metrics["late-p99"]; ok && t.Workload == w.Name {
				late = append(late, x)
			}
		}
		if len(late) == 0 {
			continue
		}
		slices.Sort(late)
		if x := metrics.Quantile(late, 0.5); x > max(w.Mean, 1e-4) {
			out = append(out, fmt.Sprintf("%s: the generator handed one job in a hundred over %v late or more, which counts as wait; "+
				"leave it a processor: fewer --workers, or close other programs",
				w.Name, time.Duration(x*float64(time.Second)).Round(10*time.Microsecond)))
		}
	}
	return out
}
