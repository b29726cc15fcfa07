package strategytest

import (
	"cmp"
	"slices"
	"time"
)

var orderRules = []rule{
	{
		name:    "makespan",
		explain: "no worker idles while a job waits, so the makespan is at most Σp/W + (1−1/W)·max p for service times p on W workers (Graham 1969)",
		claimed: func(c Claims) bool { return c.WorkConserving },
		run:     runMakespan,
	},
	{
		name:    "no-hostages",
		explain: "among many short jobs, none waits behind a long one while a worker idles, also if one Pop handed out both",
		claimed: func(c Claims) bool { return c.WorkConserving },
		run:     runNoHostages,
	},
	{
		name:    "priority-order",
		explain: "no job starts while one of greater Priority waits",
		claimed: func(c Claims) bool { return c.Priority },
		run:     runPriorityOrder,
	},
	{
		name:    "fifo-order",
		explain: "jobs of equal Priority start in the order of the batch, on one worker",
		claimed: func(c Claims) bool { return c.FIFO },
		run:     runFIFOOrder,
	},
}

type batch struct {
	order string
	times []time.Duration
}

// batches returns the service times of batches that are hard on schedulers.
func batches(workers int) []batch {
	random := skewed(uint64(workers), 40*workers)
	few := skewed(uint64(workers)+100, 2*workers+1)
	ascending := slices.Sorted(slices.Values(random))
	descending := slices.Clone(ascending)
	slices.Reverse(descending)
	// Graham's worst case: many ones, then one as long as they last.
	graham := slices.Repeat([]time.Duration{time.Second}, workers*(workers-1))
	graham = append(graham, time.Duration(workers)*time.Second)
	return []batch{{"random", random}, {"few", few}, {"ascending", ascending}, {"descending", descending}, {"graham", graham}}
}

func runMakespan(c *check) {
	for _, workers := range []int{1, 2, 4, 16} {
		for _, b := range batches(workers) {
			p := b.times
			var sum time.Duration
			for _, d := range p {
				sum += d
			}
			w, longest := time.Duration(workers), slices.Max(p)
			low, high := max(sum/w, longest), sum/w+longest-longest/w+1 // 1 ns: the divisions round down
			in := script{
				workers: workers, jobs: newJobs(len(p)), capacity: len(p),
				service: func(i int) time.Duration { return p[i] },
			}
			c.inBubble(in.label(), func() {
				out := c.execute(c.strategy(), in)
				if got := out.span(); got < low || got > high {
					c.errorf("%s, %s order: makespan %v, want %v to %v", in.label(), b.order, got, low, high)
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runNoHostages(c *check) {
	const n = 800
	for _, workers := range []int{2, 4} {
		for long := 0; long < n; long += 131 {
			in := script{
				workers: workers, jobs: newJobs(n), capacity: n,
				service: func(i int) time.Duration {
					if i == long {
						return time.Hour
					}
					return 0
				},
			}
			c.inBubble(in.label(), func() {
				out := c.execute(c.strategy(), in)
				for _, call := range out.calls {
					if wait := call.begin.Sub(out.began); wait > 0 {
						c.errorf("%s: job %d waited %v behind job %d, with %d other workers idle", in.label(), call.job, wait, long, workers-1)
					}
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runPriorityOrder(c *check) {
	for _, workers := range []int{1, 2, 4} {
		for _, levels := range []int{2, 3, 50} {
			n := 200
			times := skewed(uint64(levels), n)
			in := script{
				workers: workers, jobs: withPriorities(uint64(workers), n, levels), capacity: n,
				service: func(i int) time.Duration { return times[i] },
			}
			// Priorities may be negative, and far apart.
			for i := range in.jobs {
				in.jobs[i].Priority = (in.jobs[i].Priority - 1) * 1000
			}
			c.inBubble(in.label(), func() {
				out := c.execute(c.strategy(), in)
				c.noInversion(in, out.calls)
			})
			if c.failed() {
				return
			}
		}
	}
}

// noInversion notes jobs of a batch that started, strictly, before a more
// urgent one.
func (c *check) noInversion(in script, calls []call) {
	calls = slices.Clone(calls)
	slices.SortFunc(calls, func(a, b call) int {
		if by := a.begin.Compare(b.begin); by != 0 {
			return by
		}
		return cmp.Compare(in.jobs[b.job].Priority, in.jobs[a.job].Priority)
	})
	for k := 1; k < len(calls); k++ {
		early, late := calls[k-1], calls[k]
		if in.jobs[early.job].Priority < in.jobs[late.job].Priority {
			c.errorf("%s: job %d (priority %d) started while job %d (priority %d) was waiting", in.label(),
				early.job, in.jobs[early.job].Priority, late.job, in.jobs[late.job].Priority)
		}
	}
}

func runFIFOOrder(c *check) {
	for _, levels := range []int{1, 3} {
		n := 300
		in := script{
			workers: 1, jobs: withPriorities(1, n, levels), capacity: n,
			service: func(int) time.Duration { return time.Second },
		}
		c.inBubble(in.label(), func() {
			out := c.execute(c.strategy(), in)
			slices.SortStableFunc(out.calls, func(a, b call) int { return a.begin.Compare(b.begin) })
			last := make(map[int]int)
			for _, call := range out.calls {
				level := in.jobs[call.job].Priority
				if before, ok := last[level]; ok && before > call.job {
					c.errorf("%s: job %d started after job %d, both of priority %d", in.label(), call.job, before, level)
				}
				last[level] = call.job
			}
		})
	}
}
