package remote_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
)

// TestStream: jobs that arrive over time have their results, and Submit waits while Window of
// them have none that was read.
func TestStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		ctx, stop := context.WithCancel(t.Context())
		var processes sync.WaitGroup
		defer processes.Wait()
		defer stop()
		var l ledger
		processes.Go(func() { serve(ctx, engine, l.second) })
		s := &remote.Strategy[int, int]{Engine: engine, Window: 4}
		st, err := s.Start(ctx)
		if err != nil {
			t.Fatal(err)
		}
		const n = 3000 // more than once what is trimmed at a time
		began := time.Now()
		for i := range 4 {
			st.Submit(ctx, pool.Job[int]{ID: fmt.Sprint(i), Data: i})
		}
		short, cancel := context.WithTimeout(ctx, time.Hour)
		if err := st.Submit(short, pool.Job[int]{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Hour {
			t.Errorf("Submit with %d unread: %v after %v; want it to wait for room", 4, err, time.Since(began))
		}
		cancel()
		go func() {
			for i := 4; i < n; i++ {
				if err := st.Submit(ctx, pool.Job[int]{ID: fmt.Sprint(i), Data: i}); err != nil {
					t.Error(err)
				}
			}
			if err := st.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}()
		seen := map[string]bool{}
		for r := range st.Results() {
			if r.Error != nil || fmt.Sprint(r.Data/2) != r.JobID || seen[r.JobID] {
				t.Errorf("result %+v", r)
			}
			seen[r.JobID] = true
		}
		if len(seen) != n || l.total() != n {
			t.Errorf("%d results of %d jobs that ran, want %d", len(seen), l.total(), n)
		}
		if err := st.Submit(ctx, pool.Job[int]{}); err != pool.ErrClosed {
			t.Errorf("Submit after Close: %v", err)
		}
	})
}

// TestStreamEnds: when its context ends, every accepted job has a result, with the cause.
func TestStreamEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		engine := memory.New(lease)
		defer engine.Close()
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		st, err := (&remote.Strategy[int, int]{Engine: engine}).Start(ctx) // nobody serves
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			if err := st.Submit(ctx, pool.Job[int]{ID: fmt.Sprint(i)}); err != nil {
				t.Fatal(err)
			}
		}
		if err := st.Submit(ctx, pool.Job[int]{Created: time.Date(1e6, 1, 1, 0, 0, 0, 0, time.UTC)}); err == nil {
			t.Error("a job that cannot be encoded is accepted")
		}
		time.AfterFunc(time.Second, func() { cancel(why) })
		n := 0
		for r := range st.Results() {
			if n++; r.Error != why || r.Worker != -1 {
				t.Errorf("result %+v, want %v", r, why)
			}
		}
		if err := st.Close(); err != why || n != 5 {
			t.Errorf("Close: %v with %d results, want %v and 5", err, n, why)
		}
		if err := st.Submit(t.Context(), pool.Job[int]{}); err != why {
			t.Errorf("Submit after the end: %v, want %v", err, why)
		}
		if _, err := (&remote.Strategy[int, int]{Engine: engine, RunID: "x"}).Start(t.Context()); err == nil {
			t.Error("a stream with a RunID begins")
		}
	})
}
