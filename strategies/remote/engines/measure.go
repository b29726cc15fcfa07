package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	mathrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/crew"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/usage"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
	"github.com/go-foundations/poolbench/workloads"
)

// A plan says how much is measured.
type plan struct {
	rounds, jobs, waits, lone, processes, workers int

	rest time.Duration // between rounds
	seed uint64
}

func (p plan) check() error {
	for _, f := range []struct {
		name  string
		value int
	}{{"-rounds", p.rounds}, {"-jobs", p.jobs}, {"-waits", p.waits}, {"-lone", p.lone}, {"-processes", p.processes}, {"-workers", p.workers}} {
		if f.value < 1 {
			return fmt.Errorf("%s %d: want 1 or more", f.name, f.value)
		}
	}
	return nil
}

// A sample is what a round measured of a setting.
type sample struct {
	job   time.Duration   // of the jobs at once: the time from the first Publish to the last result, by their number
	even  float64         // of the jobs that wait a millisecond each: the time by what it is if nothing else takes any
	drawn float64         // the same of jobs whose waits are those of the workload skewed
	skew  float64         // the same of jobs of which every twentieth waits a hundred times as long
	lone  []time.Duration // of each that came by itself: the time from Submit to its beginning

	stats remote.Stats
	taken usage.Usage // by the jobs at once that do nothing, all of them together
}

// measure measures all settings, round by round. Those without a server are left out.
func measure(ctx context.Context, p plan, all []setting, say func(string, ...any)) (*table, error) {
	machine, began := host.NewWatch(), time.Now()
	t := &table{plan: p, settings: all, samples: make([][]sample, len(all)), absent: make([]string, len(all))}
	random := mathrand.New(mathrand.NewPCG(p.seed, 0))
	for round := range p.rounds {
		if round > 0 {
			time.Sleep(p.rest)
		}
		for _, i := range random.Perm(len(all)) {
			if t.absent[i] != "" {
				continue
			}
			s, err := once(ctx, p, all[i], random)
			var missing *servers.NotInstalled
			switch {
			case errors.As(err, &missing) && round == 0:
				t.absent[i] = missing.Error()
				say("%s: left out: %v", all[i].name, err)
				continue
			case err != nil:
				return nil, fmt.Errorf("%s: %w", all[i].name, err)
			}
			say("round %d of %d: %s: %.1f µs a job", round+1, p.rounds, all[i].name, float64(s.job)/1e3)
			t.samples[i] = append(t.samples[i], s)
		}
	}
	facts := machine.Facts(time.Since(began).Seconds())
	facts.Pressure = nil // more processes than processors are part of the plan
	t.warnings = host.Disturbed(facts, "give the run more rounds")
	return t, nil
}

// once measures a setting once.
func once(ctx context.Context, p plan, s setting, random *mathrand.Rand) (sample, error) {
	if s.connect == nil {
		return inside(ctx, p, random)
	}
	return outside(ctx, p, s, random)
}

// inside measures a pool in this process, without any engine.
func inside(ctx context.Context, p plan, random *mathrand.Rand) (out sample, err error) {
	w := pool.NewWithConfig[int, begun](pool.Config{NumWorkers: p.processes * p.workers}).WithProcessor(begin)
	if err := nothing(ctx, p, w, &out); err != nil {
		return out, err
	}
	if err := waiting(ctx, p, w, &out); err != nil {
		return out, err
	}
	if err := w.Start(ctx); err != nil {
		return out, err
	}
	out.lone, err = oneByOne(ctx, w, p.lone, random)
	return out, err
}

// outside measures an engine, with a server and worker processes of its own.
func outside(ctx context.Context, p plan, s setting, random *mathrand.Rand) (out sample, err error) {
	url, token := "", rand.Text()
	ctx, lost := context.WithCancelCause(ctx)
	defer lost(nil)
	var server crew.Server
	if s.server != "" {
		own, err := servers.Run(s.server)
		if err != nil {
			return out, err
		}
		defer own.Stop()
		server, url = own, own.URL
	}
	if s.apart {
		own, at, err := apart(lost, s, token)
		if err != nil {
			return out, err
		}
		defer own.Stop()
		server, url = own, at
	}
	if s.file {
		dir, err := os.MkdirTemp("", "engines")
		if err != nil {
			return out, err
		}
		defer os.RemoveAll(dir)
		url = filepath.Join(dir, "jobs.db")
	}
	os.Setenv(tokenVar, token) // for the server inside this process
	counter := new(usage.Counter)
	engine, err := s.connect(ctx, url, counter.Wrap)
	if err != nil {
		return out, err
	}
	defer engine.Close()
	if own, ok := engine.(interface{ URL() string }); ok {
		url = own.URL()
	}
	workers, err := crew.Start(lost, p.processes, func(int) []string {
		return []string{workerVar + "=" + s.name, urlVar + "=" + url, workersVar + "=" + strconv.Itoa(p.workers), tokenVar + "=" + token}
	})
	if err != nil {
		return out, err
	}
	defer workers.Stop()
	strategy := &remote.Strategy[int, begun]{Engine: engine}
	w := pool.New[int, begun]().WithStrategy(strategy).WithProcessor(
		func(context.Context, pool.Job[int]) (begun, error) {
			return 0, errors.New("the coordinator runs no jobs")
		})
	// The first jobs find connections and memory that later ones use again.
	if _, err := batch(ctx, w, make([]time.Duration, 10*p.processes*p.workers)); err != nil {
		return out, err
	}
	before, err := crew.Usage(workers, counter, server)
	if err != nil {
		return out, err
	}
	if err := nothing(ctx, p, w, &out); err != nil {
		return out, err
	}
	after, err := crew.Usage(workers, counter, server)
	if err != nil {
		return out, err
	}
	out.taken = after.Minus(before)
	if err := waiting(ctx, p, w, &out); err != nil {
		return out, err
	}
	stream, err := strategy.Start(ctx)
	if err != nil {
		return out, err
	}
	out.lone, err = oneByOne(ctx, stream, p.lone, random)
	out.stats = strategy.Stats()
	return out, err
}

