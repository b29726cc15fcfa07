package strategies

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Hedge is one queue, and gives a job that has run for unusually long a second copy, on a
// worker for which no other job waits. The first copy that succeeds counts, and the context
// of the other one is canceled: see [pool.Copier].
//
// Use it if now and then a job takes long for a reason that another try does not share, such
// as a slow replica, and if a job may run twice. It does not help jobs that are long by
// themselves: their copies take as long, and keep a worker from the jobs that come next.
// Copies begin only on idle workers, so that the busier the workers are, the fewer there
// are.
//
// On 4 workers, with log-normal times of an SCV of 10, copies that took a time of their own
// halved the 99th percentile of the sojourn at 10 to 60 % load, and made it 0.94 times that
// without copies at 90 %: they did harm at no load. Copies that took as long as the first did
// harm from 10 % load on: the mean sojourn was 1.03 times that without copies there, 2.0 times
// at 60 % and 1.3 times at 90 % (compare --virtual --service lognormal:10 --workers 4 --jobs
// 20000 --load 0.5 --strategy hedge,shared-queue, with --copies anew and without; n = 10
// rounds).
//
// A job is long if it has taken a tenth more than the percentile of the jobs before it. The
// percentile is estimated in constant time and memory: after each job the logarithm of the
// estimate goes up by a step times Percentile if the job took longer, and otherwise down by
// a step times 1 − Percentile.
//
// It takes a lock and the clock twice for each job, and a context that can be canceled.
//
// Cost: 2090 ns a job in a batch, 1318 in a stream (BenchmarkCost, n = 10).
//
// Source: Dean and Barroso, The tail at scale, Communications of the ACM 56, 2013; the
// estimate by Robbins and Monro, A stochastic approximation method, Annals of Mathematical
// Statistics 22, 1951.
type Hedge struct {
	Percentile float64       // in (0, 1); 0 means 0.95
	After      time.Duration // a job is long if it has taken that; 0: see Percentile
}

// Name returns "hedge".
func (Hedge) Name() string { return "hedge" }

const (
	defaultPercentile = 0.95
	hedgeMargin       = 1.1
	hedgeLessons      = 20 // jobs before the first that may have a copy
	hedgeStep         = 0.05
)

// NewQueue refuses a Percentile outside [0, 1), and a negative After.
func (h Hedge) NewQueue(setup pool.Setup) (pool.Queue, error) {
	switch {
	case !(h.Percentile >= 0 && h.Percentile < 1):
		return nil, fmt.Errorf("Hedge.Percentile is %v, want more than 0 and less than 1, or 0 for %v", h.Percentile, defaultPercentile)
	case h.After < 0:
		return nil, fmt.Errorf("Hedge.After is %v, want 0 or more", h.After)
	}
	if h.Percentile == 0 {
		h.Percentile = defaultPercentile
	}
	return &hedge{Hedge: h, now: setup.Now, runs: make(map[uint64]hedged)}, nil
}

type hedge struct {
	Hedge
	now func() time.Duration

	mu      sync.Mutex // guards the following
	waiting queues.Ring[waitingSeq]
	runs    map[uint64]hedged  // the jobs that run, by Seq
	oldest  queues.Ring[begun] // those without a second copy, and some that have ended
	seen    int                // jobs that have ended
	log     float64            // of the percentile, in nanoseconds
	copies  int
	won     int // copies that were first
}

type waitingSeq struct {
	index int
	seq   uint64
}

// hedged is a job that runs.
type hedged struct {
	at     time.Duration // since when
	worker int           // of the first copy
}

// begun is when a job began.
type begun struct {
	seq uint64
	at  time.Duration
}

func (q *hedge) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.runs, t.Seq) // if it comes back
	q.waiting.Push(waitingSeq{t.Index, t.Seq})
	return pool.AnyWorker
}

func (q *hedge) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	next, ok := q.waiting.Pop()
	if !ok {
		return 0
	}
	now := q.now()
	q.runs[next.seq] = hedged{now, worker}
	q.oldest.Push(begun{next.seq, now})
	dst[0] = next.index
	return 1
}

// Copy returns the job that has run longest, if that is long.
func (q *hedge) Copy(int) (seq uint64, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	at, ok := q.dueLocked()
	if !ok || q.now() < at {
		return 0, false
	}
	first, _ := q.oldest.Pop()
	q.copies++
	return first.seq, true
}

// Next returns when the job that has run longest will be long.
func (q *hedge) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	at, ok = q.dueLocked()
	return at, pool.AnyWorker, ok
}

// dueLocked returns when the first of oldest is to have a copy.
func (q *hedge) dueLocked() (at time.Duration, ok bool) {
	for {
		first, ok := q.oldest.First()
		if !ok {
			return 0, false
		}
		if run, runs := q.runs[first.seq]; runs && run.at == first.at {
			after := q.After
			if after == 0 {
				if q.seen < hedgeLessons {
					return 0, false
				}
				after = time.Duration(min(hedgeMargin*math.Exp(q.log), math.MaxInt64/4))
			}
			return first.at + after, true
		}
		q.oldest.Pop()
	}
}

// Done learns how long a job took.
func (q *hedge) Done(worker int, t pool.Ticket, _ pool.Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	run, ok := q.runs[t.Seq]
	if !ok {
		return
	}
	delete(q.runs, t.Seq)
	if worker != run.worker {
		q.won++
	}
	took := math.Log(float64(max(1, q.now()-run.at)))
	if q.seen++; q.seen == 1 {
		q.log = took
		return
	}
	step := max(hedgeStep, 1/(1+float64(q.seen)/10)) // large ones at first
	if took > q.log {
		q.log += step * q.Percentile
	} else {
		q.log -= step * (1 - q.Percentile)
	}
}

// Report says how many jobs had a second copy, and how often that was the first to succeed.
func (q *hedge) Report() []pool.Detail {
	return []pool.Detail{
		{Name: "copies", Value: float64(q.copies), Note: fmt.Sprintf("%d of them were first", q.won)},
	}
}
