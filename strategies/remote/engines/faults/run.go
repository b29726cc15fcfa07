package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
)

// Of a run.
const (
	someJobs    = 40
	eachLasts   = 5 * time.Millisecond
	prefetch    = 8
	poison      = 7 // the number of the job
	poisonKills = 3
	bigAnswer   = 200_000              // bytes, so that it wants more room than what servers have reserved
	longest     = 5 * time.Millisecond // a job of a million takes
)

// A run is a queue, a coordinator, and workers, and once something goes wrong.
type run struct {
	options *options
	fault   fault
	engine  engine
	place   *place
	number  int    // of the run
	url     string // of the server
	queue   string
	dir     string
	random  *rand.Rand
	hit     func(ctx context.Context) time.Time // breaks what all runs share, and returns when it did

	jobs    []job
	results []pool.Result[answer]
	stats   remote.Stats
	broke   time.Time // when something went wrong
	last    time.Time // when the last result was there
}

// errMissed is the error of a run in which nothing went wrong.
var errMissed = errors.New("the run ended before the fault")

// once makes the run.
func (r *run) once(ctx context.Context) (rec record, err error) {
	if r.dir, err = os.MkdirTemp("", "faults-run-"); err != nil {
		return rec, err
	}
	defer os.RemoveAll(r.dir)
	if err := os.WriteFile(r.ran(), nil, 0o644); err != nil {
		return rec, err
	}
	r.jobs = make([]job, someJobs)
	for i := range r.jobs {
		r.jobs[i] = job{Number: i, Lasts: eachLasts}
		if r.fault.small {
			r.jobs[i].Size = bigAnswer
		}
	}
	patience := r.engine.patience
	if r.fault.name == "million" {
		patience += time.Duration(r.options.million) * longest
	}
	alive := ctx
	ctx, cancel := patient(ctx, patience, func() { r.tell(alive) })
	defer cancel()
	switch f := r.fault; {
	case f.worker != "":
		err = r.worker(ctx)
	case f.coordinator != "":
		err = r.coordinator(ctx)
	case f.processes != nil:
		err = f.processes(r, ctx)
	default:
		err = r.disturbed(ctx)
	}
	if err != nil && len(r.results) == 0 {
		return rec, err
	}
	rec, wrong := r.count()
	if rec.Lost > 0 {
		rec.Left = r.left(alive)
	}
	return rec, errors.Join(err, wrong)
}

func (r *run) ran() string { return filepath.Join(r.dir, "ran") }

// task is one of this run.
func (r *run) task() task {
	return task{Engine: r.engine.name, URL: r.url, Queue: r.queue, Ran: r.ran(), Workers: 2, Prefetch: prefetch}
}

// coordinate has the jobs done by workers that are there, or come.
func (r *run) coordinate(ctx context.Context, url, runID string) error {
	e, err := connect(ctx, r.engine, url)
	if err != nil {
		return err
	}
	defer e.Close()
	s := &remote.Strategy[job, answer]{Engine: e, Queue: r.queue, RunID: runID, Republish: r.options.republish}
	r.results, err = coordinate(ctx, s, r.jobs)
	r.last, r.stats = time.Now(), s.Stats()
	return err
}

// serve is a worker in this process, until ctx ends.
func (r *run) serve(ctx context.Context, url string, begin func(context.Context, job) error) error {
	e, err := connect(ctx, r.engine, url)
	if err != nil {
		return err
	}
	defer e.Close()
	ran, err := os.OpenFile(r.ran(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer ran.Close()
	t := r.task()
	err = serveJobs(ctx, e, &t, func(ctx context.Context, j job) error {
		if err := begin(ctx, j); err != nil {
			return err
		}
		return note(ran, j)
	})
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func atOnce(context.Context, job) error { return nil }
