package virtual_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// A thousand jobs of an hour on a hundred workers, at once.
func ExampleSimulation() {
	var last time.Duration
	s := virtual.Simulation{
		Discipline: strategies.SharedQueue{},
		Workers:    100,
		Jobs:       1000,
		Job: func(i int) *pool.Job[workloads.Task] {
			return &pool.Job[workloads.Task]{Data: workloads.Task{Service: time.Hour, Seed: uint32(i)}}
		},
		Ended: func(e virtual.Ended) { last = max(last, e.Completed) },
	}
	if _, err := s.Run(context.Background()); err != nil {
		fmt.Println(err)
	}
	fmt.Println(last)
	// Output: 10h0m0s
}

// The engine's own goroutines in a bubble, whose time passes at once.
func ExampleRun() {
	err := virtual.Run(context.Background(), virtual.Options{}, func(ctx context.Context, c *virtual.Clock) error {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).
			WithProcessor(func(context.Context, pool.Job[int]) (int, error) {
				time.Sleep(time.Hour)
				return 0, nil
			})
		p.AddJobs(make([]pool.Job[int], 10))
		_, err := p.RunContext(ctx)
		fmt.Println(c.Now())
		return err
	})
	fmt.Println(err)
	// Output:
	// 5h0m0s
	// <nil>
}
