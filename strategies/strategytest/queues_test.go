package strategytest

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// plain is a discipline in the dumbest way, one locked slice. Its fields break
// it, one rule each.
type plain struct {
	name string

	lossy     bool // every tenth ticket is lost
	doubles   bool // every tenth ticket is handed out twice
	greedy    bool // takes one more than fits
	waits     bool // Pop waits for a ticket
	slow      bool // Pop sleeps
	leaver    bool // Pop returns 0 at times although jobs wait
	wrongWake bool // Push names another worker than the one who can take the ticket
	single    bool // all tickets are for worker 0
	bound     bool // a ticket can be taken by one worker only
	badOwner  bool // Push names a worker that does not exist
	lifo      bool // the last first
	priority  bool // the most urgent first
	hoards    bool // takes all there is
	random    bool // draws from a generator that is not seeded
	wall      bool // looks at a clock of its own
	narrow    bool // the most urgent first, by the difference of priorities
	panics    bool // when tickets wait
	randomAt  int  // with as many waiting, draws from a generator that is not seeded
	torn      bool // Pop reads and writes its position, without one atomic operation
	batchOnly bool // refuses streams
	deafError bool // NewQueue fails

	leaves     int    // with leaver: how often in a row
	loads      bool   // a batch comes by Load
	forgets    bool   // with loads: those that come back are lost
	badPrefer  bool   // Push prefers a worker that does not exist
	prefers    bool   // Push says that a worker should take the ticket
	relaxed    bool   // says that Pop misses jobs, at most once in a row
	dropsTwice bool   // every fifth ticket is given up, twice
	dropsOut   bool   // tickets are given up once they have been handed out
	holds      string // tickets are held back for a second; how Next is wrong
	starts     bool   // Push starts a goroutine
	dropsKeeps bool   // every fifth ticket is given up, and handed out all the same

	around func(q *plainQueue) pool.Queue // the queue is what this returns

	shared *plainQueue
}

func (d plain) Name() string { return cmp.Or(d.name, "plain") }

func (d plain) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if d.deafError || d.batchOnly && setup.Stream {
		return nil, errors.New("discipline \"plain\": runs batches only")
	}
	if d.shared != nil {
		return d.shared, nil
	}
	q := &plainQueue{plain: d, workers: setup.Workers, setup: setup, more: make(chan struct{}), meet: newMeeting()}
	switch {
	case d.around != nil:
		return d.around(q), nil
	case d.loads && !setup.Stream:
		return plainLoader{q}, nil
	case d.relaxed:
		return plainRelaxed{q}, nil
	case d.holds != "":
		return plainHolder{q}, nil
	}
	return q, nil
}

// plainLoader takes a batch as a whole.
type plainLoader struct{ *plainQueue }

func (q plainLoader) Load(b pool.Batch) {
	for i := range b.Len() {
		q.Push(b.Ticket(i))
	}
}

func (q plainLoader) Return(t pool.Ticket) int {
	if q.forgets {
		return pool.AnyWorker
	}
	return q.Push(t)
}

// plainRelaxed misses jobs at times.
type plainRelaxed struct{ *plainQueue }

func (plainRelaxed) Relaxed() int { return 1 }

// plainHolder holds tickets back.
type plainHolder struct{ *plainQueue }

func (q plainHolder) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.tickets) == 0 || q.holds == "not told" {
		return 0, 0, false
	}
	switch {
	case q.holds == "too early":
		return q.setup.Now(), pool.AnyWorker, true
	case q.holds == "nobody":
		return q.setup.Now() + time.Second, -2, true
	case q.holds == "too late":
		return q.tickets[0].Released + 2*time.Second, pool.AnyWorker, true
	case q.holds == "wrong worker":
		return q.tickets[0].Released + time.Second, (q.owner(q.tickets[0]) + 1) % q.workers, true
	}
	return q.tickets[0].Released + time.Second, pool.AnyWorker, true
}

type plainQueue struct {
	plain
	workers int
	setup   pool.Setup
	more    chan struct{} // for waits
	mu      sync.Mutex
	tickets []pool.Ticket
	n, pops int
	next    atomic.Int64 // for torn
	meet    *meeting
}

func (q *plainQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.n++
	if !q.lossy || q.n%10 != 0 {
		at := len(q.tickets)
		if q.narrow {
			at = slices.IndexFunc(q.tickets, func(o pool.Ticket) bool { return t.Priority-o.Priority > 0 })
			if at < 0 {
				at = len(q.tickets)
			}
		}
		if q.priority {
			at, _ = slices.BinarySearchFunc(q.tickets, t, func(a, b pool.Ticket) int {
				return cmp.Or(cmp.Compare(b.Priority, a.Priority), -1) // behind its equals
			})
		}
		q.tickets = slices.Insert(q.tickets, at, t)
	}
	if q.doubles && q.n%10 == 0 {
		q.tickets = append(q.tickets, t)
	}
	if q.dropsTwice && q.n%5 == 0 {
		q.tickets = slices.DeleteFunc(q.tickets, func(o pool.Ticket) bool { return o.Index == t.Index })
		q.setup.Drop(t.Index, nil)
		q.setup.Drop(t.Index, nil)
	}
	if q.dropsKeeps && q.n%5 == 0 {
		q.setup.Drop(t.Index, nil)
	}
	if q.starts && q.n%5 == 0 {
		go func() { <-q.more }()
	}
	switch {
	case q.badOwner:
		return q.workers
	case q.badPrefer:
		return pool.Prefer(q.workers)
	case q.prefers:
		return pool.Prefer(q.owner(t))
	case q.wrongWake:
		return (q.owner(t) + 1) % q.workers
	case q.bound, q.single:
		return q.owner(t)
	}
	return pool.AnyWorker
}

