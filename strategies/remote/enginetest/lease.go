package enginetest

import (
	"context"
	"errors"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

func noAck(ctx context.Context, e remote.Engine) error {
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	for attempt := 1; attempt <= 2; attempt++ {
		if _, err := want(ctx, e, "0", attempt); err != nil {
			return err
		}
	}
	d, err := want(ctx, e, "0", 3)
	if err != nil {
		return err
	}
	return ackInTime(ctx, e, d)
}

// ackInTime acks the last message of a queue. A machine that stops for a lease may do so too
// late: then the message comes back, and is acked again.
func ackInTime(ctx context.Context, e remote.Engine, d remote.Delivery) error {
	for range 10 {
		if err := d.Ack(ctx); err != nil {
			return broken("Ack: %w", err)
		}
		for end := time.Now().Add(2 * e.AckWait()); time.Now().Before(end); {
			if n, err := e.Depth(ctx, queue); err != nil {
				return broken("Depth: %w", err)
			} else if n == (remote.Depth{}) {
				return nil
			}
			<-time.After(5 * time.Millisecond)
		}
		again, err := take(ctx, e, 1)
		if err != nil {
			return err
		}
		if again[0].Attempt() <= d.Attempt() {
			return broken("attempt %d after attempt %d", again[0].Attempt(), d.Attempt())
		}
		d = again[0]
	}
	return errors.New("the message came back ten times though it was acked: Ack does not count, or AckWait is too short to tell")
}

func nak(ctx context.Context, e remote.Engine) error {
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	d, err := want(ctx, e, "0", 1)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := d.Nak(ctx); err != nil {
		return err
	}
	if _, err := want(ctx, e, "0", 2); err != nil {
		return err
	}
	if took := time.Since(began); took >= e.AckWait() && e.AckWait() >= 10*time.Second {
		return broken("it took %v, the lease of %v", took, e.AckWait())
	}
	return nil
}

// extend holds a message for three leases. A machine that stops for a lease may lose it: then
// the attempt says so, and the rule begins again.
func extend(ctx context.Context, e remote.Engine) error {
	for range 10 {
		if err := publish(ctx, e, 1); err != nil {
			return err
		}
		ds, err := take(ctx, e, 1)
		if err != nil {
			return err
		}
		other, cancel := context.WithCancel(ctx)
		stolen := make(chan remote.Delivery, 1)
		go func() {
			defer close(stolen)
			if ds, err := e.Fetch(other, queue, 1); err == nil {
				stolen <- ds[0]
			}
		}()
		late := false
		last := time.Now()
		for end := last.Add(3 * e.AckWait()); time.Now().Before(end); {
			<-time.After(e.AckWait() / 8)
			if err := ds[0].Extend(ctx); err != nil {
				cancel()
				<-stolen
				return broken("Extend: %w", err)
			}
			now := time.Now()
			late = late || now.Sub(last) > e.AckWait()/2
			last = now
		}
		err = ds[0].Ack(ctx)
		late = late || time.Since(last) > e.AckWait()/2
		if err == nil && !late {
			err = drained(ctx, e)
		}
		cancel()
		d, was := <-stolen
		switch {
		case err != nil && !late:
			return err
		case !was:
			return nil
		case !late:
			return broken("another consumer got it (attempt %d)", d.Attempt())
		}
		if err := d.Ack(ctx); err != nil {
			return err
		}
	}
	return errors.New("the machine stopped for half a lease ten times: AckWait is too short to tell")
}

func staleAck(ctx context.Context, e remote.Engine) error {
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	first, err := want(ctx, e, "0", 1)
	if err != nil {
		return err
	}
	second, err := want(ctx, e, "0", 2)
	if err != nil {
		return err
	}
	first.Ack(ctx) // may be refused, and may count: the message was done twice then
	return ackInTime(ctx, e, second)
}

func depth(ctx context.Context, e remote.Engine) error {
	if err := drained(ctx, e); err != nil {
		return broken("before there is a queue: %w", err)
	}
	if err := publish(ctx, e, 5); err != nil {
		return err
	}
	if err := depthIs(ctx, e, 5, 0); err != nil {
		return err
	}
	ds, err := take(ctx, e, 2)
	if err != nil {
		return err
	}
	if err := depthIs(ctx, e, 3, 2); err != nil {
		return err
	}
	if err := ackAll(ctx, ds); err != nil {
		return err
	}
	return depthIs(ctx, e, 3, 0)
}
