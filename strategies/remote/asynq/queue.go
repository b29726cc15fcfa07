package asynq

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// queue is a queue that this process consumes, through a server of asynq's. That one takes
// tasks of its own accord, as many as its Concurrency lets it, and calls a handler with each.
// Here it takes one only while a Fetch asks for it: the queue is a hook of its Redis client,
// in which the command that takes a task waits.
//
// Note: with a small Concurrency in place of the hook, a process would lease that many tasks
// while it has no use for them, and no other process could have them.
type queue struct {
	e      *Engine
	name   string
	client *redis.Client
	server *asynq.Server
	turn   chan struct{} // one Fetch at a time
	asked  chan struct{} // tells the hook that something may be wanted
	come   chan struct{} // tells the Fetch that something has changed

	mu     sync.Mutex // guards the following
	open   bool       // a Fetch takes what comes
	wanted int        // tasks that it still asks for
	coming int        // that are asked for, or on their way to the handler
	taken  []*delivery
}

// maxLeased is how many tasks of a queue this process may have at once.
const maxLeased = 1 << 16

// queue returns the queue of that name, which it begins to consume if it is new.
func (e *Engine) queue(name string) (*queue, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil, errClosed
	}
	if q := e.queues[name]; q != nil {
		return q, nil
	}
	own := *e.server // NewClient fills it in
	q := &queue{e: e, name: name, client: redis.NewClient(&own),
		turn: make(chan struct{}, 1), asked: make(chan struct{}, 1), come: make(chan struct{}, 1)}
	q.client.AddHook(q)
	q.server = asynq.NewServerFromRedisClient(q.client, asynq.Config{
		Concurrency:              maxLeased,
		TaskCheckInterval:        e.options.CheckInterval,
		DelayedTaskCheckInterval: e.options.RetryInterval,
		RetryDelayFunc:           atOnce,
		IsFailure:                func(err error) bool { return !errors.Is(err, errUntouched) },
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
	ctx, done, err := e.begin(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	q, err := e.queue(name)
	if err != nil {
		return nil, err
	}
	select {
	case q.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-q.turn }()
	q.begin(max)
	ended := ctx.Done()
	for {
		select {
		case <-q.come:
		case <-ended:
			q.leaveOff()
			ended = nil // what is on its way comes
		}
		taken, complete := q.complete()
		switch {
		case !complete:
		case ctx.Err() != nil:
			for _, d := range taken {
				d.end(errUntouched)
			}
			return nil, context.Cause(ctx)
		default:
			var out []remote.Delivery
			for _, d := range taken {
				d.begin()
				out = append(out, d)
			}
			return out, nil
		}
	}
}

// tell wakes whoever waits for a change.
func tell(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has been told
	}
}

func (q *queue) begin(max int) {
	q.mu.Lock()
	q.open, q.wanted = true, max
	q.mu.Unlock()
	tell(q.asked)
}

func (q *queue) leaveOff() {
	q.mu.Lock()
	q.open, q.wanted = false, 0
	q.mu.Unlock()
}

// complete returns what has come once nothing more is to come.
func (q *queue) complete() ([]*delivery, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.wanted > 0 || q.coming > 0 {
		return nil, false
	}
	taken := q.taken
	q.open, q.taken = false, nil
	return taken, true
}

// ask waits until a task is wanted. It returns false once the engine is closed.
func (q *queue) ask() bool {
	for {
		q.mu.Lock()
		if q.wanted > 0 {
			q.wanted--
			q.coming++
			q.mu.Unlock()
			return true
		}
		q.mu.Unlock()
		select {
		case <-q.asked:
		case <-q.e.alive.Done():
			return false
		}
	}
}

// none notes that no task was taken. If others were, they are all that there are for now.
func (q *queue) none(err error) {
	q.mu.Lock()
	q.coming--
	switch {
	case !q.open:
	case len(q.taken)+q.coming == 0 || redis.HasErrorPrefix(err, "NOSCRIPT"): // it is sent again with its text
		q.wanted++
	default:
		q.wanted = 0
	}
	q.mu.Unlock()
	tell(q.come)
}

// handOver gives a task to the Fetch that has asked for it, unless its context has ended.
func (q *queue) handOver(d *delivery) bool {
	q.mu.Lock()
	q.coming--
	open := q.open
	if open {
		q.taken = append(q.taken, d)
	}
	q.mu.Unlock()
	tell(q.come)
	return open
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
		if !q.ask() {
			cmd.SetErr(net.ErrClosed)
			return net.ErrClosed
		}
		err := next(ctx, cmd)
		if err != nil {
			q.none(err)
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
