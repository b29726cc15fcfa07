// Package memory is an engine inside one process, for tests of what is built on package
// remote: nothing outlives the process, and no other process sees it. It takes its time
// from package time alone, so that it works inside a testing/synctest bubble.
package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// DefaultAckWait is the lease of an engine made with 0.
const DefaultAckWait = 30 * time.Second

// An Engine keeps queues and logs in memory.
type Engine struct {
	ackWait time.Duration

	mu     sync.Mutex // guards the following
	queues map[string]*queue
	logs   map[string]*log
	closed chan struct{}
}

var _ remote.Engine = (*Engine)(nil)

type queue struct {
	waiting []*message
	leased  map[*message]*lease
	changed chan struct{} // closed, and replaced, when a message begins to wait
}

type message struct {
	body     []byte
	attempts int
}

// lease is a delivery. Its timer gives the message back.
type lease struct {
	engine  *Engine
	queue   *queue
	message *message
	attempt int
	timer   *time.Timer
}

type log struct {
	records [][]byte // without those that were trimmed
	trimmed int64
	removed bool
	changed chan struct{} // closed, and replaced, when a record is appended or the log is removed
}

// New returns an engine with the given lease; 0 means [DefaultAckWait].
func New(ackWait time.Duration) *Engine {
	if ackWait < 0 {
		panic(fmt.Sprintf("memory: New(%v): want 0 or more", ackWait))
	}
	if ackWait == 0 {
		ackWait = DefaultAckWait
	}
	return &Engine{ackWait: ackWait, queues: map[string]*queue{}, logs: map[string]*log{}, closed: make(chan struct{})}
}

func (e *Engine) AckWait() time.Duration { return e.ackWait }

// lockFor locks the engine for a call with such a name, unless it cannot be done.
func (e *Engine) lockFor(ctx context.Context, name string) error {
	if err := remote.CheckName(name); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	e.mu.Lock()
	if e.isClosed() {
		e.mu.Unlock()
		return errClosed
	}
	return nil
}

var errClosed = fmt.Errorf("memory: %w", remote.ErrClosed)

func (e *Engine) isClosed() bool {
	select {
	case <-e.closed:
		return true
	default:
		return false
	}
}

// wait waits for changed, with the lock released.
func (e *Engine) wait(ctx context.Context, changed <-chan struct{}) error {
	select {
	case <-changed:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-e.closed:
		return errClosed
	}
}

func (e *Engine) queueLocked(name string) *queue {
	q := e.queues[name]
	if q == nil {
		q = &queue{leased: map[*message]*lease{}, changed: make(chan struct{})}
		e.queues[name] = q
	}
	return q
}

func (q *queue) tell() {
	close(q.changed)
	q.changed = make(chan struct{})
}

func (e *Engine) Publish(ctx context.Context, name string, bodies ...[]byte) error {
	if err := e.lockFor(ctx, name); err != nil {
		return err
	}
	defer e.mu.Unlock()
	q := e.queueLocked(name)
	for _, b := range bodies {
		q.waiting = append(q.waiting, &message{body: slices.Clone(b)})
	}
	q.tell()
	return nil
}

func (e *Engine) Fetch(ctx context.Context, name string, max int) ([]remote.Delivery, error) {
	for {
		if err := e.lockFor(ctx, name); err != nil {
			return nil, err
		}
		q := e.queueLocked(name)
		n := min(max, len(q.waiting))
		taken := make([]remote.Delivery, n)
		for i, m := range q.waiting[:n] {
			taken[i] = e.leaseLocked(q, m)
		}
		q.waiting = q.waiting[n:]
		changed := q.changed
		e.mu.Unlock()
		if n > 0 {
			return taken, nil
		}
		if err := e.wait(ctx, changed); err != nil {
			return nil, err
		}
	}
}

func (e *Engine) leaseLocked(q *queue, m *message) *lease {
	m.attempts++
	l := &lease{engine: e, queue: q, message: m, attempt: m.attempts}
	q.leased[m] = l
	l.timer = time.AfterFunc(e.ackWait, func() { l.end(true) })
	return l
}

// end ends the lease if it still holds, and puts the message first in the queue if it comes
// back.
func (l *lease) end(back bool) {
	l.engine.mu.Lock()
	defer l.engine.mu.Unlock()
	if l.queue.leased[l.message] != l {
		return
	}
	l.timer.Stop()
	delete(l.queue.leased, l.message)
	if back {
		l.queue.waiting = slices.Insert(l.queue.waiting, 0, l.message)
		l.queue.tell()
	}
}

func (l *lease) Body() []byte { return l.message.body }
func (l *lease) Attempt() int { return l.attempt }

func (l *lease) Ack(context.Context) error {
	l.end(false)
	return nil
}

func (l *lease) Nak(context.Context) error {
	l.end(true)
	return nil
}

func (l *lease) Extend(context.Context) error {
	l.engine.mu.Lock()
	defer l.engine.mu.Unlock()
	if l.queue.leased[l.message] == l {
		l.timer.Reset(l.engine.ackWait)
	}
	return nil
}

func (e *Engine) Depth(ctx context.Context, name string) (remote.Depth, error) {
	if err := e.lockFor(ctx, name); err != nil {
		return remote.Depth{}, err
	}
	defer e.mu.Unlock()
	q := e.queues[name]
	if q == nil {
		return remote.Depth{}, nil
	}
	return remote.Depth{Waiting: int64(len(q.waiting)), Leased: int64(len(q.leased))}, nil
}

// Close ends the leases, too: the engine's timers are its own.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.isClosed() {
		return nil
	}
	close(e.closed)
	for _, q := range e.queues {
		for _, l := range q.leased {
			l.timer.Stop()
		}
	}
	return nil
}
