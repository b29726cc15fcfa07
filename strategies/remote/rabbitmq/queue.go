package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// queue is a queue that this process consumes. What it has leased belongs to its channel.
//
// The server sends as many messages as consumers have prefetch, and one more for each that is
// acked. Consumers are made when a Fetch wants more than that; what comes while nobody fetches
// waits in a buffer for the next Fetch, and is given back after AckWait.
//
// Note: a consumer for each Fetch alone would be canceled while messages are on their way to
// it; the server counts those as delivered, and then they are suspected of having killed a
// worker. Of 1000 jobs 680 were.
type queue struct {
	e    *Engine
	name string
	turn chan struct{} // one Fetch at a time
	has  chan struct{} // the right to change the consumers
	news chan struct{} // tells the Fetch that something has come, or that the channel is lost

	mu      sync.Mutex // guards the following
	channel *amqp.Channel
	round   int // of consumers: those of an earlier one are canceled, or lost
	tags    []string
	credit  int  // the prefetch of all consumers
	lost    bool // they are, though nobody has canceled them
	buffer  []*delivery
	leased  map[*delivery]bool // those in the buffer, too
}

func (e *Engine) queue(name string) *queue {
	e.mu.Lock()
	defer e.mu.Unlock()
	q := e.queues[name]
	if q == nil {
		q = &queue{e: e, name: name, turn: make(chan struct{}, 1), has: make(chan struct{}, 1), news: make(chan struct{}, 1), leased: map[*delivery]bool{}}
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
	if err := e.ensure(ctx, name); err != nil {
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
	if err != nil && ctx.Err() == nil {
		q.forget() // its leases end
		e.declared.Delete(name)
	}
	switch {
	case isNotFound(err): // somebody has removed it, and the next call makes it
		err = fmt.Errorf("%w: %w", remote.ErrUnavailable, err)
	case errors.Is(err, errSilent):
		if wrong := e.mend(name); wrong != nil {
			err = fmt.Errorf("%w; and the queue is not made anew: %w", err, wrong)
		}
	}
	return deliveries, e.life.Told(ctx, err)
}

// fetch waits until the buffer has something.
func (q *queue) fetch(ctx context.Context, max int) ([]remote.Delivery, error) {
	for {
		round, err := q.ask(ctx, max)
		if err != nil {
			return nil, err
		}
		for again := false; !again; {
			deliveries, now, lost := q.take(max)
			if lost {
				return nil, fmt.Errorf("%w: the server has ended the consumer of queue %q", remote.ErrUnavailable, q.name)
			}
			if len(deliveries) > 0 {
				return deliveries, nil
			}
			if again = now != round; again { // the consumers have been canceled meanwhile
				continue
			}
			select {
			case <-q.news:
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		}
	}
}

// ask makes a consumer if those that there are may not send max messages, and returns the
// round of consumers.
func (q *queue) ask(ctx context.Context, max int) (int, error) {
	select {
	case q.has <- struct{}{}:
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	defer func() { <-q.has }()
	q.mu.Lock()
	ch := q.channel
	q.mu.Unlock()
	if ch == nil || ch.IsClosed() {
		q.forget()
		if err := q.e.soon(ctx, func() (err error) { ch, err = q.e.channel(); return err }); err != nil {
			return 0, err
		}
	}
	q.mu.Lock()
	q.channel = ch
	more := max - q.credit
	for d := range q.leased {
		if d.round == q.round {
			more++
		}
	}
	more -= len(q.buffer)
	round := q.round
	if more <= 0 {
		q.mu.Unlock()
		return round, nil
	}
	tag := fmt.Sprint("fetch-", q.round, "-", len(q.tags))
	q.credit += more
	q.tags = append(q.tags, tag)
	q.mu.Unlock()
	var come <-chan amqp.Delivery
	err := q.e.soon(ctx, func() (err error) {
		if err = ch.Qos(more, 0, false); err == nil {
			come, err = ch.Consume(queueOf(q.name), tag, false, false, false, false, nil)
		}
		return err
	})
	if err != nil {
		q.forget() // also if ctx has ended: nobody knows what the consumer may send
		return 0, err
	}
	go func() { // ends with the channel, or when the consumer is canceled
		for m := range come {
			q.arrive(m, round)
		}
		q.mu.Lock()
		q.lost = q.lost || q.round == round
		q.mu.Unlock()
		q.tell()
	}()
	return round, nil
}

func (q *queue) tell() {
	select {
	case q.news <- struct{}{}:
	default: // it has been told
	}
}

// arrive puts a message into the buffer.
func (q *queue) arrive(m amqp.Delivery, round int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if round != q.round {
		if q.channel != nil && m.Acknowledger == amqp.Acknowledger(q.channel) { // the consumer is canceled
			m.Nack(false, true)
		}
		return
	}
	d := &delivery{q: q, message: m, round: round}
	d.until = time.Now().Add(q.e.ackWait)
	q.leased[d] = true
	q.buffer = append(q.buffer, d)
	d.timer = time.AfterFunc(q.e.ackWait, d.expire)
	q.tell()
}

// take takes messages from the buffer.
func (q *queue) take(max int) (deliveries []remote.Delivery, round int, lost bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(max, len(q.buffer))
	for _, d := range q.buffer[:n] {
		d.fetched = true
		d.extend()
		deliveries = append(deliveries, d)
	}
	q.buffer = q.buffer[n:]
	return deliveries, q.round, q.lost
}

// leave gives back what is in the buffer, and has the server send nothing more, unless the
// delivery has been fetched after all. A Fetch that waits makes a consumer again.
func (q *queue) leave(d *delivery) {
	q.has <- struct{}{} // a consumer that is being made could not be canceled
	defer func() { <-q.has }()
	q.mu.Lock()
	if d.fetched || d.ended {
		q.mu.Unlock()
		return
	}
	q.round++
	q.credit = 0
	ch, tags, buffer := q.channel, q.tags, q.buffer
	q.tags, q.buffer = nil, nil
	q.mu.Unlock()
	q.e.soon(q.e.life.Context, func() error {
		for _, tag := range tags {
			ch.Cancel(tag, false) // if it fails, the channel is lost, and so are its consumers
		}
		return nil
	})
	for _, d := range buffer {
		d.Nak(q.e.life.Context)
	}
	q.tell()
}

// forget closes the channel, and with it ends the leases.
func (q *queue) forget() {
	q.mu.Lock()
	ch := q.channel
	q.round++
	q.channel, q.tags, q.buffer, q.credit, q.lost = nil, nil, nil, 0, false
	for d := range q.leased {
		d.ended = true
		d.timer.Stop()
	}
	clear(q.leased)
	q.mu.Unlock()
	if ch != nil {
		go ch.Close() // at worst it is closed with the connection
	}
}

// delivery is a message of a channel.
type delivery struct {
	q       *queue
	message amqp.Delivery
	round   int
	timer   *time.Timer // of the lease

	// q.mu guards the following.
	until          time.Time // the end of the lease
	ended, fetched bool
}

// extend begins the lease anew.
func (d *delivery) extend() {
	d.until = time.Now().Add(d.q.e.ackWait)
	d.timer.Reset(d.q.e.ackWait)
}

// expire ends the lease after its time.
func (d *delivery) expire() {
	d.q.mu.Lock()
	fetched, early := d.fetched, time.Now().Before(d.until) // it has been extended meanwhile
	d.q.mu.Unlock()
	switch {
	case early:
	case fetched:
		d.Nak(d.q.e.life.Context)
	default:
		d.q.leave(d)
	}
}

func (d *delivery) Body() []byte { return d.message.Body }

func (d *delivery) Attempt() int {
	before, _ := d.message.Headers["x-delivery-count"].(int64) // none the first time
	return int(before) + 1
}

// end ends the lease, unless it has ended before. It tells the server while the channel cannot
// be closed: what is told on a closed one closes the connection.
func (d *delivery) end(ctx context.Context, tell func() error) error {
	d.q.mu.Lock()
	defer d.q.mu.Unlock()
	if d.ended {
		return nil
	}
	d.ended = true
	d.timer.Stop()
	delete(d.q.leased, d)
	return d.q.e.life.Told(ctx, tell())
}

func (d *delivery) Ack(ctx context.Context) error {
	return d.end(ctx, func() error { return d.message.Ack(false) })
}

func (d *delivery) Nak(ctx context.Context) error {
	return d.end(ctx, func() error { return d.message.Nack(false, true) })
}

func (d *delivery) Extend(context.Context) error {
	d.q.mu.Lock()
	defer d.q.mu.Unlock()
	if d.q.leased[d] {
		d.extend()
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
	waiting, err := e.declare(ctx, queueOf(name), amqp.QueueTypeQuorum, true)
	if isNotFound(err) {
		return remote.Depth{}, nil
	}
	if err != nil {
		return remote.Depth{}, e.life.Told(ctx, err)
	}
	q := e.queue(name)
	q.mu.Lock()
	defer q.mu.Unlock()
	return remote.Depth{Waiting: int64(waiting + len(q.buffer)), Leased: int64(len(q.leased) - len(q.buffer))}, nil
}
