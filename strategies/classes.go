package strategies

import (
	"container/heap"

	"github.com/go-foundations/poolbench/strategies/queues"
)

// classes holds waiting jobs by class of priority, first in, first out within
// each, and keeps the classes that have jobs in a heap.
//
// Note: container/heap is too slow per job (BenchmarkContainerHeap of package queues),
// but here it holds classes, of which there are few.
type classes struct {
	byPriority map[int]*class
	sweepAt    int      // number of classes at which empty ones are next forgotten
	waiting    []*class // heap of the classes with jobs
	less       func(a, b *class) bool
}

type class struct {
	priority int
	jobs     queues.Ring[int32]
	pass     float64 // PriorityWeighted: when it is due next
	stride   float64 // PriorityWeighted: how much each job adds to pass
}

// push adds a job to its class, and returns the class and whether it was empty
// before; if so, the caller calls enter.
func (c *classes) push(priority, job int) (k *class, empty bool) {
	k = c.byPriority[priority]
	if k == nil {
		c.sweep()
		k = &class{priority: priority}
		c.byPriority[priority] = k
	}
	k.jobs.Push(int32(job))
	return k, k.jobs.Len() == 1
}

// sweep forgets classes that are empty: priorities may be times, of which no two
// are the same. It does so whenever the number of classes has doubled, so that
// the cost per class is constant. A class gains nothing by being forgotten: as a
// new class it is due later than as an old one.
func (c *classes) sweep() {
	if c.byPriority == nil {
		c.byPriority = make(map[int]*class)
	}
	if len(c.byPriority) < max(minSweep, c.sweepAt) {
		return
	}
	for priority, k := range c.byPriority {
		if k.jobs.Len() == 0 {
			delete(c.byPriority, priority)
		}
	}
	c.sweepAt = 2 * len(c.byPriority)
}

// minSweep is more than the number of classes that most users have.
const minSweep = 256

// enter puts a class that has its first job again into the heap.
func (c *classes) enter(k *class) { heap.Push(c, k) }

// first returns the first class in order, or nil if no job waits.
func (c *classes) first() *class {
	if len(c.waiting) == 0 {
		return nil
	}
	return c.waiting[0]
}

// pop takes the oldest job of the first class. The class leaves if that was its last.
func (c *classes) pop(k *class) (job int) {
	oldest, _ := k.jobs.Pop()
	if k.jobs.Len() == 0 {
		heap.Pop(c)
	}
	return int(oldest)
}

// The methods of heap.Interface.

func (c *classes) Len() int           { return len(c.waiting) }
func (c *classes) Less(i, j int) bool { return c.less(c.waiting[i], c.waiting[j]) }
func (c *classes) Swap(i, j int)      { c.waiting[i], c.waiting[j] = c.waiting[j], c.waiting[i] }
func (c *classes) Push(x any)         { c.waiting = append(c.waiting, x.(*class)) }
func (c *classes) Pop() any {
	last := len(c.waiting) - 1
	k := c.waiting[last]
	c.waiting = c.waiting[:last]
	return k
}
