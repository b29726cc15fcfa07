package peers

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

// An intake is what a peer needs to know to do jobs as they arrive.
type intake struct {
	ctx      context.Context
	workers  int
	capacity int // of these many wait at once; peers whose queue has no bound need not know
	do       pool.Processor[int, uint64]
	failed   atomic.Pointer[error] // the first
}

// work does a job.
func (in *intake) work(job pool.Job[int]) {
	if _, err := in.do(in.ctx, job); err != nil {
		err = fmt.Errorf("job %d: %w", job.Data, err)
		in.failed.CompareAndSwap(nil, &err)
	}
}

// running is a peer at work.
type running struct {
	submit func(pool.Job[int]) error
	close  func() error // waits for all jobs to be done
}

// streamer is a peer that does jobs as they arrive, too.
type streamer struct{ *contender }

func (s *streamer) Stream(ctx context.Context, workers, capacity int, do pool.Processor[int, uint64]) (bench.Stream, error) {
	in := &intake{ctx: ctx, workers: workers, capacity: capacity, do: do}
	r, err := s.stream(in)
	return &stream{in, r}, err
}

type stream struct {
	in *intake
	running
}

func (s *stream) Submit(_ context.Context, job pool.Job[int]) error { return s.submit(job) }

func (s *stream) Close() (bench.Report, error) {
	err := s.close()
	if first := s.in.failed.Load(); first != nil {
		err = *first
	}
	return bench.Report{}, err
}
