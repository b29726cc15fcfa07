package contender

import (
	"context"
	"errors"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/workloads"
)

// stream is a run whose jobs arrive over time.
type stream struct {
	c        *contender
	strategy *remote.Strategy[workloads.Task, uint64]
	stream   *remote.Stream[workloads.Task, uint64]
	tally    *tally
	read     chan struct{} // closed when all results have been counted
	stop     func()
}

// Stream publishes jobs as they arrive.
func (c *contender) Stream(ctx context.Context, workers, capacity int, _ pool.Processor[int, uint64]) (bench.Stream, error) {
	s, err := c.open(ctx, workers)
	if err != nil {
		return nil, err
	}
	ctx, stop := s.whileWorking(ctx)
	strategy := &remote.Strategy[workloads.Task, uint64]{Engine: s.client, Window: capacity + workers}
	st, err := strategy.Start(ctx)
	if err != nil {
		stop()
		return nil, err
	}
	out := &stream{c, strategy, st, c.tally(workers, capacity), make(chan struct{}), stop}
	out.tally.stream = true
	go func() {
		defer close(out.read)
		for r := range st.Results() {
			out.tally.count(r)
		}
	}()
	return out, nil
}

func (s *stream) Submit(ctx context.Context, job pool.Job[int]) error {
	return s.stream.Submit(ctx, s.c.job(&job))
}

func (s *stream) Close() (bench.Report, error) {
	err := s.stream.Close()
	<-s.read
	s.stop()
	return s.c.report(s.tally, s.strategy.Stats()), errors.Join(err, s.tally.err)
}
