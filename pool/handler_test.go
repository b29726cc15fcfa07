package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// TestHandlerFails: a handler that panics or exits ends the stream, which says
// so, and is still called with every other result: also those of jobs that
// never ran.
func TestHandlerFails(t *testing.T) {
	for _, c := range []struct {
		name string
		fail func()
		want string
	}{
		{"panics", func() { panic(errBug) }, "result handler: panic: bug"},
		{"exits", runtime.Goexit, "result handler: called runtime.Goexit"},
	} {
		for _, last := range []bool{false, true} { // with the first result, or with all
			t.Run(fmt.Sprint(c.name, last), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var mu sync.Mutex
					seen := make(map[string]int)
					p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(sleepy).
						WithHandler(func(r Result[int]) {
							mu.Lock()
							seen[r.JobID]++
							n := len(seen)
							mu.Unlock()
							if n == 1 || last {
								c.fail()
							}
						})
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for i, job := range numbered(20) {
						job.Data = 1 + i%2
						if err := p.Submit(t.Context(), job); err != nil {
							t.Fatal(err)
						}
					}
					err := p.Close()
					var strategy *StrategyError
					if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &strategy) {
						t.Errorf("Close = %v, want %q, and not as the strategy's fault", err, c.want)
					}
					for _, job := range numbered(20) {
						if seen[job.ID] != 1 {
							t.Errorf("the handler saw result %s %d times", job.ID, seen[job.ID])
						}
					}
				})
			})
		}
	}
}

// TestHandlerFailsWithinClaim: the other results of the same claim, too, are
// handled.
func TestHandlerFailsWithinClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(double).
			WithHandler(func(r Result[int]) {
				if seen++; seen%5 == 0 {
					runtime.Goexit()
				}
			})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := p.Start(ctx); err != nil {
			t.Fatal(err)
		}
		accepted := 0
		for _, job := range numbered(500) {
			if p.Submit(t.Context(), job) == nil {
				accepted++
			}
		}
		p.Close()
		if seen != accepted {
			t.Errorf("the handler saw %d results, %d jobs were accepted", seen, accepted)
		}
	})
}
