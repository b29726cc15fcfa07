package rabbitmq_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/strategies/remote/rabbitmq"
)

// TestRepublish: every job of a server that has lost the messages of a run, or its log, gets its result.
func TestRepublish(t *testing.T) {
	const n = 40
	server := servers.Start(t, "rabbitmq")
	for what, lose := range map[string]func(*amqp.Channel) (int, error){
		"messages": func(ch *amqp.Channel) (int, error) { return ch.QueuePurge("poolbench.queue.messages", false) },
		"log": func(ch *amqp.Channel) (int, error) {
			return ch.QueueDelete("poolbench.log.run-log", false, false, false)
		},
	} {
		t.Run(what, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			var others sync.WaitGroup
			defer others.Wait()
			defer stop()
			e := connect(t, server, rabbitmq.Options{})
			s := &remote.Strategy[int, int]{Engine: e, Queue: what, RunID: what, Republish: 3 * time.Second}
			double := func(_ context.Context, job pool.Job[int]) (int, error) { return 2 * job.Data, nil }
			p := pool.New[int, int]().WithStrategy(s).WithProcessor(double)
			for i := range n {
				p.AddJob(pool.Job[int]{ID: strconv.Itoa(i), Data: i})
			}
			others.Go(func() {
				if err := whenAllWait(ctx, e, what, n); err != nil {
					t.Error(err)
					return
				}
				conn, err := amqp.Dial(server)
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close()
				ch, err := conn.Channel()
				if err == nil {
					_, err = lose(ch)
				}
				if err != nil {
					t.Error(err)
					return
				}
				worker := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(double)
				server := &remote.Server[int, int]{Engine: e, Pool: worker, Queue: what}
				if err := server.Serve(ctx); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			})
			results, err := p.RunContext(ctx)
			if err != nil || len(results) != n {
				t.Fatalf("%d results, %v", len(results), err)
			}
			for i, r := range results {
				if r.Error != nil || r.Data != 2*i {
					t.Errorf("job %d: %d, %v", i, r.Data, r.Error)
				}
			}
			if got := s.Stats(); got.Republished < n {
				t.Errorf("%+v, want all %d jobs published again", got, n)
			}
		})
	}
}

// whenAllWait returns when a queue has so many messages.
func whenAllWait(ctx context.Context, e remote.Engine, queue string, n int64) error {
	for {
		depth, err := e.Depth(ctx, queue)
		if err != nil || depth.Waiting == n {
			return err
		}
		<-time.After(10 * time.Millisecond)
	}
}
