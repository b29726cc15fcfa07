package main

import (
	"context"
	"net"
	"os"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
	"github.com/go-foundations/poolbench/strategies/remote/river"
)

// A connect returns a client of the server at a URL, whose connections are wrapped; a nil wrap: they
// are as they are.
type connect func(ctx context.Context, url string, wrap func(net.Conn) net.Conn) (remote.Engine, error)

// A setting is an engine with its options.
type setting struct {
	name     string
	server   string  // of package servers, or "" for an engine that starts its own
	apart    bool    // that one is in a process of its own, not in the coordinator's
	file     bool    // all processes open a file
	prefetch int     // jobs that a process holds, or 0 for the strategy's default
	connect  connect // or nil: a pool in this process

	// poll is how long an idle worker waits at most before it asks again, or 0 if it is told.
	poll time.Duration

	// cooldown is how long a process waits at least before it asks again, or 0.
	cooldown time.Duration
}

var settings = []setting{
	{name: "none: shared-queue in this process"},
	{name: "jetstream, prefetch 1", prefetch: 1, connect: nats},
	{name: "jetstream, prefetch 8", prefetch: 8, connect: nats},
	{name: "jetstream, prefetch 64 (default)", connect: nats},
	{name: "jetstream, prefetch 500", prefetch: 500, connect: nats},
	{name: "jetstream, a server of its own", apart: true, connect: nats},
	{name: "asynq, its defaults", server: "redis", connect: redis(asynq.Options{}), poll: time.Second},
	{name: "asynq, asks each 10 ms", server: "redis", connect: redis(asynq.Tuned()), poll: 10 * time.Millisecond},
	{name: "asynq, asks each 10 ms, prefetch 1", prefetch: 1, server: "redis", connect: redis(asynq.Tuned()), poll: 10 * time.Millisecond},
	{name: "asynq, asks each 10 ms, prefetch 8", prefetch: 8, server: "redis", connect: redis(asynq.Tuned()), poll: 10 * time.Millisecond},
	{name: "asynq, asks each 10 ms, prefetch 500", prefetch: 500, server: "redis", connect: redis(asynq.Tuned()), poll: 10 * time.Millisecond},
	{name: "river on Postgres, its defaults", server: "postgres", connect: postgres(river.Options{}), cooldown: 100 * time.Millisecond},
	{name: "river on Postgres, cooldown 1 ms", server: "postgres", connect: postgres(river.Tuned())},
	{name: "river on Postgres, cooldown 1 ms, prefetch 1", prefetch: 1, server: "postgres", connect: postgres(river.Tuned())},
	{name: "river on Postgres, cooldown 1 ms, prefetch 8", prefetch: 8, server: "postgres", connect: postgres(river.Tuned())},
	{name: "river on Postgres, cooldown 1 ms, prefetch 500", prefetch: 500, server: "postgres", connect: postgres(river.Tuned())},
	{name: "river on SQLite, its defaults", file: true, connect: sqlite(river.Options{}), cooldown: 100 * time.Millisecond},
	{name: "river on SQLite, cooldown 1 ms", file: true, connect: sqlite(river.Tuned()), poll: 10 * time.Millisecond},
	{name: "rabbitmq", server: "rabbitmq", connect: rabbit},
	{name: "rabbitmq, prefetch 1", prefetch: 1, server: "rabbitmq", connect: rabbit},
	{name: "rabbitmq, prefetch 8", prefetch: 8, server: "rabbitmq", connect: rabbit},
	{name: "rabbitmq, prefetch 500", prefetch: 500, server: "rabbitmq", connect: rabbit},
}

// nats is a client of the server at url, or the server itself where there is none yet: at the
// address of addrVar, if that is not empty.
func nats(ctx context.Context, url string, wrap func(net.Conn) net.Conn) (remote.Engine, error) {
	o := jetstream.Options{InMemory: true, Wrap: wrap, Token: os.Getenv(tokenVar)}
	if url == "" {
		o.Addr = os.Getenv(addrVar)
		return jetstream.Embedded(ctx, o)
	}
	return jetstream.Connect(ctx, url, o)
}

func postgres(o river.Options) connect {
	return func(ctx context.Context, url string, wrap func(net.Conn) net.Conn) (remote.Engine, error) {
		o.Wrap = wrap
		return river.Connect(ctx, url, o)
	}
}

func sqlite(o river.Options) connect {
	return func(ctx context.Context, file string, wrap func(net.Conn) net.Conn) (remote.Engine, error) {
		o.Wrap = wrap
		return river.Embedded(ctx, file, o)
	}
}

func rabbit(ctx context.Context, url string, wrap func(net.Conn) net.Conn) (remote.Engine, error) {
	return rabbitmq.Connect(ctx, url, rabbitmq.Options{Wrap: wrap})
}

func redis(o asynq.Options) connect {
	return func(ctx context.Context, url string, wrap func(net.Conn) net.Conn) (remote.Engine, error) {
		o.Wrap = wrap
		return asynq.Connect(ctx, url, o)
	}
}
