package rabbitmq

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// DefaultAckWait is the lease of an engine whose Options have none.
const DefaultAckWait = 30 * time.Second

// Options are the options of an engine. The zero value is useful.
type Options struct {
	// AckWait is how long a lease lasts while its process lives; 0 means DefaultAckWait.
	AckWait time.Duration
}

// An Engine keeps queues and logs on a RabbitMQ server.
type Engine struct {
	url     string
	ackWait time.Duration

	life *life.Life

	declared  sync.Map   // names of queues that are there
	declaring sync.Mutex // of one at a time

	mu      sync.Mutex // guards the following
	conn    *amqp.Connection
	queues  map[string]*queue
	senders []*sender // that nobody uses
}

var _ remote.Engine = (*Engine)(nil)

// Connect returns an engine on the server at url, such as "amqp://USER:PASSWORD@HOST:5672/"
// or, encrypted, "amqps://...". Should the server go away later, the engine connects again as
// soon as it is back.
func Connect(ctx context.Context, server string, o Options) (*Engine, error) {
	if o.AckWait < 0 {
		return nil, fmt.Errorf("rabbitmq: Options.AckWait is %v: want 0 or more", o.AckWait)
	}
	if o.AckWait == 0 {
		o.AckWait = DefaultAckWait
	}
	e := &Engine{url: server, ackWait: o.AckWait, life: life.New(ctx, "rabbitmq", answered), queues: map[string]*queue{}}
	ch, err := e.channel()
	if err != nil {
		return nil, fmt.Errorf("rabbitmq: %s: %w", redacted(server), err)
	}
	return e, ch.Close()
}

// redacted is a URL without its password.
func redacted(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return "the server"
	}
	return u.Redacted()
}

func (e *Engine) AckWait() time.Duration { return e.ackWait }

// Close ends the leases, too: they are the connection's.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.life.Ended() {
		return nil
	}
	e.life.End()
	for _, q := range e.queues {
		q.forget()
	}
	if e.conn == nil {
		return nil
	}
	if err := e.conn.Close(); err != nil && !errors.Is(err, amqp.ErrClosed) {
		return err
	}
	return nil
}

// channel returns a new channel of the connection, which it makes if there is none.
func (e *Engine) channel() (*amqp.Channel, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.life.Ended() {
		return nil, e.life.Closed()
	}
	if e.conn == nil || e.conn.IsClosed() {
		conn, err := amqp.Dial(e.url)
		if err != nil {
			return nil, err
		}
		e.conn, e.senders = conn, nil
	}
	return e.conn.Channel()
}

// answered reports whether an error is what the server answered, but for one that stops.
func answered(err error) bool {
	var answer *amqp.Error
	return errors.As(err, &answer) && answer.Server && answer.Code < 500 && answer.Code != amqp.ConnectionForced
}

func isNotFound(err error) bool {
	var answer *amqp.Error
	return errors.As(err, &answer) && answer.Code == amqp.NotFound
}

func queueOf(queue string) string { return "poolbench.queue." + queue }
func logOf(log string) string     { return "poolbench.log." + log }

// declare makes a queue of the server's, or asks for one that is there, and returns how many
// messages it has.
func (e *Engine) declare(name, kind string, passive bool) (int, error) {
	ch, err := e.channel()
	if err != nil {
		return 0, err
	}
	defer ch.Close()
	f := ch.QueueDeclare
	if passive {
		f = ch.QueueDeclarePassive
	}
	q, err := f(name, true, false, false, false, amqp.Table{"x-queue-type": kind})
	return q.Messages, err
}
