package asynq

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"github.com/hibiken/asynq"
	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote/internal/life"
)

// DefaultAckWait is the lease of an engine whose Options have none.
const DefaultAckWait = 30 * time.Second

// Options are the options of an engine. The zero value leaves everything to asynq's own
// defaults.
type Options struct {
	// AckWait is how long a lease lasts while its process lives; 0 means DefaultAckWait.
	AckWait time.Duration

	// CheckInterval is how long asynq waits, more or less, before it asks an empty queue
	// again; 0 means asynq's default, a second. It is its TaskCheckInterval.
	CheckInterval time.Duration

	// RetryInterval is how often asynq looks for messages that were given back; 0 means its
	// default, five seconds. It is its DelayedTaskCheckInterval.
	RetryInterval time.Duration

	// Wrap is called with each new connection to the server, and returns the one to use in its
	// place, such as one that counts bytes; nil means as it is. What is encrypted is so before it
	// is written to that one.
	Wrap func(net.Conn) net.Conn
}

// Tuned returns options with which an idle consumer asks about a hundred times a second, and
// a message that was given back is noticed as soon.
func Tuned() Options {
	return Options{CheckInterval: 10 * time.Millisecond, RetryInterval: 10 * time.Millisecond}
}

// patience is how long the server may take to answer, unless the URL has a read_timeout.
//
// Note: a task whose way to the consumer takes longer is lost to it, and comes back after a
// minute or two. The client's default is 3 s, which a busy machine was seen to miss.
const patience = 30 * time.Second

// Connect returns an engine on the server at url, such as "redis://:PASSWORD@HOST:6379/0" or,
// encrypted, "rediss://...". Should the server go away later, the engine connects again as
// soon as it is back.
func Connect(ctx context.Context, url string, o Options) (*Engine, error) {
	for _, d := range []struct {
		field string
		value time.Duration
	}{{"AckWait", o.AckWait}, {"CheckInterval", o.CheckInterval}, {"RetryInterval", o.RetryInterval}} {
		if d.value < 0 {
			return nil, fmt.Errorf("asynq: Options.%s is %v: want 0 or more", d.field, d.value)
		}
	}
	if o.AckWait == 0 {
		o.AckWait = DefaultAckWait
	}
	server, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("asynq: %w", err)
	}
	server.ContextTimeoutEnabled = true
	if server.ReadTimeout == 0 {
		server.ReadTimeout = patience
	}
	if o.Wrap != nil {
		server.Dialer = wrapped(*server, o.Wrap)
	}
	client := redis.NewClient(server)
	if err := client.Ping(ctx).Err(); err != nil {
		client.Close()
		return nil, fmt.Errorf("asynq: %s: %w", server.Addr, err)
	}
	return &Engine{
		life: life.New(ctx, "asynq", answered), options: o, server: server, client: client, queues: map[string]*queue{},
		publisher: asynq.NewClientFromRedisClient(client), inspector: asynq.NewInspectorFromRedisClient(client),
	}, nil
}

// wrapped returns a function that connects as the client does, and wraps the connection.
func wrapped(server redis.Options, wrap func(net.Conn) net.Conn) func(context.Context, string, string) (net.Conn, error) {
	encrypted := server.TLSConfig
	server.TLSConfig = nil
	if server.DialTimeout == 0 {
		server.DialTimeout = 5 * time.Second // the client's default
	}
	dial := redis.NewDialer(&server)
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		if conn = wrap(conn); encrypted != nil {
			conn = tls.Client(conn, encrypted)
		}
		return conn, nil
	}
}
