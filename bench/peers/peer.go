package peers

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

// An Entry describes a contender of this package.
type Entry struct {
	Name    string // of the library, and after a hyphen which of its ways; "plain" for Go alone
	Summary string // in one line
	Source  string // module path; empty: the standard library
	run     func(*batch) error

	// stream begins to take jobs one by one. Only those have it that queue: jobs arrive
	// whether or not a worker is free.
	stream func(*intake) (running, error)

	realTime string // why it cannot run in virtual time; empty: it can
}

// New returns the contender.
func (e Entry) New() bench.Contender {
	c := &contender{Entry: e}
	if e.stream != nil {
		return &streamer{c}
	}
	return c
}

// all are the peers, in the order in which to list them: a new file is a line here.
var all = slices.Concat(ants, pond, conc, xsync, gammazero, gopkg, creachadair, pkgz, plain)

// All returns every peer, the plain ways last.
func All() []Entry { return slices.Clone(all) }

// Contenders returns all peers as contenders.
func Contenders() []bench.Contender {
	var out []bench.Contender
	for _, e := range all {
		out = append(out, e.New())
	}
	return out
}

// A batch is the jobs that a peer is to do.
type batch struct {
	ctx     context.Context
	workers int
	jobs    []pool.Job[int]
	do      pool.Processor[int, uint64]
	results []result // by job
}

// A result is what became of a job.
type result struct {
	value uint64
	err   error
}

// work does a job, for libraries that hand back what it returns.
func (b *batch) work(i int) (uint64, error) { return b.do(b.ctx, b.jobs[i]) }

// keep does a job and keeps its result, for libraries that do not.
func (b *batch) keep(i int) {
	v, err := b.work(i)
	b.results[i] = result{v, err}
}

// fillValues takes values over that a library has handed back.
func (b *batch) fillValues(values []uint64) error {
	if len(values) != len(b.jobs) {
		return fmt.Errorf("%d results for %d jobs", len(values), len(b.jobs))
	}
	for i, v := range values {
		b.results[i].value = v
	}
	return nil
}

// contender is a peer that does batches.
type contender struct {
	Entry
	results []result // memory handed back from trial to trial
}

func (c *contender) Name() string { return c.Entry.Name }

// Summary says what the peer is.
func (c *contender) Summary() string {
	if c.Source == "" {
		return c.Entry.Summary
	}
	return c.Entry.Summary + " (" + c.Source + ")"
}

// RealTime says why it cannot run in virtual time.
func (c *contender) RealTime() string { return c.realTime }

// Prepare makes room for results.
func (c *contender) Prepare(jobs int) {
	if cap(c.results) < jobs {
		c.results = make([]result, jobs)
	}
}

func (c *contender) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (bench.Report, error) {
	c.Prepare(len(jobs))
	b := &batch{ctx, workers, jobs, do, c.results[:len(jobs)]}
	clear(b.results)
	if err := c.run(b); err != nil {
		return bench.Report{}, err
	}
	for i, r := range b.results {
		if r.err != nil {
			return bench.Report{}, fmt.Errorf("job %d: %w", i, r.err)
		}
	}
	return bench.Report{}, nil
}
