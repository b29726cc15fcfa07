package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/remote"
	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// soaked is the row of the soak.
var soaked = fault{name: "soak", says: "soak: workers and server killed, connections cut, again and again"}

// Of a soak.
const (
	soakLasts  = 50 * time.Millisecond // each job
	soakWindow = 64                    // jobs of an engine on their way
	soakGap    = 10 * time.Second      // between faults, on average
)

// soak has all engines do jobs for hours, while things go wrong again and again.
func soak(ctx context.Context, o options, to io.Writer) error {
	var all sync.WaitGroup
	errs := make([]error, len(o.engines))
	for i, e := range o.engines {
		all.Go(func() {
			err := soakOne(ctx, &o, e, to)
			var missing *servers.NotInstalled
			if errors.As(err, &missing) {
				o.say("%s: left out: %v", e.name, err)
			} else if err != nil {
				errs[i] = fmt.Errorf("%s: soak: %w", e.name, err)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// A soaking is the soak of an engine: a stream of jobs, and two worker processes.
type soaking struct {
	run
	sent    int
	right   atomic.Int64
	counts  [3]atomic.Int64 // of faults: workers killed, connections cut, servers restarted
	workers [2]atomic.Pointer[process]
}

func soakOne(ctx context.Context, o *options, e engine, to io.Writer) (err error) {
	p, err := open(e, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	s := &soaking{run: run{options: o, engine: e, fault: soaked, place: p, queue: "soak", dir: p.dir, random: rand.New(rand.NewPCG(o.seed, 0))}}
	if err := os.WriteFile(s.ran(), nil, 0o644); err != nil {
		return err
	}
	if s.url, err = p.at(ctx, 0); err != nil {
		return err
	}
	var network *proxy
	if e.server != "" {
		if network, s.url, err = before(s.url); err != nil {
			return err
		}
		defer network.close()
	}
	heap := heapInUse()
	took, err := s.soak(ctx, network)
	if err != nil {
		return err
	}
	rec := record{Engine: e.name, Fault: soaked.name, Jobs: s.sent, Lost: s.sent - int(s.right.Load()), Twice: int(s.stats.Duplicates), Recover: -1, Republished: int(s.stats.Republished)}
	if _, rec.Again, err = s.began(); err != nil {
		return err
	}
	o.say("%s: %d jobs in %v, %d lost, %d run again; %d workers killed, %d times cut, %d times restarted; heap %d kB at the beginning, %d kB at the end",
		e.name, s.sent, took.Round(time.Second), rec.Lost, rec.Again, s.counts[0].Load(), s.counts[1].Load(), s.counts[2].Load(), heap>>10, heapInUse()>>10)
	if err := rec.write(to); err != nil {
		return err
	}
	if rec.Lost > 0 {
		return fmt.Errorf("%d jobs were lost", rec.Lost)
	}
	return nil
}

func heapInUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}

// soak submits jobs until the time is over, and waits for their results.
func (s *soaking) soak(ctx context.Context, network *proxy) (took time.Duration, err error) {
	coordinator, err := connect(ctx, s.engine, s.url)
	if err != nil {
		return 0, err
	}
	defer coordinator.Close()
	strategy := &remote.Strategy[job, answer]{Engine: coordinator, Queue: s.queue, Window: soakWindow, Republish: s.options.republish}
	ctx, stop := context.WithCancelCause(ctx)
	stream, err := strategy.Start(ctx)
	if err != nil {
		stop(err)
		return 0, err
	}
	var others, breaker sync.WaitGroup
	defer others.Wait()
	defer stop(nil)
	for i := range s.workers {
		others.Go(func() { stop(s.keep(ctx, i)) })
	}
	began := time.Now()
	broken, done := context.WithDeadline(ctx, began.Add(s.options.soak))
	defer done()
	breaker.Go(func() {
		if err := s.breakAgain(broken, network); err != nil {
			stop(err)
		}
	})
	var results sync.WaitGroup
	results.Go(func() {
		seen := make(map[string]bool)
		for r := range stream.Results() {
			n, err := strconv.Atoi(r.JobID)
			if err == nil && r.Error == nil && (job{Number: n}).answered(r.Data) && !seen[r.JobID] {
				s.right.Add(1)
			} else {
				s.options.say("%s: job %s: result %d, error %v", s.engine.name, r.JobID, r.Data.Number, r.Error)
			}
			seen[r.JobID] = true
		}
	})
	for ; broken.Err() == nil; s.sent++ {
		err := stream.Submit(ctx, pool.Job[job]{ID: strconv.Itoa(s.sent), Data: job{Number: s.sent, Lasts: soakLasts}})
		if err != nil {
			break
		}
	}
	breaker.Wait()
	patience := time.AfterFunc(s.engine.patience, func() { stop(fmt.Errorf("not done after %v more", s.engine.patience)) })
	defer patience.Stop()
	err = stream.Close()
	results.Wait()
	s.stats = strategy.Stats()
	return time.Since(began), err
}

// keep keeps a worker process running until ctx ends.
func (s *soaking) keep(ctx context.Context, i int) error {
	for {
		p, err := start("", s.task(), false)
		if err != nil {
			return err
		}
		s.workers[i].Store(p)
		select {
		case <-p.ended:
		case <-ctx.Done():
			p.stop()
			return nil
		}
		if !p.killed() {
			return fmt.Errorf("a worker process ended: %w", p.err)
		}
	}
}

// breakAgain breaks something again and again until ctx ends.
func (s *soaking) breakAgain(ctx context.Context, network *proxy) error {
	for {
		pause(ctx, time.Duration(s.random.ExpFloat64()*float64(soakGap)))
		if ctx.Err() != nil {
			return nil
		}
		kind := s.random.IntN(len(s.counts))
		if network == nil {
			kind = 0 // a file has no network and no server
		}
		switch kind {
		case 0:
			if p := s.workers[s.random.IntN(len(s.workers))].Load(); p != nil {
				p.cmd.Process.Kill()
			}
		case 1:
			network.cut(ctx, cutFor)
		case 2:
			if err := s.place.restart(ctx, func() {}); err != nil {
				return err
			}
		}
		s.counts[kind].Add(1)
	}
}
