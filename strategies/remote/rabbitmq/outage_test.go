package rabbitmq_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
)

// TestRestart: what was stored is there after the server was killed, also if it was killed
// right after it had made the queue and the log, its first ones; and while it starts, which is
// when it says that it does not find them, no call takes them for removed.
func TestRestart(t *testing.T) {
	t.Parallel() // it waits for a server that starts
	s := restarting(t)
	ctx, cancel := context.WithTimeoutCause(t.Context(), 4*time.Minute, errors.New("not done after four minutes"))
	defer cancel()
	e := connect(t, s.URL, rabbitmq.Options{})
	if _, err := e.Open(ctx, "jobs"); err != nil {
		t.Fatal(err)
	}
	if err := e.Append(ctx, "jobs", []byte("record 0")); err != nil {
		t.Fatal(err)
	}
	if err := e.Publish(ctx, "jobs", []byte("job 0")); err != nil {
		t.Fatal(err)
	}
	appended := make(chan error, 1)
	go func() { appended <- patiently(func() error { return e.Append(ctx, "jobs", []byte("record 1")) }) }()
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	if err := <-appended; err != nil {
		t.Errorf("Append: %v", err)
	}
	var reader remote.Reader
	err := patiently(func() (err error) { reader, err = e.Follow(ctx, "jobs", 0); return err })
	if err != nil {
		t.Fatalf("Follow: %v", err)
	}
	defer reader.Close()
	for i := range 2 {
		var r remote.Record
		err := patiently(func() (err error) { r, err = reader.Next(ctx); return err })
		if want := fmt.Sprint("record ", i); err != nil || string(r.Body) != want {
			t.Fatalf("Next: %q, error %v; want %q", r.Body, err, want)
		}
	}
	var ds []remote.Delivery
	err = patiently(func() (err error) { ds, err = e.Fetch(ctx, "jobs", 1); return err })
	if err != nil || string(ds[0].Body()) != "job 0" {
		t.Fatalf("Fetch: %d messages, error %v; want job 0", len(ds), err)
	}
	if err := ds[0].Ack(ctx); err != nil {
		t.Errorf("Ack: %v", err)
	}
}

// TestLostQueue: a queue that the server lost, because it was killed right after somebody else
// made it, is made anew.
func TestLostQueue(t *testing.T) {
	t.Parallel() // it waits for what the server does not answer
	s := restarting(t)
	ctx, cancel := context.WithTimeoutCause(t.Context(), 8*time.Minute, errors.New("not done after eight minutes"))
	defer cancel()
	e := connect(t, s.URL, rabbitmq.Options{Patience: 2 * time.Second})
	conn, err := amqp.Dial(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	ch, err := conn.Channel()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.QueueDeclare("poolbench.queue.jobs", true, false, false, false, amqp.Table{"x-queue-type": "quorum"}); err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	fetched := make(chan error, 1)
	go func() {
		fetched <- patiently(func() error { _, err := e.Fetch(ctx, "jobs", 1); return err })
	}()
	if err := patiently(func() error { return e.Publish(ctx, "jobs", []byte("job")) }); err != nil {
		t.Errorf("Publish: %v", err)
	}
	if err := <-fetched; err != nil {
		t.Errorf("Fetch: %v", err)
	}
}

// restarting is a server that can be killed.
func restarting(t *testing.T) *servers.Server {
	t.Helper()
	s, err := servers.RunWith("rabbitmq", servers.Options{Keep: true})
	var missing *servers.NotInstalled
	if errors.As(err, &missing) && os.Getenv(servers.Env) != "required" {
		t.Skipf("NOT TESTED with the %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

// patiently calls f until the server is there.
func patiently(f func() error) error {
	for {
		if err := f(); !errors.Is(err, remote.ErrUnavailable) {
			return err
		}
	}
}