// apart starts the engine's server in a process of its own, and returns its URL.
func apart(lost func(error), s setting, token string) (_ *crew.Crew, url string, err error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		return nil, "", err
	}
	c, err := crew.Start(lost, 1, func(int) []string {
		return []string{workerVar + "=" + s.name, addrVar + "=" + addr, workersVar + "=0", tokenVar + "=" + token}
	})
	return c, "nats://" + addr, err
}

// nothing measures jobs at once that do nothing.
func nothing(ctx context.Context, p plan, w *pool.WorkerPool[int, begun], out *sample) error {
	took, err := batch(ctx, w, make([]time.Duration, p.jobs))
	out.job = took / time.Duration(p.jobs)
	return err
}

// waiting measures jobs at once that wait.
func waiting(ctx context.Context, p plan, w *pool.WorkerPool[int, begun], out *sample) (err error) {
	even, skew := make([]time.Duration, p.waits), make([]time.Duration, p.waits)
	for i := range even {
		even[i], skew[i] = time.Millisecond, 200*time.Microsecond
		if i%20 == 10 {
			skew[i] *= 100
		}
	}
	if out.even, err = slower(ctx, p, w, even); err != nil {
		return err
	}
	if out.skew, err = slower(ctx, p, w, skew); err != nil {
		return err
	}
	skewed, err := workloads.ByName("skewed")
	if err != nil {
		return err
	}
	set, err := skewed.Generate(p.waits, p.seed)
	if err != nil {
		return err
	}
	drawn := make([]time.Duration, p.waits)
	for i := range drawn {
		drawn[i] = time.Duration(float64(set.Jobs[i].Data.Service) / float64(set.Realised.Mean) * float64(time.Millisecond))
	}
	out.drawn, err = slower(ctx, p, w, drawn)
	return err
}

// slower has jobs done, and returns how long it took, by what it would take if their waits
// were shared evenly by the workers and nothing else took time.
func slower(ctx context.Context, p plan, w *pool.WorkerPool[int, begun], waits []time.Duration) (float64, error) {
	took, err := batch(ctx, w, waits)
	var sum time.Duration
	for _, d := range waits {
		sum += d
	}
	return float64(took) * float64(p.processes*p.workers) / float64(sum), err
}

// batch has jobs done that wait so long, and returns how long it took.
func batch(ctx context.Context, w *pool.WorkerPool[int, begun], waits []time.Duration) (time.Duration, error) {
	n := len(waits)
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i] = pool.Job[int]{ID: strconv.Itoa(i), Data: int(waits[i])}
	}
	w.AddJobs(jobs)
	began := time.Now()
	results, err := w.RunContext(ctx)
	took := time.Since(began)
	if err != nil {
		return 0, err
	}
	if len(results) != n {
		return 0, fmt.Errorf("%d results of %d jobs", len(results), n)
	}
	for _, r := range results {
		if r.Error != nil {
			return 0, r.Error
		}
	}
	return took, nil
}

// A stream takes jobs that arrive over time.
type stream interface {
	Submit(context.Context, pool.Job[int]) error
	Results() iter.Seq[pool.Result[begun]]
	Close() error
}

// oneByOne has jobs done of which each comes when all workers have been idle for a while:
// at random, so that it does not go with the intervals at which they ask.
func oneByOne(ctx context.Context, stream stream, n int, random *mathrand.Rand) ([]time.Duration, error) {
	defer stream.Close()
	next, stop := iter.Pull(stream.Results())
	defer stop()
	waits := make([]time.Duration, 0, n)
	for i := range n {
		time.Sleep(20*time.Millisecond + time.Duration(random.ExpFloat64()*float64(30*time.Millisecond)))
		at := time.Now()
		if err := stream.Submit(ctx, pool.Job[int]{ID: strconv.Itoa(i)}); err != nil {
			return nil, err
		}
		r, ok := next()
		if !ok {
			return nil, fmt.Errorf("the stream ended after %d of %d jobs: %w", i, n, context.Cause(ctx))
		}
		if r.Error != nil {
			return nil, r.Error
		}
		waits = append(waits, time.Unix(0, int64(r.Data)).Sub(at))
	}
	return waits, nil
}
