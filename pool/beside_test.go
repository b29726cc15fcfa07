package pool_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// TestResultsBesideAHandler: Results yields nothing beside a handler, also while a worker is
// in the middle of several jobs that it has claimed.
func TestResultsBesideAHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var handled, begun atomic.Int64
		gate, rest := make(chan struct{}), make(chan struct{})
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 256}).
			WithHandler(func(Result[int]) { handled.Add(1) }).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				switch n := begun.Add(1); {
				case n <= 2:
					<-gate
				case n > 100:
					<-rest
				}
				return 0, nil
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range 200 {
			p.Submit(t.Context(), Job[int]{Data: i})
		}
		synctest.Wait()
		close(gate)
		synctest.Wait() // the workers are at jobs in the middle
		go func() {
			for r := range p.Results() {
				t.Errorf("Results yields %+v", r)
			}
		}()
		synctest.Wait()
		close(rest)
		if err := p.Close(); err != nil || handled.Load() != 200 {
			t.Errorf("Close: %v, %d results handled; want 200", err, handled.Load())
		}
	})
}
