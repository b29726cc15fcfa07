package main

import (
	"context"
	"fmt"
	"os"
	"runtime/pprof"
	"time"
)

// How often it is looked whether this program still runs, and how much of the time since the last look
// counts at most.
const (
	lookEvery = 100 * time.Millisecond
	lookMost  = time.Second
)

// patient returns a context that ends when this program has run for so long. While it stands still, as it
// does when it is stopped by a signal, or when a busy machine has no turn for it, no time passes: nobody
// does jobs then, either. Before the end standard error is told where each goroutine stands, and tell is called.
func patient(ctx context.Context, patience time.Duration, tell func()) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		left := patience
		for last := time.Now(); left > 0; {
			select {
			case <-ticker.C:
				now := time.Now()
				left -= ran(last, now)
				last = now
			case <-ctx.Done():
				return
			}
		}
		pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
		tell()
		cancel(fmt.Errorf("not done after %v", patience))
	}()
	return ctx, func() { cancel(context.Canceled) }
}

// ran is how long this program has run between two looks.
func ran(last, now time.Time) time.Duration { return min(now.Sub(last), lookMost) }
