package handlers

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// A Delivery is a message whose handler waits for what becomes of it.
type Delivery struct {
	ID int64 // the library's, if it has one

	body    []byte
	attempt int
	ended   chan error                // what the handler is to return, at most one
	began   atomic.Pointer[time.Time] // the lease; nil: it has not
}

// NewDelivery returns one for Handle.
func NewDelivery(body []byte, attempt int) *Delivery {
	return &Delivery{body: body, attempt: attempt, ended: make(chan error, 1)}
}

// What a handler returns for a message that is not done, and is to be fetched again at once.
var (
	ErrUntouched = errors.New("nobody has had it") // the attempt does not count
	ErrNak       = errors.New("given back")
	ErrLease     = errors.New("the lease has ended")
)

// Handle hands a message over to the Fetch that has asked for it, and returns once it is known
// what becomes of it: nil if it is done. ctx is the handler's own, alive the engine's.
func (q *Queue) Handle(ctx, alive context.Context, d *Delivery, ackWait time.Duration) error {
	if !q.handOver(d) {
		return ErrUntouched
	}
	timer := time.NewTimer(ackWait)
	defer timer.Stop()
	for {
		select {
		case err := <-d.ended:
			return err
		case <-timer.C:
			left := d.left(ackWait)
			if left <= 0 {
				return d.orEnded(ErrLease)
			}
			timer.Reset(left)
		case <-alive.Done():
			return d.orEnded(context.Cause(alive))
		case <-ctx.Done():
			return d.orEnded(ctx.Err())
		}
	}
}

// orEnded returns what has become of the delivery, or err if nothing has.
func (d *Delivery) orEnded(err error) error {
	select {
	case err := <-d.ended:
		return err
	default:
		return err
	}
}

// end ends the delivery, unless it has ended before.
func (d *Delivery) end(err error) {
	select {
	case d.ended <- err:
	default:
	}
}

func (d *Delivery) Body() []byte { return d.body }
func (d *Delivery) Attempt() int { return d.attempt }

func (d *Delivery) Ack(context.Context) error {
	d.end(nil)
	return nil
}

func (d *Delivery) Nak(context.Context) error {
	d.end(ErrNak)
	return nil
}

func (d *Delivery) Extend(context.Context) error {
	d.begin()
	return nil
}

// begin begins the lease, or begins it anew.
func (d *Delivery) begin() {
	now := time.Now()
	d.began.Store(&now)
}

// left is how much is left of the lease.
func (d *Delivery) left(ackWait time.Duration) time.Duration {
	if began := d.began.Load(); began != nil {
		return time.Until(began.Add(ackWait))
	}
	return ackWait
}
