// Package life is what engines on servers share: each call begins with the same checks and
// ends with the same errors, and all of them end with Close.
package life

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// A Life is that of an engine, from its making to its Close.
type Life struct {
	// Context ends with the engine.
	Context context.Context

	name     string
	closed   error
	end      context.CancelCauseFunc
	answered func(error) bool
}

// New begins the life of an engine; errors begin with name. answered reports whether an error
// is what the server answered; any other is that it did not.
func New(ctx context.Context, name string, answered func(error) bool) *Life {
	l := &Life{name: name, closed: fmt.Errorf("%s: %w", name, remote.ErrClosed), answered: answered}
	l.Context, l.end = context.WithCancelCause(context.WithoutCancel(ctx))
	return l
}

// Closed is the error of an engine that is closed.
func (l *Life) Closed() error { return l.closed }

// Ended reports whether the engine is closed.
func (l *Life) Ended() bool { return l.Context.Err() != nil }

// End closes the engine.
func (l *Life) End() { l.end(l.closed) }

// Begin checks what every call needs, and returns a context that ends with the engine, too.
func (l *Life) Begin(ctx context.Context, name string) (context.Context, func(), error) {
	if err := remote.CheckName(name); err != nil {
		return nil, nil, err
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if l.Ended() {
		return nil, nil, l.closed
	}
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(l.Context, func() { cancel(l.closed) })
	return joined, func() { stop(); cancel(nil) }, nil
}

// Told makes an error of a client one of the contract: ctx's cause, ErrClosed, ErrGone,
// ErrUnavailable, or what the server answered.
func (l *Life) Told(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case l.Ended():
		return l.closed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, remote.ErrGone), errors.Is(err, remote.ErrUnavailable):
		return err
	case l.answered(err):
		return fmt.Errorf("%s: %w", l.name, err)
	default: // no answer: lost, late, or nobody there
		return fmt.Errorf("%s: %w: %w", l.name, remote.ErrUnavailable, err)
	}
}
