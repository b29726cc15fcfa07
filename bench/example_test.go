package bench_test

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-foundations/poolbench/pool"
)

// Newest runs the job that came last first.
type Newest struct {
	mu      sync.Mutex
	waiting []int
}

func (*Newest) Name() string                            { return "newest-first" }
func (*Newest) NewQueue(pool.Setup) (pool.Queue, error) { return new(Newest), nil }

func (q *Newest) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, t.Index)
	return pool.AnyWorker
}

func (q *Newest) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(dst[:1], q.waiting[max(0, len(q.waiting)-1):])
	q.waiting = q.waiting[:len(q.waiting)-n]
	return n
}

// A strategy of one's own: where a job waits, and which is next.
func Example() {
	p := pool.New[string, string]().
		WithDiscipline(new(Newest)).
		WithProcessor(func(_ context.Context, job pool.Job[string]) (string, error) {
			return "did " + job.Data, nil
		})
	p.AddJobs([]pool.Job[string]{{Data: "one"}, {Data: "two"}})
	results, err := p.Run()
	for _, r := range results { // in the order of the jobs
		fmt.Println(r.Data, r.Error)
	}
	fmt.Println(err)
	// Output:
	// did one <nil>
	// did two <nil>
	// <nil>
}
