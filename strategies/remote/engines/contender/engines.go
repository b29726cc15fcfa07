package contender

import (
	"context"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// An engine is a kind of queue between processes.
type engine struct {
	name, summary, source string

	server string        // that has to run, of package servers; "": the first client is the server
	asks   time.Duration // how often idle workers ask by default; 0: they are told

	// connect returns a client of the server at url; "": the server itself.
	connect func(ctx context.Context, url, token string, s settings) (remote.Engine, error)
}

// engines are all of them.
var engines = []engine{
	{
		name: "nats", summary: "NATS JetStream, a server in this process", source: "github.com/nats-io/nats-server/v2",
		connect: func(ctx context.Context, url, token string, _ settings) (remote.Engine, error) {
			o := jetstream.Options{InMemory: true, Token: token}
			if url == "" {
				return jetstream.Embedded(ctx, o)
			}
			return jetstream.Connect(ctx, url, o)
		},
	},
	{
		name: "asynq", summary: "asynq on Redis", source: "github.com/hibiken/asynq", server: "redis", asks: time.Second,
		connect: func(ctx context.Context, url, _ string, s settings) (remote.Engine, error) {
			return asynq.Connect(ctx, url, asynq.Options{CheckInterval: s.poll, RetryInterval: s.poll})
		},
	},
}

// All returns a contender for each engine.
func All() []bench.Contender {
	var out []bench.Contender
	for _, e := range engines {
		out = append(out, &contender{engine: e, settings: settings{prefetch: remote.DefaultPrefetch}})
	}
	return out
}
