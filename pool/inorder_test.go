package pool_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// ordered is a discipline around FIFO that counts what its queues are asked. Its
// queues say that they are in order, or do not.
type ordered struct {
	says   bool
	pushes int
	pops   atomic.Int64
}

func (*ordered) Name() string { return "ordered" }

func (d *ordered) NewQueue(s Setup) (Queue, error) {
	inner, err := FIFO{}.NewQueue(s)
	if q := (&orderedQueue{inner, d}); !d.says {
		return q, err
	} else {
		return inOrderQueue{q}, err
	}
}

type orderedQueue struct {
	Queue
	d *ordered
}

type inOrderQueue struct{ *orderedQueue }

func (inOrderQueue) Shares()  {}
func (inOrderQueue) InOrder() {}

func (q *orderedQueue) Push(t Ticket) int { q.d.pushes++; return q.Queue.Push(t) }

func (q *orderedQueue) Pop(worker int, dst []int) int {
	q.d.pops.Add(1)
	return q.Queue.Pop(worker, dst)
}

// TestInOrderInside: a queue around that of the shared queue sees all jobs of a batch, those
// that come back too, whether or not it says that it is in order; and the calls of a Loader
// or Returner inside it are not made.
func TestInOrderInside(t *testing.T) {
	const n, workers = 500, 3
	for _, says := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := &ordered{says: says}
			var ran atomic.Int64
			p := NewWithConfig[int, int](Config{NumWorkers: workers, MaxRetries: 1}).WithDiscipline(d).WithProcessor(
				func(_ context.Context, job Job[int]) (int, error) {
					if ran.Add(1); job.Data%5 == 0 {
						return 0, errFlaky
					}
					return job.Data, nil
				})
			p.AddJobs(numbered(n))
			results, err := p.Run()
			if err != nil || len(results) != n || ran.Load() != n+n/5 || d.pushes != n+n/5 {
				t.Errorf("InOrder %v: %d results, %d runs, %d pushes, error %v, want %d jobs of which %d come back",
					says, len(results), ran.Load(), d.pushes, err, n, n/5)
			}
			for i, r := range results {
				if (r.Error != nil) != (i%5 == 0) {
					t.Errorf("job %d: %v", i, r.Error)
				}
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		inside := &taking{loads: true, returns: true}
		p := NewWithConfig[int, int](Config{NumWorkers: workers, MaxRetries: 1}).WithDiscipline(around{inside}).WithProcessor(
			func(context.Context, Job[int]) (int, error) { return 0, errFlaky })
		p.AddJobs(numbered(n))
		if results, err := p.Run(); err != nil || len(results) != n || len(inside.back) != n {
			t.Errorf("around a Returner: %d results, %d jobs came back, error %v, want %d", len(results), len(inside.back), err, n)
		}
	})
}

// around puts the queue of a discipline that takes Load and Return into one that does not.
type around struct{ *taking }

func (d around) NewQueue(s Setup) (Queue, error) {
	_, err := d.taking.NewQueue(s)
	return wrapping{noisy(d)}, err
}

// noisy is a Returner and a Loader whose calls are not to be made.
type noisy struct{ *taking }

func (noisy) Load(Batch)        { panic("Load inside another queue") }
func (noisy) Return(Ticket) int { panic("Return inside another queue") }

// TestInOrder: the engine keeps the order of a stream itself where the queue says
// that it is in order, and not where a queue around it does not say so.
func TestInOrder(t *testing.T) {
	for _, says := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := &ordered{says: says}
			p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(d).WithProcessor(double).WithUnboundedResults()
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, job := range numbered(20) {
				p.Submit(t.Context(), job)
			}
			p.Close()
			n := 0
			for r := range p.Results() {
				if r.JobID != numbered(20)[n].ID {
					t.Errorf("result %d is that of job %s", n, r.JobID)
				}
				n++
			}
			if n != 20 || (d.pushes > 0) != !says || (d.pops.Load() > 0) != !says {
				t.Errorf("InOrder %v: %d results, %d pushes, %d pops", says, n, d.pushes, d.pops.Load())
			}
		})
	}
}
