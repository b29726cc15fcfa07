package strategytest

import (
	"slices"
	"testing/synctest"
	"time"
)

var streamRules = []rule{
	{
		name:    "stream-exactly-once",
		explain: "every job that a stream accepted runs exactly once and gets exactly one Result, at any BufferSize, load and speed of the reader",
		claimed: Claims.streams,
		run:     runStreamExactlyOnce,
	},
	{
		name:    "stream-exactly-once-parallel",
		explain: "every job that a stream accepted gets exactly one Result, also when producers and workers race",
		claimed: Claims.streams,
		run:     runStreamExactlyOnceParallel,
	},
	{
		name:    "stream-wakes",
		explain: "a job that arrives while all workers are idle starts at once, after any time, and idle workers block",
		claimed: Claims.streams,
		run:     runStreamWakes,
	},
	{
		name:    "stream-workers",
		explain: "a stream uses all its workers, and never more than NumWorkers at once (Claims.Workers excuses a strategy that uses fewer)",
		claimed: Claims.streams,
		run:     runStreamWorkers,
	},
}

func runStreamExactlyOnce(c *check) {
	for _, k := range []struct {
		workers, jobs, buffer int
		load                  float64
		pause                 time.Duration
	}{{1, 60, 1, 0.9, 0}, {3, 300, 4, 2, 0}, {8, 400, 100, 0.7, 0}, {64, 600, 1000, 1.1, 0}, {3, 100, 2, 1, 20 * time.Millisecond}} {
		times := skewed(uint64(k.jobs), k.jobs)
		at := arrivals(times, k.workers, k.load)
		in := script{
			workers: k.workers, jobs: withPriorities(1, k.jobs, 3), pause: k.pause,
			service: func(i int) time.Duration { return times[i] },
		}
		c.inBubble("a stream", func() {
			if f := c.flow(in, k.buffer); f != nil {
				f.play(at)
				f.end()
				f.complete()
			}
		})
		if c.failed() {
			return
		}
	}
}

func runStreamExactlyOnceParallel(c *check) {
	for _, workers := range []int{2, 8} {
		in := script{workers: workers, jobs: withPriorities(2, 3000, 3), parallel: true}
		c.inRealTime("a stream", func() {
			if f := c.flow(in, 64); f != nil {
				f.submitAll(4, nil)
				f.end()
				f.complete()
			}
		})
	}
}

func runStreamWakes(c *check) {
	const long = 1000 * time.Hour // endless for idle workers who poll
	for _, workers := range []int{1, 4} {
		in := equalJobs(workers, 3*workers)
		for i := range in.jobs {
			in.jobs[i].Key = in.jobs[i].ID
		}
		c.inBubble("a stream with pauses", func() {
			f := c.flow(in, 16)
			if f == nil {
				return
			}
			for i := range in.jobs {
				time.Sleep(long)
				f.submit(i, nil)
			}
			time.Sleep(long)
			f.end()
			f.complete()
			for _, call := range f.seen.calls {
				if wait := call.begin.Sub(f.released[call.job]); wait < 0 || wait > c.claims.Lingers {
					c.errorf("%s: job %d waited %v while all workers were idle", f.label(), call.job, wait)
				}
			}
		})
		if c.failed() {
			return
		}
	}
}

func runStreamWorkers(c *check) {
	for _, workers := range []int{1, 2, 7, 64} {
		n := 20 * workers
		in := equalJobs(workers, n)
		c.inBubble("a stream", func() {
			f := c.flow(in, n)
			if f == nil {
				return
			}
			f.submitAll(1, nil)
			f.end()
			f.complete()
			if want := c.claims.busy(workers, n); f.seen.peak < want || f.seen.peak > workers {
				c.errorf("%s: %d processors at once, want %d to %d", f.label(), f.seen.peak, want, workers)
			}
		})
	}
}

