package strategies_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// A scene is jobs that come as Poisson says, each a second of work on average.
type scene struct {
	workers   int
	load      float64
	jobs      int
	service   func(r *rand.Rand) float64 // seconds; nil: exponential
	keys      func(r *rand.Rand) (key string, factor float64)
	neighbors int     // so many jobs that follow each other share a key
	turns     int     // jobs of so many keys come in turns
	urgent    float64 // share of jobs of priority 1
	within    float64 // deadline, in services of the job; 0: none
	anew      bool    // a second copy of a job takes a time drawn anew
	sliced    bool    // jobs are done in slices of a quarter of a second
	later     float64 // mean time after the arrival before which a job must not start; 0: at once
	batch     bool    // all jobs are there at the start
	sorted    bool    // the longest job first
	cold      float64 // seconds that a job takes more on a worker that has not lately had its key
	keeps     int     // how many keys a worker has had lately
}

// seen is what became of a job, in seconds.
type seen struct {
	wait, sojourn, service float64
	key                    string
	urgent, late, dropped  bool
	worker                 int
	came, earliest         float64 // since the run began
}

func (j seen) began() float64 { return j.came + j.wait }
func (j seen) ended() float64 { return j.came + j.sojourn }

func exponential(r *rand.Rand) float64 { return r.ExpFloat64() }

// longAndShort is one long job among nineteen short ones.
func longAndShort(r *rand.Rand) float64 {
	if r.Float64() < 0.05 {
		return 10.5
	}
	return 0.5
}

// uneven is log-normal with a squared coefficient of variation of 10.
func uneven(r *rand.Rand) float64 {
	spread := math.Log(11)
	return math.Exp(r.NormFloat64()*math.Sqrt(spread) - spread/2)
}

func equal(*rand.Rand) float64 { return 1 }

// run has a strategy do the jobs of the scene, in virtual time.
func (s scene) run(t *testing.T, d pool.Discipline) []seen {
	t.Helper()
	if s.service == nil {
		s.service = exponential
	}
	p := &performance{scene: s, t: t, seen: make([]seen, s.jobs), work: make([]work, s.jobs), warmth: workloads.NewWarmth(s.workers, s.keeps)}
	if err := virtual.Run(t.Context(), virtual.Options{Sleepers: s.workers}, func(ctx context.Context, c *virtual.Clock) error {
		return p.give(ctx, c, d)
	}); err != nil {
		t.Fatal(err)
	}
	return p.seen
}

// othersNeed is for how many seconds others need the host's processors, and then do not.
const othersNeed = 600

// guest is a guest on such a host. A run begins at a full hour.
var guest = LoadAware{Source: func() (float64, error) {
	if now := time.Now(); now.Minute()*60/othersNeed%2 == 0 {
		return 1, nil
	}
	return 0, nil
}}

// A performance is a scene that runs.
type performance struct {
	scene
	t      *testing.T
	seen   []seen // by job, as the following
	work   []work
	warmth *workloads.Warmth
}

// work is what is left of a job.
type work struct {
	released    time.Time
	left, again time.Duration // of the job, and of a second copy of it
}

type own struct{} // key of a context: the worker

// give runs all jobs.
func (p *performance) give(ctx context.Context, c *virtual.Clock, d pool.Discipline) error {
	workers := pool.NewWithConfig[int, int](pool.Config{NumWorkers: p.workers, BufferSize: p.jobs, Seed: 1}).
		WithDiscipline(c.Order(d)).WithProcessor(p.do)
	if p.cold > 0 {
		workers.OnWorker(func(ctx context.Context, worker int) (context.Context, func()) {
			return context.WithValue(ctx, own{}, worker), nil
		})
	}
	began, jobs := time.Now(), p.draw(d)
	if p.batch {
		for i := range p.work {
			p.work[i].released = began
		}
		workers.AddJobs(jobs)
		results, err := workers.RunContext(ctx)
		for _, r := range results {
			p.note(r)
		}
		return err
	}
	if err := workers.WithHandler(p.note).Start(ctx); err != nil {
		return err
	}
	for i, job := range jobs {
		o := &p.seen[i]
		time.Sleep(1 + time.Duration(o.came*1e9))
		released := time.Now()
		p.work[i].released, o.came = released, released.Sub(began).Seconds()
		if p.later > 0 {
			o.earliest += o.came
			job.NotBefore = began.Add(time.Duration(o.earliest * 1e9))
		}
		if p.within > 0 {
			job.Deadline = released.Add(time.Duration(p.within * float64(p.work[i].left)))
		}
		if err := workers.Submit(ctx, job); err != nil {
			return err
		}
	}
	return workers.Close()
}

// draw returns the jobs, and notes how long after the one before each comes, and what it has to do.
func (p *performance) draw(d pool.Discipline) []pool.Job[int] {
	r, second, early := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(3, 4)), rand.New(rand.NewPCG(5, 6))
	jobs := make([]pool.Job[int], p.jobs)
	for i := range jobs {
		o := &p.seen[i]
		if !p.batch {
			o.came = r.ExpFloat64() / p.load / float64(p.workers)
		}
		o.wait, o.service = -1, p.service(r)
		if p.later > 0 {
			o.earliest = p.later * early.ExpFloat64()
		}
		switch {
		case p.keys != nil:
			factor := 1.0
			o.key, factor = p.keys(r)
			o.service *= factor
		case p.neighbors > 0:
			o.key = fmt.Sprint("key-", i/p.neighbors)
		case p.turns > 0:
			o.key = fmt.Sprint("key-", i%p.turns)
		}
		o.urgent = r.Float64() < p.urgent
		if p.anew {
			p.work[i].again = 1 + time.Duration(p.service(second)*1e9)
		}
	}
	if p.sorted {
		slices.SortStableFunc(p.seen, func(a, b seen) int { return cmp.Compare(b.service, a.service) })
	}
	for i := range jobs {
		o := &p.seen[i]
		p.work[i].left = 1 + time.Duration(o.service*1e9)
		if !p.anew {
			p.work[i].again = p.work[i].left
		}
		jobs[i] = pool.Job[int]{ID: strconv.Itoa(i), Data: i, Key: o.key}
		if o.urgent {
			jobs[i].Priority = 1
		}
		if d.Name() != "predicted-first" {
			jobs[i].Cost = p.work[i].left
		}
	}
	return jobs
}

