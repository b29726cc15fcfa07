// Package enginetest checks that an engine keeps the contract of [remote.Engine]. One call
// runs every rule:
//
//	func TestMine(t *testing.T) {
//		enginetest.Test(t, func(t *testing.T) remote.Engine { return open(t) })
//	}
//
// The rules wait for what the engine does, never for a time to pass: on a slow machine they
// take longer, and give the same answer. Two rules need leases to end, so choose an AckWait
// that the tests can wait for, about a second. For an engine that knows no other clock than
// package time, call Test inside a testing/synctest bubble.
package enginetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// rule is one promise of the contract. check returns how the engine broke it.
type rule struct {
	name  string
	says  string // the contract
	check func(ctx context.Context, e remote.Engine) error
}

// rules lists every rule; a new one is one entry.
var rules = []rule{
	{"each-once", "a message that is acked is delivered exactly once while no lease ends", eachOnce},
	{"fetch-max", "Fetch leases at most max messages, at least one, and waits for no others", fetchMax},
	{"fetch-waits", "Fetch waits until the queue has a message", fetchWaits},
	{"fetch-context", "Fetch returns ctx's cause when ctx ends, and takes no message along", fetchContext},
	{"no-ack", "a message that is not acked is fetched again, with the next attempt number", noAck},
	{"nak", "a message that is given back is fetched at once, with the next attempt number", nak},
	{"extend", "a lease that is extended does not end", extend},
	{"stale-ack", "after its lease has ended, a delivery's Ack does not lose the message to the one who has it now", staleAck},
	{"depth", "Depth counts the messages that wait and those that are leased", depth},
	{"queues-apart", "queues and logs of other names are others, and a queue and a log of the same name are two things", apart},
	{"body", "a body arrives as it was: empty, binary, a hundred kilobytes; the caller may write over it after Publish", bodies},
	{"names", "a name that CheckName refuses is an error", names},
	{"consumers", "concurrent consumers get every message of concurrent producers once", consumers},
	{"log", "a log keeps records in order, numbered from 0, for any number of readers from any number on", logOrder},
	{"log-follow", "a reader waits for the next record, and returns ctx's cause when ctx ends", logFollow},
	{"log-open", "Open makes a log once, and returns how many records were ever appended", logOpen},
	{"log-gone", "Append to a log that does not exist is ErrGone; what was removed is empty when it is opened again", logGone},
	{"log-trim", "trimmed records are gone, the others keep their numbers", logTrim},
	{"close", "after Close every method returns ErrClosed, and so does one that waits; Close may be called again", closed},
}

// Test runs the rules as subtests of t. open returns a fresh engine without queues and logs;
// it is called once a rule, and closes what it needs to by t.Cleanup. Test closes the engine.
func Test(t *testing.T, open func(t *testing.T) remote.Engine) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) { Rule(t, r.name, open(t)) })
	}
}

// Rules returns the names of all rules, for tests that run each by [Rule].
func Rules() []string {
	var names []string
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}

