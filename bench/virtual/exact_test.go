package virtual_test

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

var long = flag.Bool("long", false, "compare many more random disciplines")

// ran is what became of the jobs of a run, by their number.
type ran struct {
	jobs    []virtual.Ended
	details []pool.Detail
	err     error
}

// byEvents runs a simulation.
func byEvents(ctx context.Context, s virtual.Simulation) (ran, virtual.Simulated) {
	out := ran{jobs: make([]virtual.Ended, s.Jobs)}
	s.Ended = func(e virtual.Ended) { out.jobs[e.Job] = e }
	got, err := s.Run(ctx)
	out.details, out.err = got.Details, err
	return out, got
}

// byGoroutines runs the same in a bubble, through the engine.
func byGoroutines(ctx context.Context, s virtual.Simulation) ran {
	out := ran{jobs: make([]virtual.Ended, s.Jobs)}
	err := virtual.Run(ctx, virtual.Options{Cores: s.Cores, Sleepers: s.Workers}, func(ctx context.Context, c *virtual.Clock) error {
		began := time.Now()
		numbers := make(map[string]int, s.Jobs)
		jobs := make([]pool.Job[workloads.Task], s.Jobs)
		for i := range jobs {
			jobs[i] = *s.Job(i)
			jobs[i].ID = fmt.Sprint(i)
			if at := jobs[i].NotBefore; !at.IsZero() {
				jobs[i].NotBefore = began.Add(at.Sub(s.Began))
			}
			numbers[jobs[i].ID] = i
		}
		took := func(r pool.Result[uint64]) {
			e := virtual.Ended{Job: numbers[r.JobID], Worker: r.Worker, Completed: r.Completed.Sub(began), Err: r.Error}
			if r.Worker >= 0 {
				e.Started = r.Started.Sub(began)
			}
			out.jobs[e.Job] = e
		}
		p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: s.Workers, BufferSize: s.Jobs, Seed: s.Seed, EnableMetrics: true}).
			WithDiscipline(c.Order(s.Discipline)).WithProcessor(inSlices(s, c.Process)).WithHandler(took)
		defer func() { out.details = p.Metrics().Details }()
		if s.Arrivals == nil {
			p.AddJobs(jobs)
			results, err := p.RunContext(ctx)
			for _, r := range results {
				took(r)
			}
			return err
		}
		if err := p.Start(ctx); err != nil {
			return err
		}
		err := c.Generate(s.Arrivals, func(i int) error {
			jobs[i].Created = began.Add(s.Arrivals[i])
			return p.Submit(ctx, jobs[i])
		})
		if closed := p.Close(); closed != nil {
			err = closed
		}
		return err
	})
	out.err = err
	return out
}

// inSlices has jobs run a slice at a time, if the simulation says so.
func inSlices(s virtual.Simulation, process pool.Processor[workloads.Task, uint64]) pool.Processor[workloads.Task, uint64] {
	if s.Slice == 0 {
		return process
	}
	left := make(map[string]time.Duration, s.Jobs)
	for i := range s.Jobs {
		left[fmt.Sprint(i)] = s.Job(i).Data.Service
	}
	var mu sync.Mutex // guards left
	return func(ctx context.Context, job pool.Job[workloads.Task]) (uint64, error) {
		mu.Lock()
		slice := min(s.Slice, left[job.ID])
		left[job.ID] -= slice
		more := left[job.ID] > 0
		mu.Unlock()
		job.Data.Service, job.Data.CPU = slice, slice
		v, err := process(ctx, job)
		if err == nil && more {
			err = pool.Again(0)
		}
		return v, err
	}
}

// same runs both, each with a discipline of its own, and compares every job to the
// nanosecond. What is ambiguous is not compared.
func same(t *testing.T, s virtual.Simulation, d func() pool.Discipline) (ambiguous bool) {
	t.Helper()
	s.Discipline = d()
	got, simulated := byEvents(t.Context(), s)
	if simulated.Ambiguous > 0 {
		return true
	}
	s.Discipline = d()
	want := byGoroutines(t.Context(), s)
	if fmt.Sprint(got.err) != fmt.Sprint(want.err) {
		t.Errorf("%s: error by events: %v, by goroutines: %v", name(s), got.err, want.err)
		return false
	}
	if got.err != nil {
		return false
	}
	for i := range want.jobs {
		if g, w := got.jobs[i], want.jobs[i]; g != w && (g.Err == nil || w.Err == nil || g.Err.Error() != w.Err.Error() || g.Completed != w.Completed) {
			t.Errorf("%s: job %d by events: %+v, by goroutines: %+v", name(s), i, g, w)
			return false
		}
	}
	if !reflect.DeepEqual(got.details, want.details) {
		t.Errorf("%s: details by events: %v, by goroutines: %v", name(s), got.details, want.details)
	}
	return false
}

