package strategytest

import (
	"fmt"
	"runtime"
	"time"
	"unsafe"
	"weak"

	"github.com/go-foundations/poolbench/pool"
)

var manyRules = []rule{
	{
		name:    "queue-long",
		explain: "what a queue promises holds however many jobs wait: 70,000, in 105,000 places",
		run:     runQueueLong,
	},
	{
		name:    "queue-cost",
		explain: "a Push and a Pop take about as long while 64,000 jobs wait as while 1,000 do: a queue does not look at all of them",
		claimed: Claims.streams,
		run:     runQueueCost,
	},
	{
		name:    "queue-forgets",
		explain: "a queue forgets keys of which no job waits or runs, or its memory grows without end",
		claimed: Claims.streams,
		run:     runQueueForgets,
	},
	{
		name:    "queue-starvation",
		explain: "no job waits forever, however many others come that are newer, of another key, and more urgent, shorter and due earlier, or less urgent, longer and due later",
		claimed: func(c Claims) bool { return c.NoStarvation && !c.NoStream },
		run:     runQueueStarvation,
	},
}

func runQueueLong(c *check) {
	const places, first, handed, more = 105_000, 70_000, 40_000, 65_000
	kind := func(i int) byte { return byte(i * 7919 >> 3) }
	for _, workers := range []int{1, 3} {
		c.inBubble("a queue of many jobs", func() {
			m := c.newModel(c.discipline(), c.claims.setup(workers, places))
			if m == nil {
				return
			}
			m.large = newLarge()
			m.load(first, kind)
			for i := range handed {
				m.pop(i%workers, 1)
				if c.failed() {
					return
				}
			}
			for i := range more {
				if m.setup.Stream {
					m.push(kind(i))
				}
			}
			m.drain()
		})
		if c.failed() {
			return
		}
	}
}

// large is what a model knows of the order of many tickets, without looking at all of them.
type large struct {
	byOwner    map[int]int // tickets that wait
	byPriority map[int]int
	last       map[int]int // by priority: order of arrival of the ticket handed out last
}

func newLarge() *large {
	return &large{make(map[int]int), make(map[int]int), make(map[int]int)}
}

// count counts a ticket that waits from now on, or no longer.
func (l *large) count(w waiting, change int) {
	if l != nil {
		l.byOwner[w.owner] += change
		l.byPriority[w.Priority] += change
	}
}

// inOrder notes a ticket that was handed out before one that should have come first.
func (l *large) inOrder(m *model, w waiting) {
	if m.c.claims.Priority {
		for p, n := range l.byPriority {
			if p > w.Priority && n > 0 {
				m.c.errorf("%s: Pop handed out index %d (priority %d) while %d of priority %d wait, of %d in all", m.label(), w.Index, w.Priority, n, p, len(m.waiting))
			}
		}
	}
	if before, any := l.last[w.Priority]; any && w.order < before && m.c.claims.FIFO && m.setup.Workers == 1 {
		m.c.errorf("%s: Pop handed out index %d after one of the same priority, %d, that came later, with %d waiting", m.label(), w.Index, w.Priority, len(m.waiting))
	}
	l.last[w.Priority] = w.order
}

// A driver pushes and pops tickets as fast as it can. The clock moves on by a second with
// each, so that nothing is held back.
type driver struct {
	queue    pool.Queue
	observer pool.Observer
	workers  int
	turn     int
	clock    time.Duration
	free     []int // indexes
	seq      uint64
	tickets  []pool.Ticket // by Index
	dst      [1]int
}

// newDriver returns nil if there is no queue, and notes why.
func (c *check) newDriver(workers, capacity int) *driver {
	d := &driver{workers: workers, tickets: make([]pool.Ticket, capacity)}
	for i := range capacity {
		d.free = append(d.free, i)
	}
	setup := c.claims.setup(workers, capacity)
	setup.Now = func() time.Duration { return d.clock }
	setup.Drop = func(index int, _ error) { d.free = append(d.free, index) }
	setup.Share = func(index, _ int) { d.free = append(d.free, index) } // as if it had its result at once
	q, err := c.discipline().NewQueue(setup)
	if err != nil {
		c.errorf("NewQueue: error %v", err)
		return nil
	}
	d.queue = q
	d.observer, _ = pool.As[pool.Observer](q)
	return d
}

func (d *driver) push(t pool.Ticket) {
	last := len(d.free) - 1
	if last < 0 {
		return
	}
	d.clock += time.Second
	t.Index, d.free = d.free[last], d.free[:last]
	t.Seq, t.Released = d.seq, d.clock
	if t.Deadline == 0 {
		t.Deadline = pool.NoDeadline
	}
	d.seq++
	d.tickets[t.Index] = t
	d.queue.Push(t)
}

