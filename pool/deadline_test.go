package pool_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestHonorDeadlines: on request, and only then, the context of a job ends at its Deadline,
// and a job whose Deadline has passed does not start.
func TestHonorDeadlines(t *testing.T) {
	for _, mode := range []string{"batch", "stream", "by hand"} {
		for _, honor := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				ran := 0
				p := NewWithConfig[int, int](Config{NumWorkers: 1, HonorDeadlines: honor}).
					WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
						ran++
						select {
						case <-time.After(4 * time.Second):
							return 0, nil
						case <-ctx.Done():
							return 0, ctx.Err()
						}
					})
				jobs := []Job[int]{
					{ID: "in time", Deadline: began.Add(time.Minute)},
					{ID: "too long", Deadline: began.Add(6 * time.Second)},
					{ID: "too late", Deadline: began.Add(6 * time.Second)},
					{ID: "no deadline"},
				}
				var results []Result[int]
				if mode == "stream" {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for i := range jobs {
						if err := p.Submit(t.Context(), jobs[i]); err != nil {
							t.Fatal(err)
						}
					}
					p.Close()
					for r := range p.Results() {
						results = append(results, r)
					}
				} else {
					if mode == "by hand" {
						p.WithStrategy(groups{len(jobs)})
					}
					p.AddJobs(jobs)
					var err error
					if results, err = p.Run(); err != nil {
						t.Fatal(err)
					}
				}
				took := time.Since(began)
				if !honor {
					if ran != 4 || took != 16*time.Second {
						t.Errorf("%s: %d jobs ran in %v", mode, ran, took)
					}
					return
				}
				if ran != 3 || took != 10*time.Second {
					t.Errorf("%s: %d jobs ran in %v, want 3 in 10s", mode, ran, took)
				}
				for i, r := range results {
					ok := r.Error == nil
					switch r.JobID {
					case "too long":
						ok = errors.Is(r.Error, context.DeadlineExceeded) && !errors.Is(r.Error, ErrDropped)
					case "too late":
						ok = errors.Is(r.Error, context.DeadlineExceeded) && errors.Is(r.Error, ErrDropped) &&
							(mode == "by hand" || r.Worker == -1 && r.Started.IsZero())
					}
					if !ok {
						t.Errorf("%s: job %d: %+v", mode, i, r)
					}
				}
			})
		}
	}
}
