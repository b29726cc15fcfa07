package strategytest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A model is the dumbest queue, a set of the tickets that wait, beside the
// queue that is checked. It calls that queue as the engine does, from one
// goroutine.
type model struct {
	c        *check
	queue    pool.Queue
	setup    pool.Setup
	dropping sync.Mutex      // guards what drop changes: the rule queue-parallel has many workers
	waiting  map[int]waiting // by Index
	shared   map[int][]int   // by Index of the leader that waits or runs: those that share its result
	leaders  bool            // a leader must wait when a job comes to share its result
	free     []int           // indexes to give out, the next last
	later    []int           // the same, once free is empty
	pushed   int
	next     uint64       // Seq
	idle     []bool       // by worker: what the queue was told
	vain     []bool       // by worker: Pop of a Loader returned 0, and nothing has come back since
	clock    atomic.Int64 // ns since the run began
	summary  pool.Summary
	details  []pool.Detail
	popped   []int                                    // every Index handed out, in order
	while    time.Duration                            // passes on other clocks before whatever is played
	extreme  bool                                     // tickets have numbers from the ends of their ranges
	early    bool                                     // tickets were released before the run began
	gaps     bool                                     // numbers of jobs are missing: they never came to the queue
	returns  int                                      // how often a job comes back that does
	real     bool                                     // not in virtual time
	busy     bool                                     // jobs run, for whose end others may wait
	large    *large                                   // not nil: too many wait to look at all of them
	taken    func(worker, limit int, taken []waiting) // called after each Pop, with the limit of workers; may be nil
}

type waiting struct {
	pool.Ticket
	order int // of arrival
	owner int // who alone can take it, or AnyWorker
}

// placing is the owner of a ticket until Push has returned.
const placing = -2

// newModel returns nil if there is no queue, and notes why.
func (c *check) newModel(d pool.Discipline, setup pool.Setup) *model {
	m := &model{c: c, setup: setup, waiting: make(map[int]waiting), shared: make(map[int][]int), idle: make([]bool, setup.Workers), vain: make([]bool, setup.Workers), returns: 1}
	m.setup.Now, m.setup.Drop, m.setup.Share = m.now, m.drop, m.share
	for i := range setup.Capacity {
		m.free = append(m.free, setup.Capacity-1-i)
	}
	queue, err := d.NewQueue(m.setup)
	if err != nil || queue == nil {
		c.errorf("%s: NewQueue returned %v, error %v", m.label(), queue, err)
		return nil
	}
	m.queue = queue
	return m
}

func (m *model) now() time.Duration { return time.Duration(m.clock.Load()) }

func (m *model) label() string {
	mode := "batch"
	if m.setup.Stream {
		mode = "stream"
	}
	return fmt.Sprintf("queue of a %s (%d workers, capacity %d)", mode, m.setup.Workers, m.setup.Capacity)
}

// ticket returns a new ticket; b decides on what an ordering may use.
func (m *model) ticket(b byte) (t pool.Ticket, ok bool) {
	if m.full() {
		return pool.Ticket{}, false
	}
	t = pool.Ticket{
		Index:    m.takeFree(),
		Priority: int(b>>2&7) - 3,
		Cost:     time.Duration(b>>4) * time.Millisecond,
		Deadline: pool.NoDeadline,
		Key:      []string{"", "a", "b", "c"}[b>>5&3],
	}
	if m.setup.Stream {
		t.Released = m.now()
	}
	if b&2 != 0 { // Created before it came
		t.Released = max(0, t.Released-time.Duration(b)*time.Second)
	}
	if m.early {
		t.Released = -time.Duration(b) * time.Second
	}
	if m.gaps {
		m.next += uint64(b % 3)
	}
	t.Seq = m.next
	m.next++
	if b&1 == 1 {
		t.Deadline = m.now() + time.Duration(b)*time.Millisecond
	}
	if b&12 == 12 {
		t.NotBefore = m.now() + time.Duration(b)*time.Millisecond
	}
	if m.extreme {
		t.Priority = []int{math.MinInt, math.MaxInt, -1, 0, 1, math.MinInt + 1}[b%6]
		t.Cost = []time.Duration{0, math.MaxInt64, 1, math.MinInt64, -1}[b%5]
		t.Deadline = []time.Duration{pool.NoDeadline, math.MinInt64, m.now(), 0}[b>>1&3]
		if b%7 == 0 {
			t.Released = math.MinInt64 / 2
		}
		t.Key = []string{"", "\x00", strings.Repeat("k", 300)}[b%3]
	}
	return t, true
}

