package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// gated is a queue whose first look finds nothing, and says so only when the
// gate opens: what happens in between must not go unseen.
func gated(gate chan struct{}) rogue {
	first := true
	return rogue{pop: func(q *rogueQueue, _ int, dst []int) int {
		n := q.take(dst)
		if first {
			first = false
			<-gate
		}
		return n
	}}
}

// TestWorkerLooksAgain: a worker that found nothing does not sleep through what
// comes before it sleeps.
func TestWorkerLooksAgain(t *testing.T) {
	why := errors.New("enough")
	for _, c := range []struct {
		name string
		do   func(t *testing.T, p *WorkerPool[int, int], cancel context.CancelCauseFunc)
		want int   // results
		err  error // of Close
	}{
		{"a job", func(t *testing.T, p *WorkerPool[int, int], _ context.CancelCauseFunc) {
			if err := p.Submit(t.Context(), Job[int]{}); err != nil {
				t.Error(err)
			}
		}, 1, nil},
		{"Close", func(_ *testing.T, p *WorkerPool[int, int], _ context.CancelCauseFunc) { go p.Close() }, 0, nil},
		{"the end of the context", func(_ *testing.T, _ *WorkerPool[int, int], cancel context.CancelCauseFunc) { cancel(why) }, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				gate := make(chan struct{})
				p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(gated(gate)).WithProcessor(double)
				if err := p.Start(ctx); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				c.do(t, p, cancel)
				synctest.Wait()
				close(gate)
				synctest.Wait()
				n := 0
				for range p.Results() { // before this Close, which wakes everybody
					if n++; n == c.want {
						break
					}
				}
				if err := p.Close(); err != c.err || n != c.want {
					t.Errorf("%d results, want %d; Close = %v, want %v", n, c.want, err, c.err)
				}
			})
		})
	}
}
