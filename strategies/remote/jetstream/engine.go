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
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// patience is how long the server may take to answer before it counts as unavailable.
const patience = 5 * time.Second

// An Engine keeps queues and logs on a NATS server.
type Engine struct {
	life    *life.Life
	conn    *nats.Conn
	api     js.JetStream
	url     string
	ackWait time.Duration
	storage js.StorageType
	stop    func() // of the embedded server

	queues sync.Map // names of queues whose stream and consumer are there
}

var _ remote.Engine = (*Engine)(nil)

// URL returns where other processes reach the server.
func (e *Engine) URL() string { return e.url }

func (e *Engine) AckWait() time.Duration { return e.ackWait }

func (e *Engine) Close() error {
	if e.life.Ended() {
		return nil
	}
	e.life.End()
	e.conn.Close()
	e.stop()
	return nil
}

func streamOf(queue string) string { return "poolbench-queue-" + queue }
func logOf(log string) string      { return "poolbench-log-" + log }

// Subjects are those of the streams alone.
func subjectOf(queue string) string  { return "poolbench.queue." + queue }
func logSubjectOf(log string) string { return "poolbench.log." + log }

const workers = "workers" // the consumer of every queue

// answered reports whether an error is what the server answered, or the client refuses.
func answered(err error) bool {
	apiError := (*js.APIError)(nil)
	return errors.As(err, &apiError) && apiError.Code != 503 || errors.Is(err, nats.ErrMaxPayload)
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
		return e.life.Told(ctx, err)
	}
	_, err = e.api.CreateConsumer(short, streamOf(queue), js.ConsumerConfig{
		Durable: workers, AckPolicy: js.AckExplicitPolicy, AckWait: e.ackWait, MaxDeliver: -1, MaxAckPending: -1, MaxWaiting: 1 << 16,
	})
	if errors.Is(err, js.ErrConsumerExists) {
		return fmt.Errorf("jetstream: queue %q is there with another AckWait than %v: %w", queue, e.ackWait, err)
	}
	if err != nil {
		return e.life.Told(ctx, err)
	}
	e.queues.Store(queue, true)
	return nil
}

func (e *Engine) Publish(ctx context.Context, queue string, bodies ...[]byte) error {
	ctx, done, err := e.life.Begin(ctx, queue)
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
			return e.life.Told(ctx, err)
		}
	}
	for _, f := range futures {
		select {
		case <-f.Ok():
		case err := <-f.Err():
			return e.life.Told(ctx, err)
		case <-ctx.Done():
			return e.life.Told(ctx, ctx.Err())
		}
	}
	return nil
}

func (e *Engine) Depth(ctx context.Context, queue string) (remote.Depth, error) {
	ctx, done, err := e.life.Begin(ctx, queue)
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
		return remote.Depth{}, e.life.Told(ctx, err)
	}
	info := c.CachedInfo()
	return remote.Depth{Waiting: int64(info.NumPending), Leased: int64(info.NumAckPending)}, nil
}
