package pool

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool/sched"
)

// maxYields is how often a worker that finds no job, or a Submit that finds no room, yields
// the processor before it parks, if jobs are short and the engine itself keeps the order of
// the stream: the other side is sooner ready than a parked goroutine wakes up. While it
// yields, the worker does not take over jobs that others have claimed.
//
// Note: without yielding, the two sides parked some 190 times in 100,000 jobs, and a job
// cost 134 ns instead of 76 (BenchmarkStream/handler, n = 12 in turns). Every other queue
// has a lock that looking at it takes away from workers with something to do: there,
// yielding cost 8 to 13 % more (BenchmarkCost of strategies, n = 8 in turns).
const maxYields = 30

// claim fills w.claimed with the worker's next jobs and returns how many there are. It waits
// for jobs until the run is over; 0 means that the worker must leave.
func (e *run[T, R]) claim(w *worker[T, R]) int {
	w.sizeClaim()
	yields := e.source.yields(w)
	forAny := false // woken for a job that any worker can take
	w.awaitSeat()   // if this worker's previous goroutine ended while it stood in line
	for !e.over() {
		if e.seats != nil {
			if w.sit(e.seats); e.over() {
				break
			}
		}
		if n := e.look(w, forAny, yields == 0); n > 0 {
			// Where some jobs are for one worker alone, this worker may have taken a
			// different job from the one that it was woken for.
			if forAny && e.named.Load() {
				e.passWakeOn()
			}
			return e.opened(w, n)
		}
		if e.over() {
			break
		}
		e.sink.flush(w)
		w.stale = true
		if yields > 0 {
			yields--
			runtime.Gosched()
			continue
		}
		w.letGo()
		w.stopResting()
		if e.idler != nil {
			e.idler.Idle(w.id, true)
		}
		n := 0
		w.beginRest()
		forAny = e.lot.Park(w.id, func() (found bool) {
			if n = e.look(w, false, true); n > 0 || e.over() || w.restOver() {
				return true
			}
			if e.lot.Settle(w.id) {
				e.finishRun()
				return true
			}
			w.standUp()
			return false
		})
		if e.idler != nil {
			w.have = n // even if the queue ends this goroutine
			e.idler.Idle(w.id, false)
		}
		if n > 0 {
			if forAny {
				e.passWakeOn()
			}
			return e.opened(w, n)
		}
	}
	w.standUp()
	return 0
}

// over reports whether no more jobs run: settleRest settles those that are left.
func (e *run[T, R]) over() bool { return e.ctx.Err() != nil || e.done.Load() }

// finishRun ends the run when all workers have looked in vain and no job can come.
func (e *run[T, R]) finishRun() {
	e.done.Store(true)
	e.lot.WakeAll()
}

// wakeAtEnd wakes every worker so that it sees that the context has ended.
func (e *run[T, R]) wakeAtEnd() {
	if e.seats != nil {
		e.seats.lift()
	}
	e.lot.WakeAll()
}

// look takes jobs for the worker, from the queue or, if others is true, from another worker,
// and returns how many. forAny says that the worker was woken for a job that any worker
// can take.
func (e *run[T, R]) look(w *worker[T, R], forAny, others bool) int {
	for vain := 0; ; vain++ {
		n := e.source.pop(w)
		for again := 0; n == 0 && again < e.relaxed; again++ {
			n = e.source.pop(w)
		}
		if e.limiter != nil {
			if n > 0 {
				e.waiting.taken[w.id].jobs.Add(int64(n))
			}
			e.followLimit(w, n > 0, forAny)
		}
		if e.drops.any.Load() {
			w.have = n // even if the handler ends this goroutine
			e.settleDrops(w)
			w.have = 0
		}
		if n == 0 && others {
			n = w.takeOver()
		}
		if n == 0 && e.copies != nil && !e.over() {
			n = e.copyFor(w)
		}
		if n > 0 || e.holder == nil || e.over() || !e.askNext(w) {
			return n
		}
		if vain == maxVain {
			e.broken(errVain)
		}
	}
}

// opened tells idle workers about a claim that they can take part of. It returns how many
// jobs are claimed.
func (e *run[T, R]) opened(w *worker[T, R], n int) int {
	if w.open(n) {
		e.passWakeOn()
	}
	if e.holder != nil && e.lot.Idle() && e.askNext(w) {
		e.passWakeOn()
	}
	return n
}

