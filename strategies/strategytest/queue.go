package strategytest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var queueRules = []rule{
	{
		name:    "queue-batch",
		explain: "a queue hands out every ticket of a batch exactly once, at most len(dst) at a time and never waiting; a worker who got none may come again; jobs that come back are handed out again; those that Drop gives up or that Share a result are not",
		run:     runQueueBatch,
	},
	{
		name:    "queue-stream",
		explain: "a queue hands out every pushed ticket exactly once, also when indexes are reused, only to a worker that may take it, and Pop returns 0 only when nothing waits for that worker: unless the queue is Relaxed, or a Holder whose Next says when to look again",
		claimed: Claims.streams,
		run:     runQueueStream,
	},
	{
		name:    "queue-refuses-streams",
		explain: "a discipline that cannot run streams refuses them by an error of NewQueue, and a pool by the same error of Start",
		claimed: func(c Claims) bool { return c.NoStream },
		run:     runQueueRefuses,
	},
	{
		name:    "queue-independent",
		explain: "one discipline makes many queues, and what happens in one has nothing to do with the others",
		run:     runQueueIndependent,
	},
	{
		name:    "queue-seeded",
		explain: "randomness comes from Setup.Seed: the same seed makes the same choices",
		run:     runQueueSeeded,
	},
	{
		name:    "queue-clock",
		explain: "the time is that of Setup.Now, and no other clock",
		run:     runQueueClock,
	},
	{
		name:    "queue-extremes",
		explain: "what a queue promises holds for every ticket, also at the ends of the ranges of its numbers",
		run:     runQueueExtremes,
	},
	{
		name:    "queue-parallel",
		explain: "all workers may call Pop at once",
		run:     runQueueParallel,
	},
}

func (c Claims) streams() bool { return !c.NoStream }

// noise returns n random bytes, to be played.
func noise(seed uint64, n int) []byte {
	rng := rand.New(rand.NewPCG(seed, 3))
	ops := make([]byte, n)
	for i := range ops {
		ops[i] = byte(rng.Uint32())
	}
	return ops
}

func runQueueBatch(c *check) {
	for _, workers := range []int{1, 2, 3, 8, 64} {
		for _, n := range []int{0, 1, workers - 1, workers, workers + 1, 10*workers + 3, 500} {
			setup := pool.Setup{Workers: workers, Capacity: n, Seed: 1}
			c.inBubble("a queue", func() {
				if m := c.newModel(c.discipline(), setup); m != nil {
					m.play(noise(uint64(n), n))
				}
			})
			if c.failed() {
				return
			}
		}
		// One worker may well be so fast that the others get nothing.
		c.inBubble("a queue", func() {
			if m := c.newModel(c.discipline(), pool.Setup{Workers: workers, Capacity: 100, Seed: 1}); m != nil {
				m.load(100, func(i int) byte { return byte(i) })
				for worker := range workers {
					for m.pop(worker, 64) > 0 {
					}
				}
				m.drain()
			}
		})
	}
}

func runQueueStream(c *check) {
	for _, workers := range []int{1, 2, 5, 64} {
		for _, capacity := range []int{1, 2, 30} {
			setup := pool.Setup{Workers: workers, Capacity: capacity, Stream: true, Seed: 1}
			c.inBubble("a queue", func() {
				if m := c.newModel(c.discipline(), setup); m != nil {
					m.play(noise(uint64(workers*capacity), 600))
				}
			})
			if c.failed() {
				return
			}
		}
	}
}

func runQueueRefuses(c *check) {
	setup := pool.Setup{Workers: 2, Capacity: 10, Stream: true, Now: func() time.Duration { return 0 }}
	_, err := c.discipline().NewQueue(setup)
	if err == nil {
		c.errorf("NewQueue for a stream: no error, although Claims.NoStream says that it refuses")
		return
	}
	c.inBubble("Start", func() {
		p := c.newStream(pool.Config{NumWorkers: 2}, nil)
		if got := p.Start(background); got == nil {
			c.errorf("Start: no error, want %q", err)
			p.Close()
		}
	})
}

func (c Claims) setup(workers, capacity int) pool.Setup {
	return pool.Setup{Workers: workers, Capacity: capacity, Stream: !c.NoStream, Seed: 1}
}

func runQueueIndependent(c *check) {
	c.inBubble("two queues", func() {
		d := c.discipline()
		first, second := c.newModel(d, c.claims.setup(3, 40)), c.newModel(d, c.claims.setup(2, 20))
		if first == nil || second == nil {
			return
		}
		first.load(30, func(i int) byte { return byte(i) })
		second.load(10, func(i int) byte { return byte(3 * i) })
		first.pop(0, 1)
		second.drain()
		first.drain()
	})
}

func runQueueSeeded(c *check) {
	for _, waiting := range []int{0, 300} {
		first, second := c.playedAgain(waiting, 0), c.playedAgain(waiting, 0)
		c.same(first, second, "two queues with seed 1 and the same pushes and pops, of which %d came first,", waiting)
	}
}

