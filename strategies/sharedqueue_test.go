package strategies_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestSharedQueueClaims: in a batch a worker takes an eighth of its share of
// what is left, 64 at most, in order, and the last jobs one by one.
func TestSharedQueueClaims(t *testing.T) {
	const jobs, workers = 5000, 4
	q, err := SharedQueue{}.NewQueue(pool.Setup{Workers: workers, Capacity: jobs})
	if err != nil {
		t.Fatal(err)
	}
	q.(pool.Loader).Load(prioritised(make([]int, jobs)))
	next := 0
	dst := make([]int, 64) // as many as the engine ever asks for
	for n := 1; n > 0; next += n {
		want := min(64, max(1, (jobs-next)/(8*workers)), jobs-next)
		if n = q.Pop(next%workers, dst); n != want {
			t.Fatalf("with %d jobs left a worker took %d, want %d", jobs-next, n, want)
		}
		for i, job := range dst[:n] {
			if job != next+i {
				t.Fatalf("took job %d, want %d", job, next+i)
			}
		}
	}
	if next != jobs {
		t.Errorf("%d jobs came out, want %d", next, jobs)
	}
}

// TestSharedQueueStream: whoever is idle runs the oldest job, and the long one
// keeps only its own worker.
func TestSharedQueueStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var order []int
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithDiscipline(SharedQueue{}).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				if job.Data == 0 {
					time.Sleep(time.Minute)
					return 0, nil
				}
				order = append(order, job.Data)
				time.Sleep(time.Second)
				return 0, nil
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for i := range 20 {
			p.Submit(t.Context(), pool.Job[int]{Data: i})
			if i == 0 {
				synctest.Wait() // it runs
			}
		}
		p.Close()
		if d := time.Since(began); d != time.Minute {
			t.Errorf("a job of 1m and 19 of 1s on 2 workers took %v, want 1m0s", d)
		}
		for i, job := range order {
			if job != i+1 {
				t.Errorf("the short jobs ran in the order %v, want that of their arrival", order)
				break
			}
		}
	})
}

// TestSharedQueueIsDefault: a pool of which nothing is said uses it.
func TestSharedQueueIsDefault(t *testing.T) {
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, EnableMetrics: true}).WithProcessor(nap)
	p.AddJob(pool.Job[int]{})
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if got, want := p.Metrics().Strategy, (SharedQueue{}).Name(); got != want || want != "shared-queue" {
		t.Errorf("the pool used %q, want %q", got, want)
	}
}
