package pool

import (
	"context"
	"fmt"
	"time"
)

// attempts calls the processor for one job until it succeeds, the retries are
// used up, or the run ends.
func attempts[T, R any](ctx context.Context, config *Config, p Processor[T, R], job *Job[T]) (data R, err error) {
	for n := 0; ; n++ {
		data, err = attempt(ctx, config, p, job)
		if err == nil || ctx.Err() != nil {
			return data, err
		}
		if n == config.MaxRetries {
			if n > 0 {
				err = fmt.Errorf("after %d attempts: %w", n+1, err)
			}
			return data, err
		}
		// Note: a retry keeps its worker. Putting the job back would let it
		// overtake, or be overtaken by, jobs that the strategy has ordered.
		if !pause(ctx, config.retryDelay(n)) {
			return data, err
		}
	}
}

// attempt calls the processor once, for at most WorkerTimeout.
func attempt[T, R any](ctx context.Context, config *Config, p Processor[T, R], job *Job[T]) (R, error) {
	if config.WorkerTimeout == 0 {
		return p(ctx, *job)
	}
	ctx, cancel := context.WithTimeout(ctx, config.WorkerTimeout)
	defer cancel()
	return p(ctx, *job)
}

// pause waits for d, and reports false if the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
