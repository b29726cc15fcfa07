package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/asynq"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/strategies/remote/jetstream"
	"github.com/go-foundations/poolbench/strategies/remote/river"
	"github.com/go-foundations/poolbench/workloads"
)

// model runs jobs in virtual time, and returns when each begins, and when all have ended.
func model(t *testing.T, d pool.Discipline, workers int, arrivals, services []time.Duration) (starts []time.Duration, makespan time.Duration) {
	t.Helper()
	jobs := make([]pool.Job[workloads.Task], len(services))
	for i, s := range services {
		jobs[i].Data = workloads.Task{Service: s, CPU: s, Seed: uint32(i)}
	}
	starts = make([]time.Duration, len(jobs))
	out, err := virtual.Simulation{
		Discipline: d, Workers: workers, Arrivals: arrivals, Jobs: len(jobs), Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] },
		Ended: func(e virtual.Ended) { starts[e.Job] = e.Started },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return starts, out.Makespan
}

// TestPrefetchAsModeled: a batch with one long job before short ones takes as long through an
// engine, before two processes that prefetch, as strategies.Prefetch says in virtual time:
// never less than 0.98 times, since a timer may be early by a little, and at most twice in
// one try of ten: a busy machine only ever adds to it.
func TestPrefetchAsModeled(t *testing.T) {
	services := append([]time.Duration{900 * time.Millisecond}, slices.Repeat([]time.Duration{75 * time.Millisecond}, 7)...)
	for name, newQueue := range map[string]func(t *testing.T) func() remote.Engine{
		"jetstream":    jetstreams,
		"river-sqlite": files(river.Tuned()),
		"rabbitmq":     clients("rabbitmq", rabbit),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait
			connect := newQueue(t)
			for i, prefetch := range []int{1, 4, 8} {
				_, want := model(t, strategies.Prefetch{Jobs: prefetch}, 2, nil, services)
				var got time.Duration
				ok := false
				for try := 0; try < 10 && !ok; try++ {
					got = prefetched(t, connect, fmt.Sprintf("%s-%d-%d", name, i, try), prefetch, services)
					t.Logf("prefetch %d: %v, model %v", prefetch, got, want)
					if got < want*98/100 {
						break
					}
					ok = got <= 2*want
				}
				if !ok {
					t.Errorf("prefetch %d: the batch took %v, and %v in the model", prefetch, got, want)
				}
			}
		})
	}
}

