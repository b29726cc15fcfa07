package strategytest

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// The following are queues around a plain one that break a rule of contractRules.

func inOrder(q *plainQueue) pool.Queue { return inOrderQueue{q} }

type inOrderQueue struct{ *plainQueue }

func (inOrderQueue) InOrder() {}
func (inOrderQueue) Shares()  {}

func sharer(q *plainQueue) pool.Queue { return sharerQueue{q} }

type sharerQueue struct{ *plainQueue }

func (sharerQueue) Shares() {}

// tallying takes it that a worker which has not ended as many jobs as it was handed is busy.
func tallying(q *plainQueue) pool.Queue {
	return &tallyingQueue{q, make([]atomic.Int64, q.workers)}
}

type tallyingQueue struct {
	*plainQueue
	has []atomic.Int64
}

func (*tallyingQueue) Shares() {}

func (q *tallyingQueue) Pop(worker int, dst []int) int {
	if q.has[worker].Load() > 0 {
		return 0
	}
	n := q.plainQueue.Pop(worker, dst)
	q.has[worker].Add(int64(n))
	return n
}

func (q *tallyingQueue) Done(worker int, _ pool.Ticket, _ pool.Outcome) { q.has[worker].Add(-1) }

// deafWhenIdle has nothing for a worker of which it knows that it is idle.
func deafWhenIdle(q *plainQueue) pool.Queue {
	return &deafQueue{q, make([]atomic.Bool, q.workers)}
}

type deafQueue struct {
	*plainQueue
	idle []atomic.Bool
}

func (q *deafQueue) Idle(worker int, idle bool) { q.idle[worker].Store(idle) }

func (q *deafQueue) Pop(worker int, dst []int) int {
	if q.idle[worker].Load() {
		return 0
	}
	return q.plainQueue.Pop(worker, dst)
}

// levels has room for the first attempts.
func levels(q *plainQueue) pool.Queue { return &levelsQueue{plainQueue: q} }

type levelsQueue struct {
	*plainQueue
	came [5]int
}

func (q *levelsQueue) Push(t pool.Ticket) int {
	q.came[t.Attempt]++
	return q.plainQueue.Push(t)
}

// untold has all jobs wait for the end of the first, and does not say when that has come.
func untold(q *plainQueue) pool.Queue { return &untoldQueue{plainQueue: q} }

type untoldQueue struct {
	*plainQueue
	began, ended atomic.Bool // the first job has
}

func (q *untoldQueue) Pop(worker int, dst []int) int {
	if q.began.Load() && !q.ended.Load() {
		return 0
	}
	n := q.plainQueue.Pop(worker, dst)
	if n > 0 {
		q.began.Store(true)
	}
	return n
}

func (q *untoldQueue) Done(int, pool.Ticket, pool.Outcome) { q.ended.Store(true) }

func (q *untoldQueue) Next() (at time.Duration, worker int, ok bool) { return 0, 0, false }

// unlimited hands jobs to workers beyond its limit.
func unlimited(q *plainQueue) pool.Queue { return limitedQueue{q, 1} }

// limitless lets no worker take jobs.
func limitless(q *plainQueue) pool.Queue { return limitedQueue{q, 0} }

type limitedQueue struct {
	*plainQueue
	limit int
}

func (q limitedQueue) Limit() int { return q.limit }

// consecutive waits for each number of a job that is missing.
func consecutive(q *plainQueue) pool.Queue { return &consecutiveQueue{plainQueue: q} }

type consecutiveQueue struct {
	*plainQueue
	came uint64 // all before have come
	gap  []pool.Ticket
}

func (q *consecutiveQueue) Push(t pool.Ticket) int {
	if t.Seq > q.came {
		q.gap = append(q.gap, t)
		return pool.AnyWorker
	}
	q.came = max(q.came, t.Seq+1)
	return q.plainQueue.Push(t)
}

// unsigned counts in seconds since the run began.
func unsigned(q *plainQueue) pool.Queue { return &unsignedQueue{plainQueue: q} }

type unsignedQueue struct {
	*plainQueue
	came [1000]int
}

func (q *unsignedQueue) Push(t pool.Ticket) int {
	if t.Released > -time.Hour*1e6 {
		q.came[min(t.Released/time.Second, 999)]++
	}
	return q.plainQueue.Push(t)
}

// reporting reports these details.
func reporting(details ...pool.Detail) func(q *plainQueue) pool.Queue {
	return func(q *plainQueue) pool.Queue { return reportingQueue{q, details} }
}

type reportingQueue struct {
	*plainQueue
	details []pool.Detail
}

func (q reportingQueue) Report() []pool.Detail { return q.details }

// averaging reports an average of none.
func averaging(q *plainQueue) pool.Queue { return &averagingQueue{plainQueue: q} }

type averagingQueue struct {
	*plainQueue
	jobs int
}

func (q *averagingQueue) Finish(run pool.Summary) { q.jobs = run.Jobs }

func (q *averagingQueue) Report() []pool.Detail {
	return []pool.Detail{{Name: "jobs-on-average", Value: float64(q.jobs) / float64(q.jobs)}}
}

// TestContractRulesAlone: what breaks a rule of contractRules keeps all others of queues, so
// that none of these rules could be left out.
func TestContractRulesAlone(t *testing.T) {
	caught := make(map[string]bool) // by rule: nothing else catches one of its breaches
	for _, b := range queueBreaches {
		if !slices.ContainsFunc(contractRules, func(r rule) bool { return r.name == b.rule }) || caught[b.rule] {
			continue
		}
		alone := true
		for _, r := range slices.Concat(queueRules, contractRules) {
			if r.name == b.rule || r.claimed != nil && !r.claimed(b.claims) || r.name == "queue-parallel" {
				continue
			}
			if failure := r.check(disciplined(func() pool.Discipline { return b.broken }, b.claims), stallAfter).failure(); failure != "" {
				t.Logf("%s: %s", fmt.Sprintf("%s, %q", b.rule, b.want), failure)
				alone = false
			}
		}
		caught[b.rule] = alone
	}
	for _, r := range contractRules {
		if !caught[r.name] {
			t.Errorf("rule %s: nothing that breaks it keeps the other rules", r.name)
		}
	}
}
