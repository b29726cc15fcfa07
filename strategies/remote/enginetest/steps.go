package enginetest

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// broken returns how the contract was broken.
func broken(format string, args ...any) error { return fmt.Errorf(format, args...) }

const queue = "jobs"

// publish publishes n messages, "0", "1" and so on.
func publish(ctx context.Context, e remote.Engine, n int) error {
	var all [][]byte
	for i := range n {
		all = append(all, fmt.Append(nil, i))
	}
	return e.Publish(ctx, queue, all...)
}

// take fetches n messages.
func take(ctx context.Context, e remote.Engine, n int) ([]remote.Delivery, error) {
	var all []remote.Delivery
	for len(all) < n {
		ds, err := e.Fetch(ctx, queue, n-len(all))
		if err != nil {
			return nil, broken("Fetch with %d of %d messages taken: %w", len(all), n, err)
		}
		all = append(all, ds...)
	}
	return all, nil
}

// want fetches one message, which has to be this one.
func want(ctx context.Context, e remote.Engine, body string, attempt int) (remote.Delivery, error) {
	ds, err := take(ctx, e, 1)
	if err != nil {
		return nil, err
	}
	if got := string(ds[0].Body()); got != body || ds[0].Attempt() != attempt {
		return nil, broken("Fetch: message %q, attempt %d, want %q, attempt %d", got, ds[0].Attempt(), body, attempt)
	}
	return ds[0], nil
}

// drained waits until the queue is empty.
func drained(ctx context.Context, e remote.Engine) error { return depthIs(ctx, e, 0, 0) }

// depthIs waits until the queue has so many messages: what Ack tells the server may be on
// its way.
func depthIs(ctx context.Context, e remote.Engine, waiting, leased int64) error {
	var d remote.Depth
	for range 2000 {
		var err error
		if d, err = e.Depth(ctx, queue); err != nil {
			return broken("Depth: %w", err)
		}
		if d == (remote.Depth{Waiting: waiting, Leased: leased}) {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return broken("Depth: %+v, want %d waiting, %d leased", d, waiting, leased)
}

func ackAll(ctx context.Context, ds []remote.Delivery) error {
	for _, d := range ds {
		if err := d.Ack(ctx); err != nil {
			return broken("Ack: %w", err)
		}
	}
	return nil
}
