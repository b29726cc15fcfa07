package strategytest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// background is the context of whatever no rule ends. Note: not the test's,
// whose Done channel is made outside the bubble and would stop virtual time.
var background = context.Background()

// A flow is one stream being run: a WorkerPool with the discipline, a reader of
// its results, and all that could be seen.
type flow struct {
	*pool.WorkerPool[int, int]
	c        *check
	config   pool.Config
	jobs     []pool.Job[int]
	released []time.Time // before Submit was called
	accepted []bool
	results  []pool.Result[int] // complete after end
	err      error              // of Close
	w        *watcher
	seen     *seen
	read     chan struct{}
}

func (f *flow) label() string {
	return fmt.Sprintf("stream(%d jobs, %d workers, BufferSize %d)", len(f.jobs), f.config.NumWorkers, f.config.BufferSize)
}

// newStream returns a pool that is not started yet.
func (c *check) newStream(config pool.Config, p pool.Processor[int, int]) *pool.WorkerPool[int, int] {
	if p == nil {
		p = func(_ context.Context, job pool.Job[int]) (int, error) { return value(job.Data), nil }
	}
	config.Strategy, config.Seed = pool.Custom, 1
	return pool.NewWithConfig[int, int](config).WithDiscipline(c.discipline()).WithProcessor(p)
}

// flow starts a stream for the jobs of a script, and a reader.
func (c *check) flow(in script, buffer int) *flow {
	f := &flow{
		c: c, config: pool.Config{NumWorkers: in.workers, BufferSize: buffer}, jobs: in.jobs, w: new(watcher),
		released: make([]time.Time, len(in.jobs)), accepted: make([]bool, len(in.jobs)), read: make(chan struct{}),
	}
	f.seen = newSeen(in)
	f.WorkerPool = c.newStream(f.config, f.seen.processor(c, f.w))
	ctx := in.ctx
	if ctx == nil {
		ctx = background
	}
	if err := f.Start(ctx); err != nil {
		c.errorf("%s: Start: %v", f.label(), err)
		return nil
	}
	go func() {
		defer close(f.read)
		for r := range f.Results() {
			f.results = append(f.results, r)
			c.signs.Add(1)
			if in.pause > 0 {
				time.Sleep(in.pause)
			}
		}
	}()
	return f
}

// submit hands job i over and notes an error other than why.
func (f *flow) submit(i int, why error) {
	f.released[i] = time.Now()
	err := f.Submit(background, f.jobs[i])
	f.accepted[i] = err == nil
	if err != nil && (why == nil || !errors.Is(err, why)) {
		f.c.errorf("%s: Submit of job %d: error %q", f.label(), i, err)
	}
}

// end closes the stream and waits for its reader.
func (f *flow) end() {
	f.err = f.Close()
	f.seen.ended, f.seen.watched = time.Now(), f.w.now()
	<-f.read
	f.seen.results = f.results
}

// complete notes accepted jobs without exactly one result that is their own.
func (f *flow) complete() {
	if f.err != nil {
		f.c.errorf("%s: Close: %v", f.label(), f.err)
	}
	for i, r := range f.accounted() {
		if n := f.seen.ran[i].Load(); n != 1 {
			f.c.errorf("%s: job %d ran %d times, want 1", f.label(), i, n)
		}
		if r != nil {
			f.c.succeeded(f.seen, i, *r)
		}
	}
}

// accounted returns the result of each job and notes those that have not
// exactly one, or one without having been accepted.
func (f *flow) accounted() []*pool.Result[int] {
	byJob := make([]*pool.Result[int], len(f.jobs))
	count := make([]int, len(f.jobs))
	number := make(map[string]int, len(f.jobs))
	for i, job := range f.jobs {
		number[job.ID] = i
	}
	for k, r := range f.results {
		i, ok := number[r.JobID]
		if !ok {
			f.c.errorf("%s: a result for job %q, which was never submitted", f.label(), r.JobID)
			continue
		}
		count[i]++
		byJob[i] = &f.results[k]
	}
	for i, n := range count {
		want := 0
		if f.accepted[i] {
			want = 1
		}
		if n != want {
			f.c.errorf("%s: job %d (accepted: %v) has %d results, want %d", f.label(), i, f.accepted[i], n, want)
		}
	}
	return byJob
}

// arrivals returns times since the start, in order and no two the same, so
// that workers are busy to the given load with jobs of the given mean.
func arrivals(services []time.Duration, workers int, load float64) []time.Duration {
	var sum time.Duration
	for _, d := range services {
		sum += d
	}
	n := len(services)
	gaps := skewed(uint64(n), n)
	var gapSum time.Duration
	for _, d := range gaps {
		gapSum += d
	}
	scale := float64(sum) / float64(gapSum) / (float64(workers) * load)
	at := make([]time.Duration, n)
	var now time.Duration
	for i, d := range gaps {
		now += time.Duration(float64(d)*scale) + 1
		at[i] = now
	}
	return at
}

// play submits all jobs at their times since now.
func (f *flow) play(at []time.Duration) {
	began := time.Now()
	for i := range f.jobs {
		time.Sleep(at[i] - time.Since(began))
		f.submit(i, nil)
	}
}

// submitAll submits all jobs at once from several goroutines.
func (f *flow) submitAll(producers int, why error) {
	var wg sync.WaitGroup
	for p := range producers {
		wg.Go(func() {
			for i := p; i < len(f.jobs); i += producers {
				f.submit(i, why)
			}
		})
	}
	wg.Wait()
}
