package main

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
	"github.com/go-foundations/poolbench/strategies/remote/river"
)

// An engine is one that is broken.
type engine struct {
	name     string
	server   string // of package servers, own for a process of this program, or "" for a file
	connect  func(ctx context.Context, url string) (remote.Engine, error)
	patience time.Duration // after which a job counts as lost
	fresh    bool          // a new server for each fault: queues that nobody uses cost it something
}

func (e engine) Name() string { return e.name }

// own is the server that this program has in it.
const own = "nats"

// Engines ask less often than they could: many runs share two processors. lease is that of all engines.
const lease = 3 * time.Second

// riverPatience is more than it takes until all jobs have been suspects, which are run one after the other.
//
// Note: on a machine with a load of up to 90 acks came so late that the leases of 39 and 40 jobs ended: two such runs
// took 277 s, and 285 s when it was given up with one job to go.
const riverPatience = 10 * time.Minute

// rabbitPatience is more than a full disk may take, with what is published again after it.
const rabbitPatience = 15 * time.Minute

var engines = []engine{
	{"jetstream", own, nats, 3 * time.Minute, false},
	{"asynq", "redis", redis, 15 * time.Minute, false}, // a killed worker's jobs come back after a minute or two, three times
	{"river-postgres", "postgres", postgres, riverPatience, false},
	{"river-sqlite", "", sqlite, riverPatience, false},
	{"rabbitmq", "rabbitmq", rabbit, rabbitPatience, true},
}

// connect connects to a server that is there, but may be busy, or away for a moment.
func connect(ctx context.Context, e engine, url string) (remote.Engine, error) {
	for {
		engine, err := e.connect(ctx, url)
		if err == nil || ctx.Err() != nil {
			return engine, err
		}
		pause(ctx, 200*time.Millisecond)
	}
}

func nats(ctx context.Context, url string) (remote.Engine, error) {
	return jetstream.Connect(ctx, url, jetstream.Options{AckWait: lease})
}

func redis(ctx context.Context, url string) (remote.Engine, error) {
	return asynq.Connect(ctx, url, asynq.Options{AckWait: lease, CheckInterval: 100 * time.Millisecond, RetryInterval: time.Second})
}

func tuned() river.Options {
	return river.Options{AckWait: lease, FetchCooldown: 10 * time.Millisecond, FetchPollInterval: 200 * time.Millisecond}
}

func postgres(ctx context.Context, url string) (remote.Engine, error) {
	return river.Connect(ctx, url, tuned())
}

func sqlite(ctx context.Context, file string) (remote.Engine, error) {
	return river.Embedded(ctx, file, tuned())
}

func rabbit(ctx context.Context, url string) (remote.Engine, error) {
	return rabbitmq.Connect(ctx, url, rabbitmq.Options{AckWait: lease})
}
