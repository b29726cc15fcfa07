package asynq

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// An Engine keeps queues and logs on a Redis server.
type Engine struct {
	life      *life.Life
	options   Options
	server    *redis.Options
	client    *redis.Client
	publisher *asynq.Client
	inspector *asynq.Inspector

	running sync.WaitGroup // readers' requests

	mu     sync.Mutex // guards the following
	queues map[string]*queue
	closed bool
}

var _ remote.Engine = (*Engine)(nil)

func (e *Engine) AckWait() time.Duration { return e.options.AckWait }

// Close returns once what was acked has been told to the server, if it can be reached.
func (e *Engine) Close() error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return nil
	}
	e.closed = true
	e.mu.Unlock()
	e.life.End()
	var queues sync.WaitGroup
	for _, q := range e.queues { // there will be no further one
		queues.Go(q.close)
	}
	queues.Wait()
	err := e.client.Close()
	e.running.Wait()
	return err
}

// passing are the answers of a server that does not serve for now: it starts, has no room, may
// not write, or has lost those that it needs for it.
var passing = []string{"LOADING", "OOM", "MISCONF", "READONLY", "NOREPLICAS", "MASTERDOWN", "BUSY", "TRYAGAIN", "CLUSTERDOWN"}

// answered reports whether an error is what the server answered, and will answer again.
func answered(err error) bool {
	var answer redis.Error
	return errors.As(err, &answer) &&
		!slices.ContainsFunc(passing, func(prefix string) bool { return redis.HasErrorPrefix(err, prefix+" ") })
}

// taskType is the type of every task: what it is, the body says.
const taskType = "poolbench"

// publishers is how many messages are on their way to the server at once.
const publishers = 16

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, queue)
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
	return e.life.Told(ctx, err)
}

// Depth counts as leased what asynq calls active, and as waiting what it calls pending or
// will retry.
func (e *Engine) Depth(ctx context.Context, queue string) (remote.Depth, error) {
	ctx, done, err := e.life.Begin(ctx, queue)
	if err != nil {
		return remote.Depth{}, err
	}
	defer done()
	names, err := e.inspector.Queues() // the inspector knows no contexts
	if err != nil {
		return remote.Depth{}, e.life.Told(ctx, err)
	}
	if !slices.Contains(names, queue) {
		return remote.Depth{}, nil
	}
	info, err := e.inspector.GetQueueInfo(queue)
	if err != nil {
		return remote.Depth{}, e.life.Told(ctx, err)
	}
	return remote.Depth{Waiting: int64(info.Pending + info.Retry), Leased: int64(info.Active)}, nil
}
