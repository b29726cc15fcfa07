package jetstream_test

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
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// The test binary is the worker process, too: with these in its environment.
const (
	urlVar    = "POOLBENCH_TEST_URL"
	killVar   = "POOLBENCH_TEST_KILL"   // a step, a colon, and how often it is taken before it is the last
	poisonVar = "POOLBENCH_TEST_POISON" // the job that kills its process
)

func TestMain(m *testing.M) {
	url, run, dir := os.Getenv(urlVar), os.Getenv(runVar), os.Getenv(dirVar)
	var err error
	switch {
	case dir != "":
		err = serverProcess(dir, os.Getenv(addrVar))
	case run != "":
		err = coordinatorProcess(url, run)
	case url != "":
		err = worker(url)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "process of a test:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// worker is a process that serves jobs, until it dies at the given step.
func worker(url string) error {
	ctx := context.Background()
	engine, err := jetstream.Connect(ctx, url, jetstream.Options{AckWait: lease, InMemory: true})
	if err != nil {
		return err
	}
	step, times, _ := strings.Cut(os.Getenv(killVar), ":")
	n, _ := strconv.ParseInt(times, 10, 64)
	m := &mortal{Engine: engine, step: step}
	m.left.Store(n)
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
				die()
			}
			m.at("running")
			return 2 * job.Data, nil
		})
	return (&remote.Server[int, int]{Engine: m, Pool: p, Prefetch: 8, MaxKills: maxKills}).Serve(ctx)
}

// die is kill -9.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until it arrives
}

// mortal is an engine whose process dies at a step of the protocol.
type mortal struct {
	remote.Engine
	step string
	left atomic.Int64
}

func (m *mortal) at(step string) {
	if step == m.step && m.left.Add(-1) <= 0 {
		die()
	}
}

// steps are those at which a worker is killed.
var steps = []string{"before-fetch", "fetched", "running", "before-append", "appended", "acked", "extended"}

func (m *mortal) Fetch(ctx context.Context, queue string, n int) ([]remote.Delivery, error) {
	if queue == remote.DefaultQueue {
		m.at("before-fetch")
	}
	ds, err := m.Engine.Fetch(ctx, queue, n)
	if len(ds) > 0 {
		m.at("fetched")
	}
	for i, d := range ds {
		ds[i] = mortalDelivery{d, m}
	}
	return ds, err
}

func (m *mortal) Append(ctx context.Context, log string, records ...[]byte) error {
	m.at("before-append")
	err := m.Engine.Append(ctx, log, records...)
	m.at("appended")
	return err
}

type mortalDelivery struct {
	remote.Delivery
	m *mortal
}

func (d mortalDelivery) Ack(ctx context.Context) error {
	err := d.Delivery.Ack(ctx)
	d.m.at("acked")
	return err
}

func (d mortalDelivery) Extend(ctx context.Context) error {
	err := d.Delivery.Extend(ctx)
	d.m.at("extended")
	return err
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

// execute has processes do n jobs, and returns the results.
func execute(t *testing.T, e remote.Engine, n int) ([]pool.Result[int], remote.Stats) {
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

func wantAll(t *testing.T, results []pool.Result[int], poison int) {
	t.Helper()
	for i, r := range results {
		if i != poison && (r.Error != nil || r.Data != 2*i) {
			t.Errorf("job %d: %d, %v; want %d", i, r.Data, r.Error, 2*i)
		}
	}
}

// TestKill9: real worker processes are killed at every step of the protocol, three at each;
// nothing is lost. For more repetitions: -count.
func TestKill9(t *testing.T) {
	for _, step := range steps {
		t.Run(step, func(t *testing.T) {
			server := embedded(t, jetstream.Options{AckWait: lease})
			ctx, stop := context.WithCancel(t.Context())
			var c crew
			defer c.processes.Wait()
			defer stop()
			const victims = 3
			c.keep(ctx, t, server.URL(), func(started int) string {
				if started < victims {
					return killVar + "=" + step + ":" + strconv.Itoa(1+started)
				}
				return killVar + "="
			})
			results, stats := execute(t, server, 100)
			wantAll(t, results, -1)
			if stats.Results != 100 || c.deaths.Load() != victims {
				t.Errorf("%d processes died, %+v; want %d, and 100 results", c.deaths.Load(), stats, victims)
			}
			t.Logf("%+v", stats)
		})
	}
}

// TestPoison9: a job that kills real processes gets an error after three of them, and none
// of the others does.
func TestPoison9(t *testing.T) {
	server := embedded(t, jetstream.Options{AckWait: lease})
	ctx, stop := context.WithCancel(t.Context())
	var c crew
	defer c.processes.Wait()
	defer stop()
	const poison = 7
	c.keep(ctx, t, server.URL(), func(int) string { return poisonVar + "=" + strconv.Itoa(poison) })
	results, _ := execute(t, server, 30)
	wantAll(t, results, poison)
	if err := results[poison].Error; !errors.Is(err, remote.ErrKilledWorkers) {
		t.Errorf("error %v, want %v", err, remote.ErrKilledWorkers)
	}
	if n := c.deaths.Load(); n > 3 {
		t.Errorf("%d processes died, want at most 3", n)
	}
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
	results, stats := execute(t, coordinator, 100)
	wantAll(t, results, -1)
	t.Logf("%d began; %+v", begun.Load(), stats)
}
