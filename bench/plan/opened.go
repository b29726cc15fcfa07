package plan

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/trial"
)

const (
	// openLimit is how long a contender may take to start what it needs. Some servers take a
	// minute on a busy machine.
	openLimit = 5 * time.Minute

	// waitEvery is how often Hooks.Wait is called.
	waitEvery = 500 * time.Millisecond
)

// opened runs a contender between its Open and its Close, if it has them. Close is called even
// if ctx has ended, but not while Open still hangs.
func (h Hooks) opened(ctx context.Context, c trial.Contender, workers int, run func() error) (err error) {
	if opener, ok := c.(trial.Opener); ok {
		within, cancel := context.WithTimeoutCause(ctx, openLimit, fmt.Errorf("what it needs did not start within %v", openLimit))
		defer cancel()
		returned, failed := h.wait(within, func() error { return opener.Open(within, workers) })
		if !returned {
			return context.Cause(within)
		}
		err = failed
	}
	if closer, ok := c.(trial.Closer); ok {
		defer func() {
			within, cancel := context.WithTimeout(context.WithoutCancel(ctx), openLimit)
			defer cancel()
			returned, failed := h.wait(within, closer.Close)
			if !returned {
				failed = fmt.Errorf("what it needed did not stop within %v", openLimit)
			}
			err = errors.Join(err, failed)
		}()
	}
	if err != nil {
		return err
	}
	return run()
}

// wait calls f, and Wait every so often until f has returned or ctx has ended.
func (h Hooks) wait(ctx context.Context, f func() error) (returned bool, err error) {
	done := make(chan error, 1)
	go func() { done <- f() }()
	tick := time.NewTicker(waitEvery)
	defer tick.Stop()
	for {
		select {
		case failed := <-done:
			return true, errors.Join(err, failed)
		case <-ctx.Done():
			return false, err
		case <-tick.C:
			if h.Wait != nil && err == nil {
				err = h.Wait()
			}
		}
	}
}
