package peers

import (
	"sync"
	"time"

	antspool "github.com/panjf2000/ants/v2"
)

const antsModule = "github.com/panjf2000/ants/v2"

// antsRelease is how long workers may take to go once there are no jobs: far more than
// they do.
const antsRelease = 10 * time.Second

// ants waits in Submit while all workers are busy; that all jobs are done is waited for
// with a WaitGroup, as its examples do.
var ants = []Entry{
	{Name: "ants", Summary: "a pool, one function per job", Source: antsModule, run: func(b *batch) error {
		p, err := antspool.NewPool(b.workers)
		if err != nil {
			return err
		}
		return submitToAnts(b, p)
	}},
	{Name: "ants-func", Summary: "a pool of one function, which takes the job's number", Source: antsModule, run: func(b *batch) error {
		var wg sync.WaitGroup
		p, err := antspool.NewPoolWithFuncGeneric(b.workers, func(i int) {
			defer wg.Done()
			b.keep(i)
		})
		if err != nil {
			return err
		}
		for i := range b.jobs {
			wg.Add(1)
			if err := p.Invoke(i); err != nil {
				return err
			}
		}
		wg.Wait()
		return p.ReleaseTimeout(antsRelease)
	}},
	{Name: "ants-multi", Summary: "one pool per worker, in turns", Source: antsModule, run: func(b *batch) error {
		p, err := antspool.NewMultiPool(b.workers, 1, antspool.RoundRobin)
		if err != nil {
			return err
		}
		return submitToAnts(b, p)
	}},
}

func submitToAnts(b *batch, p interface {
	Submit(func()) error
	ReleaseTimeout(time.Duration) error
}) error {
	var wg sync.WaitGroup
	for i := range b.jobs {
		wg.Add(1)
		err := p.Submit(func() {
			defer wg.Done()
			b.keep(i)
		})
		if err != nil {
			return err
		}
	}
	wg.Wait()
	return p.ReleaseTimeout(antsRelease)
}
