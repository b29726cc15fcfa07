package trial

import "context"

// A RunFunc is a way to run a trial once: [Trial.Run] or [Trial.RunBare].
type RunFunc func(*Trial, context.Context, Contender) (Measured, error)

// WarmUp runs the contender unmeasured: once the short trial, and if it learns as
// many full ones as that takes, unless full is nil.
func WarmUp(ctx context.Context, c Contender, run RunFunc, short, full *Trial) error {
	jobs := len(short.jobs)
	if full != nil {
		jobs = max(jobs, len(full.jobs))
	}
	if p, ok := c.(Preparer); ok {
		p.Prepare(jobs)
	}
	if _, err := run(short, ctx, c); err != nil {
		return err
	}
	if full == nil {
		return nil
	}
	return full.Teach(ctx, c, run)
}

// Teach runs a contender that learns as many times as that takes, unmeasured. For
// others it does nothing.
func (t *Trial) Teach(ctx context.Context, c Contender, run RunFunc) error {
	l, ok := c.(Learner)
	if !ok {
		return nil
	}
	for range l.Lessons() {
		if _, err := run(t, ctx, c); err != nil {
			return err
		}
	}
	return nil
}
