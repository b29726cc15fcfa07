package remote

import (
	"sync"

	"github.com/go-foundations/poolbench/pool"
)

// outbox sends results to a channel, and keeps any number of them while nobody receives:
// a result's time is when it came in, however long it waits for its reader.
type outbox[R any] struct {
	sender sync.WaitGroup

	mu      sync.Mutex // guards the following
	filled  sync.Cond  // there is something, or there will be no more
	results []pool.Result[R]
	ended   bool
}

func newOutbox[R any](to chan<- pool.Result[R]) *outbox[R] {
	o := &outbox[R]{}
	o.filled.L = &o.mu
	o.sender.Go(func() {
		for results := o.take(); results != nil; results = o.take() {
			for _, r := range results {
				to <- r
			}
		}
	})
	return o
}

func (o *outbox[R]) put(r pool.Result[R]) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.results = append(o.results, r)
	o.filled.Signal()
}

// take waits for results, and returns nil once there will be no more.
func (o *outbox[R]) take() []pool.Result[R] {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.results) == 0 && !o.ended {
		o.filled.Wait()
	}
	results := o.results
	o.results = nil
	return results
}

// close returns when all results have been received.
func (o *outbox[R]) close() {
	o.mu.Lock()
	o.ended = true
	o.filled.Signal()
	o.mu.Unlock()
	o.sender.Wait()
}
