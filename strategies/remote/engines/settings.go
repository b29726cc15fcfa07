package main

import (
	"context"
	"os"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// A setting is an engine with its options.
type setting struct {
	name     string
	server   string                                                       // of package servers, or "" for an engine that starts its own
	prefetch int                                                          // jobs that a process holds, or 0 for the strategy's default
	connect  func(ctx context.Context, url string) (remote.Engine, error) // or nil: a pool in this process

	// poll is how long an idle worker waits at most before it asks again, or 0 if it is told.
	poll time.Duration
}

var settings = []setting{
	{name: "none: shared-queue in this process"},
	{name: "jetstream, prefetch 4", prefetch: 4, connect: nats},
	{name: "jetstream, prefetch 8", prefetch: 8, connect: nats},
	{name: "jetstream, prefetch 64 (default)", connect: nats},
	{name: "jetstream, prefetch 500", prefetch: 500, connect: nats},
	{name: "asynq, its defaults", server: "redis", connect: redis(asynq.Options{}), poll: time.Second},
	{name: "asynq, asks each 10 ms", server: "redis", connect: redis(asynq.Tuned()), poll: 10 * time.Millisecond},
}

// nats is a client of the server at url, or the server itself where there is none yet.
func nats(ctx context.Context, url string) (remote.Engine, error) {
	o := jetstream.Options{InMemory: true, Token: os.Getenv(tokenVar)}
	if url == "" {
		return jetstream.Embedded(ctx, o)
	}
	return jetstream.Connect(ctx, url, o)
}

func redis(o asynq.Options) func(context.Context, string) (remote.Engine, error) {
	return func(ctx context.Context, url string) (remote.Engine, error) { return asynq.Connect(ctx, url, o) }
}
