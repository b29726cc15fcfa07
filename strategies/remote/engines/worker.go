package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// Environment variables by which a worker process is told what to do.
const (
	workerVar  = "POOLBENCH_ENGINES_SETTING" // the name of a setting
	urlVar     = "POOLBENCH_ENGINES_URL"     // of the server
	workersVar = "POOLBENCH_ENGINES_WORKERS" // how many
	tokenVar   = "POOLBENCH_TOKEN"           // what client and server share
)

// begun is what a job returns: when it began, in nanoseconds since 1970. Coordinator and
// workers are processes of one machine, and have the same clock.
type begun int64

// ready is what a worker process prints once it has an engine.
const ready = "ready"

// begin is a job that does nothing.
func begin(context.Context, pool.Job[int]) (begun, error) { return begun(time.Now().UnixNano()), nil }

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
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		go func() {
			io.Copy(io.Discard, os.Stdin)
			stop()
		}()
		return serve(ctx, s, url, workers)
	}
	return fmt.Errorf("%s=%q: no such setting", workerVar, name)
}

// serve runs jobs until ctx ends, which is no error.
func serve(ctx context.Context, s setting, url string, workers int) error {
	engine, err := s.connect(ctx, url)
	if err != nil {
		return err
	}
	defer engine.Close()
	p := pool.NewWithConfig[int, begun](pool.Config{NumWorkers: workers}).WithProcessor(begin)
	fmt.Println(ready)
	err = (&remote.Server[int, begun]{Engine: engine, Pool: p, Prefetch: s.prefetch}).Serve(ctx)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// spawn starts worker processes, and returns once all are ready, with a function that ends
// them and waits for it. One that fails before is told to lost.
func spawn(lost func(error), n, workers int, s setting, url, token string) (stop func(), err error) {
	var all []io.Closer
	var outputs []*bufio.Reader
	var ended sync.WaitGroup
	stop = func() {
		for _, stdin := range all {
			stdin.Close()
		}
		ended.Wait()
	}
	for range n {
		self, err := os.Executable()
		if err != nil {
			stop()
			return nil, err
		}
		c := exec.Command(self)
		c.Env = append(os.Environ(), workerVar+"="+s.name, urlVar+"="+url, workersVar+"="+strconv.Itoa(workers), tokenVar+"="+token)
		c.Stderr = os.Stderr
		stdin, err := c.StdinPipe()
		if err != nil {
			stop()
			return nil, err
		}
		stdout, err := c.StdoutPipe()
		if err == nil {
			err = c.Start()
		}
		if err != nil {
			stop()
			return nil, err
		}
		all, outputs = append(all, stdin), append(outputs, bufio.NewReader(stdout))
		ended.Go(func() {
			if state, err := c.Process.Wait(); err != nil || !state.Success() {
				lost(fmt.Errorf("a worker process ended: %v, %v", state, err))
			}
		})
	}
	for _, stdout := range outputs {
		if line, err := stdout.ReadString('\n'); err != nil || line != ready+"\n" {
			stop()
			return nil, fmt.Errorf("a worker process said %q, want %q: %w", line, ready, err)
		}
	}
	return stop, nil
}
