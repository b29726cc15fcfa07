package enginetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// Environment variables of the worker processes.
const (
	urlVar    = "POOLBENCH_TEST_WORKER" // of the server
	killVar   = "POOLBENCH_TEST_KILL"   // a step, a colon, and how often it is taken before it is the last
	poisonVar = "POOLBENCH_TEST_POISON" // the job that kills its process
)

// Worker makes a worker process of a test binary: TestMain calls it first, in packages whose
// tests call [Kill] or [Poison]. In a worker process it does not return.
func Worker(connect func(ctx context.Context, url string) (remote.Engine, error)) {
	url := os.Getenv(urlVar)
	if url == "" {
		return
	}
	if err := work(url, connect); err != nil {
		fmt.Fprintln(os.Stderr, "worker process of a test:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// work serves jobs until the process dies at the step that the environment names.
func work(url string, connect func(ctx context.Context, url string) (remote.Engine, error)) error {
	ctx := context.Background()
	engine, err := connect(ctx, url)
	if err != nil {
		return err
	}
	step, times, _ := strings.Cut(os.Getenv(killVar), ":")
	n, _ := strconv.ParseInt(times, 10, 64)
	m := NewMortal(engine, step, n)
	maxKills := 1000 // a lease that ends on a busy machine is not to count
	if os.Getenv(poisonVar) != "" {
		maxKills = 3
	}
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
		func(ctx context.Context, job pool.Job[int]) (int, error) {
			if step == "extended" {
				<-ctx.Done() // until it is killed
			}
			if os.Getenv(poisonVar) == strconv.Itoa(job.Data) {
				Die()
			}
			m.At("running")
			return 2 * job.Data, nil
		})
	return (&remote.Server[int, int]{Engine: m, Pool: p, Prefetch: 8, MaxKills: maxKills}).Serve(ctx)
}

// crew keeps processes running: those that die are replaced.
type crew struct {
	deaths    atomic.Int64
	processes sync.WaitGroup
}

// keep keeps a process running until ctx ends. env returns its environment, by how many
// processes have been started before.
func (c *crew) keep(ctx context.Context, t *testing.T, url string, env func(started int) string) {
	c.processes.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			p := exec.CommandContext(ctx, os.Args[0])
			p.Env = append(os.Environ(), urlVar+"="+url, env(i))
			p.Stderr = os.Stderr
			err := p.Run()
			if exit := (*exec.ExitError)(nil); ctx.Err() == nil && (!errors.As(err, &exit) || exit.ExitCode() >= 0) {
				t.Errorf("worker process: %v, want one that is killed", err)
				return
			}
			c.deaths.Add(1)
		}
	})
}

// Execute has processes do n jobs, and returns the results. Their jobs are the numbers from 0
// on, and their results twice as much.
func Execute(t *testing.T, e remote.Engine, n int) ([]pool.Result[int], remote.Stats) {
	t.Helper()
	s := &remote.Strategy[int, int]{Engine: e}
	p := pool.New[int, int]().WithStrategy(s).WithProcessor(func(context.Context, pool.Job[int]) (int, error) { return 0, nil })
	for i := range n {
		p.AddJob(pool.Job[int]{ID: strconv.Itoa(i), Data: i})
	}
	results, err := p.RunContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return results, s.Stats()
}

// WantAll checks the results of such jobs, but for that of number poison.
func WantAll(t *testing.T, results []pool.Result[int], poison int) {
	t.Helper()
	for i, r := range results {
		if i != poison && (r.Error != nil || r.Data != 2*i) {
			t.Errorf("job %d: %d, %v; want %d", i, r.Data, r.Error, 2*i)
		}
	}
}

// Kill kills worker processes in a row, each with kill -9; nothing is lost. A victim is a step of
// [WorkerSteps], a colon, and how often it is taken before it is the last. e is the
// coordinator's engine, url is where the workers find it.
func Kill(t *testing.T, e remote.Engine, url string, victims ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var c crew
	defer c.processes.Wait()
	defer stop()
	c.keep(ctx, t, url, func(started int) string {
		if started < len(victims) {
			return killVar + "=" + victims[started]
		}
		return killVar + "="
	})
	results, stats := Execute(t, e, 100)
	WantAll(t, results, -1)
	if stats.Results != 100 || c.deaths.Load() != int64(len(victims)) {
		t.Errorf("%d processes died, %+v; want %d, and 100 results", c.deaths.Load(), stats, len(victims))
	}
	t.Logf("%+v", stats)
}

// Poison has a job that kills its process: it gets an error after three of them, and none of
// the others does.
func Poison(t *testing.T, e remote.Engine, url string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var c crew
	defer c.processes.Wait()
	defer stop()
	const poison = 7
	c.keep(ctx, t, url, func(int) string { return poisonVar + "=" + strconv.Itoa(poison) })
	results, _ := Execute(t, e, 30)
	WantAll(t, results, poison)
	if err := results[poison].Error; !errors.Is(err, remote.ErrKilledWorkers) {
		t.Errorf("error %v, want %v", err, remote.ErrKilledWorkers)
	}
	if n := c.deaths.Load(); n > 3 {
		t.Errorf("%d processes died, want at most 3", n)
	}
}
