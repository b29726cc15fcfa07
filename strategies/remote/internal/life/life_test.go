package life_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

var errAnswer = errors.New("no such table")

func begun(t *testing.T) *life.Life {
	t.Helper()
	return life.New(t.Context(), "some", func(err error) bool { return errors.Is(err, errAnswer) })
}

// TestTold: each error is one of the contract.
func TestTold(t *testing.T) {
	enough := errors.New("enough")
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	closed := begun(t)
	closed.End()
	lost := errors.New("connection reset")
	for _, c := range []struct {
		l    *life.Life
		ctx  context.Context
		err  error
		want []error
	}{
		{begun(t), t.Context(), nil, nil},
		{begun(t), t.Context(), errAnswer, []error{errAnswer}},
		{begun(t), t.Context(), lost, []error{remote.ErrUnavailable, lost}},
		{begun(t), t.Context(), fmt.Errorf("log: %w", remote.ErrGone), []error{remote.ErrGone}},
		{begun(t), ended, lost, []error{enough}},
		{closed, ended, lost, []error{remote.ErrClosed}},
	} {
		got := c.l.Told(c.ctx, c.err)
		if (got == nil) != (c.want == nil) {
			t.Errorf("Told(%v): %v, want %v", c.err, got, c.want)
		}
		for _, want := range c.want {
			if !errors.Is(got, want) {
				t.Errorf("Told(%v): %v, want %v", c.err, got, want)
			}
		}
		if errors.Is(got, remote.ErrUnavailable) && errors.Is(got, errAnswer) {
			t.Errorf("Told(%v): %v, though the server has answered", c.err, got)
		}
	}
}

// TestBegin: a call's context ends with the call's own, and with the engine; a call does not
// begin with a wrong name, with a context that has ended, or after Close.
func TestBegin(t *testing.T) {
	l := begun(t)
	if _, _, err := l.Begin(t.Context(), "a b"); err == nil {
		t.Error("a wrong name begins a call")
	}
	enough := errors.New("enough")
	ended, cancel := context.WithCancelCause(t.Context())
	ctx, done, err := l.Begin(ended, "jobs")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	cancel(enough)
	<-ctx.Done()
	if context.Cause(ctx) != enough {
		t.Errorf("cause %v, want %v", context.Cause(ctx), enough)
	}
	if _, _, err := l.Begin(ended, "jobs"); err != enough {
		t.Errorf("with a context that has ended: %v, want %v", err, enough)
	}
	ctx, done, err = l.Begin(t.Context(), "jobs")
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	l.End()
	<-ctx.Done()
	if !errors.Is(context.Cause(ctx), remote.ErrClosed) {
		t.Errorf("cause %v, want %v", context.Cause(ctx), remote.ErrClosed)
	}
	if _, _, err := l.Begin(t.Context(), "jobs"); !errors.Is(err, remote.ErrClosed) {
		t.Errorf("after Close: %v, want %v", err, remote.ErrClosed)
	}
}
