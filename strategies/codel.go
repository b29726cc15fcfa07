package strategies

import (
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// CoDel is first come, first served until it finds a standing queue: for Interval, no job
// has waited less than Target. Then it runs the newest job first or, with Drop, drops jobs,
// more often the longer that lasts, until waits are below Target again.
//
// Use it if load at times exceeds what the workers can do and those who have waited too
// long no longer need an answer: a queue absorbs bursts, but a standing queue makes every
// job wait and gets none done sooner. With the newest first most jobs are done at once and
// the rest very late; with Drop the rest fail early.
//
// It takes a lock.
//
// Cost: 546 ns a job in a batch, 700 in a stream (BenchmarkCost, n = 10).
//
// Source: Nichols and Jacobson, Controlling queue delay, ACM Queue 10, 2012 (RFC 8289);
// the newest first is adaptive LIFO of Maurer, Fail at scale, ACM Queue 13, 2015.
type CoDel struct {
	Target   time.Duration // acceptable wait; 0 means 5 ms
	Interval time.Duration // 0 means 100 ms
	Drop     bool          // drop jobs: their Result has the error pool.ErrDropped
}

// Name returns "codel".
func (CoDel) Name() string { return "codel" }

const (
	defaultTarget   = 5 * time.Millisecond
	defaultInterval = 100 * time.Millisecond
)

// NewQueue refuses a negative Target or Interval.
func (c CoDel) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if c.Target < 0 {
		return nil, fmt.Errorf("CoDel.Target is %v, want 0 or more", c.Target)
	}
	if c.Interval < 0 {
		return nil, fmt.Errorf("CoDel.Interval is %v, want 0 or more", c.Interval)
	}
	if c.Target == 0 {
		c.Target = defaultTarget
	}
	if c.Interval == 0 {
		c.Interval = defaultInterval
	}
	return &controlled{CoDel: c, now: setup.Now, drop: setup.Drop}, nil
}

type controlled struct {
	CoDel
	now  func() time.Duration
	drop func(index int, why error)

	mu       sync.Mutex // guards the following
	jobs     queues.Ring[came]
	above    bool          // the oldest job has waited for Target
	since    time.Duration // if above: since when
	standing bool
	count    int           // jobs dropped since the queue began to stand
	next     time.Duration // when to drop the next
	given    int           // jobs dropped in all
	newest   int           // jobs that ran before older ones
}

var errStanding = errors.New("the queue has stood for too long")

func (q *controlled) Push(t pool.Ticket) int {
	q.mu.Lock()
	q.jobs.Push(came{t.Index, q.now()})
	q.mu.Unlock()
	return pool.AnyWorker
}

func (q *controlled) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.look(now)
	for q.Drop && q.standing && now >= q.next && q.jobs.Len() > 1 {
		job, _ := q.jobs.Pop()
		q.drop(job.index, errStanding)
		q.count++
		q.given++
		q.next += time.Duration(float64(q.Interval) / math.Sqrt(float64(q.count)))
		q.look(now)
	}
	job, ok := came{}, false
	if q.standing && !q.Drop {
		if job, ok = q.jobs.PopLast(); q.jobs.Len() > 0 {
			q.newest++
		}
	} else {
		job, ok = q.jobs.Pop()
	}
	if !ok {
		return 0
	}
	dst[0] = job.index
	return 1
}

// look updates whether the queue is a standing one.
func (q *controlled) look(now time.Duration) {
	oldest, ok := q.jobs.First()
	switch {
	case !ok || now-oldest.at < q.Target:
		q.above, q.standing = false, false
	case !q.above:
		q.above, q.since = true, now
	case !q.standing && now-q.since >= q.Interval:
		q.standing, q.next, q.count = true, now, 0
	}
}

// Report returns the number of jobs dropped, or run before older ones.
func (q *controlled) Report() []pool.Detail {
	if q.Drop {
		return []pool.Detail{{Name: "given-up", Value: float64(q.given), Note: "jobs dropped from a standing queue"}}
	}
	return []pool.Detail{{Name: "newest-first", Value: float64(q.newest), Note: "jobs that ran before older ones, in a standing queue"}}
}
