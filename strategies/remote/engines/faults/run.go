package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
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
	ctx, cancel := patient(ctx, patience)
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

// left is how many messages there still are, or -1 if nobody knows.
func (r *run) left(ctx context.Context) int {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	e, err := connect(ctx, r.engine, r.url)
	if err != nil {
		return -1
	}
	defer e.Close()
	n := 0
	for _, queue := range []string{r.queue, r.queue + "-suspects"} {
		depth, err := e.Depth(ctx, queue)
		if err != nil {
			return -1
		}
		n += int(depth.Waiting + depth.Leased)
	}
	return n
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
	s := &remote.Strategy[job, answer]{Engine: e, Queue: r.queue, RunID: runID}
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

// worker kills a worker process, the only one there is; then another one comes.
func (r *run) worker(ctx context.Context) error {
	t := r.task()
	t.Step, t.Times = r.fault.worker, int64(1+r.number%3)
	if t.Step == "extended" {
		t.Times = 1
	}
	victim, err := start("", t, false)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer others.Wait()
	defer stop()
	done := make(chan error, 1)
	others.Go(func() { done <- r.coordinate(ctx, r.url, "") })
	select {
	case <-victim.ended:
	case err := <-done:
		victim.kill()
		return errors.Join(err, errMissed)
	}
	if !victim.killed() {
		return fmt.Errorf("a worker process ended: %w", victim.err)
	}
	r.broke = time.Now()
	others.Go(func() {
		if err := r.serve(ctx, r.url, atOnce); err != nil {
			r.options.say("%s: a worker: %v", r.engine.name, err)
		}
	})
	return <-done
}

// coordinator kills a coordinator process, and another one goes on with its run.
func (r *run) coordinator(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	defer workers.Wait()
	defer stop()
	workers.Go(func() {
		if err := r.serve(ctx, r.url, atOnce); err != nil {
			r.options.say("%s: a worker: %v", r.engine.name, err)
		}
	})
	t := r.task()
	t.RunID, t.Jobs, t.Step, t.Times = r.queue, r.jobs, r.fault.coordinator, 1
	if t.Step == "read" {
		t.Times = 1 + r.random.Int64N(someJobs)
	}
	victim, err := start("", t, false)
	if err != nil {
		return err
	}
	select {
	case <-victim.ended:
	case <-ctx.Done():
		victim.kill()
		return context.Cause(ctx)
	}
	if !victim.killed() {
		return errors.Join(victim.err, errMissed)
	}
	r.broke = time.Now()
	return r.coordinate(ctx, r.url, r.queue)
}

// disturbed breaks the network of this run, or what all runs share, when some jobs have begun.
// From then on no job begins until it is broken.
func (r *run) disturbed(ctx context.Context) error {
	url := r.url
	var p *proxy
	if r.fault.network != nil {
		var err error
		if p, url, err = before(r.url); err != nil {
			return err
		}
		defer p.close()
	}
	ctx, stop := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer others.Wait()
	defer stop()
	var begun atomic.Int64
	when := 1 + r.random.Int64N(someJobs-4)
	reached, broken := make(chan struct{}), make(chan struct{})
	for range 2 {
		others.Go(func() {
			err := r.serve(ctx, url, func(ctx context.Context, _ job) error {
				n := begun.Add(1)
				if n == when {
					close(reached)
				}
				if n < when {
					return nil
				}
				select {
				case <-broken:
					return nil
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			})
			if err != nil {
				r.options.say("%s: a worker: %v", r.engine.name, err)
			}
		})
	}
	done := make(chan error, 1)
	others.Go(func() { done <- r.coordinate(ctx, url, "") })
	select {
	case <-reached:
	case err := <-done:
		return errors.Join(err, errMissed)
	}
	if p == nil {
		r.broke = r.hit(ctx)
		close(broken)
	} else {
		r.broke = time.Now()
		close(broken)
		r.fault.network(ctx, p)
	}
	return <-done
}

// crowd keeps processes running, each with a task, until the run is over; one that is killed is
// replaced.
func (r *run) crowd(ctx context.Context, programs []string, environments []string, t task, died func()) error {
	ctx, stop := context.WithCancel(ctx)
	var keepers sync.WaitGroup
	defer keepers.Wait()
	defer stop()
	failed := make(chan error, len(programs))
	for i, program := range programs {
		keepers.Go(func() {
			for ctx.Err() == nil {
				p, err := start(program, t, false, environments[i])
				if err != nil {
					failed <- err
					return
				}
				select {
				case <-p.ended:
				case <-ctx.Done():
					p.stop()
					return
				}
				if !p.killed() {
					failed <- fmt.Errorf("a worker process ended: %w", p.err)
					return
				}
				died()
			}
		})
	}
	done := make(chan error, 1)
	keepers.Go(func() { done <- r.coordinate(ctx, r.url, "") })
	select {
	case err := <-done:
		return err
	case err := <-failed:
		stop()
		<-done
		return err
	}
}

// skewed has one worker whose clock is fast, and one whose is slow.
func (r *run) skewed(ctx context.Context) error {
	program, err := r.options.skewed()
	if err != nil {
		return err
	}
	r.jobs[0].Lasts = lease * 3 / 2
	seconds := int(skewBy / time.Second)
	return r.crowd(ctx, []string{program, program}, []string{
		skewVar + "=" + strconv.Itoa(seconds), skewVar + "=" + strconv.Itoa(-seconds),
	}, r.task(), func() {})
}

// poisoned has a job that kills its worker.
func (r *run) poisoned(ctx context.Context) error {
	t := r.task()
	t.Poisoned = true
	r.jobs[poison].Poison = true
	return r.crowd(ctx, []string{""}, []string{""}, t, func() {
		if r.broke.IsZero() {
			r.broke = time.Now()
		}
	})
}

// million has many jobs.
func (r *run) million(ctx context.Context) error {
	r.jobs = make([]job, r.options.million)
	for i := range r.jobs {
		r.jobs[i].Number = i
	}
	t := r.task()
	t.Workers, t.Prefetch = 4, 500
	return r.crowd(ctx, []string{"", ""}, []string{"", ""}, t, func() {})
}

// count looks at the results.
func (r *run) count() (record, error) {
	rec := record{Engine: r.engine.name, Fault: r.fault.name, Jobs: len(r.jobs), Twice: int(r.stats.Duplicates), Recover: -1}
	var wrong error
	for i, j := range r.jobs {
		var got pool.Result[answer]
		if i < len(r.results) {
			got = r.results[i]
		}
		switch {
		case j.Poison && errors.Is(got.Error, remote.ErrKilledWorkers):
		case got.Error != nil || !j.answered(got.Data):
			rec.Lost++
			wrong = fmt.Errorf("job %d: result %d, error %v", i, got.Data.Number, got.Error)
		}
	}
	if !r.broke.IsZero() && r.fault.name != "slow" {
		rec.Recover = r.last.Sub(r.broke)
	}
	began, again, err := r.began()
	rec.Again = again
	if wrong != nil {
		wrong = fmt.Errorf("%w; %d jobs had begun", wrong, began)
	}
	return rec, errors.Join(wrong, err)
}

// began counts the jobs that have begun, and the beginnings of those that had begun before.
func (r *run) began() (jobs, again int, err error) {
	ran, err := os.ReadFile(r.ran())
	begun := make(map[string]bool)
	for line := range bytes.Lines(ran) {
		if begun[string(line)] {
			again++
		}
		begun[string(line)] = true
	}
	return len(begun), again, err
}
