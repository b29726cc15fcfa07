package jetstream_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// do is what workers do with a job.
func do(_ context.Context, job pool.Job[string]) (string, error) {
	return "did " + job.Data, nil
}

// A NATS server within this process; workers elsewhere call Connect.
func ExampleEmbedded() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	engine, err := jetstream.Embedded(ctx, jetstream.Options{InMemory: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.Close()

	// On every machine that works, with the same engine:
	worker := pool.New[string, string]().WithProcessor(do)
	served := make(chan error)
	go func() { served <- remote.Serve(ctx, engine, worker) }()

	// On the one that has the jobs:
	p := pool.New[string, string]().WithProcessor(do).
		WithStrategy(&remote.Strategy[string, string]{Engine: engine})
	p.AddJobs([]pool.Job[string]{{ID: "a", Data: "one"}, {ID: "b", Data: "two"}})
	results, err := p.RunContext(ctx)
	for _, r := range results {
		fmt.Println(r.Data)
	}
	fmt.Println(err)
	stop()
	<-served
	// Output:
	// did one
	// did two
	// <nil>
}
