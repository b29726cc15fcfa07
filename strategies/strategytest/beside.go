package strategytest

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

var besideRules = []rule{
	{
		name:    "queue-beside",
		explain: "every ticket is handed out exactly once while others come: 100,000, pushed beside pops, one by one to workers that look for one and many at once",
		claimed: Claims.streams,
		run:     runQueueBeside,
	},
}

const (
	// besideTickets are pushed, or as many as can be in besideTime: the race detector, which sees
	// more in fewer of them, makes all slow.
	besideTickets = 100_000
	besideTime    = time.Second

	// besideVain is how often each worker looks in vain until what still waits counts as lost.
	besideVain = 10_000
)

func runQueueBeside(c *check) {
	for _, workers := range []int{2, 8} {
		c.inRealTime("a queue whose pushes come beside pops", func() {
			if t := c.newTraffic(workers); t != nil {
				t.run()
			}
		})
		if c.failed() {
			return
		}
	}
}

// traffic is a queue that one goroutine pushes into while each worker pops.
type traffic struct {
	c        *check
	queue    pool.Queue
	observer pool.Observer // nil, as the following, where the queue is none
	idler    pool.Idler
	holder   pool.Holder
	relaxed  int

	clock   atomic.Int64
	tickets []pool.Ticket  // by index, and in this order
	times   []atomic.Int32 // that each was handed out, dropped or shared
	settled atomic.Int64   // how many were
	vain    []atomic.Int64 // by worker: pops in a row that found none
	broken  atomic.Bool    // a worker has given up
	over    atomic.Bool
}

// newTraffic returns nil if there is no queue, and notes why.
func (c *check) newTraffic(workers int) *traffic {
	t := &traffic{c: c, tickets: make([]pool.Ticket, besideTickets), times: make([]atomic.Int32, besideTickets), vain: make([]atomic.Int64, workers)}
	for i := range t.tickets {
		t.tickets[i] = pool.Ticket{
			Index: i, Seq: uint64(i), Priority: i * 7919 % 4, Cost: time.Duration(1+i%10) * time.Millisecond,
			Key: []string{"", "a", "b", "c", "d"}[i%5], Deadline: pool.NoDeadline,
		}
	}
	setup := c.claims.setup(workers, besideTickets)
	setup.Now = func() time.Duration { return time.Duration(t.clock.Load()) }
	setup.Drop = func(index int, _ error) { t.settle(index) }
	setup.Share = func(index, _ int) { t.settle(index) }
	var err error
	if t.queue, err = c.discipline().NewQueue(setup); err != nil {
		c.errorf("NewQueue: error %v", err)
		return nil
	}
	t.observer, _ = pool.As[pool.Observer](t.queue)
	t.idler, _ = pool.As[pool.Idler](t.queue)
	t.holder, _ = pool.As[pool.Holder](t.queue)
	if r, ok := pool.As[pool.Relaxed](t.queue); ok {
		t.relaxed = r.Relaxed()
	}
	return t
}

// settle notes that a ticket no longer waits.
func (t *traffic) settle(index int) {
	if t.times[index].Add(1) == 1 {
		t.settled.Add(1)
	}
	t.c.signs.Add(1)
}

func (t *traffic) run() {
	defer t.over.Store(true) // also if Push panics
	var wg sync.WaitGroup
	for worker := range t.vain {
		wg.Go(func() {
			if !t.c.safely(func() { t.work(worker) }) {
				t.broken.Store(true)
			}
		})
	}
	pushed := t.push()
	t.over.Store(true)
	if wg.Wait(); t.broken.Load() {
		return
	}
	for i := range t.times {
		want := int32(1)
		if i >= pushed {
			want = 0
		}
		if n := t.times[i].Load(); n != want {
			t.c.errorf("%d workers: index %d was handed out %d times, want %d", len(t.vain), i, n, want)
		}
	}
}

// push pushes tickets, few to workers that have nothing else to do and many to busy ones, and
// returns how many when all are settled.
func (t *traffic) push() (pushed int) {
	end := time.Now().Add(besideTime)
	for turn := 0; pushed < len(t.tickets) && time.Now().Before(end); turn++ {
		burst := []int{1, 2, 1, 8, 1, 1000}[turn%6]
		for range min(burst, len(t.tickets)-pushed) {
			ticket := t.tickets[pushed]
			ticket.Released = time.Duration(t.clock.Add(1000))
			pushed++
			t.queue.Push(ticket)
			t.c.signs.Add(1)
		}
		if burst < 1000 && !t.wait(pushed) {
			return pushed
		}
	}
	t.wait(pushed)
	return pushed
}

// wait waits until so many tickets are settled. It returns false if each worker has looked for
// those that are left in vain.
func (t *traffic) wait(pushed int) bool {
	for i := range t.vain {
		t.vain[i].Store(0)
	}
	for t.settled.Load() < int64(pushed) {
		lost := true
		if t.broken.Load() {
			return false
		}
		for i := range t.vain {
			lost = lost && t.vain[i].Load() > besideVain
		}
		if lost {
			return false
		}
		runtime.Gosched()
	}
	return true
}

// work pops and runs tickets until it is over.
func (t *traffic) work(worker int) {
	dst := make([]int, 4)
	for !t.over.Load() {
		n := t.queue.Pop(worker, dst)
		for again := 0; n == 0 && again < t.relaxed; again++ {
			n = t.queue.Pop(worker, dst)
		}
		if n == 0 {
			t.idle(worker)
			continue
		}
		t.vain[worker].Store(0)
		if n < 0 || n > len(dst) {
			t.c.errorf("%d workers: Pop into a slice of length %d returned %d", len(t.vain), len(dst), n)
			t.broken.Store(true)
			return
		}
		for _, index := range dst[:n] {
			if index < 0 || index >= len(t.tickets) {
				t.c.errorf("%d workers: Pop handed out index %d", len(t.vain), index)
				t.broken.Store(true)
				return
			}
			t.clock.Add(int64(t.tickets[index].Cost))
			if t.observer != nil {
				t.observer.Done(worker, t.tickets[index], pool.Outcome{Service: t.tickets[index].Cost, Attempts: 1})
			}
			t.settle(index)
		}
	}
}

// idle does what a worker does that has found nothing. Nothing else happens until a held job is
// due, so that the clock moves on.
func (t *traffic) idle(worker int) {
	if t.idler != nil {
		t.idler.Idle(worker, true)
		t.idler.Idle(worker, false)
	}
	if t.holder != nil {
		at, _, ok := t.holder.Next()
		for now := t.clock.Load(); ok && now < int64(at) && !t.clock.CompareAndSwap(now, int64(at)); now = t.clock.Load() {
		}
	}
	t.vain[worker].Add(1)
	runtime.Gosched()
}
