package enginetest

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// Jobs has a coordinator and two workers do jobs, each with an engine of its own on one
// server; one worker leaves in the middle. connect returns such an engine, and closes it by
// t.Cleanup.
func Jobs(t *testing.T, connect func(t *testing.T) remote.Engine) {
	t.Helper()
	const n = 200
	ctx, stop := context.WithCancel(t.Context())
	leaver, leave := context.WithCancel(ctx)
	var ran atomic.Int64
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	serve := func(ctx context.Context) {
		e := connect(t)
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
			func(_ context.Context, job pool.Job[int]) (int, error) {
				if ran.Add(1) == n/4 {
					leave()
				}
				return 2 * job.Data, nil
			})
		workers.Go(func() {
			server := &remote.Server[int, int]{Engine: e, Pool: p, Prefetch: 8, MaxKills: 1000}
			if err := server.Serve(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("Serve: %v", err)
			}
			e.Close()
		})
	}
	serve(leaver)
	serve(ctx)
	strategy := &remote.Strategy[int, int]{Engine: connect(t)}
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i] = pool.Job[int]{ID: strconv.Itoa(i), Data: i}
	}
	p := pool.New[int, int]().WithStrategy(strategy).WithProcessor(
		func(context.Context, pool.Job[int]) (int, error) {
			return 0, errors.New("the coordinator runs no jobs")
		})
	p.AddJobs(jobs)
	results, err := p.RunContext(ctx)
	if err != nil || len(results) != n {
		t.Fatalf("%d results of %d jobs, error %v", len(results), n, err)
	}
	for i, r := range results {
		if r.Error != nil || r.Data != 2*i || r.JobID != jobs[i].ID {
			t.Errorf("job %d: result %q, %d, error %v", i, r.JobID, r.Data, r.Error)
		}
	}
	t.Logf("%d ran; %+v", ran.Load(), strategy.Stats())
}
