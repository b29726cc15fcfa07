package asynq_test

import (
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// fresh makes the server forget all.
func fresh(t *testing.T, url string) {
	t.Helper()
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	o.ReadTimeout = time.Minute // a busy machine takes its time
	client := redis.NewClient(o)
	defer client.Close()
	if err := client.FlushDB(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
}

func connect(t *testing.T, url string, o asynq.Options) *asynq.Engine {
	t.Helper()
	e, err := asynq.Connect(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestEngine holds the engine to the contract.
func TestEngine(t *testing.T) {
	t.Parallel()
	url := servers.Start(t, "redis")
	o := asynq.Tuned()
	enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
		fresh(t, url)
		o.AckWait = ackWait
		return connect(t, url, o)
	})
}

// TestDefaults holds it to the contract as asynq's defaults are, but for the rules that would
// wait for its check of tasks to retry, every five seconds.
func TestDefaults(t *testing.T) {
	t.Parallel()
	url := servers.Start(t, "redis")
	for _, rule := range []string{"each-once", "fetch-max", "fetch-waits", "fetch-context", "depth", "consumers", "close"} {
		t.Run(rule, func(t *testing.T) {
			fresh(t, url)
			enginetest.Rule(t, rule, connect(t, url, asynq.Options{AckWait: time.Hour}))
		})
	}
}

// TestJobs has jobs done.
func TestJobs(t *testing.T) {
	t.Parallel()
	url := servers.Start(t, "redis")
	enginetest.Jobs(t, func(t *testing.T) remote.Engine { return connect(t, url, asynq.Tuned()) })
}
