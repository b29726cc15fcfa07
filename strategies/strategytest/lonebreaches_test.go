package strategytest

import (
	"math/bits"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// lone are strategies that break one rule and keep all others.
var lone = []struct {
	how    string
	rule   string
	make   made
	claims Claims
	want   string
	also   string // another rule that catches it, too; "": none does
}{
	{"takes a job in two steps once 30,000 have come to a stream", "queue-beside", func(s pool.Setup) pool.Queue {
		return &hurried{when: func(t pool.Ticket) bool { return s.Stream && t.Seq >= 30_000 }}
	}, Claims{}, "times, want 1", ""},
	{"takes a job with a key in two steps from a batch", "queue-parallel", func(s pool.Setup) pool.Queue {
		return &hurried{when: func(t pool.Ticket) bool { return !s.Stream && t.Key != "" }}
	}, Claims{}, "times, want 1", ""},
	{"panics when it is asked for 64 jobs with keys", "queue-batch", func(pool.Setup) pool.Queue {
		return &asked{then: func() { panic("a bug") }}
	}, Claims{}, "panic: a bug", ""},
	{"waits when it is asked for 64 jobs with keys", "queue-batch", func(pool.Setup) pool.Queue {
		return &asked{then: func() { select {} }}
	}, Claims{}, "deadlock: everyone waits", ""},
	{"hands out eight while a hundred wait for each worker", "no-hostages", func(s pool.Setup) pool.Queue {
		return &generous{workers: s.Workers}
	}, Claims{WorkConserving: true}, "behind job", ""},
	{"has no place for a cost of less than nothing", "queue-extremes", func(pool.Setup) pool.Queue {
		var byMagnitude [64]int
		return &looking{look: func(t pool.Ticket) { byMagnitude[bits.Len64(uint64(t.Cost))]++ }}
	}, Claims{}, "index out of range [64]", ""},
	{"has no place for a job that has waited for a year", "queue-extremes", func(s pool.Setup) pool.Queue {
		var byHours [24 * 366]int
		return &looking{look: func(t pool.Ticket) { byHours[max(0, s.Now()-t.Released)/time.Hour]++ }}
	}, Claims{}, "index out of range", ""},
	{"has room for keys of 255 letters", "queue-extremes", func(pool.Setup) pool.Queue {
		var byLength [256]int
		return &looking{look: func(t pool.Ticket) { byLength[len(t.Key)]++ }}
	}, Claims{}, "index out of range [300]", ""},
	{"counts in 16 bits", "queue-long", func(pool.Setup) pool.Queue { return new(ring16) }, Claims{}, "returned 0 while index", ""},
	{"has indexes of 16 bits", "queue-long", func(pool.Setup) pool.Queue { return &small{index: func(i int) int { return int(uint16(i)) }} }, Claims{}, "which does not wait", "queue-beside"},
	{"has room for 65,536", "queue-long", func(pool.Setup) pool.Queue { return &small{room: 65_536} }, Claims{}, "while", ""},
	{"looks at the oldest thousand", "queue-long", func(pool.Setup) pool.Queue { return new(nearby) }, Claims{Priority: true}, "wait, of", ""},
	{"gives a job to another worker once a thousand wait", "queue-long", func(s pool.Setup) pool.Queue { return &lines{at: make([]queues.Ring[int], s.Workers)} }, Claims{}, "alone can take it", ""},
	{"looks at all jobs", "queue-cost", func(pool.Setup) pool.Queue { return new(scanned) }, Claims{}, "a Push and a Pop take", ""},
	{"remembers each key", "queue-forgets", func(pool.Setup) pool.Queue { return &counted{jobs: make(map[string]int)} }, Claims{}, "60000 keys are remembered", ""},
	{"lets a job wait forever", "queue-starvation", func(pool.Setup) pool.Queue { return new(urgent) }, Claims{Priority: true, NoStarvation: true}, "20000 others", ""},
	{"lets a short job wait forever", "queue-starvation", func(pool.Setup) pool.Queue { return new(longest) }, Claims{NoStarvation: true}, "20000 others", ""},
	{"names a job twice that runs for years", "stream-copies", func(s pool.Setup) pool.Queue { return &eternal{now: s.Now} }, Claims{}, "named twice", ""},
	{"looks at a clock of its own", "queue-clock", func(pool.Setup) pool.Queue {
		return &either{last: func(int) bool { return time.Now().Unix()%2 == 0 }}
	}, Claims{}, "handed out", ""},
	{"draws from a generator of all once 200 wait", "queue-seeded", func(pool.Setup) pool.Queue {
		return &either{last: func(waiting int) bool { return waiting >= 200 && rand.IntN(2) == 0 }}
	}, Claims{}, "handed out", ""},
	{"keeps the queue of a run for the next one", "reuse-after-cancel", nil, Claims{}, "handed out job 9 of 9", ""},
	{"has priorities of 32 bits", "queue-extremes", func(pool.Setup) pool.Queue { return new(narrowed) }, Claims{Priority: true}, "waits", ""},
	{"shares the result of a job that is no longer there", "queue-share", func(s pool.Setup) pool.Queue { return &clinging{share: s.Share, first: make(map[string]int)} }, Claims{}, "which does not wait", ""},
	{"lists an idle worker twice", "stream-at-once", func(s pool.Setup) pool.Queue { return newListed(s) }, Claims{AtOnce: true}, "while a worker was idle", ""},
}

// TestLone: the rule catches its strategy, and no other rule does.
func TestLone(t *testing.T) {
	for _, l := range lone {
		t.Run(l.how, func(t *testing.T) {
			t.Parallel()
			newDiscipline := func() pool.Discipline { return l.make }
			if l.make == nil {
				newDiscipline = func() pool.Discipline { return new(keeper) }
			}
			s := disciplined(newDiscipline, l.claims)
			for _, r := range slices.Concat(disciplineRules()...) {
				if r.claimed != nil && !r.claimed(s.claims) || l.rule == "queue-cost" && r.name == "queue-long" { // which would take a minute
					continue
				}
				switch failure := r.check(s, stallAfter).failure(); {
				case r.name == l.rule && !strings.Contains(failure, l.want):
					t.Errorf("rule %s: want %q in %q", r.name, l.want, failure)
				case r.name != l.rule && r.name != l.also && failure != "":
					t.Errorf("caught by another rule: %s", failure)
				}
			}
		})
	}
}

// either hands out the oldest job or the newest.
type either struct {
	last func(waiting int) bool

	mu   sync.Mutex
	jobs queues.Ring[int]
}

func (q *either) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(t.Index)
	return pool.AnyWorker
}

