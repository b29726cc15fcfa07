package strategies

import (
	"math/rand/v2"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// IdleFirst places each job when it comes: with the worker who has been idle longest, or
// if none is with any, at random. Nobody else runs it.
//
// Use it where a job has to be placed at once and workers say that they are idle: no
// question is asked when a job comes. Under little load it is as good as one queue for
// all, under much as blind as a choice at random: at 80 % load on 4 workers the mean wait
// is 1.33 services, on more workers less.
//
// A lock.
//
// Source: join-idle-queue of Lu, Xie, Kliot, Geller, Larus and Greenberg, Performance
// Evaluation 68, 2011.
type IdleFirst struct{}

// Name returns "idle-first".
func (IdleFirst) Name() string { return "idle-first" }

// NewQueue never fails.
func (IdleFirst) NewQueue(setup pool.Setup) (pool.Queue, error) {
	q := &idleFirst{places: newPlaces(setup), listed: make([]bool, setup.Workers)}
	q.rng.Seed(setup.Seed, 0)
	for w := range setup.Workers {
		q.list(w)
	}
	return q, nil
}

type idleFirst struct {
	rng rand.PCG // for the one who calls Push
	places
	idle   queues.Ring[int] // workers that have nothing to do, each once
	listed []bool
}

// list puts a worker on the list of those that are idle.
func (q *idleFirst) list(worker int) {
	if !q.listed[worker] {
		q.listed[worker] = true
		q.idle.Push(worker)
	}
}

func (q *idleFirst) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	to, ok := q.idle.Pop()
	if ok {
		q.listed[to] = false
	} else {
		to = int(q.rng.Uint64() % uint64(len(q.at)))
	}
	q.at[to].jobs.Push(t.Index)
	return to
}

func (q *idleFirst) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.take(worker, dst)
	if n == 0 {
		q.list(worker)
	}
	return n
}
