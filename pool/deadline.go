package pool

import (
	"context"
	"fmt"
	"time"
)

var errExpired = fmt.Errorf("%w: its Deadline has passed: %w", ErrDropped, context.DeadlineExceeded)

// expired reports whether it is too late to start the job.
func (c *Config) expired(job *time.Time, now time.Time) bool {
	return c.HonorDeadlines && !job.IsZero() && !now.Before(*job)
}

// expire gives the job at w.at a result that says that its deadline has passed.
func (w *worker[T, R]) expire() {
	job, released := w.job()
	r := w.run.unfinished(job, w.seq(), released, w.nowTime)
	r.Error = errExpired
	w.run.back.forget(w.seq())
	w.run.tellSkipped(r.Error)
	w.summary.Jobs++
	w.summary.Errors++
	w.deliver(r)
	w.at++
	if w.opened && w.at < w.have {
		w.begin()
	}
	w.handOn(0)
}
