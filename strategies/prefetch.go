package strategies

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Prefetch shows what a broker between machines does to the order of jobs: each process takes
// up to Jobs from one queue, and keeps those that its workers do not run yet. A process that
// comes to a queue where jobs wait takes as many as it may, and then another one for each
// that it has ended. A job that arrives while several processes have room goes to the one
// that has waited longest, even if its workers are busy and others are idle.
//
// Use it to see what prefetching will do to your jobs before there is a broker: how many
// should a process hold? With few, workers idle for a Trip after each job: to keep w workers
// of a process busy with jobs of length s, it has to hold w·(1 + Trip/s). With many, jobs
// wait behind long ones while other workers idle, and of w jobs for w workers the first
// processes take all: the batch takes min(Jobs, w) times as long as a job.
//
// In real time it does the same in one process, which has no Trip to bridge: there it only
// does harm.
//
// It takes a lock for each job, and a timer while jobs are on their way.
//
// Cost: 325 ns a job in a batch, 648 in a stream (BenchmarkCost, n = 10).
//
// Source: basic.qos of AMQP 0-9-1; MaxAckPending and pull requests of NATS JetStream; AckWait
// is the latter's.
type Prefetch struct {
	Inner   pool.Discipline // the order of the broker's queue, whose workers are the processes; nil means SharedQueue
	Jobs    int             // that a process holds, running or not; 0 means 64
	Workers int             // of a process; 0 means 1
	Trip    time.Duration   // from a process to the broker and back

	// AckWait is how long the broker waits for the end of a job that it has sent. Then it sends
	// the job again, ahead of others: no process asks for more time. A process does not know
	// that a job has ended elsewhere, and runs it again, for as long as the first time, to no
	// avail. Report counts such "redeliveries" and "duplicates". 0 means that the broker waits
	// forever, and sends the jobs of a process that dies again at once, like one that sees the
	// connection go.
	AckWait time.Duration
}

// Name returns "prefetch".
func (Prefetch) Name() string { return "prefetch" }

const defaultPrefetch = 64

// Virtual returns p for virtual time.
func (p Prefetch) Virtual() pool.Discipline {
	p.Inner = inVirtualTime(p.Inner)
	return p
}

// NewQueue refuses a negative setting, and fails if that of Inner does.
func (p Prefetch) NewQueue(setup pool.Setup) (pool.Queue, error) {
	switch {
	case p.Jobs < 0:
		return nil, fmt.Errorf("Prefetch.Jobs is %d, want 0 or more", p.Jobs)
	case p.Workers < 0:
		return nil, fmt.Errorf("Prefetch.Workers is %d, want 0 or more", p.Workers)
	case p.Trip < 0:
		return nil, fmt.Errorf("Prefetch.Trip is %v, want 0 or more", p.Trip)
	case p.AckWait < 0:
		return nil, fmt.Errorf("Prefetch.AckWait is %v, want 0 or more", p.AckWait)
	}
	if p.Inner == nil {
		p.Inner = SharedQueue{}
	}
	if p.Jobs == 0 {
		p.Jobs = defaultPrefetch
	}
	if p.Workers == 0 {
		p.Workers = 1
	}
	p.Workers = min(p.Workers, setup.Workers)
	inner := setup
	inner.Workers = (setup.Workers + p.Workers - 1) / p.Workers
	q := &prefetch{
		Prefetch: p, now: setup.Now, workers: make([]fetcher, setup.Workers), at: make([]consumer, inner.Workers),
		out: p.Trip / 2, back: p.Trip - p.Trip/2, some: make([]int, min(p.Jobs, max(1, setup.Capacity))),
	}
	if p.AckWait > 0 {
		q.leases = &leases{at: make([]*lease, setup.Capacity)}
	}
	if err := q.init(p.Inner, inner, p.Workers); err != nil {
		return nil, err
	}
	if l, ok := pool.As[pool.Loader](q.inner); ok && !setup.Stream {
		return &prefetchBatch{q, l}, nil
	}
	return q, nil
}

// prefetch is the broker and the processes. A worker's place in them is a credit: it says to
// the broker that it may send a job.
type prefetch struct {
	Prefetch
	now       func() time.Duration
	out, back time.Duration // from a process to the broker, and from there to a process

	within  // its mu guards the following
	workers []fetcher
	at      []consumer
	roomy   queues.Ring[int]    // processes with credit at the broker, the one that has waited longest first
	credits queues.Ring[credit] // on their way to the broker, by time
	parcels queues.Ring[parcel] // jobs on their way to processes, by time
	ready   queues.Ring[int]    // processes that may have a job for an idle worker
	some    []int               // jobs that are taken out of the inner queue
	outside int                 // jobs that were taken out of it, and have not begun
	again   queues.Ring[sent]   // jobs at the broker that are to be sent again
	leases  *leases             // nil: the broker waits forever
}

