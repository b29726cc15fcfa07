package asynq

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// An Engine keeps queues and logs on a Redis server.
type Engine struct {
	options   Options
	server    *redis.Options
	client    *redis.Client
	publisher *asynq.Client
	inspector *asynq.Inspector

	alive context.Context // ends with Close
	end   context.CancelCauseFunc

	running sync.WaitGroup // readers' requests

	mu     sync.Mutex // guards the following
	queues map[string]*queue
	closed bool
}

var _ remote.Engine = (*Engine)(nil)

func (e *Engine) AckWait() time.Duration { return e.options.AckWait }

var errClosed = fmt.Errorf("asynq: %w", remote.ErrClosed)

// Close returns once what was acked has been told to the server, if it can be reached.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	e.mu.Unlock()
	e.end(errClosed)
	var queues sync.WaitGroup
	for _, q := range e.queues { // there will be no further one
		queues.Go(q.close)
	}
	queues.Wait()
	err := e.client.Close()
	e.running.Wait()
	return err
}

// begin checks what every call needs, and returns a context that ends with the engine, too.
func (e *Engine) begin(ctx context.Context, name string) (context.Context, func(), error) {
	if err := remote.CheckName(name); err != nil {
		return nil, nil, err
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if e.alive.Err() != nil {
		return nil, nil, errClosed
	}
	joined, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(e.alive, func() { cancel(errClosed) })
	return joined, func() { stop(); cancel(nil) }, nil
}

// told makes an error of the clients one of the contract: ctx's cause, ErrClosed,
// ErrUnavailable, or what the server answered.
func (e *Engine) told(ctx context.Context, err error) error {
	var answer redis.Error
	switch {
	case err == nil:
		return nil
	case e.alive.Err() != nil:
		return errClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, remote.ErrGone):
		return err
	case errors.As(err, &answer) && !redis.HasErrorPrefix(err, "LOADING"):
		return fmt.Errorf("asynq: %w", err)
	default: // no answer: lost, late, or nobody there
		return fmt.Errorf("asynq: %w: %w", remote.ErrUnavailable, err)
	}
}

// taskType is the type of every task: what it is, the body says.
const taskType = "poolbench"

// publishers is how many messages are on their way to the server at once.
const publishers = 16

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.begin(ctx, queue)
	if err != nil {
		return err
	}
	defer done()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var sending sync.WaitGroup
	for first := range min(publishers, len(bodies)) {
		sending.Go(func() {
			for i := first; i < len(bodies) && ctx.Err() == nil; i += publishers {
				if err := e.enqueue(ctx, queue, bodies[i]); err != nil {
					cancel(err)
				}
			}
		})
	}
	sending.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

func (e *Engine) enqueue(ctx context.Context, queue string, body []byte) error {
	_, err := e.publisher.EnqueueContext(ctx, asynq.NewTask(taskType, slices.Clone(body)), asynq.Queue(queue),
		asynq.MaxRetry(math.MaxInt32), asynq.Deadline(time.Now().AddDate(100, 0, 0)))
	if errors.Is(err, asynq.ErrTaskIDConflict) { // the client has sent it twice
		return nil
	}
	return e.told(ctx, err)
}

// Depth counts as leased what asynq calls active, and as waiting what it calls pending or
// will retry.
func (e *Engine) Depth(ctx context.Context, queue string) (remote.Depth, error) {
	ctx, done, err := e.begin(ctx, queue)
	if err != nil {
		return remote.Depth{}, err
	}
	defer done()
	names, err := e.inspector.Queues() // the inspector knows no contexts
	if err != nil {
		return remote.Depth{}, e.told(ctx, err)
	}
	if !slices.Contains(names, queue) {
		return remote.Depth{}, nil
	}
	info, err := e.inspector.GetQueueInfo(queue)
	if err != nil {
		return remote.Depth{}, e.told(ctx, err)
	}
	return remote.Depth{Waiting: int64(info.Pending + info.Retry), Leased: int64(info.Active)}, nil
}
