// Command example hands jobs to worker processes, in one command:
//
//	go run ./example
//
// It starts a NATS server inside itself and two workers, processes of the same program, and
// prints what they did. On two machines, the server listens on an address that the other
// reaches, and asks for a token:
//
//	POOLBENCH_TOKEN=secret go run ./example -listen 0.0.0.0:4222 -workers 0
//	POOLBENCH_TOKEN=secret go run ./example -join nats://HOST:4222
package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"sync"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// tokenVar is the environment variable with what client and server have to share.
const tokenVar = "POOLBENCH_TOKEN"

func main() {
	join := flag.String("join", "", "be a worker of the server at this `URL`")
	listen := flag.String("listen", "", "have the server listen on this `address` (default: a free port of 127.0.0.1)")
	workers := flag.Int("workers", 2, "how many worker processes to start")
	jobs := flag.Int("jobs", 1000, "how many jobs to do")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *join != "" {
		err = work(ctx, *join)
	} else {
		err = coordinate(ctx, *listen, *workers, *jobs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "example:", err)
		os.Exit(1)
	}
}

// work serves jobs until ctx ends.
func work(ctx context.Context, url string) error {
	engine, err := jetstream.Connect(ctx, url, jetstream.Options{Token: os.Getenv(tokenVar), InMemory: true})
	if err != nil {
		return err
	}
	defer engine.Close()
	p := pool.New[string, string]().WithProcessor(digest)
	if err := remote.Serve(ctx, engine, p); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// digest is a job: the SHA-256 of a text, a thousand times over.
func digest(_ context.Context, job pool.Job[string]) (string, error) {
	sum := sha256.Sum256([]byte(job.Data))
	for range 999 {
		sum = sha256.Sum256(sum[:])
	}
	return fmt.Sprintf("%x", sum[:4]), nil
}

// coordinate starts the server and workers, and has them do jobs.
func coordinate(ctx context.Context, listen string, workers, n int) error {
	token := os.Getenv(tokenVar)
	if token == "" && listen == "" {
		token = rand.Text()
	}
	engine, err := jetstream.Embedded(ctx, jetstream.Options{Addr: listen, Token: token})
	if err != nil {
		return err
	}
	defer engine.Close()
	fmt.Println("server:", engine.URL())

	var processes sync.WaitGroup
	defer processes.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for range workers {
		worker := exec.CommandContext(ctx, os.Args[0], "-join", engine.URL())
		worker.Env = append(os.Environ(), tokenVar+"="+token)
		worker.Stderr = os.Stderr
		if err := worker.Start(); err != nil {
			return err
		}
		processes.Go(func() { worker.Wait() })
	}

	strategy := &remote.Strategy[string, string]{Engine: engine}
	p := pool.New[string, string]().WithStrategy(strategy).WithProcessor(digest)
	for i := range n {
		p.AddJob(pool.Job[string]{ID: fmt.Sprint("job-", i), Data: fmt.Sprint("text ", i)})
	}
	results, err := p.RunContext(ctx)
	if err != nil {
		return err
	}
	failed, seats := 0, map[int]int{}
	for _, r := range results {
		if seats[r.Worker]++; r.Error != nil {
			failed++
		}
	}
	fmt.Printf("%d results, %d failed; %s is %s\n", len(results), failed, results[0].JobID, results[0].Data)
	fmt.Printf("done by %d workers in other processes: %+v\n", len(seats), strategy.Stats())
	return nil
}
