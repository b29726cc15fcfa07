package asynq

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/handlers"
)

// queue is a queue that this process consumes, through a server of asynq's. That one takes
// tasks of its own accord, as many as its Concurrency lets it, and calls a handler with each.
// Here it takes one only while a Fetch asks for it: the queue is a hook of its Redis client,
// in which the command that takes a task waits.
//
// Note: with a small Concurrency in place of the hook, a process would lease that many tasks
// while it has no use for them, and no other process could have them.
type queue struct {
	*handlers.Queue
	e      *Engine
	name   string
	client *redis.Client
	server *asynq.Server
}

// maxLeased is how many tasks of a queue this process may have at once.
const maxLeased = 1 << 16

// queue returns the queue of that name, which it begins to consume if it is new.
func (e *Engine) queue(name string) (*queue, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, e.life.Closed()
	}
	if q := e.queues[name]; q != nil {
		return q, nil
	}
	own := *e.server // NewClient fills it in
	q := &queue{Queue: handlers.NewQueue(), e: e, name: name, client: redis.NewClient(&own)}
	q.client.AddHook(q)
	q.server = asynq.NewServerFromRedisClient(q.client, asynq.Config{
		Concurrency:              maxLeased,
		TaskCheckInterval:        e.options.CheckInterval,
		DelayedTaskCheckInterval: e.options.RetryInterval,
		RetryDelayFunc:           atOnce,
		IsFailure:                func(err error) bool { return !errors.Is(err, handlers.ErrUntouched) },
		Queues:                   map[string]int{name: 1},
		Logger:                   silent{},
	})
	if err := q.server.Start(asynq.HandlerFunc(q.handle)); err != nil {
		q.client.Close()
		return nil, err
	}
	e.queues[name] = q
	return q, nil
}

func (q *queue) close() {
	q.server.Shutdown()
	q.client.Close()
}

// Fetch is one call after the other, for each queue.
func (e *Engine) Fetch(ctx context.Context, name string, max int) ([]remote.Delivery, error) {
	ctx, done, err := e.life.Begin(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	q, err := e.queue(name)
	if err != nil {
		return nil, err
	}
	taken, err := q.Fetch(ctx, max, func() {})
	if err != nil {
		return nil, err
	}
	deliveries := make([]remote.Delivery, len(taken))
	for i, d := range taken {
		deliveries[i] = d
	}
	return deliveries, nil
}

// atOnce is for how long a task waits after its handler has returned an error.
func atOnce(int, error, *asynq.Task) time.Duration { return 0 }

// handle is called by asynq with each task that it has taken, in a goroutine of its own.
func (q *queue) handle(ctx context.Context, task *asynq.Task) error {
	retried, _ := asynq.GetRetryCount(ctx) // every task has it
	return q.Handle(ctx, q.e.life.Context, handlers.NewDelivery(task.Payload(), retried+1), q.e.AckWait())
}

// DialHook, ProcessHook and ProcessPipelineHook make a hook of the queue.
func (q *queue) DialHook(next redis.DialHook) redis.DialHook { return next }

func (q *queue) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (q *queue) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if !q.takes(cmd) {
			return next(ctx, cmd)
		}
		if !q.AskOne(q.e.life.Context.Done()) {
			cmd.SetErr(net.ErrClosed)
			return net.ErrClosed
		}
		err := next(ctx, cmd)
		if err != nil {
			q.None(1, redis.HasErrorPrefix(err, "NOSCRIPT")) // which is sent again with its text
		}
		return err
	}
}

// takes reports whether a command is asynq's script that takes a task: it alone has these
// keys, which are how asynq stores queues.
func (q *queue) takes(cmd redis.Cmder) bool {
	args := cmd.Args() // evalsha or eval, script, number of keys, keys
	if len(args) < 7 || args[2] != 4 {
		return false
	}
	for i, suffix := range []string{"pending", "paused", "active", "lease"} {
		if args[3+i] != "asynq:{"+q.name+"}:"+suffix {
			return false
		}
	}
	return true
}

// silent is a logger: what fails is told by errors of the engine.
type silent struct{}

func (silent) Debug(...any) {}
func (silent) Info(...any)  {}
func (silent) Warn(...any)  {}
func (silent) Error(...any) {}
func (silent) Fatal(...any) {}
