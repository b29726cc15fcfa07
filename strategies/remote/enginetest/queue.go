package enginetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

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
			if seen[string(d.Body())]++; seen[string(d.Body())] != 1 {
				return broken("message %q was fetched %d times", d.Body(), seen[string(d.Body())])
			}
			if d.Attempt() != 1 {
				return broken("message %q was fetched for the first time, but attempt %d", d.Body(), d.Attempt())
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
					if seen[string(d.Body())]++; seen[string(d.Body())] > 1 || d.Attempt() != 1 {
						cancel(broken("message %q was fetched %d times, the last one as attempt %d", d.Body(), seen[string(d.Body())], d.Attempt()))
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
