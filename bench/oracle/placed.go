package oracle

import (
	"math/rand/v2"
	"time"
)

// Workers are what a rule about places knows.
type Workers struct {
	queues [][]int // jobs of each that wait
	has    []int   // jobs of each, including the one that runs
	idle   []int   // the one that has been idle longest first
	rng    *rand.PCG
}

// Placed returns the starts where each job is for the worker that choose names when the job
// arrives, and each runs its own in order.
func Placed(choose func(*Workers) int) func(Trace) []time.Duration {
	return starts(func(t Trace) rule { return newPlaced(t, choose, 0) })
}

// Bounded returns the starts where a job is for the worker with the fewest jobs, if that
// has fewer than depth of them, and else waits until a worker that has ended one takes it:
// the oldest first.
func Bounded(depth int) func(Trace) []time.Duration {
	return starts(func(t Trace) rule { return newPlaced(t, Fewest, depth) })
}

type placed struct {
	Workers
	choose func(*Workers) int
	depth  int   // 0: no bound
	common []int // jobs that are for nobody yet
	runs   []bool
}

func newPlaced(t Trace, choose func(*Workers) int, depth int) *placed {
	n := t.Workers
	return &placed{Workers: Workers{make([][]int, n), make([]int, n), nil, rand.NewPCG(t.Seed, 0)}, choose: choose, depth: depth, runs: make([]bool, n)}
}

func (p *placed) push(job int, _ time.Duration) {
	w := p.choose(&p.Workers)
	if p.depth > 0 && p.has[w] >= p.depth {
		p.common = append(p.common, job)
		return
	}
	p.queues[w] = append(p.queues[w], job)
	p.has[w]++
}

// next has the worker take its next job, and fill its place from those in common.
func (p *placed) next(worker int, _ time.Duration) int {
	if p.runs[worker] {
		p.runs[worker] = false
		p.has[worker]--
	}
	for len(p.common) > 0 && p.has[worker] < p.depth {
		p.queues[worker] = append(p.queues[worker], p.common[0])
		p.common = p.common[1:]
		p.has[worker]++
	}
	q := p.queues[worker]
	if len(q) == 0 {
		for _, w := range p.idle {
			if w == worker {
				return -1
			}
		}
		p.idle = append(p.idle, worker)
		return -1
	}
	p.queues[worker] = q[1:]
	p.runs[worker] = true
	return q[0]
}

func (p *placed) ended(int) {}

// Fewest chooses the worker with the fewest jobs, the first of these by number.
func Fewest(w *Workers) int {
	least := 0
	for i, n := range w.has {
		if n < w.has[least] {
			least = i
		}
	}
	return least
}

// FewerOfTwo chooses the one of two different workers, drawn from the seed, that has fewer
// jobs: the first drawn, if they have as many.
func FewerOfTwo(w *Workers) int {
	n := uint64(len(w.has))
	first := w.rng.Uint64() % n
	if n == 1 {
		return 0
	}
	second := (first + 1 + w.rng.Uint64()%(n-1)) % n
	if w.has[second] < w.has[first] {
		return int(second)
	}
	return int(first)
}

// IdleLongest chooses the worker that has been idle longest, or one drawn from the seed if
// none is.
func IdleLongest(w *Workers) int {
	if len(w.idle) > 0 {
		first := w.idle[0]
		w.idle = w.idle[1:]
		return first
	}
	return int(w.rng.Uint64() % uint64(len(w.has)))
}
