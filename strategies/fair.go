package strategies

import (
	"fmt"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Fair divides the workers among keys in proportion to their weights, by the Cost of their
// jobs, or by their number if costs are unknown: keys with waiting jobs take turns, and a
// turn does an amount of work in proportion to the key's weight. Within a key the oldest job
// starts first. Jobs without a key count as one key.
//
// Use it if keys are customers, and none should wait for the whole backlog of another: a
// customer who sends little is served at once. Of two keys of equal weight that both have
// waiting jobs, neither gets ahead by more than three of the longest jobs.
//
// A job without a cost, among others with costs, counts as their mean. A key without waiting
// jobs saves up nothing for later.
//
// It takes a lock and a map.
//
// Cost: 395 ns a job in a batch, 558 in a stream (BenchmarkCost, n = 10).
//
// Source: deficit round robin of Shreedhar and Varghese, SIGCOMM 1995.
type Fair struct {
	// Weights are the weights of keys, greater than 0. A key that is not listed has 1.
	Weights map[string]float64
}

// Name returns "fair".
func (Fair) Name() string { return "fair" }

// NewQueue refuses weights that are not positive numbers.
func (f Fair) NewQueue(pool.Setup) (pool.Queue, error) {
	q := &fair{flows: make(map[string]*flow), weights: make(map[string]float64, len(f.Weights)), lightest: 1, quantum: 1}
	for key, w := range f.Weights {
		if !(w >= minFairWeight && w <= 1/minFairWeight) {
			return nil, fmt.Errorf("Fair.Weights[%q] is %v, want a number from %v to %v", key, w, minFairWeight, 1/minFairWeight)
		}
		q.weights[key] = w
		q.lightest = min(q.lightest, w)
	}
	return q, nil
}

// minFairWeight bounds how much more work one key may do in a turn than another.
const minFairWeight = 1e-9

type fair struct {
	weights map[string]float64

	mu       sync.Mutex // guards the following
	flows    map[string]*flow
	turns    queues.Ring[*flow] // flows with waiting jobs, the next first
	quantum  float64            // work that a weight of 1 gets in a turn: the greatest cost so far
	lightest float64            // least weight
	known    mean               // of the costs so far
}

// A flow holds the waiting jobs of one key.
type flow struct {
	key     string
	weight  float64
	jobs    queues.Ring[costly]
	deficit float64 // work that it may still do in its turn
	turn    bool    // it has received the quantum of its turn
}

func (q *fair) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	cost := 1.0
	if t.Cost > 0 {
		cost = float64(t.Cost)
		q.known.add(cost)
		q.quantum = max(q.quantum, cost)
	} else if q.known.jobs > 0 {
		cost = q.known.value
	}
	f := q.flows[t.Key]
	if f == nil {
		f = &flow{key: t.Key, weight: 1}
		if w, ok := q.weights[t.Key]; ok {
			f.weight = w
		}
		q.flows[t.Key] = f
		q.turns.Push(f)
	}
	f.jobs.Push(costly{t.Index, cost})
	return pool.AnyWorker
}

func (q *fair) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		f, ok := q.turns.First()
		if !ok {
			return 0
		}
		job, _ := f.jobs.First()
		if !f.turn {
			// With a quantum of the greatest cost over the least weight a turn is enough
			// for a job of any key.
			f.turn = true
			f.deficit += q.quantum * f.weight / q.lightest
		}
		if job.cost > f.deficit {
			f.turn = false // the rest is for its next turn
			q.turns.Pop()
			q.turns.Push(f)
			continue
		}
		f.deficit -= job.cost
		f.jobs.Pop()
		dst[0] = job.index
		if f.jobs.Len() == 0 {
			q.turns.Pop()
			delete(q.flows, f.key)
		}
		return 1
	}
}
