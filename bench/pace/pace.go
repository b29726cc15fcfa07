package pace

import (
	"context"
	"runtime"
	"time"
)

// Generate calls submit with the number of each job at its arrival, so long after
// began, in order and never before, and returns by how much each call was late. It
// ends early, with the error, when submit fails or ctx ends. It calls submit from
// one goroutine, whose end it waits for.
//
// That goroutine has a thread of its own, and GOMAXPROCS is one more meanwhile: it must
// not wait for workers to yield.
func Generate(ctx context.Context, began time.Time, arrivals []time.Duration, submit func(i int) error) ([]time.Duration, error) {
	late := make([]time.Duration, len(arrivals))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1))
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		clock := clock{now: func() time.Duration { return time.Since(began) }, sleep: preciseSleep()}
		ended <- generate(ctx, clock, arrivals, late, submit)
	}()
	return late, <-ended
}

// A clock is the time since the stream began.
type clock struct {
	now   func() time.Duration
	sleep func(time.Duration) // may overrun, mostly by less than margin
}

const (
	// margin is how long before an arrival the generator stops sleeping and polls the
	// clock instead: most sleeps overrun by less.
	margin = 60 * time.Microsecond

	// slice is the longest sleep: the context is checked in between.
	slice = 10 * time.Millisecond
)

// generate submits each job at its instant, never before, and stores in late by how much
// each was late. It times every job from the start, so it does not drift: a job that is
// late makes no other late.
func generate(ctx context.Context, c clock, arrivals, late []time.Duration, submit func(i int) error) error {
	for i, at := range arrivals {
		now := c.now()
		for now < at {
			if left := at - now; left > margin {
				c.sleep(min(left-margin, slice))
				if ctx.Err() != nil {
					return context.Cause(ctx)
				}
			}
			now = c.now()
		}
		late[i] = now - at
		if err := submit(i); err != nil {
			return err
		}
	}
	return nil
}
