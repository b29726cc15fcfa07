package remote_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/memory"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

// loopback is the remote strategy with a worker in the same process, for the time of a
// batch: so the suite for strategies can watch what its processor does.
type loopback[T, R any] struct{}

func (loopback[T, R]) Name() string { return "loopback" }

func (loopback[T, R]) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[T],
	processor pool.Processor[T, R], results chan<- pool.Result[R]) error {
	engine := memory.New(50 * 365 * 24 * time.Hour) // longer than the rules sleep
	defer engine.Close()
	serving, stop := context.WithCancelCause(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop(errors.New("the batch is done"))
	// A processor's own errors lose their identity on the way: it is given back to them, by
	// their text.
	var failures sync.Map
	p := pool.NewWithConfig[T, R](pool.Config{
		NumWorkers: config.NumWorkers, MaxRetries: config.MaxRetries, RetryDelay: config.RetryDelay, WorkerTimeout: config.WorkerTimeout,
	}).WithProcessor(func(ctx context.Context, job pool.Job[T]) (R, error) {
		data, err := processor(ctx, job)
		if err != nil {
			failures.Store(err.Error(), err)
		}
		return data, err
	})
	server := &remote.Server[T, R]{Engine: engine, Pool: p, Prefetch: max(1, 2*config.NumWorkers)}
	workers.Go(func() { server.Serve(serving) })
	restored := make(chan pool.Result[R])
	var restoring sync.WaitGroup
	restoring.Go(func() {
		for r := range restored {
			if e, ok := errors.AsType[*remote.Error](r.Error); ok {
				if err, ok := failures.Load(e.Text); ok {
					r.Error = err.(error)
				}
			}
			results <- r
		}
	})
	defer restoring.Wait()
	defer close(restored)
	return (&remote.Strategy[T, R]{Engine: engine}).Execute(ctx, config, jobs, processor, restored)
}

// TestContract holds the strategy to the contract of every strategy.
func TestContract(t *testing.T) {
	strategytest.Test(t, func() pool.Strategy[int, int] { return loopback[int, int]{} },
		strategytest.Claims{WorkConserving: true, FIFO: true, Retries: true})
}
