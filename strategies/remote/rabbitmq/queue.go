package rabbitmq

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// queue is a queue that this process consumes. What it has leased belongs to its channel.
type queue struct {
	e    *Engine
	name string
	turn chan struct{} // one Fetch at a time

	channel *amqp.Channel // used by who has the turn
	fetches int           // likewise: that were begun

	mu     sync.Mutex // guards the following
	leased map[*delivery]bool
}

func (e *Engine) queue(name string) *queue {
	e.mu.Lock()
	defer e.mu.Unlock()
	q := e.queues[name]
	if q == nil {
		q = &queue{e: e, name: name, turn: make(chan struct{}, 1), leased: map[*delivery]bool{}}
		e.queues[name] = q
	}
	return q
}

// Fetch is one call after the other, for each queue.
func (e *Engine) Fetch(ctx context.Context, name string, max int) ([]remote.Delivery, error) {
	ctx, done, err := e.life.Begin(ctx, name)
	if err != nil {
		return nil, err
	}
	defer done()
	if err := e.ensure(name); err != nil {
		return nil, e.life.Told(ctx, err)
	}
	q := e.queue(name)
	select {
	case q.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-q.turn }()
	deliveries, err := q.fetch(ctx, min(max, math.MaxInt16))
	if err != nil {
		if q.channel != nil {
			q.channel.Close() // its leases end
			q.channel = nil
		}
		e.declared.Delete(name)
		return nil, e.life.Told(ctx, err)
	}
	if ctx.Err() != nil {
		for _, d := range deliveries {
			d.Nak(ctx)
		}
		return nil, context.Cause(ctx)
	}
	return deliveries, nil
}

// fetch consumes at most max messages until the first has come, or ctx has ended, and those
// that the server has sent by then.
func (q *queue) fetch(ctx context.Context, max int) ([]remote.Delivery, error) {
	if q.channel == nil || q.channel.IsClosed() {
		q.forget()
		ch, err := q.e.channel()
		if err != nil {
			return nil, err
		}
		q.channel = ch
	}
	// Note: a quorum queue knows a consumer by its tag, and counts with a new one of an old tag
	// what the old one has leased: acks of that let it send more than were asked for.
	q.fetches++
	consumer := fmt.Sprint("fetch-", q.fetches)
	if err := q.channel.Qos(max, 0, false); err != nil {
		return nil, err
	}
	come, err := q.channel.Consume(queueOf(q.name), consumer, false, false, false, false, nil)
	if err != nil {
		return nil, err
	}
	var deliveries []remote.Delivery
	select {
	case d, ok := <-come:
		if !ok {
			return nil, fmt.Errorf("%w: the server has ended the consumer of queue %q", remote.ErrUnavailable, q.name)
		}
		deliveries = append(deliveries, q.lease(d))
	case <-ctx.Done():
	}
	if err := q.channel.Cancel(consumer, false); err != nil {
		return nil, err
	}
	for d := range come {
		deliveries = append(deliveries, q.lease(d))
	}
	return deliveries, nil
}

// delivery is a message of a channel. Its timer gives it back.
type delivery struct {
	q       *queue
	message amqp.Delivery
	ended   atomic.Bool
	timer   *time.Timer
}

func (q *queue) lease(m amqp.Delivery) *delivery {
	d := &delivery{q: q, message: m}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.leased[d] = true
	d.timer = time.AfterFunc(q.e.ackWait, func() { d.Nak(q.e.life.Context) })
	return d
}

// forget ends the leases of a channel that is closed.
func (q *queue) forget() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for d := range q.leased {
		d.ended.Store(true)
		d.timer.Stop()
	}
	clear(q.leased)
}

func (d *delivery) Body() []byte { return d.message.Body }

func (d *delivery) Attempt() int {
	before, _ := d.message.Headers["x-delivery-count"].(int64) // none the first time
	return int(before) + 1
}

// end returns whether the lease ends now.
func (d *delivery) end() bool {
	if d.ended.Swap(true) {
		return false
	}
	d.q.mu.Lock()
	defer d.q.mu.Unlock()
	d.timer.Stop()
	delete(d.q.leased, d)
	return true
}

func (d *delivery) Ack(ctx context.Context) error {
	if !d.end() {
		return nil
	}
	return d.q.e.life.Told(ctx, d.message.Ack(false))
}

func (d *delivery) Nak(ctx context.Context) error {
	if !d.end() {
		return nil
	}
	return d.q.e.life.Told(ctx, d.message.Nack(false, true))
}

func (d *delivery) Extend(context.Context) error {
	d.q.mu.Lock()
	defer d.q.mu.Unlock()
	if d.q.leased[d] {
		d.timer.Reset(d.q.e.ackWait)
	}
	return nil
}

// Depth asks the server what waits; what is leased is what this engine has.
func (e *Engine) Depth(ctx context.Context, name string) (remote.Depth, error) {
	ctx, done, err := e.life.Begin(ctx, name)
	if err != nil {
		return remote.Depth{}, err
	}
	defer done()
	waiting, err := e.declare(queueOf(name), amqp.QueueTypeQuorum, true)
	if isNotFound(err) {
		return remote.Depth{}, nil
	}
	if err != nil {
		return remote.Depth{}, e.life.Told(ctx, err)
	}
	q := e.queue(name)
	q.mu.Lock()
	defer q.mu.Unlock()
	return remote.Depth{Waiting: int64(waiting), Leased: int64(len(q.leased))}, nil
}
