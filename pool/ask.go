package pool

import "context"

// Ask submits one job to the stream, and returns a channel that gets its result, and nothing
// else. The result goes only there, neither to Results nor to a handler, and waits there
// for whoever receives it: a worker never does. The channel is not closed. Ask waits for
// room in the buffer, whatever [Config.WhenFull] says, and returns the errors of [Submit].
//
// [WorkerPool.Do] is Ask for those who wait for the result anyway.
//
// [Submit]: WorkerPool.Submit
func (p *WorkerPool[T, R]) Ask(ctx context.Context, job Job[T]) (<-chan Result[R], error) {
	s := p.running()
	switch {
	case s == nil:
		return nil, ErrClosed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	answer := make(chan Result[R], 1)
	err := s.submit(ctx, &job, func(seq uint64) { s.run.callers.add(seq, caller[R]{answer, func() {}}) })
	if err != nil {
		return nil, err
	}
	return answer, nil
}