// full reports whether there is no index to give out.
func (m *model) full() bool { return len(m.free)+len(m.later) == 0 }

func (m *model) takeFree() int {
	if len(m.free) == 0 {
		m.free, m.later = m.later, m.free
		slices.Reverse(m.free)
	}
	last := len(m.free) - 1
	index := m.free[last]
	m.free = m.free[:last]
	return index
}

// push places a ticket, if there is room.
func (m *model) push(b byte) {
	t, ok := m.ticket(b)
	if !ok {
		return
	}
	m.place(t, m.queue.Push)
}

// place gives a ticket to the queue.
func (m *model) place(t pool.Ticket, push func(pool.Ticket) int) {
	m.waiting[t.Index] = waiting{t, m.pushed, placing} // it may be dropped at once
	m.pushed++
	clear(m.vain)
	began := time.Now()
	owner := push(t)
	m.c.signs.Add(1)
	if took := time.Since(began); took > 0 && !m.real {
		m.c.errorf("%s: Push took %v of virtual time: it must not wait", m.label(), took)
	}
	if preferred := pool.Prefer(owner); owner < pool.AnyWorker { // Prefer is its own inverse
		if preferred >= m.setup.Workers {
			m.c.errorf("%s: Push prefers worker %d, want one in [0, %d)", m.label(), preferred, m.setup.Workers)
		}
		owner = pool.AnyWorker
	}
	if owner >= m.setup.Workers {
		m.c.errorf("%s: Push returned worker %d, want one in [0, %d) or AnyWorker", m.label(), owner, m.setup.Workers)
	}
	if w, ok := m.waiting[t.Index]; ok {
		w.owner = owner
		m.waiting[t.Index] = w
		m.large.count(w, 1)
	}
}

// tickets is a whole batch.
type tickets []pool.Ticket

func (b tickets) Len() int                 { return len(b) }
func (b tickets) Ticket(i int) pool.Ticket { return b[i] }

// load places a whole batch in the way that the queue wants it.
func (m *model) load(n int, kind func(i int) byte) {
	loader, ok := m.queue.(pool.Loader)
	if !ok || m.setup.Stream {
		for i := range n {
			m.push(kind(i))
		}
		return
	}
	var batch tickets
	for i := range n {
		t, _ := m.ticket(kind(i))
		batch = append(batch, t)
		m.waiting[t.Index] = waiting{t, i, pool.AnyWorker}
		m.large.count(m.waiting[t.Index], 1)
	}
	m.pushed = n
	loader.Load(batch)
}

// pop takes up to size tickets for a worker, does them, and returns how many.
func (m *model) pop(worker, size int) int {
	m.tell(worker, false)
	taken := m.take(worker, size)
	if len(taken) == 0 {
		m.tell(worker, true)
	}
	for _, w := range taken {
		m.done(worker, w)
	}
	return len(taken)
}

// take takes up to size tickets for a worker.
func (m *model) take(worker, size int) (taken []waiting) {
	const untouched = -7
	dst := slices.Repeat([]int{untouched}, size+2)
	limit := m.limit()
	began := time.Now()
	n := m.queue.Pop(worker, dst[:size])
	if r, ok := pool.As[pool.Relaxed](m.queue); ok {
		for again := r.Relaxed(); n == 0 && again > 0; again-- {
			n = m.queue.Pop(worker, dst[:size])
		}
	}
	m.c.signs.Add(1)
	switch took := time.Since(began); {
	case took > 0:
		m.c.errorf("%s: Pop took %v of virtual time: it must not wait", m.label(), took)
	case n < 0 || n > size:
		m.c.errorf("%s: Pop into a slice of length %d returned %d", m.label(), size, n)
		return nil
	case dst[size] != untouched || dst[size+1] != untouched:
		m.c.errorf("%s: Pop wrote past the length of its slice, %d", m.label(), size)
	case n == 0:
		m.mayBeEmpty(worker)
	case m.vain[worker]:
		m.c.errorf("%s: Pop returned 0 to worker %d, and later handed index %d to it, which had waited all the time", m.label(), worker, dst[0])
	case n > 1 && m.setup.Stream && m.c.claims.Priority:
		m.c.errorf("%s: Pop handed out %d at once: one that is more urgent and comes next would have to wait", m.label(), n)
	}
	for _, i := range dst[:n] {
		w, ok := m.waiting[i]
		if !ok {
			m.c.errorf("%s: Pop handed out index %d, which does not wait", m.label(), i)
			continue
		}
		if w.owner != pool.AnyWorker && w.owner != worker {
			m.c.errorf("%s: Pop handed index %d to worker %d: Push said that worker %d alone can take it", m.label(), i, worker, w.owner)
		}
		delete(m.waiting, i)
		if m.large != nil {
			m.large.count(w, -1)
			m.large.inOrder(m, w)
		} else {
			m.inOrder(w)
		}
		if m.setup.Stream {
			m.free = append(m.free, w.Index) // numbers are reused, the last first
		}
		m.popped = append(m.popped, w.Index)
		taken = append(taken, w)
	}
	if m.taken != nil {
		m.taken(worker, max(limit, m.limit()), taken)
	}
	return taken
}

