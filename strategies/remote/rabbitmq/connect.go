package rabbitmq

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// DefaultAckWait is the lease of an engine whose Options have none.
const DefaultAckWait = 30 * time.Second

// DefaultPatience is that of an engine whose Options have none.
const DefaultPatience = 30 * time.Second

// Options are the options of an engine. The zero value is useful.
type Options struct {
	// AckWait is how long a lease lasts while its process lives; 0 means DefaultAckWait.
	AckWait time.Duration

	// Patience is how long the server may take for an answer; after that it counts as unavailable, and the
	// connection is given up. 0 means DefaultPatience.
	Patience time.Duration

	// Wrap is called with each new connection to the server, and returns the one to use in its
	// place, such as one that counts bytes; nil means as it is. What is encrypted is so before it
	// is written to that one.
	Wrap func(net.Conn) net.Conn
}

// An Engine keeps queues and logs on a RabbitMQ server.
type Engine struct {
	url      string
	ackWait  time.Duration
	patience time.Duration
	wrap     func(net.Conn) net.Conn // nil: connections are as they are

	life *life.Life

	declared  sync.Map   // names of queues that are there
	declaring sync.Mutex // of one at a time
	dialing   sync.Mutex

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
	if o.AckWait < 0 || o.Patience < 0 {
		return nil, fmt.Errorf("rabbitmq: Options.AckWait is %v and Patience %v: want 0 or more", o.AckWait, o.Patience)
	}
	ackWait, patience := cmp.Or(o.AckWait, DefaultAckWait), cmp.Or(o.Patience, DefaultPatience)
	e := &Engine{url: server, ackWait: ackWait, patience: patience, wrap: o.Wrap, life: life.New(ctx, "rabbitmq", answered), queues: map[string]*queue{}}
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
	ended, conn := e.life.Ended(), e.conn
	e.life.End()
	queues := slices.Collect(maps.Values(e.queues))
	e.mu.Unlock()
	if ended {
		return nil
	}
	var err error
	if conn != nil {
		err = conn.CloseDeadline(time.Now().Add(e.patience))
	}
	for _, q := range queues {
		q.forget()
	}
	if errors.Is(err, amqp.ErrClosed) {
		return nil
	}
	return err
}

// channel returns a new channel of the connection.
func (e *Engine) channel() (*amqp.Channel, error) {
	conn, err := e.connection()
	if err != nil {
		return nil, err
	}
	return conn.Channel()
}

// connection returns the connection, which it makes if there is none.
func (e *Engine) connection() (*amqp.Connection, error) {
	e.dialing.Lock()
	defer e.dialing.Unlock()
	e.mu.Lock()
	conn, ended := e.conn, e.life.Ended()
	e.mu.Unlock()
	if ended {
		return nil, e.life.Closed()
	}
	if conn != nil && !conn.IsClosed() {
		return conn, nil
	}
	conn, err := amqp.DialConfig(e.url, e.config()) // or not, in 30 s
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.life.Ended() {
		conn.Close()
		return nil, e.life.Closed()
	}
	e.conn, e.senders = conn, nil
	return conn, nil
}

// silence bounds how long the server may take for the beginning of a connection: it is the
// client's default.
const silence = 30 * time.Second

// config says how to connect.
func (e *Engine) config() amqp.Config {
	config := amqp.Config{Locale: "en_US"} // as amqp.Dial has it
	if e.wrap != nil {
		dial := amqp.DefaultDial(silence)
		config.Dial = func(network, addr string) (net.Conn, error) {
			conn, err := dial(network, addr)
			if err != nil {
				return nil, err
			}
			return e.wrap(conn), nil
		}
	}
	return config
}

// answered reports whether an error is what the server answered, but for one that stops, or
// has not begun.
func answered(err error) bool {
	var answer *amqp.Error
	return errors.As(err, &answer) && answer.Server && answer.Code < 500 && answer.Code != amqp.ConnectionForced &&
		(answer.Code != amqp.NotFound || isNotFound(err))
}

// isNotFound reports whether the server has no such queue.
//
// Note: the code alone does not say so. For seconds after its start a server answers 404 for
// queues that it has: "home node 'rabbit@host' of durable queue 'q' in vhost '/' is down or
// inaccessible". Results were dropped because their log seemed to be removed.
func isNotFound(err error) bool {
	var answer *amqp.Error
	return errors.As(err, &answer) && answer.Code == amqp.NotFound && strings.HasPrefix(answer.Reason, "NOT_FOUND - no queue ")
}

// errSilent is wrapped by the error of calls that the server does not answer.
var errSilent = fmt.Errorf("%w: no answer", remote.ErrUnavailable)

// soon calls f, which waits for an answer of the server's on a channel, and returns when ctx
// ends, or when the answer does not come in time: then the connection is given up, for it may
// never come.
func (e *Engine) soon(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	timer := time.NewTimer(e.patience)
	defer timer.Stop()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		e.giveUp()
		return fmt.Errorf("%w in %v", errSilent, e.patience)
	}
}

// giveUp has the next call make another connection, and ends the leases of this one.
func (e *Engine) giveUp() {
	e.mu.Lock()
	conn := e.conn
	e.conn = nil
	e.mu.Unlock()
	if conn != nil {
		conn.CloseDeadline(time.Now().Add(time.Second)) // it ends without an answer, too
	}
}

func queueOf(queue string) string { return "poolbench.queue." + queue }
func logOf(log string) string     { return "poolbench.log." + log }

// declare makes a queue of the server's, or asks for one that is there, and returns how many
// messages it has.
func (e *Engine) declare(ctx context.Context, name, kind string, passive bool) (int, error) {
	var q amqp.Queue
	err := e.soon(ctx, func() error {
		ch, err := e.channel()
		if err != nil {
			return err
		}
		defer ch.Close()
		f := ch.QueueDeclare
		if passive {
			f = ch.QueueDeclarePassive
		}
		q, err = f(name, true, false, false, false, amqp.Table{"x-queue-type": kind})
		return err
	})
	if err != nil {
		return 0, err
	}
	return q.Messages, nil
}