// jetstreams has engines of one server.
func jetstreams(t *testing.T) func() remote.Engine {
	server, err := jetstream.Embedded(t.Context(), jetstream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return opening(t, nats, server.URL())
}

// files has engines of one file.
func files(o river.Options) func(t *testing.T) func() remote.Engine {
	return func(t *testing.T) func() remote.Engine {
		return opening(t, sqlite(o), filepath.Join(t.TempDir(), "queue.db"))
	}
}

// clients has engines of a server that is started for the test.
func clients(server string, connect connect) func(t *testing.T) func() remote.Engine {
	return func(t *testing.T) func() remote.Engine { return opening(t, connect, servers.Start(t, server)) }
}

// opening opens engines.
func opening(t *testing.T, connect connect, url string) func() remote.Engine {
	return func() remote.Engine {
		t.Helper()
		e, err := connect(t.Context(), url, nil)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
}

// closing returns connect, and what closes the engines that it has connected: of those of earlier tries, each idle one
// would still ask a file for jobs.
func closing(connect func() remote.Engine) (func() remote.Engine, func()) {
	var all []remote.Engine
	connected := func() remote.Engine {
		e := connect()
		all = append(all, e)
		return e
	}
	return connected, func() {
		for _, e := range all {
			e.Close()
		}
	}
}

// prefetched returns how long jobs take that are all there when the first process comes.
func prefetched(t *testing.T, connect func() remote.Engine, queue string, prefetch int, services []time.Duration) time.Duration {
	connect, closeAll := closing(connect)
	defer closeAll()
	ctx, stop := context.WithCancel(t.Context())
	var serving sync.WaitGroup
	defer serving.Wait()
	defer stop()
	stream, err := (&remote.Strategy[time.Duration, int]{Engine: connect(), Queue: queue}).Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range services {
		if err := stream.Submit(ctx, pool.Job[time.Duration]{ID: strconv.Itoa(i), Data: s}); err != nil {
			t.Fatal(err)
		}
	}
	var first sync.Once
	var began time.Time
	for process := range 2 {
		engine := connect()
		p := pool.NewWithConfig[time.Duration, int](pool.Config{NumWorkers: 1}).WithProcessor(
			func(ctx context.Context, job pool.Job[time.Duration]) (int, error) {
				first.Do(func() { began = time.Now() })
				select {
				case <-time.After(job.Data):
					return 0, nil
				case <-ctx.Done():
					return 0, ctx.Err()
				}
			})
		serving.Go(func() {
			s := remote.Server[time.Duration, int]{Engine: engine, Pool: p, Queue: queue, Prefetch: prefetch, Process: fmt.Sprint("process ", process)}
			if err := s.Serve(ctx); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		// The second one comes once the first has all that it may have.
		for process == 0 {
			depth, err := engine.Depth(ctx, queue)
			if err != nil {
				t.Fatal(err)
			}
			if depth.Leased >= int64(prefetch) {
				break
			}
			<-time.After(time.Millisecond)
		}
	}
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	for r := range stream.Results() {
		if r.Error != nil {
			t.Error(r.Error)
		}
	}
	return took
}

// TestPollAsModeled: half of the jobs that come one by one to idle workers of an engine that asks for them wait
// for as long as strategies.Poll says in virtual time of the same arrivals: at least half of that, as chance in
// when the engine asks has it, and at most three times, or 20 ms more.
func TestPollAsModeled(t *testing.T) {
	const every = 50 * time.Millisecond
	polls := river.Options{FetchCooldown: time.Millisecond, FetchPollInterval: every, PollOnly: true}
	for name, newQueue := range map[string]func(t *testing.T) func() remote.Engine{
		"asynq":          clients("redis", redis(asynq.Options{CheckInterval: every})),
		"river-postgres": clients("postgres", postgres(polls)),
		"river-sqlite":   files(polls),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // they wait
			arrivals, waits := pickUps(t, newQueue(t), 100)
			starts, _ := model(t, strategies.Poll{Every: every}, 4, arrivals, slices.Repeat([]time.Duration{time.Microsecond}, len(arrivals)))
			modeled := make([]time.Duration, len(starts))
			for i, at := range starts {
				modeled[i] = at - arrivals[i]
			}
			got, want := median(waits), median(modeled)
			t.Logf("asked each %v: half of %d jobs waited %v, %v in the model", every, len(waits), got, want)
			if got < want/2 || got > max(3*want, want+20*time.Millisecond) {
				t.Errorf("half of the jobs waited %v or less, and %v in the model", got, want)
			}
		})
	}
}

// pickUps has jobs come to the idle workers of another process, each when the last one is done. It returns
// when each came, and how long it waited.
func pickUps(t *testing.T, connect func() remote.Engine, jobs int) (arrivals, waits []time.Duration) {
	connect, closeAll := closing(connect)
	defer closeAll()
	ctx, stop := context.WithCancel(t.Context())
	p := pool.NewWithConfig[int, begun](pool.Config{NumWorkers: 4}).WithProcessor(begin)
	var serving sync.WaitGroup
	defer serving.Wait()
	defer stop()
	worker := connect()
	serving.Go(func() {
		if err := remote.Serve(ctx, worker, p); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	stream, err := (&remote.Strategy[int, begun]{Engine: connect()}).Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	origin := time.Now()
	results := stream.Results()
	for range jobs {
		<-time.After(10*time.Millisecond + time.Duration(random.ExpFloat64()*float64(15*time.Millisecond)))
		at := time.Now()
		if err := stream.Submit(ctx, pool.Job[int]{ID: strconv.Itoa(len(waits))}); err != nil {
			t.Fatal(err)
		}
		for r := range results {
			if r.Error != nil {
				t.Fatal(r.Error)
			}
			waits, arrivals = append(waits, time.Unix(0, int64(r.Data)).Sub(at)), append(arrivals, at.Sub(origin))
			break
		}
	}
	if err := stream.Close(); err != nil {
		t.Fatal(err)
	}
	return arrivals, waits
}

func median(all []time.Duration) time.Duration {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}
