package strategytest

import (
	"github.com/go-foundations/poolbench/pool"
	"math"
)

// contractRules hold what a queue says by its optional interfaces, and what it must not
// assume of the engine.
var contractRules = []rule{
	{
		name:    "queue-in-order",
		explain: "a queue that is an InOrder hands out jobs in order of arrival, to any worker that asks",
		run:     runQueueInOrder,
	},
	{
		name:    "queue-sharer",
		explain: "any worker may run the jobs of a Sharer: Push names none that alone can take one, and Done may come from another worker than the one that Pop handed the job to",
		run:     runQueueSharer,
	},
	{
		name:    "queue-idle",
		explain: "Pop may come several times before a worker is idle, and once more when an Idler has been told that it is; it finds what has come meanwhile",
		run:     runQueueIdle,
	},
	{
		name:    "queue-attempts",
		explain: "a job may come back any number of times, with a greater Attempt each time and the same Seq, and is handed out each time",
		run:     runQueueAttempts,
	},
	{
		name:    "queue-next",
		explain: "Next of a Holder returns the earliest time at which Pop hands out a job that waits for a time, and a worker for which it does",
		run:     runQueueNext,
	},
	{
		name:    "queue-depends",
		explain: "once a job has ended for which others wait, Next of a Holder reports them: no idle worker could take one of which it does not know",
		run:     runQueueDepends,
	},
	{
		name:    "queue-limit",
		explain: "Limit of a Limiter is at least 1, and Pop returns 0 to a worker with that number or a greater one",
		run:     runQueueLimit,
	},
	{
		name:    "queue-seq",
		explain: "Seq grows with every job that arrives; numbers may be missing, and a job that comes back keeps its own",
		claimed: Claims.streams,
		run:     runQueueSeq,
	},
	{
		name:    "queue-released",
		explain: "a negative Released means that the job was released before the run began, and is a time like any other",
		run:     runQueueReleased,
	},
	{
		name:    "queue-report",
		explain: "Report of a Reporter returns details with names of lower-case words joined by hyphens, no two of which are equal, and values that are numbers, also after a stream without jobs",
		run:     runQueueReport,
	},
}

