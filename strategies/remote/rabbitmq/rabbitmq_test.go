package rabbitmq_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
)

func connect(t *testing.T, url string, o rabbitmq.Options) *rabbitmq.Engine {
	t.Helper()
	e, err := rabbitmq.Connect(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// TestEngine holds the engine to the contract, and has jobs done.
func TestEngine(t *testing.T) {
	server := servers.Start(t, "rabbitmq")
	t.Run("contract", func(t *testing.T) {
		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine {
			fresh(t, server)
			return connect(t, server, rabbitmq.Options{AckWait: ackWait})
		})
	})
	t.Run("jobs", func(t *testing.T) {
		fresh(t, server)
		enginetest.Jobs(t, func(t *testing.T) remote.Engine { return connect(t, server, rabbitmq.Options{}) })
	})
	// Worker processes are killed at every step of the protocol; nothing is lost.
	t.Run("kill", func(t *testing.T) {
		fresh(t, server)
		var victims []string
		for _, step := range enginetest.WorkerSteps {
			victims = append(victims, step+":1")
		}
		enginetest.Kill(t, connect(t, server, mortal), server, victims...)
	})
}

// mortal has leases that soon end.
var mortal = rabbitmq.Options{AckWait: time.Second}

// TestMain is a worker process where the environment says so.
func TestMain(m *testing.M) {
	enginetest.Worker(func(ctx context.Context, url string) (remote.Engine, error) {
		return rabbitmq.Connect(ctx, url, mortal)
	})
	os.Exit(m.Run())
}

// TestNobodyThere: the error does not tell the password.
func TestNobodyThere(t *testing.T) {
	_, err := rabbitmq.Connect(t.Context(), "amqp://poolbench:secret@127.0.0.1:1/", rabbitmq.Options{})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if _, err := rabbitmq.Connect(t.Context(), "amqp://127.0.0.1:1/", rabbitmq.Options{AckWait: -1}); err == nil {
		t.Error("an AckWait of -1ns is no error")
	}
}

// fresh removes what the rules make.
func fresh(t *testing.T, server string) {
	t.Helper()
	conn, err := amqp.Dial(server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ch, err := conn.Channel()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"queue.jobs", "queue.other", "queue.jobs-suspects", "log.jobs", "log.other", "log.run-1"} {
		if _, err := ch.QueueDelete("poolbench."+name, false, false, false); err != nil {
			t.Fatal(err)
		}
	}
}
