package peers

import (
	"sync"
	"time"

	antspool "github.com/panjf2000/ants/v2"

	"github.com/go-foundations/poolbench/bench/adapter"
)

const antsModule = "github.com/panjf2000/ants/v2"

// antsRelease is how long workers may take to go once there are no jobs: far more than
// they do.
const antsRelease = 10 * time.Second

// ants waits in Submit while all workers are busy; that all jobs are done is waited for
// with a WaitGroup, as its examples do.
var ants = []adapter.Adapter{
	{Name: "ants", Summary: "a pool, one function per job", Source: antsModule, Batch: func(b *adapter.Batch) error {
		p, err := antspool.NewPool(b.Workers)
		if err != nil {
			return err
		}
		return submitToAnts(b, p)
	}},
	{Name: "ants-func", Summary: "a pool of one function, which takes the job's number", Source: antsModule, Batch: func(b *adapter.Batch) error {
		var wg sync.WaitGroup
		p, err := antspool.NewPoolWithFuncGeneric(b.Workers, func(i int) {
			defer wg.Done()
			b.Keep(i)
		})
		if err != nil {
			return err
		}
		for i := range b.Jobs {
			wg.Add(1)
			if err := p.Invoke(i); err != nil {
				return err
			}
		}
		wg.Wait()
		return p.ReleaseTimeout(antsRelease)
	}},
	{Name: "ants-multi", Summary: "one pool per worker, in turns", Source: antsModule, Batch: func(b *adapter.Batch) error {
		p, err := antspool.NewMultiPool(b.Workers, 1, antspool.RoundRobin)
		if err != nil {
			return err
		}
		return submitToAnts(b, p)
	}},
}

func submitToAnts(b *adapter.Batch, p interface {
	Submit(func()) error
	ReleaseTimeout(time.Duration) error
}) error {
	var wg sync.WaitGroup
	for i := range b.Jobs {
		wg.Add(1)
		err := p.Submit(func() {
			defer wg.Done()
			b.Keep(i)
		})
		if err != nil {
			return err
		}
	}
	wg.Wait()
	return p.ReleaseTimeout(antsRelease)
}
