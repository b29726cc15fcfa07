package jetstream_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

func TestMain(m *testing.M) {
	enginetest.Worker(func(ctx context.Context, url string) (remote.Engine, error) {
		return jetstream.Connect(ctx, url, jetstream.Options{AckWait: lease, InMemory: true})
	})
	url, run, dir := os.Getenv(urlVar), os.Getenv(runVar), os.Getenv(dirVar)
	var err error
	switch {
	case dir != "":
		err = serverProcess(dir, os.Getenv(addrVar))
	case run != "":
		err = coordinatorProcess(url, run)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "process of a test:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// TestKill9: real worker processes are killed at every step of the protocol, three at each;
// nothing is lost. For more repetitions: -count.
func TestKill9(t *testing.T) {
	for _, step := range enginetest.WorkerSteps {
		t.Run(step, func(t *testing.T) {
			server := embedded(t, jetstream.Options{AckWait: lease})
			enginetest.Kill(t, server, server.URL(), step+":1", step+":2", step+":3")
		})
	}
}

// TestPoison9: a job that kills real processes gets an error after three of them, and none
// of the others does.
func TestPoison9(t *testing.T) {
	server := embedded(t, jetstream.Options{AckWait: lease})
	enginetest.Poison(t, server, server.URL())
}

// TestRestart: the server is stopped while jobs run, and comes back with its files: the run
// goes on, and nothing is lost.
func TestRestart(t *testing.T) {
	o := jetstream.Options{AckWait: lease, Dir: t.TempDir()}
	server := embedded(t, o)
	o.Addr = strings.TrimPrefix(server.URL(), "nats://")
	connect := func() *jetstream.Engine {
		e, err := jetstream.Connect(t.Context(), server.URL(), jetstream.Options{AckWait: lease})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	}
	ctx, stop := context.WithCancel(t.Context())
	var processes sync.WaitGroup
	defer processes.Wait()
	defer stop()
	half, resume := make(chan struct{}), make(chan struct{})
	var begun atomic.Int64
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
		func(_ context.Context, job pool.Job[int]) (int, error) {
			if begun.Add(1) == 50 {
				close(half)
				<-resume
			}
			return 2 * job.Data, nil
		})
	workerEngine, coordinator := connect(), connect()
	processes.Go(func() { (&remote.Server[int, int]{Engine: workerEngine, Pool: p, MaxKills: 1000}).Serve(ctx) })
	processes.Go(func() {
		<-half
		server.Close()
		again, err := jetstream.Embedded(t.Context(), o)
		if err != nil {
			t.Error(err)
			stop()
			return
		}
		t.Cleanup(func() { again.Close() })
		close(resume)
	})
	results, stats := enginetest.Execute(t, coordinator, 100)
	enginetest.WantAll(t, results, -1)
	t.Logf("%d began; %+v", begun.Load(), stats)
}
