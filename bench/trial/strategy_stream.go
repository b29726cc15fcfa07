package trial

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// Stream starts a stream of the pool. A hand-written strategy returns an error.
func (s *strategy) Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (Stream, error) {
	st := &strategyStream{busy: make([]workerBusy, workers)}
	st.pool = pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: workers, BufferSize: capacity, EnableMetrics: true, Seed: s.seed}).
		WithStrategy(s.Strategy).WithProcessor(do).WithHandler(st.handle)
	return st, st.pool.Start(ctx)
}

type strategyStream struct {
	pool    *pool.WorkerPool[int, uint64]
	busy    []workerBusy
	dropped atomic.Int64
	failed  atomic.Pointer[error] // the first
}

// workerBusy is written by one worker, on a cache line of its own.
type workerBusy struct {
	time.Duration
	_ [120]byte
}

func (s *strategyStream) handle(r pool.Result[uint64]) {
	switch {
	case r.Error == nil:
	case errors.Is(r.Error, pool.ErrDropped):
		s.dropped.Add(1)
	default:
		err := fmt.Errorf("job %s: %w", r.JobID, r.Error)
		s.failed.CompareAndSwap(nil, &err)
	}
	if r.Worker >= 0 {
		s.busy[r.Worker].Duration += r.Duration
	}
}

func (s *strategyStream) Submit(ctx context.Context, job pool.Job[int]) error {
	return s.pool.Submit(ctx, job)
}

func (s *strategyStream) Close() (Report, error) {
	if err := s.pool.Close(); err != nil {
		return Report{}, err
	}
	if err := s.failed.Load(); err != nil {
		return Report{}, *err
	}
	report := Report{Details: details(s.pool), Dropped: int(s.dropped.Load())}
	for i := range s.busy {
		report.Busy = append(report.Busy, s.busy[i].Duration)
	}
	return report, nil
}