func (q *either) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.last(q.jobs.Len()) {
		return q.jobs.Take(dst[:1])
	}
	job, ok := q.jobs.PopLast()
	if !ok {
		return 0
	}
	dst[0] = job
	return 1
}

// narrowed has the most urgent job first, by the low half of its priority.
type narrowed struct {
	mu   sync.Mutex
	jobs queues.Heap[int]
}

func (q *narrowed) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(-int64(int32(t.Priority)), t.Index)
	return pool.AnyWorker
}

func (q *narrowed) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, job, ok := q.jobs.Pop()
	if !ok {
		return 0
	}
	dst[0] = job
	return 1
}

// hurried takes some jobs in two steps, between which another worker may take the same.
type hurried struct {
	when func(pool.Ticket) bool

	small
	next, last atomic.Int64
	lane       [1 << 18]atomic.Int64
}

func (q *hurried) Push(t pool.Ticket) int {
	if !q.when(t) {
		return q.small.Push(t)
	}
	q.lane[q.last.Load()].Store(int64(t.Index))
	q.last.Add(1)
	return pool.AnyWorker
}

func (q *hurried) Pop(worker int, dst []int) int {
	next := q.next.Load()
	if next == q.last.Load() {
		return q.small.Pop(worker, dst)
	}
	dst[0] = int(q.lane[next].Load())
	runtime.Gosched()
	q.next.Store(next + 1)
	return 1
}

// asked does something when a worker asks for 64 jobs at once, which have keys.
type asked struct {
	small
	keys atomic.Bool
	then func()
}

func (q *asked) Push(t pool.Ticket) int {
	if t.Key != "" {
		q.keys.Store(true)
	}
	return q.small.Push(t)
}

func (q *asked) Pop(worker int, dst []int) int {
	if len(dst) == 64 && q.keys.Load() {
		q.then()
	}
	return q.small.Pop(worker, dst)
}

// generous hands out several jobs while many wait.
type generous struct {
	small
	workers int
}

func (q *generous) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := 1
	if q.jobs.Len() > 100*q.workers {
		n = min(8, len(dst))
	}
	return q.jobs.Take(dst[:n])
}

// looking looks at each job that comes.
type looking struct {
	small
	look func(pool.Ticket)
}

func (q *looking) Push(t pool.Ticket) int {
	q.mu.Lock()
	q.look(t)
	q.mu.Unlock()
	return q.small.Push(t)
}

// keeper gives the queue of a run that has ended to the next one, as if it were empty.
type keeper struct {
	mu    sync.Mutex
	spare *kept
}

func (*keeper) Name() string { return "keeper" }

func (d *keeper) NewQueue(pool.Setup) (pool.Queue, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.spare
	if d.spare = nil; q == nil {
		q = &kept{of: d}
	}
	return q, nil
}

// kept is a queue of a keeper.
type kept struct {
	small
	of *keeper
}

func (q *kept) Finish(pool.Summary) {
	q.of.mu.Lock()
	defer q.of.mu.Unlock()
	q.of.spare = q
}
