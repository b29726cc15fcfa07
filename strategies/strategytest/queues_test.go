package strategytest

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
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
	leaver    bool // Pop returns 0 at times although jobs wait
	wrongWake bool // Push names another worker than the one who can take the ticket
	single    bool // all tickets are for worker 0
	bound     bool // a ticket can be taken by one worker only
	badOwner  bool // Push names a worker that does not exist
	lifo      bool // the last first
	priority  bool // the most urgent first
	hoards    bool // takes all there is
	random    bool // draws from a generator that is not seeded
	torn      bool // Pop reads and writes its position, without one atomic operation
	batchOnly bool // refuses streams
	deafError bool // NewQueue fails
	shared    *plainQueue
}

func (d plain) Name() string { return cmp.Or(d.name, "plain") }

func (d plain) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if d.deafError || d.batchOnly && setup.Stream {
		return nil, errors.New("discipline \"plain\": runs batches only")
	}
	if d.shared != nil {
		return d.shared, nil
	}
	return &plainQueue{plain: d, workers: setup.Workers, more: make(chan struct{}, setup.Capacity+1)}, nil
}

type plainQueue struct {
	plain
	workers int
	more    chan struct{} // for waits
	mu      sync.Mutex
	tickets []pool.Ticket
	n, pops int
	next    atomic.Int64 // for torn
}

func (q *plainQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.n++
	if !q.lossy || q.n%10 != 0 {
		at := len(q.tickets)
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
	switch {
	case q.badOwner:
		return q.workers
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
		runtime.Gosched()
		q.next.Store(i + 1)
		dst[0] = q.tickets[i].Index
		return 1
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.pops++
	if q.leaver && q.pops%3 == 0 {
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
		if at < 0 {
			break
		}
		if q.lifo {
			at = len(q.tickets) - 1
		}
		if q.random {
			at = rand.IntN(len(q.tickets))
		}
		dst[n] = q.tickets[at].Index
		q.tickets = slices.Delete(q.tickets, at, at+1)
		n++
	}
	return n
}

func TestPlain(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{} }, Claims{WorkConserving: true, FIFO: true})
}

func TestPlainPriority(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{priority: true} }, Claims{WorkConserving: true, Priority: true, FIFO: true})
}

func TestPlainBound(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{bound: true} }, Claims{})
}

func TestPlainBatchOnly(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return plain{batchOnly: true} }, Claims{WorkConserving: true, FIFO: true, NoStream: true})
}

func FuzzPlainPriority(f *testing.F) {
	FuzzDiscipline(f, func() pool.Discipline { return plain{priority: true} }, Claims{Priority: true, FIFO: true})
}

// queueBreaches has one way or more to break each rule for disciplines.
var queueBreaches = []struct {
	rule   string
	broken plain
	claims Claims
	want   string
}{
	{"name", plain{name: "Plain"}, Claims{}, "want a match of"},
	{"exactly-once", plain{lossy: true}, Claims{}, "lost"},
	{"makespan", plain{bound: true}, Claims{WorkConserving: true}, "makespan"},
	{"priority-order", plain{}, Claims{Priority: true}, "was waiting"},
	{"fifo-order", plain{lifo: true}, Claims{FIFO: true}, "started after"},
	{"queue-batch", plain{lossy: true}, Claims{}, "while"},
	{"queue-batch", plain{doubles: true}, Claims{}, "which does not wait"},
	{"queue-batch", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"queue-batch", plain{deafError: true}, Claims{}, "NewQueue returned"},
	{"queue-batch", plain{greedy: true}, Claims{}, "Pop into a slice of length"},
	{"queue-batch", plain{leaver: true}, Claims{}, "Pop returned 0 to every worker"},
	{"queue-batch", plain{lifo: true}, Claims{FIFO: true}, "which came earlier"},
	{"queue-batch", plain{}, Claims{Priority: true}, "(priority"},
	{"queue-stream", plain{leaver: true}, Claims{}, "returned 0 while index"},
	{"queue-stream", plain{wrongWake: true}, Claims{}, "alone can take it"},
	{"queue-stream", plain{badOwner: true}, Claims{}, "Push returned worker 1, want one in [0, 1)"},
	{"queue-stream", plain{priority: true, hoards: true}, Claims{Priority: true}, "at once"},
	{"queue-stream", plain{batchOnly: true}, Claims{}, "runs batches only"},
	{"queue-refuses-streams", plain{}, Claims{NoStream: true}, "no error"},
	{"queue-independent", plain{shared: &plainQueue{}}, Claims{}, "which does not wait"},
	{"queue-seeded", plain{random: true}, Claims{}, "handed out"},
	{"queue-parallel", plain{torn: true}, Claims{}, "times, want 1"},
	{"stream-exactly-once-parallel", plain{doubles: true}, Claims{}, "which does not wait"},
	{"stream-close", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-full", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-cancel", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-failures", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-exactly-once", plain{lossy: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-wakes", plain{wrongWake: true, bound: true}, Claims{}, "while all workers were idle"},
	{"stream-workers", plain{single: true}, Claims{}, "1 processors at once, want 2"},
	{"stream-conserving", plain{bound: true}, Claims{WorkConserving: true}, "workers were busy"},
	{"stream-priority", plain{}, Claims{Priority: true}, "was waiting"},
	{"stream-fifo", plain{lifo: true}, Claims{FIFO: true}, "started after"},
}

func TestQueueBreachesAreCaught(t *testing.T) {
	for _, b := range queueBreaches {
		t.Run(b.rule, func(t *testing.T) {
			c := findIn(t, disciplineRules(), b.rule).check(disciplined(func() pool.Discipline { return b.broken }, b.claims), 3*time.Second)
			switch failure := c.failure(); {
			case !strings.Contains(failure, "rule "+b.rule+": "+c.rule.explain):
				t.Errorf("%+v: not caught: %q", b.broken, failure)
			case !strings.Contains(failure, b.want):
				t.Errorf("%+v: caught, but want %q in\n%s", b.broken, b.want, failure)
			}
		})
	}
}
