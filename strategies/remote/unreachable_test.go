package remote_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

// unreachable is an engine whose server answers each kind of call from the third try on.
type unreachable struct {
	remote.Engine
	mu    sync.Mutex // guards the following
	tries map[string]int
}

func (u *unreachable) try(call string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.tries[call]++; u.tries[call] < 3 {
		return fmt.Errorf("%s: %w", call, remote.ErrUnavailable)
	}
	return nil
}

func (u *unreachable) Open(ctx context.Context, log string) (int64, error) {
	if err := u.try("open"); err != nil {
		return 0, err
	}
	return u.Engine.Open(ctx, log)
}

func (u *unreachable) Follow(ctx context.Context, log string, from int64) (remote.Reader, error) {
	if err := u.try("follow"); err != nil {
		return nil, err
	}
	r, err := u.Engine.Follow(ctx, log, from)
	return unreachableReader{r, u}, err
}

func (u *unreachable) Append(ctx context.Context, log string, records ...[]byte) error {
	if err := u.try("append"); err != nil {
		return err
	}
	return u.Engine.Append(ctx, log, records...)
}

func (u *unreachable) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	if err := u.try("publish"); err != nil {
		return err
	}
	return u.Engine.Publish(ctx, queue, bodies...)
}

type unreachableReader struct {
	remote.Reader
	u *unreachable
}

func (r unreachableReader) Next(ctx context.Context) (remote.Record, error) {
	if err := r.u.try("next"); err != nil {
		return remote.Record{}, err
	}
	return r.Reader.Next(ctx)
}

// TestUnreachable: a coordinator waits for its server with whatever it asks, from the first
// call on.
func TestUnreachable(t *testing.T) {
	for _, runID := range []string{"", "nightly"} {
		t.Run("run "+runID, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				coordinate(t, func(e remote.Engine) {
					results, err := run(t, &remote.Strategy[int, int]{Engine: e, RunID: runID}, 10)
					if err != nil {
						t.Fatal(err)
					}
					wantAll(t, results)
				})
			})
		})
	}
	t.Run("stream", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			coordinate(t, func(e remote.Engine) {
				stream, err := (&remote.Strategy[int, int]{Engine: e}).Start(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if err := stream.Submit(t.Context(), pool.Job[int]{Data: 21}); err != nil {
					t.Fatal(err)
				}
				if err := stream.Close(); err != nil {
					t.Fatal(err)
				}
				for r := range stream.Results() {
					if r.Error != nil || r.Data != 42 {
						t.Errorf("%+v", r)
					}
				}
			})
		})
	})
}

// coordinate has a worker beside f, which gets an engine that is unreachable at first.
func coordinate(t *testing.T, f func(remote.Engine)) {
	engine := memory.New(lease)
	defer engine.Close()
	ctx, stop := context.WithCancel(t.Context())
	var worker sync.WaitGroup
	defer worker.Wait()
	defer stop()
	worker.Go(func() {
		serve(ctx, engine, func(_ context.Context, job pool.Job[int]) (int, error) { return 2 * job.Data, nil })
	})
	f(&unreachable{Engine: engine, tries: map[string]int{}})
}
