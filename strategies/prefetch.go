package strategies

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Prefetch is what a broker between machines does to the order of jobs: each process takes up
// to Jobs from one queue, and keeps those that its workers do not run yet. A process that
// comes to a queue where jobs wait takes as many as it may, and again one for each that it
// has ended; a job that comes while several processes have room goes to the one that has
// waited longest, also if its workers are busy and others are idle.
//
// Use it to see before there is a broker what prefetching will do to your jobs: how many
// should a process hold? Few leave workers idle for a Trip after each job; with w workers in
// a process that takes jobs of length s one needs w·(1 + Trip/s) to keep them busy. Many
// keep jobs behind long ones while others idle, and with w jobs for w workers the first
// processes take them all: the batch takes min(Jobs, w) times as long as a job.
//
// In real time it does the same in one process, where no Trip has to be bridged: there it only
// does harm.
//
// It takes a lock for each job, and a timer while jobs are on their way.
//
// Cost: 396 ns a job in a batch, 855 in a stream (BenchmarkCost, n = 10).
//
// Source: basic.qos of AMQP 0-9-1; MaxAckPending and pull requests of NATS JetStream; AckWait
// is the latter's.
type Prefetch struct {
	Inner   pool.Discipline // the order of the broker's queue, whose workers are the processes; nil means SharedQueue
	Jobs    int             // that a process holds, running or not; 0 means 64
	Workers int             // of a process; 0 means 1
	Trip    time.Duration   // from a process to the broker and back

	// AckWait is how long after it was sent a job that has not ended would be sent again: such
	// jobs are counted, and reported as "redeliveries". 0 means never.
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
		q.sent = make([]time.Duration, setup.Capacity)
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
	sent    []time.Duration     // by Index: when the broker has sent it; nil: nobody asks
	late    int                 // jobs that ended after AckWait
}

// A consumer is a process.
type consumer struct {
	jobs   queues.Ring[int] // that are there, and do not run
	idle   int              // workers
	credit int              // at the broker
	there  bool             // it has sent its first credit
	queued bool             // it is in roomy
}

type fetcher struct{ runs, idle bool }

type credit struct {
	at         time.Duration
	process, n int
}

type parcel struct {
	at             time.Duration
	process, index int
}

func (q *prefetch) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.advance(now)
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
	q.advance(now)
	n := p.jobs.Take(dst[:1])
	if w.runs = n > 0; !w.runs {
		w.idle = true
		p.idle++
	}
	return n
}

// give sends credit to the broker.
func (q *prefetch) give(c credit) { q.credits.Push(c) }

// advance lets everything happen that happens until now.
func (q *prefetch) advance(now time.Duration) {
	for {
		c, due := q.credits.First()
		due = due && c.at <= now
		if p, ok := q.parcels.First(); ok && p.at <= now && (!due || p.at < c.at) {
			q.parcels.Pop()
			q.arrive(p.process, p.index)
			continue
		}
		if !due {
			break
		}
		q.credits.Pop()
		p := &q.at[c.process]
		p.credit += c.n
		q.send(c.process, c.at, p.credit)
		if p.credit > 0 && !p.queued {
			p.queued = true
			q.roomy.Push(c.process)
		}
	}
	if q.held != nil && q.waiting > 0 {
		q.sendAll(now)
	}
}

// arrive is called when a job has come to a process.
func (q *prefetch) arrive(process, index int) {
	p := &q.at[process]
	p.jobs.Push(index)
	if p.jobs.Len() == 1 {
		q.ready.Push(process)
	}
}

// longestLocked returns the process that has waited longest for a job.
func (q *prefetch) longestLocked() (process int, ok bool) {
	for {
		process, ok = q.roomy.First()
		if !ok || q.at[process].credit > 0 {
			return process, ok
		}
		q.roomy.Pop()
		q.at[process].queued = false
	}
}

// sendAll has the broker send jobs that the inner queue hands out now, in turns to all
// processes that have room. It reports whether there were any.
func (q *prefetch) sendAll(now time.Duration) (any bool) {
	for vain := 0; q.waiting > 0 && vain < q.roomy.Len(); vain++ {
		process, ok := q.longestLocked()
		if !ok {
			break
		}
		if q.send(process, now, 1) > 0 {
			any, vain = true, -1
			continue
		}
		q.roomy.Pop()
		q.roomy.Push(process)
	}
	return any
}

// send has the broker send up to n jobs to a process that has credit for them, which is
// then the last to get another one.
func (q *prefetch) send(process int, now time.Duration, n int) int {
	p := &q.at[process]
	taken := q.takeLocked(process, q.some[:min(n, len(q.some))])
	if taken == 0 {
		return 0
	}
	p.credit -= taken
	for _, index := range q.some[:taken] {
		if q.sent != nil {
			q.sent[index] = now
		}
		if q.back == 0 {
			q.arrive(process, index)
		} else {
			q.parcels.Push(parcel{now + q.back, process, index})
		}
	}
	if first, ok := q.roomy.First(); ok && first == process {
		q.roomy.Pop()
		if p.queued = p.credit > 0; p.queued {
			q.roomy.Push(process)
		}
	}
	return taken
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
	add(c.at+q.back, there && q.waiting > 0)
	if _, room := q.longestLocked(); room {
		t, there := q.heldLocked(now)
		add(t+q.back, there)
	}
	return at, pool.AnyWorker, ok
}

// Done counts jobs that took too long.
func (q *prefetch) Done(worker int, t pool.Ticket, o pool.Outcome) {
	if q.sent != nil {
		q.mu.Lock()
		if q.now()-q.sent[t.Index] > q.AckWait {
			q.late++
		}
		q.mu.Unlock()
	}
	q.within.Done(worker, t, o)
}

// Report says how many jobs would have been sent again.
func (q *prefetch) Report() []pool.Detail {
	details := q.report()
	if q.AckWait > 0 {
		details = append(details, pool.Detail{Name: "redeliveries", Value: float64(q.late), Note: fmt.Sprintf("jobs that had not ended %v after they were sent", q.AckWait)})
	}
	return details
}

// prefetchBatch is prefetch around a queue that takes a batch at once.
type prefetchBatch struct {
	*prefetch
	loader pool.Loader
}

func (q *prefetchBatch) Load(batch pool.Batch) { q.load(q.loader, batch) }