// Rule runs the rule of that name. It panics if there is none.
func Rule(t testing.TB, name string, e remote.Engine) {
	t.Helper()
	i := slices.IndexFunc(rules, func(r rule) bool { return r.name == name })
	if i < 0 {
		panic(fmt.Sprintf("enginetest: rule %q: unknown", name))
	}
	if err := rules[i].check(t.Context(), e); err != nil {
		t.Errorf("the contract says: %s; but %v", rules[i].says, err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

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

func eachOnce(ctx context.Context, e remote.Engine) error {
	const n = 300
	if err := publish(ctx, e, n); err != nil {
		return err
	}
	seen := map[string]int{}
	for len(seen) < n {
		ds, err := e.Fetch(ctx, queue, 7)
		if err != nil {
			return err
		}
		for _, d := range ds {
			seen[string(d.Body())]++
			if d.Attempt() == 1 && seen[string(d.Body())] != 1 {
				return broken("message %q was fetched %d times", d.Body(), seen[string(d.Body())])
			}
		}
		if err := ackAll(ctx, ds); err != nil {
			return err
		}
	}
	return drained(ctx, e)
}

func fetchMax(ctx context.Context, e remote.Engine) error {
	if err := publish(ctx, e, 5); err != nil {
		return err
	}
	all := 0
	for all < 5 {
		ds, err := e.Fetch(ctx, queue, 3)
		if err != nil {
			return err
		}
		if len(ds) < 1 || len(ds) > 3 {
			return broken("Fetch(3) of 5: %d messages", len(ds))
		}
		if all += len(ds); all > 5 {
			return broken("%d messages of 5", all)
		}
		if err := ackAll(ctx, ds); err != nil {
			return err
		}
	}
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	_, err := want(ctx, e, "0", 1) // though more could come
	return err
}

func fetchWaits(ctx context.Context, e remote.Engine) error {
	got := make(chan error, 1)
	go func() {
		_, err := want(ctx, e, "0", 1)
		got <- err
	}()
	// So that it waits by then. If it does not on a slow machine, an engine gets away with more.
	select {
	case <-time.After(50 * time.Millisecond):
	case <-ctx.Done():
	}
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	return <-got
}

func fetchContext(ctx context.Context, e remote.Engine) error {
	why := errors.New("enough")
	short, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	got := make(chan error, 1)
	go func() {
		_, err := e.Fetch(short, queue, 1)
		got <- err
	}()
	if err := depthIs(ctx, e, 0, 0); err != nil {
		return err
	}
	cancel(why)
	if err := <-got; !errors.Is(err, why) {
		return broken("Fetch: %v, want %v", err, why)
	}
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	if _, err := e.Fetch(short, queue, 1); !errors.Is(err, why) {
		return broken("Fetch with a context that has ended: %v, want %v", err, why)
	}
	_, err := want(ctx, e, "0", 1)
	return err
}

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
	if err := d.Ack(ctx); err != nil {
		return err
	}
	return drained(ctx, e)
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
		for last, end := time.Now(), time.Now().Add(3*e.AckWait()); time.Now().Before(end); {
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
	if err := second.Ack(ctx); err != nil {
		return err
	}
	return drained(ctx, e)
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
		// The leases may have ended while the machine was busy.
		if again := depthIs(ctx, e, 5, 0); again != nil {
			return err
		}
	}
	if err := ackAll(ctx, ds); err != nil {
		return err
	}
	return depthIs(ctx, e, 3, 0)
}

func apart(ctx context.Context, e remote.Engine) error {
	if _, err := e.Open(ctx, queue); err != nil {
		return err
	}
	if err := e.Append(ctx, queue, []byte("record")); err != nil {
		return err
	}
	if err := e.Publish(ctx, "other", []byte("other")); err != nil {
		return err
	}
	if err := publish(ctx, e, 1); err != nil {
		return err
	}
	if _, err := want(ctx, e, "0", 1); err != nil {
		return err
	}
	if n, err := e.Open(ctx, queue); n != 1 || err != nil {
		return broken("Open: %d records, %v; want 1", n, err)
	}
	if n, err := e.Open(ctx, "other"); n != 0 || err != nil {
		return broken("Open of another log: %d records, %v; want 0", n, err)
	}
	return nil
}

func bodies(ctx context.Context, e remote.Engine) error {
	big := make([]byte, 100_000)
	for i := range big {
		big[i] = byte(i * 7)
	}
	for _, body := range [][]byte{{}, []byte("\x00\xff\n"), big} {
		sent := slices.Clone(body)
		if err := e.Publish(ctx, queue, sent); err != nil {
			return err
		}
		clear(sent)
		ds, err := take(ctx, e, 1)
		if err != nil {
			return err
		}
		if !slices.Equal(ds[0].Body(), body) {
			return broken("a body of %d bytes arrived as another one of %d", len(body), len(ds[0].Body()))
		}
		if err := ackAll(ctx, ds); err != nil {
			return err
		}
	}
	return nil
}

func names(ctx context.Context, e remote.Engine) error {
	for _, name := range []string{"", "a b", "a.b", "*", "a/b", "é", string(make([]byte, 65))} {
		_, fetch := e.Fetch(ctx, name, 1)
		_, depth := e.Depth(ctx, name)
		_, open := e.Open(ctx, name)
		_, follow := e.Follow(ctx, name, 0)
		for method, err := range map[string]error{
			"Publish": e.Publish(ctx, name, nil), "Fetch": fetch, "Depth": depth, "Open": open, "Follow": follow,
			"Append": e.Append(ctx, name, nil), "Trim": e.Trim(ctx, name, 1), "Remove": e.Remove(ctx, name),
		} {
			if err == nil {
				return broken("%s accepts the name %q", method, name)
			}
		}
	}
	return nil
}

func consumers(ctx context.Context, e remote.Engine) error {
	const producers, each = 4, 100
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			for i := range each {
				if err := e.Publish(ctx, queue, fmt.Appendf(nil, "%d.%d", p, i)); err != nil {
					cancel(err)
				}
			}
		})
	}
	done := errors.New("all have come")
	var mu sync.Mutex
	seen := map[string]int{}
	for c := range 4 {
		wg.Go(func() {
			for {
				ds, err := e.Fetch(ctx, queue, 1+c*3)
				if err == nil {
					err = ackAll(ctx, ds)
				}
				if err != nil {
					cancel(err)
					return
				}
				mu.Lock()
				for _, d := range ds {
					if seen[string(d.Body())]++; d.Attempt() == 1 && seen[string(d.Body())] > 1 {
						cancel(broken("message %q was fetched twice", d.Body()))
					}
				}
				if len(seen) == producers*each {
					cancel(done)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := context.Cause(ctx); err != done {
		return err
	}
	return nil
}