// owner returns who can take a ticket of a queue that binds tickets.
func (q *plainQueue) owner(t pool.Ticket) int {
	if q.single {
		return 0
	}
	return t.Index % q.workers
}

func (q *plainQueue) Pop(worker int, dst []int) int {
	if q.torn {
		i := q.next.Load()
		if i >= int64(len(q.tickets)) {
			return 0
		}
		q.meet.wait()
		q.next.Store(i + 1)
		dst[0] = q.tickets[i].Index
		return 1
	}
	if q.slow {
		time.Sleep(2 * time.Second)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pops++
	if q.leaver && q.pops%(3+q.leaves) <= q.leaves {
		return 0
	}
	if q.waits && len(q.tickets) == 0 {
		q.mu.Unlock()
		<-q.more
		q.mu.Lock()
	}
	mine := func(t pool.Ticket) bool { return !(q.bound || q.single) || q.owner(t) == worker }
	take := 1
	if q.hoards {
		take = len(dst)
	}
	if q.greedy {
		dst, take = dst[:len(dst)+1], len(dst)+1
	}
	n := 0
	for n < take {
		at := slices.IndexFunc(q.tickets, mine)
		if at < 0 || q.holds != "" && q.tickets[at].Released+time.Second > q.setup.Now() {
			break
		}
		if q.lifo {
			at = len(q.tickets) - 1
		}
		if q.random || q.randomAt > 0 && len(q.tickets) >= q.randomAt {
			at = rand.IntN(len(q.tickets))
		}
		if q.wall {
			at = int(time.Now().Unix()) % len(q.tickets)
		}
		if q.panics {
			panic("a bug")
		}
		dst[n] = q.tickets[at].Index
		if at == 0 {
			q.tickets = q.tickets[1:]
		} else {
			q.tickets = slices.Delete(q.tickets, at, at+1)
		}
		if q.dropsOut {
			q.setup.Drop(dst[n], nil)
		}
		n++
	}
	return n
}

func TestPlain(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{} }, Claims{WorkConserving: true, FIFO: true})
}

// testSmall is TestDiscipline without the rules about many jobs, for a queue that looks at
// all of them.
func testSmall(t *testing.T, d plain, claims Claims) {
	t.Helper()
	rules := slices.DeleteFunc(slices.Concat(disciplineRules()...), func(r rule) bool { return r.name == "queue-long" || r.name == "queue-cost" })
	runRules(t, rules, disciplined(func() pool.Discipline { return d }, claims))
}

func TestPlainPriority(t *testing.T) {
	testSmall(t, plain{priority: true}, Claims{WorkConserving: true, Priority: true, FIFO: true})
}

func TestPlainBound(t *testing.T) {
	testSmall(t, plain{bound: true}, Claims{})
}

func TestPlainVariants(t *testing.T) {
	for _, d := range []plain{{holds: "rightly"}, {loads: true}, {relaxed: true, leaver: true}, {prefers: true}} {
		for _, name := range []string{"queue-batch", "queue-stream"} {
			r := findIn(t, disciplineRules(), name).check(disciplined(func() pool.Discipline { return d }, Claims{}), stallAfter)
			if failure := r.failure(); failure != "" {
				t.Errorf("%+v: %s", d, failure)
			}
		}
	}
}

func TestPlainBatchOnly(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{batchOnly: true} }, Claims{WorkConserving: true, FIFO: true, NoStream: true})
}

func FuzzPlainPriority(f *testing.F) {
	FuzzDiscipline(f, func() pool.Discipline { return plain{priority: true} }, Claims{Priority: true, FIFO: true})
}

// TestCallsAreSignsOfLife: each Push and Pop that comes back is one, so that a queue of many
// jobs is not taken to be stuck on a slow machine.
func TestCallsAreSignsOfLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &check{subject: disciplined(func() pool.Discipline { return plain{} }, Claims{})}
		m := c.newModel(c.discipline(), c.claims.setup(1, 10))
		for i := range 6 {
			if i < 3 {
				m.push(0)
			} else {
				m.take(0, 1)
			}
			if n := c.signs.Load(); n != int64(i+1) {
				t.Errorf("%d signs of life after %d calls", n, i+1)
			}
		}
		if failure := c.failure(); failure != "" {
			t.Error(failure)
		}
	})
}
