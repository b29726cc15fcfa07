package handlers_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/handlers"
)

const lease = time.Minute

// library is one that has so many messages, and takes what is asked for.
type library struct {
	q     *handlers.Queue
	alive context.Context
	ended chan error // what the handlers have returned
}

func newLibrary(t *testing.T) *library {
	return &library{q: handlers.NewQueue(), alive: t.Context(), ended: make(chan error, 100)}
}

// take takes at most n messages, and returns how many were wanted.
func (l *library) take(n int) int {
	wanted := l.q.Ask(1000)
	for i := range min(n, wanted) {
		go func() {
			l.ended <- l.q.Handle(context.Background(), l.alive, handlers.NewDelivery([]byte{byte(i)}, 1), lease)
		}()
	}
	l.q.None(wanted-min(n, wanted), false)
	return wanted
}

type fetched struct {
	deliveries []*handlers.Delivery
	err        error
}

func (l *library) fetch(ctx context.Context, max int) <-chan fetched {
	c := make(chan fetched, 1)
	go func() {
		ds, err := l.q.Fetch(ctx, max, func() {})
		c <- fetched{ds, err}
	}()
	synctest.Wait()
	return c
}

// TestFetch: nothing is taken that nobody wants, Fetch returns with what there is, and waits
// while there is nothing.
func TestFetch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLibrary(t)
		if n := l.take(5); n != 0 {
			t.Errorf("%d wanted before there is a Fetch", n)
		}
		got := l.fetch(t.Context(), 3)
		for range 2 { // of nothing there is nothing, again and again
			if n := l.take(0); n != 3 {
				t.Errorf("%d wanted, want 3", n)
			}
			synctest.Wait()
			if len(got) != 0 {
				t.Fatal("Fetch returns without a message")
			}
		}
		l.take(2)
		f := <-got
		if len(f.deliveries) != 2 || f.err != nil {
			t.Fatalf("%d messages, %v; want 2", len(f.deliveries), f.err)
		}
		if n := l.take(5); n != 0 {
			t.Errorf("%d wanted after the Fetch", n)
		}
		for _, d := range f.deliveries {
			d.Ack(t.Context())
			if err := <-l.ended; err != nil {
				t.Errorf("a message that is acked: %v", err)
			}
		}
	})
}

// TestContext: a Fetch whose context ends takes no message along.
func TestContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLibrary(t)
		enough := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		got := l.fetch(ctx, 3)
		if n := l.q.Ask(2); n != 2 {
			t.Fatalf("%d wanted, want 2", n)
		}
		cancel(enough)
		synctest.Wait()
		if len(got) != 0 {
			t.Fatal("Fetch returns though messages are on their way")
		}
		for range 2 {
			if err := l.q.Handle(t.Context(), l.alive, handlers.NewDelivery(nil, 1), lease); err != handlers.ErrUntouched {
				t.Errorf("a message that nobody takes: %v, want %v", err, handlers.ErrUntouched)
			}
		}
		if f := <-got; f.err != enough {
			t.Errorf("Fetch: %v, want %v", f.err, enough)
		}
		if n := l.q.Ask(9); n != 0 {
			t.Errorf("%d wanted after the Fetch", n)
		}
	})
}

// TestLease: it ends with Ack, Nak, the engine or the handler's context, or after its time
// from the last Extend.
func TestLease(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		do    func(d *handlers.Delivery, close func())
		want  error
		after time.Duration
	}{
		"ack":    {func(d *handlers.Delivery, _ func()) { d.Ack(ctx); d.Nak(ctx) }, nil, 0},
		"nak":    {func(d *handlers.Delivery, _ func()) { d.Nak(ctx); d.Ack(ctx) }, handlers.ErrNak, 0},
		"time":   {func(*handlers.Delivery, func()) {}, handlers.ErrLease, lease},
		"extend": {func(d *handlers.Delivery, _ func()) { time.Sleep(lease / 2); d.Extend(ctx) }, handlers.ErrLease, lease * 3 / 2},
		"close":  {func(_ *handlers.Delivery, end func()) { end() }, context.Canceled, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLibrary(t)
				alive, end := context.WithCancel(t.Context())
				defer end()
				l.alive = alive
				got := l.fetch(t.Context(), 1)
				l.take(1)
				f := <-got
				began := time.Now()
				c.do(f.deliveries[0], end)
				if err := <-l.ended; err != c.want {
					t.Errorf("the handler returns %v, want %v", err, c.want)
				}
				if took := time.Since(began); took != c.after {
					t.Errorf("after %v, want %v", took, c.after)
				}
			})
		})
	}
}

// TestAskOne waits until one is wanted, or the engine is closed.
func TestAskOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLibrary(t)
		alive, end := context.WithCancel(t.Context())
		asked := make(chan bool, 3)
		go func() {
			for range 3 {
				asked <- l.q.AskOne(alive.Done())
			}
		}()
		synctest.Wait()
		if len(asked) != 0 {
			t.Fatal("one is wanted before there is a Fetch")
		}
		got := l.fetch(t.Context(), 2)
		if len(asked) != 2 {
			t.Errorf("%d wanted, want 2", len(asked))
		}
		go l.q.Handle(t.Context(), alive, handlers.NewDelivery(nil, 1), lease)
		synctest.Wait()
		l.q.None(1, true) // again: it is still wanted
		synctest.Wait()
		if len(asked) != 3 && l.q.Ask(9) != 1 {
			t.Error("none is wanted after one is to be asked for again")
		}
		l.q.None(1, false)
		if f := <-got; len(f.deliveries) != 1 {
			t.Errorf("%d messages, want 1", len(f.deliveries))
		}
		end()
		synctest.Wait()
		for len(asked) > 0 {
			<-asked
		}
		if l.q.AskOne(alive.Done()) {
			t.Error("one is wanted though the engine is closed")
		}
	})
}