// TestSharedRunsAlike: jobs that share a result leave the same jobs to be run, at the same
// times, as jobs that are dropped, and each is complete when a job of its key is.
func TestSharedRunsAlike(t *testing.T) {
	const jobs = 400
	set := make([]pool.Job[workloads.Task], jobs)
	at := make([]time.Duration, jobs)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range set {
		set[i] = pool.Job[workloads.Task]{Key: fmt.Sprint(r.IntN(9)), Data: workloads.Task{Service: time.Duration(1 + r.IntN(9_000)), Seed: uint32(i)}}
		at[i] = time.Duration(i * 700)
	}
	s := virtual.Simulation{Workers: 3, Jobs: jobs, Arrivals: at, Job: func(i int) *pool.Job[workloads.Task] { return &set[i] }}
	s.Discipline = strategies.Coalesce{}
	dropped, _ := byEvents(t.Context(), s)
	s.Discipline = strategies.Coalesce{Share: true}
	shared, _ := byEvents(t.Context(), s)
	answered := 0
	for i, e := range shared.jobs {
		switch d := dropped.jobs[i]; {
		case e.Worker >= 0 || d.Worker >= 0:
			if e != d {
				t.Errorf("job %d: %+v if others share, %+v if they are dropped", i, e, d)
			}
		case e.Err != nil || !slices.ContainsFunc(shared.jobs[i+1:], func(o virtual.Ended) bool {
			return o.Worker >= 0 && o.Completed == e.Completed && set[o.Job].Key == set[i].Key
		}):
			t.Errorf("job %d: %+v, want a later job of its key that ended then", i, e)
		default:
			answered++
		}
	}
	if answered < jobs/10 {
		t.Errorf("%d of %d jobs share a result, want many", answered, jobs)
	}
}

func name(s virtual.Simulation) string {
	kind := "batch"
	if s.Arrivals != nil {
		kind = "stream"
	}
	return fmt.Sprintf("%s, %s of %d jobs in slices of %v, %d workers, %d cores, seed %d", s.Discipline.Name(), kind, s.Jobs, s.Slice, s.Workers, s.Cores, s.Seed)
}

// simulation is a run of the first jobs of a set, with a discipline still to come.
func simulation(set workloads.Set, workers, cores int) virtual.Simulation {
	return virtual.Simulation{Workers: workers, Cores: cores, Jobs: len(set.Jobs), Job: func(i int) *pool.Job[workloads.Task] { return &set.Jobs[i] }}
}

// TestExact runs every strategy on every preset, as a batch and as streams, with
// several numbers of workers and of cores, by events and by goroutines.
func TestExact(t *testing.T) {
	jobs, counts := 60, []int{1, 3, 20}
	if raceDetector {
		jobs, counts = 40, []int{3, 8} // it is ten times as slow
	}
	if testing.Short() {
		counts = []int{3}
	}
	for _, w := range workloads.All() {
		set, err := w.Generate(jobs, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, workers := range counts {
			for _, cores := range []int{0, 1, 2} {
				for _, a := range []workloads.Arrivals{nil, workloads.Poisson{}, workloads.Gamma{Even: true}, workloads.AtOnce{}} {
					s := simulation(set, workers, cores)
					if a != nil {
						gap := float64(set.Realised.Mean) / float64(workers) / .9
						if s.Arrivals, err = workloads.Schedule(a, jobs, gap, 5); err != nil {
							t.Fatal(err)
						}
					}
					for _, e := range strategies.All() {
						if e.Batch && a != nil {
							continue
						}
						same(t, s, func() pool.Discipline {
							d := e.New()
							if v, ok := d.(interface{ Virtual() pool.Discipline }); ok {
								d = v.Virtual()
							}
							return d
						})
					}
				}
			}
		}
	}
}