// inModels runs f on a model of each kind, with several numbers of workers.
func (c *check) inModels(workers []int, capacity int, f func(m *model)) {
	for _, stream := range []bool{false, true} {
		if stream && c.claims.NoStream {
			continue
		}
		for _, w := range workers {
			c.inBubble("a queue", func() {
				if m := c.newModel(c.discipline(), pool.Setup{Workers: w, Capacity: capacity, Stream: stream, Seed: 1}); m != nil {
					f(m)
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runQueueInOrder(c *check) {
	c.inModels([]int{1, 3}, 40, func(m *model) {
		if _, ok := m.queue.(pool.InOrder); !ok {
			return
		}
		m.taken = func(worker, _ int, taken []waiting) {
			for k, w := range taken {
				for _, younger := range taken[:k] {
					if younger.order > w.order {
						c.errorf("%s: Pop handed out index %d before index %d, which came earlier", m.label(), younger.Index, w.Index)
					}
				}
				for i, other := range m.waiting {
					if other.order < w.order {
						c.errorf("%s: Pop handed out index %d to worker %d while index %d waits, which came earlier", m.label(), w.Index, worker, i)
						return
					}
				}
				if w.owner != pool.AnyWorker {
					c.errorf("%s: Push kept index %d for worker %d", m.label(), w.Index, w.owner)
				}
			}
		}
		m.play(noise(2, 300))
	})
}

func runQueueSharer(c *check) {
	c.inModels([]int{2, 5}, 60, func(m *model) {
		if _, ok := pool.As[pool.Sharer](m.queue); !ok {
			return
		}
		m.load(60, func(i int) byte { return byte(37 * i) })
		for i, w := range m.waiting {
			if w.owner != pool.AnyWorker {
				c.errorf("%s: Push kept index %d for worker %d", m.label(), i, w.owner)
				return
			}
		}
		// Whoever claims several has all but the first taken over.
		for round := 0; len(m.waiting) > 0 && round < 200 && !c.failed(); round++ {
			worker := round % m.setup.Workers
			m.tell(worker, false)
			for k, w := range m.take(worker, 8) {
				m.done((worker+min(k, 1))%m.setup.Workers, w)
			}
		}
		m.drain()
	})
}

func runQueueIdle(c *check) {
	c.inModels([]int{1, 4}, 30, func(m *model) {
		if !m.setup.Stream {
			m.load(5, func(i int) byte { return byte(7 * i) })
		}
		for round := range byte(20) {
			// All look in vain, and once more before they are idle.
			for busy := true; busy && !c.failed(); {
				busy = false
				for worker := range m.setup.Workers {
					m.tell(worker, false)
					for range 2 {
						for _, w := range m.take(worker, 1) {
							busy = true
							m.done(worker, w)
						}
					}
				}
			}
			for worker := range m.setup.Workers {
				m.tell(worker, true)
			}
			if m.setup.Stream {
				m.push(16 * round)
				m.push(16*round + 1)
			}
			for worker := range m.setup.Workers {
				// A worker looks again when others know that it is idle.
				taken := m.take(worker, 2)
				if len(taken) > 0 {
					m.tell(worker, false)
				}
				for _, w := range taken {
					m.done(worker, w)
				}
			}
			if c.failed() {
				return
			}
		}
		m.drain()
	})
}

func runQueueAttempts(c *check) {
	c.inModels([]int{1, 3}, 20, func(m *model) {
		m.returns = 70
		m.play(noise(5, 20))
	})
}

func runQueueNext(c *check) {
	c.inModels([]int{1, 3}, 40, func(m *model) {
		h, ok := pool.As[pool.Holder](m.queue)
		if !ok {
			return
		}
		m.load(40, func(i int) byte { return byte(23 * i) })
		for round := 0; len(m.waiting) > 0 && round < 1000 && !c.failed(); round++ {
			busy := false
			for worker := range m.setup.Workers {
				busy = m.pop(worker, 1) > 0 || busy
			}
			if busy {
				continue
			}
			now := m.now()
			at, to, ok := h.Next()
			if !ok || at <= now {
				break // drain says what is wrong with that
			}
			if at > now+1 {
				m.clock.Store(int64(at - 1))
				for worker := range m.setup.Workers {
					if n := m.pop(worker, 1); n > 0 {
						c.errorf("%s: Next said at %v that a job waits until %v, and at %v Pop handed one to worker %d", m.label(), now, at, at-1, worker)
						return
					}
				}
			}
			m.clock.Store(int64(at))
			if to != pool.AnyWorker && (to < 0 || to >= m.setup.Workers) {
				break
			}
			if worker := max(to, 0); m.pop(worker, 1) == 0 {
				c.errorf("%s: Next said that worker %d (-1: any) has a job at %v, and Pop returned 0 to worker %d", m.label(), to, at, worker)
			}
		}
		m.drain()
	})
}

func runQueueDepends(c *check) {
	c.inModels([]int{2, 3, 6}, 40, func(m *model) {
		h, ok := pool.As[pool.Holder](m.queue)
		if !ok {
			return
		}
		m.returns = 0
		m.load(40, func(i int) byte { return byte(i) << 5 }) // by key, and nothing else
		running := make([][]waiting, m.setup.Workers)
		take := func(worker int) (found bool) {
			m.tell(worker, false)
			running[worker] = m.takeBusy(worker, 1)
			m.tell(worker, len(running[worker]) == 0)
			return len(running[worker]) > 0
		}
		for worker := range running {
			take(worker)
		}
		for round := 0; m.summary.Jobs < 40 && round < 1000 && !c.failed(); round++ {
			// One ends, and its worker takes the next.
			worker := round % m.setup.Workers
			if len(running[worker]) == 0 {
				continue
			}
			for _, w := range running[worker] {
				m.done(worker, w)
			}
			take(worker)
			// Those that are idle know of a job only from Next.
			for idle := range running {
				if len(running[idle]) > 0 {
					continue
				}
				at, to, ok := h.Next()
				told := ok && at <= m.now() && (to == idle || to == pool.AnyWorker)
				if found := take(idle); found != told {
					said := "said nothing of"
					if told {
						said = "spoke of"
					}
					c.errorf("%s: a job has ended; Next %s one that waits for worker %d; Pop found one: %v", m.label(), said, idle, found)
					return
				}
			}
			if !m.anyRuns(running) && m.awaitNext() {
				for worker := range running {
					take(worker)
				}
			}
		}
		for worker, jobs := range running {
			for _, w := range jobs {
				m.done(worker, w)
			}
		}
		m.drain()
	})
}

// takeBusy is take while jobs run, for whose end others may wait.
func (m *model) takeBusy(worker, size int) []waiting {
	m.busy = true
	defer func() { m.busy = false }()
	return m.take(worker, size)
}

func (m *model) anyRuns(running [][]waiting) bool {
	for _, jobs := range running {
		if len(jobs) > 0 {
			return true
		}
	}
	return false
}

func runQueueLimit(c *check) {
	c.inModels([]int{1, 2, 7}, 40, func(m *model) {
		if _, ok := pool.As[pool.Limiter](m.queue); !ok {
			return
		}
		m.taken = func(worker, limit int, taken []waiting) {
			switch {
			case limit < 1:
				c.errorf("%s: Limit returned %d, want at least 1", m.label(), limit)
			case worker >= limit && len(taken) > 0:
				c.errorf("%s: Pop handed index %d to worker %d, and the limit is %d", m.label(), taken[0].Index, worker, limit)
			}
		}
		m.play(noise(9, 300))
	})
}

func runQueueSeq(c *check) {
	c.inModels([]int{1, 3}, 20, func(m *model) {
		m.gaps = m.setup.Stream
		m.play(noise(11, 400))
	})
}

func runQueueReleased(c *check) {
	c.inModels([]int{1, 3}, 20, func(m *model) {
		m.early = true
		m.play(noise(13, 300))
	})
}

func runQueueReport(c *check) {
	for _, jobs := range []int{0, 300} {
		c.inModels([]int{1, 3}, 20, func(m *model) {
			switch {
			case jobs > 0:
				m.play(noise(14, jobs))
			case m.setup.Stream: // a batch without jobs has no queue
				m.drain()
			}
			seen := make(map[string]bool)
			for _, d := range m.details {
				switch {
				case !namePattern.MatchString(d.Name):
					c.errorf("%s: Report has a detail named %q, want a match of %s", m.label(), d.Name, namePattern)
				case seen[d.Name]:
					c.errorf("%s: Report has two details named %q", m.label(), d.Name)
				case math.IsNaN(d.Value) || math.IsInf(d.Value, 0):
					c.errorf("%s: after %d jobs the detail %s has value %v, want a number", m.label(), m.summary.Jobs, d.Name, d.Value)
				}
				seen[d.Name] = true
			}
		})
	}
}
