package adapter

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

// An Intake is what a Stream needs to do jobs as they arrive.
type Intake struct {
	Context  context.Context
	Workers  int // the most jobs that may run at once
	Capacity int // how many jobs may wait at once

	do     pool.Processor[int, uint64]
	failed atomic.Pointer[error] // the first
}

// Work does a job. It is safe for concurrent use.
func (in *Intake) Work(job pool.Job[int]) {
	if _, err := in.do(in.Context, job); err != nil {
		err = fmt.Errorf("job %d: %w", job.Data, err)
		in.failed.CompareAndSwap(nil, &err)
	}
}

// Running is a stream that has started.
type Running struct {
	Submit func(pool.Job[int]) error // hands a job over, to be done by Work; called by one goroutine
	Close  func() error              // waits for all jobs to be done
}

// streamer is a contender that also does jobs as they arrive.
type streamer struct{ *contender }

func (s *streamer) Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (bench.Stream, error) {
	in := &Intake{Context: ctx, Workers: workers, Capacity: capacity, do: do}
	r, err := s.Adapter.Stream(in)
	return &stream{in, r}, err
}

type stream struct {
	in *Intake
	r  Running
}

func (s *stream) Submit(_ context.Context, job pool.Job[int]) error { return s.r.Submit(job) }

func (s *stream) Close() (bench.Report, error) {
	err := s.r.Close()
	if first := s.in.failed.Load(); first != nil {
		err = *first
	}
	return bench.Report{}, err
}
