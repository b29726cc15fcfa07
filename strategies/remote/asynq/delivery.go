package asynq

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/hibiken/asynq"
)

// delivery is a task whose handler waits for what becomes of it.
type delivery struct {
	body    []byte
	attempt int
	ended   chan error                // what the handler is to return, at most one
	began   atomic.Pointer[time.Time] // the lease; nil: it has not
}

// What a handler returns for a task that is not done. It is fetched again at once, which
// for asynq means with the next check.
var (
	errUntouched = errors.New("nobody has had it") // the attempt does not count
	errNak       = errors.New("given back")
	errLease     = errors.New("the lease has ended")
)

// atOnce is for how long a task waits after its handler has returned an error.
func atOnce(int, error, *asynq.Task) time.Duration { return 0 }

// handle is called by asynq with each task that it has taken, in a goroutine of its own.
func (q *queue) handle(ctx context.Context, task *asynq.Task) error {
	retried, _ := asynq.GetRetryCount(ctx) // every task has it
	d := &delivery{body: task.Payload(), attempt: retried + 1, ended: make(chan error, 1)}
	if !q.handOver(d) {
		return errUntouched
	}
	timer := time.NewTimer(q.e.AckWait())
	defer timer.Stop()
	for {
		select {
		case err := <-d.ended:
			return err
		case <-timer.C:
			left := d.left(q.e.AckWait())
			if left <= 0 {
				return d.orEnded(errLease)
			}
			timer.Reset(left)
		case <-q.e.alive.Done():
			return d.orEnded(errClosed)
		case <-ctx.Done():
			return d.orEnded(ctx.Err())
		}
	}
}

// orEnded returns what has become of the delivery, or err if nothing has.
func (d *delivery) orEnded(err error) error {
	select {
	case err := <-d.ended:
		return err
	default:
		return err
	}
}

// end ends the delivery, unless it has ended before.
func (d *delivery) end(err error) {
	select {
	case d.ended <- err:
	default:
	}
}

func (d *delivery) Body() []byte { return d.body }
func (d *delivery) Attempt() int { return d.attempt }

func (d *delivery) Ack(context.Context) error {
	d.end(nil)
	return nil
}

func (d *delivery) Nak(context.Context) error {
	d.end(errNak)
	return nil
}

func (d *delivery) Extend(context.Context) error {
	d.begin()
	return nil
}

// begin begins the lease, or begins it anew.
func (d *delivery) begin() {
	now := time.Now()
	d.began.Store(&now)
}

// left is how much is left of the lease.
func (d *delivery) left(ackWait time.Duration) time.Duration {
	if began := d.began.Load(); began != nil {
		return time.Until(began.Add(ackWait))
	}
	return ackWait
}
