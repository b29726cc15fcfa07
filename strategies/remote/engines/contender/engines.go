package contender

import (
	"cmp"
	"context"
	"net"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
	"github.com/go-foundations/poolbench/strategies/remote/river"
)

// An engine is a kind of queue between processes.
type engine struct {
	name, summary, source string

	server string   // that has to run, of package servers; "": there is none, or the first client is it
	file   bool     // it is a file, which all processes open
	times  []string // that can be set; see settings.times

	// interval says how often who asks for jobs; nil: workers are told.
	interval func(s settings) (every time.Duration, asks string)

	// connect returns a client of the server at url, or "": the server itself. Its connections
	// are wrapped.
	connect func(ctx context.Context, url, token string, wrap wrapping, s settings) (remote.Engine, error)
}

// A wrapping makes another connection of one.
type wrapping func(net.Conn) net.Conn

// engines are all of them.
var engines = []engine{
	{
		name: "nats", summary: "NATS JetStream, a server in this process", source: "github.com/nats-io/nats-server/v2",
		connect: func(ctx context.Context, url, token string, wrap wrapping, _ settings) (remote.Engine, error) {
			o := jetstream.Options{InMemory: true, Token: token, Wrap: wrap}
			if url == "" {
				return jetstream.Embedded(ctx, o)
			}
			return jetstream.Connect(ctx, url, o)
		},
	},
	{
		name: "asynq", summary: "asynq on Redis: idle workers ask once a second", source: "github.com/hibiken/asynq",
		server: "redis", times: []string{"poll"},
		interval: func(s settings) (time.Duration, string) {
			return cmp.Or(s.times["poll"], time.Second), "idle workers ask"
		},
		connect: func(ctx context.Context, url, _ string, wrap wrapping, s settings) (remote.Engine, error) {
			return asynq.Connect(ctx, url, asynq.Options{CheckInterval: s.times["poll"], RetryInterval: s.times["poll"], Wrap: wrap})
		},
	},
	{
		name: "rabbitmq", summary: "RabbitMQ: quorum queues", source: "github.com/rabbitmq/amqp091-go",
		server: "rabbitmq",
		connect: func(ctx context.Context, url, _ string, wrap wrapping, _ settings) (remote.Engine, error) {
			return rabbitmq.Connect(ctx, url, rabbitmq.Options{Wrap: wrap})
		},
	},
	{
		name: "river", summary: "River on Postgres: a process asks ten times a second at most", source: "github.com/riverqueue/river",
		server: "postgres", times: []string{"cooldown", "poll"}, interval: riverInterval,
		connect: func(ctx context.Context, url, _ string, wrap wrapping, s settings) (remote.Engine, error) {
			return river.Connect(ctx, url, riverOptions(s, wrap))
		},
	},
	{
		name: "river-sqlite", summary: "River on a file of SQLite: the same", source: "github.com/riverqueue/river",
		file: true, times: []string{"cooldown", "poll"}, interval: riverInterval,
		connect: func(ctx context.Context, url, _ string, wrap wrapping, s settings) (remote.Engine, error) {
			return river.Embedded(ctx, url, riverOptions(s, wrap))
		},
	},
}

func riverInterval(s settings) (time.Duration, string) {
	return cmp.Or(s.times["cooldown"], 100*time.Millisecond), "a process asks at most"
}

func riverOptions(s settings, wrap wrapping) river.Options {
	return river.Options{FetchCooldown: s.times["cooldown"], FetchPollInterval: s.times["poll"], Wrap: wrap}
}

// All returns a contender for each engine.
func All() []bench.Contender {
	var out []bench.Contender
	for _, e := range engines {
		out = append(out, &contender{engine: e, settings: settings{prefetch: remote.DefaultPrefetch}})
	}
	return out
}
