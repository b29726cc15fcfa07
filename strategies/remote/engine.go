package remote

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An Engine keeps queues of jobs and logs of results for processes that do not share
// memory. A name of a queue or of a log is accepted by [CheckName]; a queue and a log of
// the same name are two things. All methods are safe for concurrent use, and one that waits
// returns ctx's cause once ctx has ended. While the server cannot be reached they return
// errors that wrap [ErrUnavailable], or wait.
//
// [enginetest.Test] checks that an engine keeps what is promised here.
//
// [enginetest.Test]: https://pkg.go.dev/github.com/go-foundations/poolbench/strategies/remote/enginetest#Test
type Engine interface {
	// Publish appends messages to a queue, which it makes if there is none. When it returns
	// nil, the server has stored them all; otherwise any of them may be stored. It may keep
	// none of the bodies after it has returned.
	Publish(ctx context.Context, queue string, bodies ...[]byte) error

	// Fetch waits until the queue has a message that is not leased, and leases that one to
	// the caller, with as many others, at most max in all, as are there without waiting.
	// max is at least 1. Messages come roughly in the order in which they were published.
	//
	// A lease ends with the delivery's Ack or Nak, or AckWait after Fetch or the last
	// Extend. Unless it was acked the message is then fetched again: every message is
	// delivered at least once, to one consumer at a time.
	Fetch(ctx context.Context, queue string, max int) ([]Delivery, error)

	// AckWait is how long a lease lasts that nobody extends.
	AckWait() time.Duration

	// Depth counts the messages of a queue. A queue that does not exist has none.
	Depth(ctx context.Context, queue string) (Depth, error)

	// Open makes a log if there is none, and returns how many records were ever appended to
	// it.
	Open(ctx context.Context, log string) (int64, error)

	// Append adds records to a log. When it returns nil, the server has stored them all;
	// otherwise any of them may be stored. It returns an error that wraps [ErrGone] if the
	// log does not exist.
	Append(ctx context.Context, log string, records ...[]byte) error

	// Follow returns a reader of a log, from record number from on, the first being 0.
	Follow(ctx context.Context, log string, from int64) (Reader, error)

	// Trim discards the records of a log with numbers below before. Their numbers are not
	// given to others.
	Trim(ctx context.Context, log string, before int64) error

	// Remove removes a log with all its records, if there is one. The Next of its readers
	// may return ErrGone, or wait on.
	Remove(ctx context.Context, log string) error

	// Close frees what the engine has in this process; deliveries that are not acked are
	// fetched again once their lease has ended, or earlier. Methods that wait and those that
	// are called later return an error that wraps [ErrClosed].
	Close() error
}

// A Delivery is a message that is leased to whoever fetched it.
type Delivery interface {
	Body() []byte // not to be written to
	Attempt() int // how often the message has been fetched, this time included: from 1

	// Ack removes the message from the queue. It may return before the server knows: if the
	// server never hears of it, the message is fetched again.
	Ack(ctx context.Context) error

	// Extend begins the lease anew: it ends AckWait from now.
	Extend(ctx context.Context) error

	// Nak gives the message back, to be fetched at once.
	Nak(ctx context.Context) error
}

// A Reader reads a log. It is used by one goroutine at a time.
type Reader interface {
	// Next waits for the next record. Records come in the order of their numbers, each
	// once, but those that were trimmed are left out.
	Next(ctx context.Context) (Record, error)

	// Close frees the reader.
	Close() error
}

// A Record is an entry of a log.
type Record struct {
	Number int64 // from 0
	Body   []byte
}

// A Depth counts the messages of a queue.
type Depth struct {
	Waiting int64 // not leased
	Leased  int64 // leased, and not acked
}

var (
	// ErrGone is wrapped by the error of an Append to a log that does not exist: its run has
	// ended.
	ErrGone = errors.New("remote: the log does not exist")

	// ErrUnavailable is wrapped by the errors of an engine whose server cannot be reached, or
	// does not answer, and may do so later.
	ErrUnavailable = errors.New("remote: the server is unavailable")

	// ErrClosed is wrapped by the errors of an engine that is closed.
	ErrClosed = errors.New("remote: the engine is closed")
)

// CheckName returns an error unless name is 1 to 64 letters, digits, hyphens and
// underscores of ASCII, which every engine can have in the names of its own things.
func CheckName(name string) error {
	ok := len(name) >= 1 && len(name) <= 64
	for _, c := range []byte(name) {
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_')
	}
	if !ok {
		return fmt.Errorf("remote: name %q: want 1 to 64 of a-z, A-Z, 0-9, - and _", name)
	}
	return nil
}
