package pool_test

import (
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// ordered is a discipline around FIFO that counts what its queues are asked. Its
// queues say that they are in order, or do not.
type ordered struct {
	says         bool
	pushes, pops int
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

func (q *orderedQueue) Pop(worker int, dst []int) int { q.d.pops++; return q.Queue.Pop(worker, dst) }

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
			if n != 20 || (d.pushes > 0) != !says || (d.pops > 0) != !says {
				t.Errorf("InOrder %v: %d results, %d pushes, %d pops", says, n, d.pushes, d.pops)
			}
		})
	}
}
