package jetstream_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
)

// The test binary is a server, or a coordinator, with these in its environment.
const (
	urlVar   = "POOLBENCH_TEST_URL"   // of the coordinator's server
	dirVar   = "POOLBENCH_TEST_DIR"   // of the server's files
	addrVar  = "POOLBENCH_TEST_ADDR"  // where the server listens
	runVar   = "POOLBENCH_TEST_RUN"   // the ID of the coordinator's run
	runKills = "POOLBENCH_TEST_KILLS" // a step, a colon, and how often it is taken before it is the last
)

// serverProcess serves until it is killed, and prints its URL once it does.
func serverProcess(dir, addr string) error {
	e, err := jetstream.Embedded(context.Background(), jetstream.Options{AckWait: lease, Dir: dir, Addr: addr})
	if err != nil {
		return err
	}
	fmt.Println(e.URL())
	io.Copy(io.Discard, os.Stdin) // ends with the test
	return e.Close()
}

// startServer starts a server in a process of its own. kill kills it with signal 9.
func startServer(t *testing.T, dir, addr string) (kill func(), err error) {
	p := exec.Command(os.Args[0])
	p.Env = append(os.Environ(), dirVar+"="+dir, addrVar+"="+addr)
	p.Stderr = os.Stderr
	stdin, err := p.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := p.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.Start(); err != nil {
		return nil, err
	}
	kill = sync.OnceFunc(func() {
		p.Process.Kill()
		p.Wait()
		stdin.Close()
	})
	t.Cleanup(kill)
	if _, err := bufio.NewReader(stdout).ReadString('\n'); err != nil {
		return nil, fmt.Errorf("the server does not start: %w", err)
	}
	return kill, nil
}

// freeAddr is an address that is free, and that no client's own port takes while the server
// is away: Linux gives clients those from 32768 on.
func freeAddr(t *testing.T) string {
	t.Helper()
	for {
		addr := fmt.Sprint("127.0.0.1:", 20_000+rand.IntN(12_000))
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
}

// TestServerKilled: the process of the server is killed while jobs run, early and late, and
// another one goes on with its files: no job is lost.
func TestServerKilled(t *testing.T) {
	const n = 100
	for _, at := range []int64{1, 20, 90} {
		t.Run(fmt.Sprint("job ", at), func(t *testing.T) {
			t.Parallel()
			dir, addr := t.TempDir(), freeAddr(t)
			kill, err := startServer(t, dir, addr)
			if err != nil {
				t.Fatal(err)
			}
			url := "nats://" + addr
			ctx, stop := context.WithCancel(t.Context())
			var all sync.WaitGroup
			defer all.Wait()
			defer stop()
			killed, resume := make(chan struct{}), make(chan struct{})
			var begun atomic.Int64
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
				func(_ context.Context, job pool.Job[int]) (int, error) {
					if begun.Add(1) == at {
						close(killed)
						<-resume
					}
					return 2 * job.Data, nil
				})
			workers, coordinator := connected(t, url), connected(t, url)
			all.Go(func() {
				(&remote.Server[int, int]{Engine: workers, Pool: p, Prefetch: 8, MaxKills: 1000}).Serve(ctx)
			})
			all.Go(func() {
				defer close(resume)
				select {
				case <-killed:
				case <-ctx.Done():
					return
				}
				kill()
				if _, err := startServer(t, dir, addr); err != nil {
					t.Error(err)
					stop()
				}
			})
			results, stats := enginetest.Execute(t, coordinator, n)
			enginetest.WantAll(t, results, -1)
			if stats.Results != n {
				t.Errorf("%+v, want %d results", stats, n)
			}
			t.Logf("%d began; %+v", begun.Load(), stats)
		})
	}
}

func connected(t *testing.T, url string) *jetstream.Engine {
	t.Helper()
	e, err := jetstream.Connect(t.Context(), url, jetstream.Options{AckWait: lease})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

// coordinatorProcess executes a run until it dies at a step.
func coordinatorProcess(url, run string) error {
	engine, err := jetstream.Connect(context.Background(), url, jetstream.Options{AckWait: lease, InMemory: true})
	if err != nil {
		return err
	}
	step, times, _ := strings.Cut(os.Getenv(runKills), ":")
	n, err := strconv.ParseInt(times, 10, 64)
	if err != nil {
		return err
	}
	_, err = runOf(enginetest.NewMortal(engine, step, n), run).RunContext(context.Background())
	return fmt.Errorf("the run ended: %v", err)
}

const runJobs = 300

// runOf has a pool of the jobs of a run.
func runOf(e remote.Engine, run string) *pool.WorkerPool[int, int] {
	p := pool.New[int, int]().WithStrategy(&remote.Strategy[int, int]{Engine: e, RunID: run}).WithProcessor(
		func(context.Context, pool.Job[int]) (int, error) { return 0, nil })
	for i := range runJobs {
		p.AddJob(pool.Job[int]{ID: strconv.Itoa(i), Data: i})
	}
	return p
}

// TestCoordinatorKilled: the process of the coordinator is killed at each step of its
// protocol, three times in a row, and a last one of the same run has all results.
func TestCoordinatorKilled(t *testing.T) {
	for _, step := range enginetest.CoordinatorSteps {
		t.Run(step, func(t *testing.T) {
			server := embedded(t, jetstream.Options{AckWait: lease})
			ctx, stop := context.WithCancel(t.Context())
			var workers sync.WaitGroup
			defer workers.Wait()
			defer stop()
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(
				func(_ context.Context, job pool.Job[int]) (int, error) { return 2 * job.Data, nil })
			workers.Go(func() {
				(&remote.Server[int, int]{Engine: server, Pool: p, MaxKills: 1000}).Serve(ctx)
			})
			for i := range 3 {
				c := exec.Command(os.Args[0])
				times := 1
				if step == "read" {
					times = 1 + 40*i // results that it has had
				}
				c.Env = append(os.Environ(), urlVar+"="+server.URL(), runVar+"=resumed", runKills+"="+step+":"+strconv.Itoa(times))
				c.Stderr = os.Stderr
				if err := c.Run(); err == nil || c.ProcessState.ExitCode() >= 0 {
					t.Fatalf("coordinator: %v, want it killed", err)
				}
			}
			results, err := runOf(server, "resumed").RunContext(t.Context())
			if err != nil || len(results) != runJobs {
				t.Fatalf("%d results of %d jobs, error %v", len(results), runJobs, err)
			}
			enginetest.WantAll(t, results, -1)
		})
	}
}
