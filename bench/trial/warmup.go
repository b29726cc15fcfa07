package trial

import "context"

// A RunFunc is a way to run a trial once: [Trial.Run] or [Trial.RunBare].
type RunFunc func(*Trial, context.Context, Contender) (Measured, error)

// WarmUp runs the contender unmeasured: the short trial once and then, if the contender
// learns, the full trial as often as it asks for, unless full is nil.
func WarmUp(ctx context.Context, c Contender, run RunFunc, short, full *Trial) error {
	jobs := short.len()
	if full != nil {
		jobs = max(jobs, full.len())
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

// Teach runs a [Learner] unmeasured, as often as it asks for. With other contenders it
// does nothing.
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
