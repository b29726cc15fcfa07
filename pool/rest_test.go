package pool_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestIdleTimeout: a worker that has been idle for long gives up what it has, whoever wakes
// it in vain, and has it anew for its next job.
func TestIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var log []string // of one worker
		say := func(what string) { log = append(log, fmt.Sprint(time.Since(began), " ", what)) }
		p := NewWithConfig[time.Duration, int](Config{NumWorkers: 1, MaxWorkers: 1, IdleTimeout: 10 * time.Second}).
			WithProcessor(func(_ context.Context, job Job[time.Duration]) (int, error) {
				time.Sleep(job.Data)
				return 0, nil
			}).WithoutResults().
			OnWorker(func(context.Context, int) (context.Context, func()) {
				say("start")
				return nil, func() { say("stop") }
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		at := func(seconds int, do func() error) {
			time.Sleep(time.Until(began.Add(time.Duration(seconds) * time.Second)))
			if err := do(); err != nil {
				t.Fatal(err)
			}
		}
		submit := func() error { return p.Submit(t.Context(), Job[time.Duration]{Data: time.Second}) }
		at(0, submit)
		at(5, func() error { return p.Resize(1) }) // wakes it in vain
		at(20, submit)
		at(30, submit) // idle for 9 s
		at(39, submit) // idle for 8 s
		at(60, submit)
		at(65, p.Pause) // idle for 4 s
		at(100, p.Resume)
		at(110, submit)
		at(112, p.Close)
		want := "[0s start 11s stop 20s start 50s stop 1m0s start 1m40s stop 1m50s start 1m52s stop]"
		if got := fmt.Sprint(log); got != want {
			t.Errorf("one worker: %v, want %v", got, want)
		}
	})
}

// TestIdleTimeoutFails: what ends stop before its time ends the run.
func TestIdleTimeoutFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2, IdleTimeout: time.Second}).WithProcessor(double).WithoutResults().
			OnWorker(func(context.Context, int) (context.Context, func()) { return nil, func() { panic(errBug) } })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := p.Submit(t.Context(), Job[int]{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if err := p.Submit(t.Context(), Job[int]{}); err == nil {
			t.Error("Submit after stop has panicked: no error")
		}
		if err := p.Close(); err == nil {
			t.Error("Close after stop has panicked: no error")
		}
	})
}