// A consumer is a process.
type consumer struct {
	jobs   queues.Ring[sent] // that are there, and do not run
	idle   int               // workers
	credit int               // at the broker
	there  bool              // it has sent its first credit
	queued bool              // it is in roomy
	dead   bool
}

type fetcher struct {
	runs, idle bool
	repeats    bool          // it runs a job again
	lease      *lease        // of the job that it runs; nil: none, or there are no leases
	since      time.Duration // when it began, with a lease
}

// A sent is a job that the broker has sent.
type sent struct {
	index int
	lease *lease // nil: there are none
}

type credit struct {
	at         time.Duration
	process, n int
}

type parcel struct {
	at      time.Duration
	process int
	sent
}

func (q *prefetch) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.advance(now)
	if q.leases != nil {
		q.leases.at[t.Index] = &lease{index: t.Index}
	}
	to := q.pushLocked(t)
	process, ok := q.longestLocked()
	if to >= 0 {
		process, ok = to, q.at[to].credit > 0
	}
	if !ok || q.send(process, now, 1) == 0 && !q.sendAll(now) {
		return pool.AnyWorker
	}
	if q.back > 0 || q.held != nil {
		return pool.AnyWorker // somebody has to learn when it will be there, or where it is
	}
	return q.recipientLocked(process)
}

// recipientLocked returns who should take the job that came to a process last, as Push does:
// an idle worker that none of the jobs before it is for.
func (q *prefetch) recipientLocked(process int) int {
	first := process * q.Workers
	if q.Workers == 1 {
		return first
	}
	before := q.at[process].jobs.Len() - 1
	for worker := first; worker < min(first+q.Workers, len(q.workers)); worker++ {
		if q.workers[worker].idle {
			if before == 0 {
				return pool.Prefer(worker)
			}
			before--
		}
	}
	return pool.AnyWorker
}

func (q *prefetch) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.dropped = false
	process := worker / q.Workers
	w, p := &q.workers[worker], &q.at[process]
	if q.leases != nil {
		q.advance(now)
		q.settle(worker, now)
	}
	if w.repeats || p.dead {
		return 0
	}
	if w.idle {
		w.idle = false
		p.idle--
	}
	switch {
	case !p.there:
		p.there = true
		q.give(credit{now + q.out, process, q.Jobs})
	case w.runs:
		q.give(credit{now + q.out, process, 1})
	}
	w.runs = false
	q.advance(now)
	for !w.repeats {
		next, ok := p.jobs.Pop()
		switch {
		case !ok:
			w.idle = true
			p.idle++
			return 0
		case next.lease != nil && next.lease.begun:
			q.repeat(worker, next.lease, now)
		default:
			q.begin(worker, next, now)
			dst[0] = next.index
			return 1
		}
	}
	return 0
}

// begin lets a worker run a job for the first time.
func (q *prefetch) begin(worker int, next sent, now time.Duration) {
	w := &q.workers[worker]
	w.runs = true
	q.outside--
	if next.lease != nil {
		next.lease.begun = true
		w.lease, w.since = next.lease, now
		q.repeatReady(worker/q.Workers, now)
	}
}

// readyLocked returns an idle worker whose process has a job for it.
func (q *prefetch) readyLocked() (worker int, ok bool) {
	for {
		process, ok := q.ready.First()
		if !ok {
			return pool.AnyWorker, false
		}
		if p := &q.at[process]; p.idle > 0 && p.jobs.Len() > 0 {
			return q.idleLocked(process), true
		}
		q.ready.Pop()
	}
}

// idleLocked returns the first idle worker of a process that has one.
func (q *prefetch) idleLocked(process int) int {
	worker := process * q.Workers
	for !q.workers[worker].idle {
		worker++
	}
	return worker
}

// Next returns an idle worker whose process has a job for it, or when something is next to
// arrive. Where that comes to a process whose workers are busy, the engine asks once more.
func (q *prefetch) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.advance(now)
	if worker, ok = q.readyLocked(); ok {
		return now, worker, true
	}
	if q.dropped {
		q.dropped = false
		return now, pool.AnyWorker, true // the engine is to settle it
	}
	add := func(t time.Duration, there bool) {
		if there && (!ok || t < at) {
			at, ok = t, true
		}
	}
	p, there := q.parcels.First()
	add(p.at, there)
	c, there := q.credits.First()
	add(c.at+q.back, there && q.waiting+q.again.Len() > 0)
	if q.leases != nil && q.waiting+q.outside > 0 {
		add(q.leases.next())
	}
	if _, room := q.longestLocked(); room {
		t, there := q.heldLocked(now)
		add(t+q.back, there)
	}
	return at, pool.AnyWorker, ok
}

// prefetchBatch is prefetch around a queue that takes a batch at once.
type prefetchBatch struct {
	*prefetch
	loader pool.Loader
}

func (q *prefetchBatch) Load(batch pool.Batch) {
	q.leases.load(batch.Len())
	q.load(q.loader, batch)
}
