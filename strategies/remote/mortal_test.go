package remote_test

import (
	"context"
	"errors"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// mortal is the engine of a process that can be killed: from then on nothing that it does
// reaches the server, and nothing reaches it.
type mortal struct {
	remote.Engine
	mute bool // it is alive, but never extends a lease

	dead context.Context
	kill func()
}

func newMortal(ctx context.Context, e remote.Engine) *mortal {
	m := &mortal{Engine: e}
	dead, cancel := context.WithCancelCause(ctx)
	m.dead, m.kill = dead, func() { cancel(remote.ErrClosed) }
	return m
}

// alive returns a context that ends with ctx and with the process.
func (m *mortal) alive(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(m.dead, func() { cancel(remote.ErrClosed) })
	return ctx, func() { stop(); cancel(nil) }
}

func (m *mortal) Fetch(ctx context.Context, queue string, n int) ([]remote.Delivery, error) {
	ctx, done := m.alive(ctx)
	defer done()
	ds, err := m.Engine.Fetch(ctx, queue, n)
	for i, d := range ds {
		ds[i] = mortalDelivery{d, m}
	}
	return ds, err
}

func (m *mortal) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	if m.dead.Err() != nil {
		return remote.ErrClosed
	}
	return m.Engine.Publish(ctx, queue, bodies...)
}

func (m *mortal) Append(ctx context.Context, log string, records ...[]byte) error {
	if m.dead.Err() != nil {
		return remote.ErrClosed
	}
	return m.Engine.Append(ctx, log, records...)
}

func (m *mortal) Remove(ctx context.Context, log string) error {
	if m.dead.Err() != nil {
		return remote.ErrClosed
	}
	return m.Engine.Remove(ctx, log)
}

func (m *mortal) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	r, err := m.Engine.Follow(ctx, log, from)
	return mortalReader{r, m}, err
}

type mortalReader struct {
	remote.Reader
	m *mortal
}

func (r mortalReader) Next(ctx context.Context) (remote.Record, error) {
	ctx, done := r.m.alive(ctx)
	defer done()
	return r.Reader.Next(ctx)
}

type mortalDelivery struct {
	remote.Delivery
	m *mortal
}

func (d mortalDelivery) Ack(ctx context.Context) error {
	if d.m.dead.Err() != nil {
		return remote.ErrClosed
	}
	return d.Delivery.Ack(ctx)
}

func (d mortalDelivery) Nak(ctx context.Context) error {
	if d.m.dead.Err() != nil {
		return remote.ErrClosed
	}
	return d.Delivery.Nak(ctx)
}

func (d mortalDelivery) Extend(ctx context.Context) error {
	if d.m.dead.Err() != nil || d.m.mute {
		return errors.New("nobody hears it")
	}
	return d.Delivery.Extend(ctx)
}
