package adaptertest_test

import (
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/bench/adapter/adaptertest"
)

// goroutines starts one for each job, and no more at once than there are workers.
var goroutines = adapter.Adapter{
	Name:    "goroutines",
	Summary: "a goroutine a job, held back by a semaphore",
	Batch: func(b *adapter.Batch) error {
		var wg sync.WaitGroup
		free := make(chan struct{}, b.Workers)
		for i := range b.Jobs {
			free <- struct{}{}
			wg.Go(func() {
				b.Keep(i)
				<-free
			})
		}
		wg.Wait()
		return nil
	},
}

func TestGoroutines(t *testing.T) { adaptertest.Test(t, goroutines) }

// In a test file of one's own this is TestGoroutines, and go test runs it.
func Example() {
	_ = TestGoroutines
}
