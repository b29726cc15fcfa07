package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/servers"
)

// breakAll makes all runs, and writes each down when it has ended.
func breakAll(ctx context.Context, o options, to io.Writer) error {
	lost := 0
	var errs []error
	for _, e := range o.engines {
		n, err := breakEngine(ctx, &o, e, to)
		lost += n
		var missing *servers.NotInstalled
		switch {
		case errors.As(err, &missing):
			o.say("%s: left out: %v", e.name, err)
		case ctx.Err() != nil:
			return context.Cause(ctx)
		default: // the others may do
			errs = append(errs, err)
		}
	}
	if lost > 0 {
		errs = append(errs, fmt.Errorf("%d jobs were lost", lost))
	}
	return errors.Join(errs...)
}

// breakEngine makes the runs of one engine, and returns how many jobs were lost.
func breakEngine(ctx context.Context, o *options, e engine, to io.Writer) (lost int, err error) {
	var shared *place
	defer func() {
		if shared != nil {
			err = errors.Join(err, shared.close())
		}
	}()
	var errs []error
	for _, part := range parts(o, e) {
		if ctx.Err() != nil {
			break
		}
		p := shared
		if part.own || p == nil {
			if p, err = open(e, part.fault.small); err != nil {
				return lost, errors.Join(append(errs, err)...)
			}
		}
		n, err := breakOne(ctx, o, e, part, p, to)
		lost += n
		if err != nil { // other faults may do
			errs = append(errs, fmt.Errorf("%s, %s: %w", e.name, part.fault.name, err))
		}
		if part.own {
			errs = append(errs, p.close())
		} else {
			shared = p
		}
	}
	return lost, errors.Join(errs...)
}

// A part is n runs with one fault, numbered from first on.
type part struct {
	fault    fault
	first, n int
	own      bool // they have a place of their own
}

// parts are those of an engine. What other runs have stored would fill a small disk.
func parts(o *options, e engine) (all []part) {
	for _, f := range o.faults {
		if !f.concerns(e) {
			continue
		}
		size := o.n
		if f.small {
			size = o.atOnce
		}
		for first := 0; first < o.n; first += size {
			all = append(all, part{f, first, min(size, o.n-first), f.small || e.fresh})
		}
	}
	return all
}

// tries is how often a run is made again in which the fault came too late.
const tries = 5

// A batch is runs with one fault of one engine, on one server.
type batch struct {
	options *options
	engine  engine
	fault   fault
	place   *place
	to      io.Writer

	mu   sync.Mutex // guards the following
	lost int
	errs []error
}

// breakOne makes a part of the runs of one engine, and returns how many jobs were lost.
func breakOne(ctx context.Context, o *options, e engine, part part, p *place, to io.Writer) (lost int, err error) {
	f, n := part.fault, part.n
	began := time.Now()
	b := &batch{options: o, engine: e, fault: f, to: to, place: p}
	if f.server == nil {
		b.side(ctx, part.first, n)
	}
	for done := 0; f.server != nil && done < n && ctx.Err() == nil; done += o.atOnce {
		b.together(ctx, part.first+done, min(o.atOnce, n-done))
	}
	o.say("%s, %s: %d runs in %v, %d jobs lost", e.name, f.name, n, time.Since(began).Round(time.Millisecond), b.lost)
	if ctx.Err() != nil {
		return b.lost, context.Cause(ctx)
	}
	return b.lost, errors.Join(b.errs...)
}

// side makes n runs, each with a fault of its own, some at once.
func (b *batch) side(ctx context.Context, first, n int) {
	var next atomic.Int64
	var all sync.WaitGroup
	for slot := range min(b.options.atOnce, n) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				b.make(ctx, first+i, slot, nil)
			}
		})
	}
	all.Wait()
}

// together makes n runs that have the fault at the same time.
func (b *batch) together(ctx context.Context, first, n int) {
	var ready, all sync.WaitGroup
	ready.Add(n)
	broken := make(chan struct{})
	var at time.Time
	for slot := range n {
		all.Go(func() {
			once := sync.OnceFunc(ready.Done)
			defer once() // if it has failed
			b.make(ctx, first+slot, slot, func(ctx context.Context) time.Time {
				once()
				<-broken
				return at
			})
		})
	}
	ready.Wait()
	err := b.fault.server(b.place, ctx, func() {
		at = time.Now()
		close(broken)
	})
	if err != nil {
		b.fail(err)
	}
	all.Wait()
}

// make makes a run, and writes it down.
func (b *batch) make(ctx context.Context, number, slot int, hit func(context.Context) time.Time) {
	url, err := b.place.at(ctx, slot)
	if err != nil {
		b.fail(err)
		return
	}
	for try := range tries {
		r := &run{options: b.options, fault: b.fault, engine: b.engine, place: b.place, number: number + try, url: url, hit: hit,
			queue: fmt.Sprintf("%s-%d-%d", b.fault.name, number, try), random: rand.New(rand.NewPCG(b.options.seed, uint64(number*tries+try)))}
		rec, err := r.once(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case errors.Is(err, errMissed) && try < tries-1:
			continue
		case err != nil && rec.Lost == 0:
			b.fail(fmt.Errorf("run %d: %w", number, err))
			return
		case err != nil:
			b.options.say("%s, %s, run %d: %d of %d jobs lost, %d messages left: %v", b.engine.name, b.fault.name, number, rec.Lost, rec.Jobs, rec.Left, err)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		b.lost += rec.Lost
		if err := rec.write(b.to); err != nil {
			b.errs = append(b.errs, err)
		}
		return
	}
}

func (b *batch) fail(err error) {
	b.options.say("%s, %s: %v", b.engine.name, b.fault.name, err)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.errs = append(b.errs, err)
}
