package strategytest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// made is a discipline whose queues a function makes.
type made func(setup pool.Setup) pool.Queue

func (made) Name() string                                    { return "made" }
func (m made) NewQueue(setup pool.Setup) (pool.Queue, error) { return m(setup), nil }

// ring16 is a ring of 65,536 places whose positions have 16 bits.
type ring16 struct {
	mu          sync.Mutex
	first, last uint16
	jobs        [1 << 16]int
}

func (q *ring16) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[q.last] = t.Index
	q.last++
	return pool.AnyWorker
}

func (q *ring16) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.first == q.last {
		return 0
	}
	dst[0] = q.jobs[q.first]
	q.first++
	return 1
}

// small is a queue that has room for so many, or changes indexes.
type small struct {
	room  int
	index func(int) int

	mu   sync.Mutex
	jobs queues.Ring[int]
}

func (q *small) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.index != nil {
		t.Index = q.index(t.Index)
	}
	if q.room == 0 || q.jobs.Len() < q.room {
		q.jobs.Push(t.Index)
	}
	return pool.AnyWorker
}

func (q *small) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.jobs.Take(dst[:1])
}

// nearby hands out the most urgent of the oldest thousand.
type nearby struct {
	mu   sync.Mutex
	near queues.Heap[int]
	rest queues.Ring[pool.Ticket]
}

func (q *nearby) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rest.Push(t)
	q.fill()
	return pool.AnyWorker
}

func (q *nearby) fill() {
	for q.near.Len() < 1000 && q.rest.Len() > 0 {
		t, _ := q.rest.Pop()
		q.near.Push(^int64(t.Priority), t.Index)
	}
}

func (q *nearby) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, index, ok := q.near.Pop()
	if !ok {
		return 0
	}
	q.fill()
	dst[0] = index
	return 1
}

// lines are lines for each worker, of a stream. One that is long gives to others.
type lines struct {
	mu   sync.Mutex
	at   []queues.Ring[int]
	turn int
}

func (q *lines) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.turn = (q.turn + 1) % len(q.at)
	q.at[q.turn].Push(t.Index)
	return q.turn
}

func (q *lines) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	from := worker
	if next := (worker + 1) % len(q.at); q.at[next].Len() >= 1000 {
		from = next
	}
	return q.at[from].Take(dst[:1])
}

// scanned looks at all jobs for the oldest.
type scanned struct {
	mu   sync.Mutex
	jobs []pool.Ticket
}

func (q *scanned) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, t)
	return pool.AnyWorker
}

func (q *scanned) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.jobs) == 0 {
		return 0
	}
	oldest := 0
	for i := range q.jobs {
		if q.jobs[i].Seq < q.jobs[oldest].Seq {
			oldest = i
		}
	}
	dst[0] = q.jobs[oldest].Index
	last := len(q.jobs) - 1
	q.jobs[oldest] = q.jobs[last]
	q.jobs = q.jobs[:last]
	return 1
}

// counted counts the jobs of each key.
type counted struct {
	small
	jobs map[string]int
}

func (q *counted) Push(t pool.Ticket) int {
	q.mu.Lock()
	q.jobs[t.Key]++
	q.mu.Unlock()
	return q.small.Push(t)
}

// urgent hands out the most urgent.
type urgent struct {
	mu   sync.Mutex
	jobs queues.Heap[int]
}

func (q *urgent) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs.Push(^int64(t.Priority), t.Index)
	return pool.AnyWorker
}

func (q *urgent) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	_, index, ok := q.jobs.Pop()
	if ok {
		dst[0] = index
		return 1
	}
	return 0
}

// longest hands out the job first that takes longest.
type longest struct{ urgent }

func (q *longest) Push(t pool.Ticket) int {
	t.Priority = int(t.Cost / time.Millisecond)
	return q.urgent.Push(t)
}

// listed places a job with the worker that has been idle longest, and lists a worker as
// idle each time that it looks in vain.
type listed struct {
	mu   sync.Mutex
	at   []queues.Ring[int]
	idle queues.Ring[int]
	turn int
}

func newListed(s pool.Setup) *listed { return &listed{at: make([]queues.Ring[int], s.Workers)} }

func (q *listed) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	to, ok := q.idle.Pop()
	if !ok {
		q.turn = (q.turn + 1) % len(q.at)
		to = q.turn
	}
	q.at[to].Push(t.Index)
	return to
}

func (q *listed) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := q.at[worker].Take(dst[:1])
	if n == 0 {
		q.idle.Push(worker)
	}
	return n
}

// clinging has jobs that come back share the result of the first job of their key, of which
// it does not know whether it waits.
type clinging struct {
	small
	share func(index, leader int)
	first map[string]int
}

func (q *clinging) Push(t pool.Ticket) int {
	q.mu.Lock()
	first, ok := q.first[t.Key]
	switch {
	case t.Key != "a": // one key is enough
	case !ok:
		q.first[t.Key] = t.Index
	case t.Attempt > 0 && first != t.Index:
		q.share(t.Index, first)
		q.mu.Unlock()
		return pool.AnyWorker
	}
	q.mu.Unlock()
	return q.small.Push(t)
}

// goroutines is the first example of a guide to custom strategies: a goroutine for each
// ten jobs, however many there are.
func goroutines(ctx context.Context, _ *pool.Config, jobs []job, p work, results sink) error {
	var wg sync.WaitGroup
	for batch := range slices.Chunk(jobs, 10) {
		wg.Go(func() {
			for _, j := range batch {
				began := time.Now()
				data, err := p(ctx, j)
				results <- result{JobID: j.ID, Data: data, Error: err, Started: began, Completed: time.Now()}
			}
		})
	}
	wg.Wait()
	return nil
}

// leftover keeps the jobs that a canceled run has not begun for the next run.
func leftover() pool.Strategy[int, int] {
	var mu sync.Mutex
	var rest []job
	return broken{"leftover", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		mu.Lock()
		all := slices.Concat(rest, jobs)
		rest = nil
		mu.Unlock()
		ran := make(map[string]bool)
		err := reference{}.Execute(ctx, config, all, func(ctx context.Context, j job) (int, error) {
			mu.Lock()
			ran[j.ID] = true
			mu.Unlock()
			return p(ctx, j)
		}, results)
		if ctx.Err() != nil {
			mu.Lock()
			for _, j := range jobs {
				if !ran[j.ID] {
					rest = append(rest, j)
				}
			}
			mu.Unlock()
		}
		return err
	}}
}

// TestDependentRules: one lost job is reported by the few basic rules, not by all.
func TestDependentRules(t *testing.T) {
	for _, name := range basic {
		findIn(t, disciplineRules(), name)
	}
	checked := 0
	for _, r := range slices.Concat(disciplineRules()...) {
		if !r.buildsOn("exactly-once") {
			checked++
		}
		if r.buildsOn("") || r.buildsOn("retries") {
			t.Errorf("rule %s is skipped, and no basic rule is broken", r.name)
		}
	}
	if checked != len(basic) {
		t.Errorf("%d rules are checked once a basic one is broken, want %d", checked, len(basic))
	}
}
