package asynq_test

import (
	"errors"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// TestRefused: a server that stores nothing for now is unavailable, and is asked again.
func TestRefused(t *testing.T) {
	url := servers.Start(t, "redis")
	o, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	server := redis.NewClient(o)
	defer server.Close()
	e, err := asynq.Connect(t.Context(), url, asynq.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if _, err := e.Open(t.Context(), "run-1"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name        string
		begin, stop []any
	}{
		{"OOM", []any{"CONFIG", "SET", "maxmemory", "1"}, []any{"CONFIG", "SET", "maxmemory", "0"}},
		{"NOREPLICAS", []any{"CONFIG", "SET", "min-replicas-to-write", "1"}, []any{"CONFIG", "SET", "min-replicas-to-write", "0"}},
		{"READONLY", []any{"REPLICAOF", "127.0.0.1", "1"}, []any{"REPLICAOF", "NO", "ONE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, call := range []struct {
				name string
				do   func() error
			}{
				{"Append", func() error { return e.Append(t.Context(), "run-1", []byte("record")) }},
				{"Publish", func() error { return e.Publish(t.Context(), "jobs", []byte("job")) }},
			} {
				if err := server.Do(t.Context(), c.begin...).Err(); err != nil {
					t.Fatal(err)
				}
				if err := call.do(); !errors.Is(err, remote.ErrUnavailable) {
					t.Errorf("%s: error %v, want ErrUnavailable", call.name, err)
				}
				if err := server.Do(t.Context(), c.stop...).Err(); err != nil {
					t.Fatal(err)
				}
				if err := call.do(); err != nil {
					t.Errorf("%s once the server stores again: %v", call.name, err)
				}
			}
		})
	}
}
