package trial

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// Stream starts a stream of the pool. A hand-written strategy returns an error.
func (s *strategy) Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (Stream, error) {
	st := &strategyStream{busy: make([]workerBusy, workers), capacity: capacity}
	st.pool = pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: workers, BufferSize: capacity, EnableMetrics: true, Seed: s.seed}).
		WithStrategy(s.Strategy).WithProcessor(do).WithHandler(st.handle)
	nameWorkers(ctx, st.pool)
	return st, st.pool.Start(ctx)
}

type strategyStream struct {
	pool     *pool.WorkerPool[int, uint64]
	busy     []workerBusy
	capacity int
	dropped  atomic.Int64
	shared   atomic.Int64
	failed   atomic.Pointer[error] // the first

	by     []atomic.Int32 // 1 + who ran each job, by the number that its ID is; nil: it is not noted
	strays atomic.Bool    // there are jobs whose ID is no number of their own
}

// NoteWorkers has the stream note who runs each job, whose ID is its number.
func (s *strategyStream) NoteWorkers() { s.by = make([]atomic.Int32, s.capacity) }

// note notes who ran a job.
func (s *strategyStream) note(r *pool.Result[uint64]) {
	if s.by == nil {
		return
	}
	i, err := strconv.Atoi(r.JobID)
	if err != nil || i < 0 || i >= len(s.by) || !s.by[i].CompareAndSwap(0, int32(r.Worker)+1) {
		s.strays.Store(true)
	}
}

// workerBusy is written by one worker, on a cache line of its own.
type workerBusy struct {
	time.Duration
	_ [120]byte
}

func (s *strategyStream) handle(r pool.Result[uint64]) {
	switch {
	case r.Error == nil && r.Worker < 0 && r.Started.IsZero():
		s.shared.Add(1)
	case r.Error == nil:
	case errors.Is(r.Error, pool.ErrDropped):
		s.dropped.Add(1)
	default:
		err := fmt.Errorf("job %s: %w", r.JobID, r.Error)
		s.failed.CompareAndSwap(nil, &err)
	}
	if r.Worker >= 0 {
		s.note(&r)
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
	report := Report{Details: details(s.pool), Dropped: int(s.dropped.Load()), Shared: int(s.shared.Load())}
	for i := range s.busy {
		report.Busy = append(report.Busy, s.busy[i].Duration)
	}
	if !s.strays.Load() {
		for i := range s.by {
			report.By = append(report.By, int(s.by[i].Load())-1)
		}
	}
	return report, nil
}