// letGo drops an idle worker's references to jobs and results, which may be large: it may
// be idle for long.
func (w *worker[T, R]) letGo() {
	clear(w.jobs[:cap(w.jobs)])
	clear(w.results[:cap(w.results)])
}

// limit returns how many workers may take jobs.
func (e *run[T, R]) limit() int {
	if e.limiter == nil {
		return e.places()
	}
	return min(e.limiter.Limit(), e.places())
}

// wake wakes a worker for a job, given what Push returned.
func (e *run[T, R]) wake(to, limit int) {
	if e.lot.Idle() {
		e.wakeIdle(to, limit)
	}
}

func (e *run[T, R]) wakeIdle(to, limit int) {
	if e.seats != nil {
		limit = min(limit, e.places())
	}
	if e.drops.any.Load() {
		e.lot.WakeOne(AnyWorker, e.size) // to give them their results
	}
	if worker, ok := preferred(to); ok {
		e.lot.WakePreferred(worker, limit)
		return
	}
	e.lot.WakeOne(to, limit)
}

// passWakeOn wakes another worker for a job that may wait, because this one has taken a
// different job.
func (e *run[T, R]) passWakeOn() { e.lot.WakeOne(AnyWorker, e.limit()) }

// followLimit wakes other workers if this worker's look at the queue changed who may take
// jobs, or if it was woken in vain because it may not take any: if jobs wait and no more
// come, nobody else would wake them.
func (e *run[T, R]) followLimit(w *worker[T, R], found, forAny bool) {
	limit := min(e.limiter.Limit(), e.size)
	if e.limits.Stays(limit) && (found || !forAny || w.id < limit) {
		if found {
			e.limits.Event()
		}
		return // as after nearly every look: there is no need to count waiting jobs
	}
	wake := e.limits.Look(sched.Look{
		Worker: w.id, Limit: limit, Found: found, ForAny: forAny, Waiting: e.waiting.any(),
	}, &w.followed)
	for range wake {
		e.lot.WakeOne(AnyWorker, min(limit, e.places()))
	}
}

// waiting counts waiting jobs, with a number for each goroutine that changes the count.
//
// Note: with one number that all of them write, a job that does nothing took 1.07 times as
// long in a stream (BenchmarkCost/mode=stream/strategy=load-aware of strategies, n = 16 in
// turns, random layouts).
type waiting struct {
	_         [64]byte // padding: every job writes what follows
	placed    atomic.Int64
	_         [64]byte
	withdrawn atomic.Int64
	taken     []taken // by worker
}

type taken struct {
	jobs atomic.Int64
	_    [56]byte // padding: each worker has a cache line of its own
}

// any reports whether jobs wait. It may still report true while the last one is being taken.
func (w *waiting) any() bool {
	gone := w.withdrawn.Load()
	for i := range w.taken {
		gone += w.taken[i].jobs.Load()
	}
	return w.placed.Load() > gone // placed is read last, since jobs are placed before they are taken
}

// checkedPush pushes a ticket. It returns which worker to wake, and how many workers may take
// jobs.
func (e *run[T, R]) checkedPush(t *Ticket) (to, limit int) {
	limit = e.size
	if e.limiter != nil {
		e.waiting.placed.Add(1) // before the push: whoever takes the job counts it as taken
	}
	if t.Attempt > 0 && e.returner != nil && !e.stream {
		to = e.returner.Return(*t)
	} else {
		to = e.queue.Push(*t)
	}
	if e.limiter != nil {
		limit = e.limiter.Limit()
		e.limits.Event()
	}
	worker, likes := preferred(to)
	if !likes {
		worker = to
	}
	switch {
	case worker >= e.size:
		e.broken(fmt.Errorf("Push returned worker %d of %d", worker, e.size))
		return AnyWorker, e.size
	case limit < 1:
		e.broken(fmt.Errorf("queue returned Limit %d, want at least 1", limit))
		return AnyWorker, e.size
	case to >= 0 && !e.named.Load():
		// This is the first job for one worker alone. A worker may have taken it instead
		// of the job that it was woken for, without knowing that there are such jobs.
		e.named.Store(true)
		e.lot.WakeOne(AnyWorker, limit)
	}
	return to, limit
}
