package river_test

import (
	"context"
	"fmt"
	"log"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/river"
)

func hex(_ context.Context, job pool.Job[string]) (string, error) {
	return fmt.Sprintf("%x", job.Data), nil
}

// A worker process asks a Postgres server for jobs, up to a thousand times a second while it
// has some.
func ExampleConnect() {
	ctx := context.Background()
	engine, err := river.Connect(ctx, "postgres://USER:PASSWORD@HOST:5432/DATABASE", river.Tuned())
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	p := pool.New[string, string]().WithProcessor(hex)
	log.Print(remote.Serve(ctx, engine, p))
}

// A worker process on the machine of the file.
func ExampleEmbedded() {
	ctx := context.Background()
	engine, err := river.Embedded(ctx, "jobs.db", river.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	p := pool.New[string, string]().WithProcessor(hex)
	log.Print(remote.Serve(ctx, engine, p))
}
