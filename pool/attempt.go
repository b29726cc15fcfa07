package pool

import (
	"context"
	"time"
)

// attempt calls the processor once, for at most WorkerTimeout and, on request, until the
// job's Deadline.
func attempt[T, R any](ctx context.Context, config *Config, p Processor[T, R], job *Job[T]) (R, error) {
	if config.HonorDeadlines && !job.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, job.Deadline)
		defer cancel()
	}
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