// playedAgain has a queue hand out tickets, of which some wait before the first is, and
// returns them in order. A while passes between any two pushes and pops, in virtual time.
func (c *check) playedAgain(waiting int, while time.Duration) (handed []int) {
	c.inBubble("a queue", func() {
		if m := c.newModel(c.discipline(), c.claims.setup(5, waiting+50)); m != nil {
			if m.while = while; m.setup.Stream {
				m.load(waiting, func(i int) byte { return byte(7 * i) })
			}
			m.play(noise(7, waiting+400))
			handed = m.popped
		}
	})
	return handed
}

// same notes the first difference of what two queues have handed out.
func (c *check) same(first, second []int, format string, args ...any) {
	if c.failed() || slices.Equal(first, second) {
		return
	}
	at := 0
	for at < min(len(first), len(second)) && first[at] == second[at] {
		at++
	}
	c.errorf("%s handed out the same %d indexes, and then %v and %v", fmt.Sprintf(format, args...), at, first[at:min(at+1, len(first))], second[at:min(at+1, len(second))])
}

func runQueueClock(c *check) {
	c.same(c.playedAgain(30, 0), c.playedAgain(30, 7*time.Second), "two queues with the same Setup.Now, and other clocks that differ,")
}

func runQueueExtremes(c *check) {
	for _, workers := range []int{1, 3} {
		c.inBubble("a queue of extreme tickets", func() {
			if m := c.newModel(c.discipline(), c.claims.setup(workers, 60)); m != nil {
				m.extreme = true
				m.play(noise(uint64(workers), 500))
			}
		})
	}
}

func runQueueParallel(c *check) {
	const n = 1000
	for _, workers := range []int{2, 8} {
		c.inRealTime("a queue", func() {
			m := c.newModel(c.discipline(), pool.Setup{Workers: workers, Capacity: n, Seed: 1})
			if m == nil {
				return
			}
			m.real = true
			m.load(n, func(i int) byte { return byte(i) })
			byIndex := make([]waiting, n)
			for i, w := range m.waiting {
				byIndex[i] = w
			}
			taken := make([]atomic.Int32, n)
			observer, _ := pool.As[pool.Observer](m.queue)
			idler, _ := pool.As[pool.Idler](m.queue)
			relaxed := 0
			if r, ok := pool.As[pool.Relaxed](m.queue); ok {
				relaxed = r.Relaxed()
			}
			var wg sync.WaitGroup
			for worker := range workers {
				work := func() {
					dst := make([]int, 8)
					for vain := 0; vain < 1000*n; {
						k := m.queue.Pop(worker, dst)
						for again := 0; k == 0 && again < relaxed; again++ {
							k = m.queue.Pop(worker, dst)
						}
						if k == 0 && idler != nil {
							idler.Idle(worker, true)
							idler.Idle(worker, false)
						}
						if k == 0 && m.passTime() {
							vain++
							continue
						}
						m.limit() // others ask for it while this one takes jobs
						if k <= 0 || k > len(dst) {
							return
						}
						for _, i := range dst[:k] {
							if i < 0 || i >= n {
								c.errorf("%s: Pop handed out index %d", m.label(), i)
								return
							}
							taken[i].Add(1)
							if observer != nil {
								observer.Done(worker, byIndex[i].Ticket, pool.Outcome{Service: time.Microsecond, Attempts: 1})
							}
						}
					}
				}
				wg.Go(func() { c.safely(work) })
			}
			wg.Wait()
			if f, ok := pool.As[pool.Finisher](m.queue); ok {
				f.Finish(pool.Summary{Workers: workers, Jobs: n, Makespan: n * time.Microsecond, Busy: n * time.Microsecond, Longest: time.Microsecond})
			}
			for i := range taken {
				want := int32(1)
				if _, there := m.waiting[i]; !there {
					want = 0 // dropped
				}
				if k := taken[i].Load(); k != want {
					c.errorf("%s: index %d was handed out %d times, want %d", m.label(), i, k, want)
				}
			}
		})
	}
}

// FuzzDiscipline drives the discipline's queues by random pushes and pops
// beside a model of what waits. It is a fuzz target's body: a test calls it
// from its own FuzzXxx.
func FuzzDiscipline(f *testing.F, newDiscipline func() pool.Discipline, claims Claims) {
	f.Add(uint8(1), uint8(1), noise(1, 20))
	f.Add(uint8(3), uint8(20), noise(2, 200))
	f.Add(uint8(64), uint8(5), noise(3, 300))
	r := rule{name: "fuzz", explain: "every ticket is handed out exactly once, to a worker that may take it, in the claimed order"}
	f.Fuzz(func(t *testing.T, workers, capacity uint8, ops []byte) {
		for _, stream := range []bool{false, true} {
			if stream && claims.NoStream {
				continue
			}
			r.run = func(c *check) {
				c.inBubble("a queue", func() {
					setup := pool.Setup{Workers: 1 + int(workers)%64, Capacity: 1 + int(capacity), Stream: stream, Seed: uint64(len(ops))}
					if m := c.newModel(c.discipline(), setup); m != nil {
						m.play(ops)
					}
				})
			}
			if failure := r.check(disciplined(newDiscipline, claims), stallAfter).failure(); failure != "" {
				t.Fatal(failure)
			}
		}
	})
}
