package pool_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// slow is a discipline whose Pop takes a second.
type slow struct {
	rogue
	busy time.Duration
}

func (s *slow) NewQueue(setup Setup) (Queue, error) {
	q, err := s.rogue.NewQueue(setup)
	return &slowQueue{q.(*rogueQueue), s}, err
}

type slowQueue struct {
	*rogueQueue
	slow *slow
}

func (q *slowQueue) Pop(worker int, dst []int) int {
	time.Sleep(time.Second)
	return q.rogueQueue.Pop(worker, dst)
}

func (q *slowQueue) Finish(run Summary) { q.slow.busy = run.Busy }

// TestPopIsNotWork: the time that Pop takes counts as the next job's wait, not
// as its service, in its Result, in what the queue learns and in the metrics.
func TestPopIsNotWork(t *testing.T) {
	for _, mode := range []string{"batch", "stream"} {
		t.Run(mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := new(slow)
				p := NewWithConfig[int, int](Config{NumWorkers: 1, EnableMetrics: true}).WithDiscipline(d).WithProcessor(sleepy)
				jobs := make([]Job[int], 10)
				for i := range jobs {
					jobs[i].Data = 1
				}
				var results []Result[int]
				if mode == "batch" {
					p.AddJobs(jobs)
					var err error
					if results, err = p.RunContext(context.Background()); err != nil {
						t.Fatal(err)
					}
				} else {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Minute) // the worker is idle
					for _, job := range jobs {
						if err := p.Submit(t.Context(), job); err != nil {
							t.Fatal(err)
						}
					}
					if err := p.Close(); err != nil {
						t.Fatal(err)
					}
					for r := range p.Results() {
						results = append(results, r)
					}
				}
				for i, r := range results {
					if want := time.Duration(2*i+1) * time.Second; r.Duration != time.Second || r.Wait != want {
						t.Errorf("job %d: took %v after a wait of %v, want 1s after %v", i, r.Duration, r.Wait, want)
					}
				}
				if m := p.Metrics(); d.busy != 10*time.Second || m.TotalDuration != 10*time.Second {
					t.Errorf("10 jobs of 1s: the queue is told that workers were busy for %v, the metrics say %v, want 10s", d.busy, m.TotalDuration)
				}
			})
		})
	}
}
