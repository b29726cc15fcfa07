package strategies_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestBatchSize: a worker runs whole batches, of ten if nothing else is said.
func TestBatchSize(t *testing.T) {
	for _, c := range []struct{ size, want int }{{0, 10}, {1, 1}, {3, 3}, {100, 100}} {
		by, _ := placed(t, Batch{Size: c.size}, 4, ones(40))
		for i := range by {
			if first := i / c.want * c.want; by[i] != by[first] {
				t.Errorf("size %d: job %d went to worker %d, job %d to %d", c.size, i, by[i], first, by[first])
			}
		}
		if c.want <= 10 && by[0] == by[c.want] {
			t.Errorf("size %d: job %d went to the worker of the first batch", c.size, c.want)
		}
	}
	if _, err := (Batch{Size: -1}).NewQueue(pool.Setup{Workers: 1}); err == nil || !strings.Contains(err.Error(), "Batch.Size is -1") {
		t.Errorf("size -1: %v", err)
	}
}

// TestBatchOfAnySize: a size beyond what there are jobs is all of them, also
// where adding it up would overflow, and reserves no memory for more.
func TestBatchOfAnySize(t *testing.T) {
	for _, size := range []int{40, 1 << 30, math.MaxInt/2 + 1, math.MaxInt} {
		by, makespan := placed(t, Batch{Size: size}, 4, ones(40))
		if makespan != 40*time.Second {
			t.Errorf("size %d: 40 jobs of 1s went to %v in %v, want all to one worker", size, by, makespan)
		}
		q := stream(t, Batch{Size: size}, pool.Setup{Workers: 2})
		for i := range 3 {
			q.Push(pool.Ticket{Index: i})
		}
		for i := range 3 {
			if got := popOne(t, q); got != i {
				t.Errorf("size %d, stream: job %d came out, want %d", size, got, i)
			}
		}
	}
}

// TestBatchStream: a worker that comes takes the oldest Size jobs, and others
// those after them, though it has run only the first.
func TestBatchStream(t *testing.T) {
	q := stream(t, Batch{Size: 3}, pool.Setup{Workers: 2})
	for i := range 7 {
		q.Push(pool.Ticket{Index: i})
	}
	var dst [1]int
	for _, c := range []struct{ worker, want int }{{0, 0}, {1, 3}, {1, 4}, {0, 1}, {0, 2}, {0, 6}, {1, 5}} {
		if n := q.Pop(c.worker, dst[:]); n != 1 || dst[0] != c.want {
			t.Errorf("Pop of worker %d: job %d (%d taken), want %d", c.worker, dst[0], n, c.want)
		}
	}
	for worker := range 2 {
		if n := q.Pop(worker, dst[:]); n != 0 {
			t.Errorf("Pop of worker %d, when all are gone: job %d", worker, dst[0])
		}
	}
}