var streamOrderRules = []rule{
	{
		name:    "stream-conserving",
		explain: "no worker idles while a job of the stream waits",
		claimed: func(c Claims) bool { return c.WorkConserving && !c.NoStream },
		run:     runStreamConserving,
	},
	{
		name:    "stream-at-once",
		explain: "a job of a stream that arrives while a worker is idle starts at once",
		claimed: func(c Claims) bool { return (c.WorkConserving || c.AtOnce) && !c.NoStream },
		run:     runStreamAtOnce,
	},
	{
		name:    "stream-priority",
		explain: "no job of a stream starts while one of greater Priority waits, also if that came later",
		claimed: func(c Claims) bool { return c.Priority && !c.NoStream },
		run:     runStreamPriority,
	},
	{
		name:    "stream-fifo",
		explain: "jobs of equal Priority start in the order of their arrival, on one worker",
		claimed: func(c Claims) bool { return c.FIFO && !c.NoStream },
		run:     runStreamFIFO,
	},
}

// ordered runs a stream that is busy nearly all the time, in which no two
// events fall on the same instant, and returns what was seen.
func (c *check) ordered(workers int, judge func(f *flow)) {
	const n = 200
	times := skewed(uint64(workers), n)
	at := arrivals(times, workers, 0.95)
	in := script{
		workers: workers, jobs: withPriorities(uint64(workers), n, 3),
		service: func(i int) time.Duration { return times[i] },
	}
	c.inBubble("a stream", func() {
		f := c.flow(in, n)
		if f == nil {
			return
		}
		for i := range at {
			time.Sleep(at[i] - time.Since(f.seen.began))
			f.submit(i, nil)
			synctest.Wait() // the pool has dealt with the job before anything else happens
		}
		f.end()
		f.complete()
		judge(f)
	})
}

func runStreamConserving(c *check) {
	for _, workers := range []int{1, 2, 4} {
		c.ordered(workers, func(f *flow) {
			for _, done := range f.seen.calls {
				now := done.end
				busy, waits := 0, -1
				for _, other := range f.seen.calls {
					switch {
					case !other.begin.After(now) && other.end.After(now):
						busy++
					case other.begin.After(now) && !f.released[other.job].After(now):
						waits = other.job
					}
				}
				if waits >= 0 && busy < workers {
					c.errorf("%s: job %d waited while only %d workers were busy", f.label(), waits, busy)
				}
			}
		})
	}
}

func runStreamPriority(c *check) {
	for _, workers := range []int{1, 4} {
		c.ordered(workers, func(f *flow) {
			for _, early := range f.seen.calls {
				for _, late := range f.seen.calls {
					if early.begin.Before(late.begin) && f.released[late.job].Before(early.begin) &&
						f.jobs[early.job].Priority < f.jobs[late.job].Priority {
						c.errorf("%s: job %d (priority %d) started while job %d (priority %d) was waiting", f.label(),
							early.job, f.jobs[early.job].Priority, late.job, f.jobs[late.job].Priority)
					}
				}
			}
		})
	}
}

func runStreamFIFO(c *check) {
	c.ordered(1, func(f *flow) {
		last := make(map[int]int)
		for _, call := range f.seen.calls { // by their end, which on one worker is by their start
			level := f.jobs[call.job].Priority
			if before, ok := last[level]; ok && before > call.job {
				c.errorf("%s: job %d started after job %d, both of priority %d", f.label(), call.job, before, level)
			}
			last[level] = call.job
		}
	})
}

// runStreamAtOnce has jobs arrive while some workers are busy, but never all of them.
func runStreamAtOnce(c *check) {
	for _, workers := range []int{2, 5} {
		const n = 200
		times, gaps := skewed(uint64(workers), n), skewed(99, n)
		at := make([]time.Duration, n)
		ends := make([]time.Duration, workers-1) // of those that are busy
		now := time.Duration(0)
		for i := range at {
			now += gaps[i]/time.Duration(workers) + 1
			first := slices.Index(ends, slices.Min(ends))
			now = max(now, ends[first]+1)
			at[i], ends[first] = now, now+times[i]
		}
		in := script{workers: workers, jobs: newJobs(n), service: func(i int) time.Duration { return times[i] }}
		c.inBubble("a stream with an idle worker", func() {
			f := c.flow(in, n)
			if f == nil {
				return
			}
			f.play(at)
			f.end()
			f.complete()
			for _, call := range f.seen.calls {
				if wait := call.begin.Sub(f.released[call.job]); wait != 0 {
					c.errorf("%s: job %d waited %v while a worker was idle", f.label(), call.job, wait)
				}
			}
		})
		if c.failed() {
			return
		}
	}
}