// do is the processor.
func (p *performance) do(ctx context.Context, job pool.Job[int]) (int, error) {
	i := job.Data
	o, w := &p.seen[i], &p.work[i]
	if copy, ok := pool.CopyOf(ctx); ok {
		work := w.left
		if copy.Second {
			work = w.again
		}
		select {
		case <-time.After(work):
			return i, nil
		case <-ctx.Done():
			return i, ctx.Err()
		}
	}
	if o.wait < 0 {
		o.wait = time.Since(w.released).Seconds()
	}
	if key, err := strconv.Atoi(strings.TrimPrefix(job.Key, "key-")); p.cold > 0 && err == nil {
		if p.warmth.Begin(ctx.Value(own{}).(int), 1+int32(key)) {
			w.left += time.Duration(p.cold * 1e9)
		}
	}
	slice := w.left
	if p.sliced {
		slice = min(slice, time.Second/4)
	}
	time.Sleep(slice)
	if w.left -= slice; w.left > 0 {
		return i, pool.Again(0)
	}
	o.sojourn = time.Since(w.released).Seconds()
	o.late = p.within > 0 && time.Now().After(job.Deadline)
	return i, nil
}

// note notes how a job ended.
func (p *performance) note(r pool.Result[int]) {
	i, err := strconv.Atoi(r.JobID)
	if err != nil {
		p.t.Errorf("job %q: %v", r.JobID, err)
		return
	}
	switch o := &p.seen[i]; {
	case r.Error == nil && r.Worker < 0: // it shares a result
		o.dropped, o.sojourn = true, r.Completed.Sub(p.work[i].released).Seconds()
	case r.Error == nil:
		o.worker, o.wait, o.sojourn = r.Worker, r.Wait.Seconds(), (r.Wait + r.Duration).Seconds()
	case errors.Is(r.Error, pool.ErrDropped):
		o.dropped = true
	default:
		p.t.Errorf("job %d: %v", i, r.Error)
	}
}

func fewKeys(r *rand.Rand) (string, float64) { return fmt.Sprint("key-", r.IntN(8)), 1 }

func bigAndSmall(r *rand.Rand) (string, float64) {
	if r.Float64() < 0.05 {
		return "small", 1
	}
	return "big", 1
}

func shortAndLongKeys(r *rand.Rand) (string, float64) {
	if r.Float64() < 0.05 {
		return "long", 10.5
	}
	return "short", 0.5
}

func manyKeys(r *rand.Rand) (string, float64) { return fmt.Sprint("key-", r.IntN(40)), 1 }

var (
	one          = scene{workers: 1, load: 0.8, jobs: 4000}
	four         = scene{workers: 4, load: 0.8, jobs: 4000}
	tooMuch      = scene{workers: 4, load: 1.2, jobs: 2000}
	twoClasses   = scene{workers: 4, load: 0.9, jobs: 4000, urgent: 0.2}
	mostlyUrgent = scene{workers: 4, load: 0.9, jobs: 4000, urgent: 0.67}
	skewed       = scene{workers: 1, load: 0.7, jobs: 4000, service: longAndShort, sliced: true}
	even         = scene{workers: 1, load: 0.7, jobs: 4000, service: equal, sliced: true}
	customers    = scene{workers: 4, load: 0.95, jobs: 4000, keys: bigAndSmall}
	kinds        = scene{workers: 1, load: 0.8, jobs: 4000, service: equal, keys: shortAndLongKeys}
	coldHomes    = scene{workers: 4, load: 0.5, jobs: 4000, keys: manyKeys, cold: 1, keeps: 20}
	homes        = scene{workers: 4, load: 0.9, jobs: 4000, keys: manyKeys}
	tries        = scene{workers: 4, load: 0.5, jobs: 4000, service: uneven, anew: true}
	stubborn     = scene{workers: 4, load: 0.5, jobs: 4000, service: uneven}
	few          = scene{workers: 4, load: 0.5, jobs: 4000, keys: fewKeys}
	fewTooMuch   = scene{workers: 4, load: 1.2, jobs: 2000, keys: fewKeys}
	noLoad       = scene{workers: 4, load: 0.2, jobs: 4000}
	unready      = scene{workers: 4, load: 0.5, jobs: 4000, later: 3}
	heap         = scene{workers: 8, jobs: 100, batch: true}
	shelves      = scene{workers: 8, jobs: 400, batch: true, service: equal, neighbors: 10, cold: 1, keeps: 1}
	descending   = scene{workers: 8, jobs: 400, batch: true, sorted: true}
	unsorted     = scene{workers: 8, jobs: 400, batch: true}
	fourTurns    = scene{workers: 4, load: 0.5, jobs: 4000, service: equal, turns: 4, cold: 1, keeps: 1}
	guests       = scene{workers: 4, load: 0.6, jobs: 4000}
	spread       = scene{workers: 4, load: 0.5, jobs: 4000, service: uneven}
	deadlines    = scene{workers: 4, load: 0.9, jobs: 4000, within: 5}
)
