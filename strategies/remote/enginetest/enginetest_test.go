package enginetest

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

// broken engines, each by the rule that has to catch it.
type (
	twice     struct{ remote.Engine } // publishes everything twice
	greedy    struct{ remote.Engine } // fetches one more than asked for
	forgetful struct{ remote.Engine } // acks what it fetches
	stubborn  struct{ remote.Engine } // does not extend
	absent    struct{ remote.Engine } // appends to any log
	hoarder   struct{ remote.Engine } // does not trim
	short     struct{ remote.Engine } // counts no leases
	ignorant  struct{ remote.Engine } // does not know how often it has delivered
	anonymous struct{ remote.Engine } // takes any name
	restless  struct{ remote.Engine } // returns from Fetch with nothing
	mixed     struct{ remote.Engine } // has one queue for all names
	skipping  struct{ remote.Engine } // begins to follow at the next record
)

func (e twice) Publish(ctx context.Context, q string, bodies ...[]byte) error {
	return e.Engine.Publish(ctx, q, append(bodies, bodies...)...)
}

func (e greedy) Fetch(ctx context.Context, q string, max int) ([]remote.Delivery, error) {
	return e.Engine.Fetch(ctx, q, max+1)
}

func (e forgetful) Fetch(ctx context.Context, q string, max int) ([]remote.Delivery, error) {
	ds, err := e.Engine.Fetch(ctx, q, max)
	for _, d := range ds {
		d.Ack(ctx)
	}
	return ds, err
}

type stiff struct{ remote.Delivery }

func (stiff) Extend(context.Context) error { return nil }

func (e stubborn) Fetch(ctx context.Context, q string, max int) ([]remote.Delivery, error) {
	ds, err := e.Engine.Fetch(ctx, q, max)
	for i, d := range ds {
		ds[i] = stiff{d}
	}
	return ds, err
}

type first struct{ remote.Delivery }

func (first) Attempt() int { return 1 }

func (e ignorant) Fetch(ctx context.Context, q string, max int) ([]remote.Delivery, error) {
	ds, err := e.Engine.Fetch(ctx, q, max)
	for i, d := range ds {
		ds[i] = first{d}
	}
	return ds, err
}

func (e absent) Append(ctx context.Context, l string, records ...[]byte) error {
	e.Open(ctx, l)
	return e.Engine.Append(ctx, l, records...)
}

func (hoarder) Trim(context.Context, string, int64) error { return nil }

func (e short) Depth(ctx context.Context, q string) (remote.Depth, error) {
	d, err := e.Engine.Depth(ctx, q)
	d.Leased = 0
	return d, err
}

func (anonymous) Depth(context.Context, string) (remote.Depth, error) { return remote.Depth{}, nil }

func (e restless) Fetch(ctx context.Context, q string, max int) ([]remote.Delivery, error) {
	if d, err := e.Depth(ctx, q); err != nil || d.Waiting > 0 {
		return e.Engine.Fetch(ctx, q, max)
	}
	return nil, context.DeadlineExceeded
}

func (e mixed) Publish(ctx context.Context, _ string, bodies ...[]byte) error {
	return e.Engine.Publish(ctx, queue, bodies...)
}

func (e skipping) Follow(ctx context.Context, l string, from int64) (remote.Reader, error) {
	return e.Engine.Follow(ctx, l, from+1)
}

// TestBreaches: the rules catch engines that break them.
func TestBreaches(t *testing.T) {
	for _, b := range []struct {
		rule  string
		spoil func(remote.Engine) remote.Engine
	}{
		{"each-once", func(e remote.Engine) remote.Engine { return twice{e} }},
		{"fetch-max", func(e remote.Engine) remote.Engine { return greedy{e} }},
		{"fetch-waits", func(e remote.Engine) remote.Engine { return restless{e} }},
		{"no-ack", func(e remote.Engine) remote.Engine { return ignorant{e} }},
		{"nak", func(e remote.Engine) remote.Engine { return ignorant{e} }},
		{"extend", func(e remote.Engine) remote.Engine { return stubborn{e} }},
		{"depth", func(e remote.Engine) remote.Engine { return short{e} }},
		{"depth", func(e remote.Engine) remote.Engine { return forgetful{e} }},
		{"queues-apart", func(e remote.Engine) remote.Engine { return mixed{e} }},
		{"names", func(e remote.Engine) remote.Engine { return anonymous{e} }},
		{"consumers", func(e remote.Engine) remote.Engine { return twice{e} }},
		{"log-follow", func(e remote.Engine) remote.Engine { return skipping{e} }},
		{"log-gone", func(e remote.Engine) remote.Engine { return absent{e} }},
		{"log-trim", func(e remote.Engine) remote.Engine { return hoarder{e} }},
	} {
		t.Run(b.rule, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := memory.New(0)
				defer e.Close()
				ctx, cancel := context.WithTimeout(t.Context(), 10*e.AckWait())
				defer cancel()
				for _, r := range rules {
					if r.name == b.rule && r.check(ctx, b.spoil(e)) == nil {
						t.Errorf("%T passes", b.spoil(e))
					}
				}
			})
		})
	}
}
