package strategies

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// places hold jobs that are placed when they arrive, one queue per worker, first in, first
// out.
type places struct {
	mu sync.Mutex // guards the following
	at []place
}

type place struct {
	jobs    queues.Ring[int]
	running int // 1 while the worker has a job
}

func newPlaces(setup pool.Setup) places { return places{at: make([]place, setup.Workers)} }

// load returns how many jobs a worker has, including the one that runs.
func (p *places) load(worker int) int { return p.at[worker].jobs.Len() + p.at[worker].running }

// take returns the next job of a worker that has ended one.
func (p *places) take(worker int, dst []int) int {
	n := p.at[worker].jobs.Take(dst[:1])
	p.at[worker].running = n
	return n
}
