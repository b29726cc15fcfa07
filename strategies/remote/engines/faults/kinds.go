package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

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
	t.RunID, t.Jobs, t.Step, t.Times, t.Republish = r.queue, r.jobs, r.fault.coordinator, 1, r.options.republish
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

// robbed has messages taken from the queue and acked, and nobody do their jobs, as if the server had lost them.
func (r *run) robbed(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var others sync.WaitGroup
	defer others.Wait()
	defer stop()
	done := make(chan error, 1)
	others.Go(func() { done <- r.coordinate(ctx, r.url, "") })
	if err := r.rob(ctx, 1+r.random.IntN(someJobs-1)); err != nil {
		return err
	}
	r.broke = time.Now()
	others.Go(func() {
		if err := r.serve(ctx, r.url, atOnce); err != nil {
			r.options.say("%s: a worker: %v", r.engine.name, err)
		}
	})
	err := <-done
	if err == nil && r.stats.Republished == 0 { // the acks did not come through
		return errMissed
	}
	return err
}

// rob takes n messages.
func (r *run) rob(ctx context.Context, n int) error {
	e, err := connect(ctx, r.engine, r.url)
	if err != nil {
		return err
	}
	defer e.Close()
	for n > 0 {
		deliveries, err := e.Fetch(ctx, r.queue, n)
		if err != nil {
			return err
		}
		for _, d := range deliveries {
			if err := d.Ack(ctx); err != nil {
				return err
			}
		}
		n -= len(deliveries)
	}
	return nil
}

// million has many jobs. What it takes is told as if the fault had come at the beginning.
func (r *run) million(ctx context.Context) error {
	r.jobs = make([]job, r.options.million)
	for i := range r.jobs {
		r.jobs[i].Number = i
	}
	t := r.task()
	t.Workers, t.Prefetch = 4, 500
	r.broke = time.Now()
	return r.crowd(ctx, []string{"", ""}, []string{"", ""}, t, func() {})
}
