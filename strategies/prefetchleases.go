package strategies

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// A lease is the state of a job that has to end within AckWait, as known to the broker and the
// processes.
type lease struct {
	index   int           // where it waits, until it begins
	begun   bool          // a worker runs it, or has run it: whoever comes to it runs it again
	ended   bool          // the broker hears of it at acked
	acked   time.Duration // when
	service time.Duration // how long it took
	repeats []int         // workers that run it again, until it is known how long that takes
}

// leases holds the leases of all jobs. The engine sees only the first run of a job. A repeated
// run is merely a time at which its worker becomes free.
type leases struct {
	at       []*lease            // by Index: of the jobs in the inner queue
	expiries queues.Ring[expiry] // of those that were sent, by time
	ends     queues.Heap[int]    // workers that run a job again, by when they are done
	until    time.Duration       // when the last job has ended
	again    int                 // jobs that were sent again
	repeated int                 // that were run again
}

// An expiry is when a job is sent again: one nanosecond after AckWait, because a job that ends
// exactly at AckWait is in time.
type expiry struct {
	at    time.Duration
	lease *lease
}

func (l *leases) load(jobs int) {
	if l == nil {
		return
	}
	for i := range jobs {
		l.at[i] = &lease{index: i}
	}
}

// next returns when something happens next.
func (l *leases) next() (at time.Duration, ok bool) {
	for e, there := l.expiries.First(); there; e, there = l.expiries.First() {
		if !e.lease.ended || e.lease.acked >= e.at {
			at, ok = e.at, true
			break
		}
		l.expiries.Pop()
	}
	if end, _, there := l.ends.Min(); there && (!ok || time.Duration(end) < at) {
		return time.Duration(end), true
	}
	return at, ok
}

// expire handles the earliest event that is due before first, or at first if nothing else
// happens then. It reports whether there was one.
func (q *prefetch) expire(first time.Duration, at bool) bool {
	l := q.leases
	due, ok := l.next()
	if !ok || due > first || due == first && !at {
		return false
	}
	if end, worker, there := l.ends.Min(); there && time.Duration(end) == due {
		l.ends.Pop()
		q.repeated(worker, due)
		return true
	}
	e, _ := l.expiries.Pop()
	q.again.Push(sent{e.lease.index, e.lease})
	q.sendAll(due)
	return true
}

// sendAgain makes the broker send a job to a process again, if one is due.
func (q *prefetch) sendAgain(process int, now time.Duration) bool {
	for {
		job, ok := q.again.Pop()
		if !ok {
			return false
		}
		if job.lease == nil || !job.lease.ended || job.lease.acked > now {
			if q.leases != nil {
				q.leases.again++
			}
			q.deliver(process, job, now)
			return true
		}
	}
}

// repeat lets a worker run a job again.
func (q *prefetch) repeat(worker int, of *lease, at time.Duration) {
	w := &q.workers[worker]
	w.repeats, w.since = true, at
	q.leases.repeated++
	if of.ended {
		q.leases.ends.Push(int64(at+max(of.service, 1)), worker)
	} else {
		of.repeats = append(of.repeats, worker)
	}
}

// repeated is called when a worker has run a job again.
func (q *prefetch) repeated(worker int, at time.Duration) {
	w, process := &q.workers[worker], worker/q.Workers
	if !w.repeats {
		return // it has died
	}
	q.give(credit{at + q.out, process, 1})
	q.rest(worker)
	q.repeatReady(process, at)
}

// rest makes a worker idle that has run a job again.
func (q *prefetch) rest(worker int) {
	w, process := &q.workers[worker], worker/q.Workers
	w.repeats, w.idle = false, true
	q.at[process].idle++
	q.ready.Push(process)
}

// repeatReady lets idle workers of a process run its next jobs if those are repeated: the engine
// does not know about repeated runs.
func (q *prefetch) repeatReady(process int, at time.Duration) {
	p := &q.at[process]
	for p.idle > 0 {
		next, ok := p.jobs.First()
		if !ok || !next.lease.begun {
			return
		}
		p.jobs.Pop()
		worker := q.idleLocked(process)
		q.workers[worker].idle = false
		p.idle--
		q.repeat(worker, next.lease, at)
	}
}

// settle is called when a worker has ended its job, if it has one.
func (q *prefetch) settle(worker int, now time.Duration) {
	w := &q.workers[worker]
	of := w.lease
	if of == nil {
		return
	}
	w.lease = nil
	of.ended, of.acked, of.service = true, now+q.out, now-w.since
	q.leases.until = now
	for _, repeats := range of.repeats {
		q.leases.ends.Push(int64(max(now, q.workers[repeats].since+of.service)), repeats)
	}
	of.repeats = nil
}

// Done tells the broker that a job has ended.
func (q *prefetch) Done(worker int, t pool.Ticket, o pool.Outcome) {
	if q.leases != nil {
		q.mu.Lock()
		now := q.now()
		q.advance(now)
		q.settle(worker, now)
		q.mu.Unlock()
	}
	q.within.Done(worker, t, o)
}

// Died is called when a worker has died: its whole process has died, and never comes back. Its
// jobs are sent again when their time is up, or at once if the broker waits forever. The job that
// the worker ran, if any, has the Index of t. A worker that is running that job again begins anew.
func (q *prefetch) Died(worker int, t *pool.Ticket) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.advance(now)
	process := worker / q.Workers
	w, p := &q.workers[worker], &q.at[process]
	p.dead, p.credit = true, 0
	if w.idle {
		w.idle = false
		p.idle--
	}
	of := w.lease
	w.lease, w.runs, w.repeats = nil, false, false
	if t != nil {
		q.outside++
		if of != nil {
			of.index, of.begun = t.Index, false
			for _, repeats := range of.repeats {
				if q.workers[repeats].repeats {
					q.rest(repeats)
					q.arrive(repeats/q.Workers, sent{t.Index, of}, now)
				}
			}
			of.repeats = nil
		}
		q.lose(sent{t.Index, of}, now)
	}
	for job, ok := p.jobs.Pop(); ok; job, ok = p.jobs.Pop() {
		q.lose(job, now)
	}
	q.sendAll(now)
}

// lose is called when a job is lost on a process that has died.
func (q *prefetch) lose(job sent, now time.Duration) {
	if q.leases == nil {
		q.again.Push(job)
		q.sendAll(now)
	}
}

// Report says how many jobs were sent and run again.
func (q *prefetch) Report() []pool.Detail {
	details := q.report()
	if l := q.leases; l != nil {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.advance(l.until)
		duplicates := l.repeated
		for i := range q.at {
			duplicates += q.at[i].jobs.Len() // all jobs have ended
		}
		for p, ok := q.parcels.Pop(); ok; p, ok = q.parcels.Pop() {
			if !q.at[p.process].dead {
				duplicates++
			}
		}
		details = append(details,
			pool.Detail{Name: "redeliveries", Value: float64(l.again), Note: fmt.Sprintf("jobs that were sent again because they had not ended %v after they were sent", q.AckWait)},
			pool.Detail{Name: "duplicates", Value: float64(duplicates), Note: "times that a job ran again although it was running or had ended"})
	}
	return details
}
