package asynq_test

import (
	"context"
	"fmt"
	"log"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
)

// A worker process asks a Redis server for jobs, a hundred times a second while it has none.
func ExampleConnect() {
	ctx := context.Background()
	engine, err := asynq.Connect(ctx, "redis://:PASSWORD@HOST:6379/0", asynq.Tuned())
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	p := pool.New[string, string]().WithProcessor(func(_ context.Context, job pool.Job[string]) (string, error) {
		return fmt.Sprintf("%x", job.Data), nil
	})
	log.Print(remote.Serve(ctx, engine, p))
}
