package pool_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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

// limiting lets only the first workers take jobs.
type limiting struct{ limit *atomic.Int64 }

func (limiting) Name() string { return "limiting" }
func (l limiting) NewQueue(s Setup) (Queue, error) {
	q, err := FIFO{}.NewQueue(s)
	return limitingQueue{q, l.limit}, err
}

type limitingQueue struct {
	Queue
	limit *atomic.Int64
}

func (q limitingQueue) Limit() int { return int(q.limit.Load()) }
func (q limitingQueue) Pop(worker int, dst []int) int {
	if worker >= q.Limit() {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// TestLimiter: workers beyond the limit are not woken in place of those within.
func TestLimiter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var limit atomic.Int64
		limit.Store(2)
		p := NewWithConfig[int, int](Config{NumWorkers: 8}).WithProcessor(sleepy).WithDiscipline(limiting{&limit})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		for range 6 {
			p.Submit(t.Context(), Job[int]{Data: 1})
			synctest.Wait()
		}
		p.Close()
		for r := range p.Results() {
			if r.Worker >= 2 {
				t.Errorf("worker %d ran a job", r.Worker)
			}
		}
		if time.Since(began) != 3*time.Second {
			t.Errorf("6 jobs of 1 s on 2 of 8 workers took %v, want 3s", time.Since(began))
		}
	})
}