// limit returns how many workers may take jobs.
func (m *model) limit() int {
	if l, ok := pool.As[pool.Limiter](m.queue); ok {
		return l.Limit()
	}
	return m.setup.Workers
}

// done runs a job, in no time that anyone would notice.
func (m *model) done(worker int, w waiting) {
	service := w.Cost + time.Millisecond
	if m.extreme {
		service = time.Millisecond
	}
	m.clock.Add(int64(service))
	m.summary.Busy += service
	m.summary.Longest = max(m.summary.Longest, service)
	if m.comesBack(w) {
		return
	}
	m.end(w.Index)
	if o, ok := pool.As[pool.Observer](m.queue); ok {
		o.Done(worker, w.Ticket, pool.Outcome{Service: service, Attempts: w.Attempt + 1})
	}
}

// comesBack has some jobs run again, if the queue takes them back. It reports whether this
// one does.
func (m *model) comesBack(w waiting) bool {
	if w.Seq%4 != 3 || w.Attempt == m.returns || m.setup.Stream && m.full() {
		return false
	}
	push, index := m.queue.Push, w.Index
	returner, returns := m.queue.(pool.Returner)
	_, loads := m.queue.(pool.Loader)
	switch {
	case m.setup.Stream:
		w.Index = m.takeFree()
	case returns:
		push = returner.Return
	case loads:
		return false // the engine keeps it
	}
	w.Attempt++
	if shared := m.shared[index]; len(shared) > 0 {
		delete(m.shared, index)
		m.shared[w.Index] = shared
	}
	m.place(w.Ticket, push)
	return true
}

// tell tells the queue whether a worker is idle, if that has changed.
func (m *model) tell(worker int, idle bool) {
	if i, ok := pool.As[pool.Idler](m.queue); ok && m.idle[worker] != idle {
		i.Idle(worker, idle)
	}
	m.idle[worker] = idle
}

// play does what a sequence of bytes says. In a batch all pushes come first.
func (m *model) play(ops []byte) {
	if !m.setup.Stream {
		m.load(min(len(ops), m.setup.Capacity), func(i int) byte { return ops[i] })
	}
	for _, b := range ops {
		if m.c.failed() {
			return
		}
		time.Sleep(m.while)
		worker := int(b>>3) % m.setup.Workers
		switch {
		case m.setup.Stream && b&3 < 2:
			m.push(b)
		case m.setup.Stream:
			m.pop(worker, 1+int(b>>6))
		default:
			m.pop(worker, 1+int(b&7))
		}
	}
	m.drain()
}

// drain lets all workers take what is left, ends the run, and notes what still waits.
func (m *model) drain() {
	for busy := true; busy && !m.c.failed(); {
		busy = false
		for worker := range m.setup.Workers {
			if !m.c.failed() && m.pop(worker, 3) > 0 {
				busy = true
			}
		}
		if !busy && len(m.waiting) > 0 {
			busy = m.awaitNext()
		}
	}
	if n := len(m.waiting); n > 0 && !m.c.failed() {
		m.c.errorf("%s: Pop returned 0 to every worker while %d of %d tickets wait", m.label(), n, n+m.summary.Jobs)
	}
	m.summary.Workers, m.summary.Makespan = m.setup.Workers, m.now()
	if f, ok := pool.As[pool.Finisher](m.queue); ok {
		f.Finish(m.summary)
	}
	if r, ok := pool.As[pool.Reporter](m.queue); ok {
		m.details = r.Report()
	}
}
