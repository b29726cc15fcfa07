package rabbitmq_test

import (
	"context"
	"fmt"
	"log"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
)

// A worker process is told of jobs by a RabbitMQ server.
func ExampleConnect() {
	ctx := context.Background()
	engine, err := rabbitmq.Connect(ctx, "amqp://USER:PASSWORD@HOST:5672/", rabbitmq.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer engine.Close()
	p := pool.New[string, string]().WithProcessor(func(_ context.Context, job pool.Job[string]) (string, error) {
		return fmt.Sprintf("%x", job.Data), nil
	})
	log.Print(remote.Serve(ctx, engine, p))
}
