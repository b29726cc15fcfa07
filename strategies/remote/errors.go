package remote

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-foundations/poolbench/pool"
)

// ErrKilledWorkers is the error of a job whose workers died too often, see
// [Server.MaxKills].
var ErrKilledWorkers = errors.New("remote: the job's workers died")

// ErrRunning is returned by Execute if the strategy executes a run of that name already.
var ErrRunning = errors.New("remote: a run of that name is running")

// An Error is the error of a job that failed in another process: its text, and of what it
// wrapped [pool.ErrDropped], [pool.ErrGoexit], [ErrKilledWorkers], [context.Canceled] and
// [context.DeadlineExceeded], which errors.Is finds. A panic is a [*pool.PanicError] with a
// string as its value.
type Error struct {
	Text string
	is   error // nil, or one of the list below
}

func (e *Error) Error() string { return e.Text }

func (e *Error) Unwrap() error { return e.is }

// known are the errors that keep their identity on the way, by the names that messages have
// for them.
var known = []struct {
	name string
	err  error
}{
	{"expired", errors.Join(pool.ErrDropped, context.DeadlineExceeded)},
	{"dropped", pool.ErrDropped},
	{"goexit", pool.ErrGoexit},
	{"killed", ErrKilledWorkers},
	{"canceled", context.Canceled},
	{"deadline", context.DeadlineExceeded},
}

const panicked = "panic"

// setError keeps why the job failed.
func (r *record) setError(err error) {
	r.Error, r.Failed = err.Error(), identity(err)
	if p, ok := errors.AsType[*pool.PanicError](err); ok {
		r.Error, r.Failed, r.Stack = fmt.Sprint(p.Value), panicked, string(p.Stack)
	}
}

// identity returns the name of what an error is, if it is known.
func identity(err error) string {
	if errors.Is(err, pool.ErrDropped) && errors.Is(err, context.DeadlineExceeded) {
		return "expired"
	}
	for _, k := range known[1:] {
		if errors.Is(err, k.err) {
			return k.name
		}
	}
	return "error"
}

// asError makes an error of a record, nil for a success.
func (r *record) asError() error {
	if r.Failed == "" {
		return nil
	}
	if r.Failed == panicked {
		return &pool.PanicError{Value: r.Error, Stack: []byte(r.Stack)}
	}
	e := &Error{Text: r.Error}
	for _, k := range known {
		if k.name == r.Failed {
			e.is = k.err
		}
	}
	return e
}
