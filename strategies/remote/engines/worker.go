package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/crew"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
)

// Environment variables by which a worker process is told what to do.
const (
	workerVar  = "POOLBENCH_ENGINES_SETTING" // the name of a setting
	urlVar     = "POOLBENCH_ENGINES_URL"     // of the server
	workersVar = "POOLBENCH_ENGINES_WORKERS" // how many
	tokenVar   = "POOLBENCH_TOKEN"           // what client and server share
	addrVar    = "POOLBENCH_ENGINES_ADDR"    // where a server of its own listens, which runs no jobs
)

// begun is what a job returns: when it began, in nanoseconds since 1970. Coordinator and
// workers are processes of one machine, and have the same clock.
type begun int64

// begin is a job that waits for so many nanoseconds; none: it does nothing.
func begin(_ context.Context, job pool.Job[int]) (begun, error) {
	now := time.Now()
	if job.Data > 0 {
		time.Sleep(time.Duration(job.Data))
	}
	return begun(now.UnixNano()), nil
}

// work is the worker process: it serves until standard input ends, as it does with the
// coordinator.
func work(name, url string) error {
	workers, err := strconv.Atoi(os.Getenv(workersVar))
	if err != nil {
		return fmt.Errorf("%s: %w", workersVar, err)
	}
	for _, s := range settings {
		if s.name != name {
			continue
		}
		counter := new(usage.Counter)
		return serve(crew.Context(counter), s, url, workers, counter)
	}
	return fmt.Errorf("%s=%q: no such setting", workerVar, name)
}

// serve runs jobs until ctx ends, which is no error.
func serve(ctx context.Context, s setting, url string, workers int, counter *usage.Counter) error {
	engine, err := s.connect(ctx, url, counter.Wrap)
	if err != nil {
		return err
	}
	defer engine.Close()
	if os.Getenv(addrVar) != "" {
		crew.Ready()
		<-ctx.Done()
		return nil
	}
	p := pool.NewWithConfig[int, begun](pool.Config{NumWorkers: workers}).WithProcessor(begin)
	crew.Ready()
	err = (&remote.Server[int, begun]{Engine: engine, Pool: p, Prefetch: s.prefetch}).Serve(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
