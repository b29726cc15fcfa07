package remote

import (
	"context"
	"time"
)

// Between two tries of what failed.
const (
	firstWait = 50 * time.Millisecond
	lastWait  = 2 * time.Second
)

// retry calls f until it succeeds, or ctx has ended, or worth says that trying again is no
// use. It waits longer and longer before each further try.
func retry(ctx context.Context, worth func(err error, wait time.Duration) bool, f func() error) error {
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		err := f()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !worth(err, wait) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}
