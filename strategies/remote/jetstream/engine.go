package jetstream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// patience is how long the server may take to answer before it counts as unavailable.
const patience = 5 * time.Second

// An Engine keeps queues and logs on a NATS server.
type Engine struct {
	conn    *nats.Conn
	api     js.JetStream
	url     string
	ackWait time.Duration
	storage js.StorageType
	stop    func() // of the embedded server

	alive context.Context // ends with Close
	end   context.CancelCauseFunc

	queues sync.Map // names of queues whose stream and consumer are there
}

var _ remote.Engine = (*Engine)(nil)

// URL returns where other processes reach the server.
func (e *Engine) URL() string { return e.url }

func (e *Engine) AckWait() time.Duration { return e.ackWait }

func (e *Engine) Close() error {
	if e.alive.Err() != nil {
		return nil
	}
	e.end(errClosed)
	e.conn.Close()
	e.stop()
	return nil
}

var errClosed = fmt.Errorf("jetstream: %w", remote.ErrClosed)

func streamOf(queue string) string { return "poolbench-queue-" + queue }
func logOf(log string) string      { return "poolbench-log-" + log }

// Subjects are those of the streams alone.
func subjectOf(queue string) string  { return "poolbench.queue." + queue }
func logSubjectOf(log string) string { return "poolbench.log." + log }

const workers = "workers" // the consumer of every queue

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

// told makes an error of the client one of the contract: ctx's cause, ErrClosed,
// ErrUnavailable, or what the server answered.
func (e *Engine) told(ctx context.Context, err error) error {
	switch apiError := (*js.APIError)(nil); {
	case err == nil:
		return nil
	case e.alive.Err() != nil:
		return errClosed
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, remote.ErrGone):
		return err
	case errors.As(err, &apiError) && apiError.Code != 503, errors.Is(err, nats.ErrMaxPayload):
		return fmt.Errorf("jetstream: %w", err)
	default: // no answer: lost, late, or nobody there
		return fmt.Errorf("jetstream: %w: %w", remote.ErrUnavailable, err)
	}
}

// patient bounds the wait for an answer.
func patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, patience)
}

// ensure makes the stream and the consumer of a queue.
func (e *Engine) ensure(ctx context.Context, queue string) error {
	if _, ok := e.queues.Load(queue); ok {
		return nil
	}
	short, cancel := patient(ctx)
	defer cancel()
	_, err := e.api.CreateStream(short, js.StreamConfig{
		Name: streamOf(queue), Subjects: []string{subjectOf(queue)}, Storage: e.storage, Retention: js.WorkQueuePolicy,
	})
	if err != nil {
		return e.told(ctx, err)
	}
	_, err = e.api.CreateConsumer(short, streamOf(queue), js.ConsumerConfig{
		Durable: workers, AckPolicy: js.AckExplicitPolicy, AckWait: e.ackWait, MaxDeliver: -1, MaxAckPending: -1, MaxWaiting: 1 << 16,
	})
	if errors.Is(err, js.ErrConsumerExists) {
		return fmt.Errorf("jetstream: queue %q is there with another AckWait than %v: %w", queue, e.ackWait, err)
	}
	if err != nil {
		return e.told(ctx, err)
	}
	e.queues.Store(queue, true)
	return nil
}

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.begin(ctx, queue)
	if err != nil {
		return err
	}
	defer done()
	if err := e.ensure(ctx, queue); err != nil {
		return err
	}
	err = e.send(ctx, subjectOf(queue), bodies)
	if errors.Is(err, remote.ErrUnavailable) {
		e.queues.Delete(queue) // it may have been removed
	}
	return err
}

// send stores messages, all of them on their way at once.
func (e *Engine) send(ctx context.Context, subject string, bodies [][]byte) error {
	futures := make([]js.PubAckFuture, len(bodies))
	for i, body := range bodies {
		var err error
		// Without retries the client keeps no body.
		if futures[i], err = e.api.PublishAsync(subject, body, js.WithRetryAttempts(0)); err != nil {
			return e.told(ctx, err)
		}
	}
	for _, f := range futures {
		select {
		case <-f.Ok():
		case err := <-f.Err():
			return e.told(ctx, err)
		case <-ctx.Done():
			return e.told(ctx, ctx.Err())
		}
	}
	return nil
}

func (e *Engine) Depth(ctx context.Context, queue string) (remote.Depth, error) {
	ctx, done, err := e.begin(ctx, queue)
	if err != nil {
		return remote.Depth{}, err
	}
	defer done()
	short, cancel := patient(ctx)
	defer cancel()
	c, err := e.api.Consumer(short, streamOf(queue), workers) // asks for its state
	if errors.Is(err, js.ErrStreamNotFound) || errors.Is(err, js.ErrConsumerNotFound) {
		return remote.Depth{}, nil
	}
	if err != nil {
		return remote.Depth{}, e.told(ctx, err)
	}
	info := c.CachedInfo()
	return remote.Depth{Waiting: int64(info.NumPending), Leased: int64(info.NumAckPending)}, nil
}