// pop takes one ticket, for any worker, and runs it. There may be none.
func (d *driver) pop() (t pool.Ticket, ok bool) {
	d.clock += time.Second
	for range d.workers {
		d.turn = (d.turn + 1) % d.workers
		if d.queue.Pop(d.turn, d.dst[:]) == 1 {
			t = d.tickets[d.dst[0]]
			d.tickets[t.Index] = pool.Ticket{}
			d.free = append(d.free, t.Index)
			if d.observer != nil {
				d.observer.Done(d.turn, t, pool.Outcome{Service: time.Millisecond, Attempts: 1})
			}
			return t, true
		}
	}
	return t, false
}

// runQueueCost compares two times of the same machine at the same moment, and believes in
// a difference only if it is there each time it looks.
func runQueueCost(c *check) {
	const few, many, most, looks = 1_000, 64_000, 20, 10
	c.inRealTime("queues of few and of many jobs", func() {
		short, long := c.newDriver(2, few+1), c.newDriver(2, many+1)
		if short == nil || long == nil {
			return
		}
		for i := range many {
			if i < few {
				short.push(ticketOf(i))
			}
			long.push(ticketOf(i))
			c.signs.Add(1)
		}
		var quick, slow time.Duration
		for range looks {
			quick, slow = max(short.time(), 100*time.Nanosecond), long.time()
			c.signs.Add(1)
			if slow <= most*quick {
				return
			}
		}
		c.errorf("a Push and a Pop take %v with %d waiting, and %v with %d", slow, many, quick, few)
	})
}

func ticketOf(i int) pool.Ticket {
	return pool.Ticket{Priority: i * 7919 % 8, Cost: time.Duration(1 + i*104_729%1000), Key: ""}
}

// time returns how long a Pop and a Push take.
func (d *driver) time() time.Duration {
	least := time.Duration(1<<63 - 1)
	for range 5 {
		const pairs = 64
		began := time.Now()
		for i := range pairs {
			d.pop()
			d.push(ticketOf(i))
		}
		least = min(least, time.Since(began)/pairs)
	}
	return least
}

// runQueueForgets counts the keys that can still be reached once their jobs have run.
func runQueueForgets(c *check) {
	const keys, kept = 60_000, 20_000
	c.inRealTime("a queue that has seen many keys", func() {
		d := c.newDriver(2, 8)
		if d == nil {
			return
		}
		refs := make([]weak.Pointer[byte], keys)
		for i := range refs {
			key := fmt.Appendf(make([]byte, 0, 32), "customer %d", i)
			refs[i] = weak.Make(&key[0])
			d.push(pool.Ticket{Key: unsafe.String(&key[0], len(key)), Cost: time.Millisecond})
			d.pop()
			c.signs.Add(1)
		}
		clear(d.tickets)
		runtime.GC()
		alive := 0
		for _, ref := range refs {
			if ref.Value() != nil {
				alive++
			}
		}
		runtime.KeepAlive(d.queue)
		if alive > kept {
			c.errorf("after %d jobs, each of its own key, %d keys are remembered, want at most %d", keys, alive, kept)
		}
	})
}

// runQueueStarvation has one job wait beside a line of eight that never ends.
// floods are jobs that never end to come, each with the one that waits for its turn: all that a
// queue may go by is in favor of those that come, and then against them.
var floods = []struct {
	name          string
	victim, other pool.Ticket // Deadline: from its Push on
}{
	{"job of priority -3 and a cost of 1h", pool.Ticket{Priority: -3, Cost: time.Hour}, pool.Ticket{Priority: 4, Cost: time.Millisecond, Deadline: time.Second}},
	{"job of priority 3, a cost of 1ms and a near deadline", pool.Ticket{Priority: 3, Cost: time.Millisecond, Deadline: time.Second}, pool.Ticket{Priority: -4, Cost: time.Hour}},
}

func runQueueStarvation(c *check) {
	const others = 20_000
	for _, flood := range floods {
		for _, workers := range []int{1, 3} {
			c.inRealTime("a queue that is never empty", func() {
				d := c.newDriver(workers, 20)
				if d == nil {
					return
				}
				comes := func(t pool.Ticket, key string) {
					t.Key = key
					if t.Deadline > 0 {
						t.Deadline += d.clock
					}
					d.push(t)
				}
				comes(flood.victim, "victim")
				for i := range others {
					for len(d.free) > 11 {
						comes(flood.other, "other")
					}
					c.signs.Add(1)
					if t, _ := d.pop(); t.Key == "victim" {
						return
					}
					if i%100 == 0 {
						d.clock += time.Minute // in which nobody was free
					}
				}
				c.errorf("one %s waits while %d others of priority %d and a cost of %v that came later were handed out", flood.name, others, flood.other.Priority, flood.other.Cost)
			})
			if c.failed() {
				return
			}
		}
	}
}
