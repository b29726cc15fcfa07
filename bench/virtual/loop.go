package virtual

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/pool/sched"
	"github.com/go-foundations/poolbench/workloads"
)

// A loop is a running simulation. What it does at one instant, and in which order, is what
// the engine does in a bubble: first jobs that end, by their seeds, then jobs that were
// held back, then arrivals. Everything caused by one of these comes to rest before the
// next: workers that it wakes go on one after the other, by number.
//
// Note: the flow of a worker is that of package pool, written a second time, without
// goroutines; the decisions are shared, in package sched. Tests check that both agree on
// times and workers.
type loop struct {
	Simulation
	control
	out    Simulated
	err    error // why the run failed
	over   bool  // no work is left
	events int64

	queue    pool.Queue
	observer pool.Observer // the queue, if it is one; likewise the fields below
	limiter  pool.Limiter
	holder   pool.Holder
	idler    pool.Idler
	returner pool.Returner // batches
	relaxed  int

	now     time.Duration
	size    int      // how many workers there are
	most    int      // jobs claimed at once, at most
	workers []worker // by number
	ends    events   // of jobs, or of their computing
	idle    sched.Idle
	woken   turns
	unseen  bool // the last look found jobs that are not from Pop
	scratch [sched.MaxClaim]int
	written pool.Ticket

	crew      claims      // which workers have jobs that others may take over
	named     bool        // Push has named a worker at least once
	limits    sched.Limit // with a Limiter: how many workers may take jobs
	followed  []uint64    // by worker: of limits
	waiting   int         // jobs that wait
	held      alarm
	lastEvent time.Duration // time of the last event that an alarm may coincide with
	lastAlarm time.Duration

	backlog int           // jobs that have arrived and not begun
	running int           // jobs that have begun and not ended
	changed time.Duration // when either of these last changed

	book  *sched.Book // batches
	slots slots       // streams
	drops []drop
	// by job that waits or runs: the indexes of those that share its result; nil: none ever did
	follows map[int][]int
	cores   cores

	sliced []sliced // by job; nil: jobs run to their end
	late   []int    // jobs of a batch that came back and that the queue does not take
	copies copies
	warmth *workloads.Warmth // nil: no worker is ever cold
}

// An alarm makes workers look for jobs that are held back.
type alarm struct {
	set    bool
	at     time.Duration
	worker int // for whom, or AnyWorker
}

const never = time.Duration(math.MaxInt64)

func newLoop(s Simulation) *loop {
	l := &loop{Simulation: s, size: s.Workers, most: sched.MaxStreamClaim, lastEvent: -1, lastAlarm: -1}
	if s.Work == nil {
		l.Work = func(i int) (time.Duration, uint32) {
			task := &s.Job(i).Data
			return task.Service, task.Seed
		}
	}
	if s.Arrivals == nil {
		l.size = min(s.Workers, s.Jobs)
		l.most = min(sched.MaxClaim, s.Jobs)
	}
	return l
}

// run runs the simulation from start to end.
func (l *loop) run() error {
	if err := l.prepare(); err != nil {
		return err
	}
	for id := 0; id < l.size && !l.over; id++ {
		l.work(id)
		l.giveTurns()
	}
	for arrived := 0; !l.over; {
		if l.count(); l.over {
			break
		}
		end, any := l.ends.next()
		if !any {
			end = never
		}
		arrival := never
		if arrived < len(l.Arrivals) {
			arrival = max(l.now, l.Arrivals[arrived])
		}
		death := l.nextDeath()
		switch {
		case death < end && death <= arrival && (!l.held.set || death <= l.held.at):
			l.now = max(l.now, death)
			l.die()
		case l.held.set && l.held.at < end && l.held.at <= arrival:
			l.meet(l.held.at, &l.lastAlarm, l.lastEvent)
			l.ring()
		case any && end <= arrival:
			l.meet(end, &l.lastEvent, l.lastAlarm)
			l.goOn(l.ends.take().worker())
		case arrival < never:
			l.meet(arrival, &l.lastEvent, l.lastAlarm)
			l.arrive(arrived)
			l.giveTurns()
			if arrived++; arrived == len(l.Arrivals) {
				l.close()
			}
		default:
			l.fail(fmt.Errorf("%w: %d jobs of %d have ended", ErrDeadlock, l.out.Jobs, l.Jobs))
		}
		l.giveTurns()
	}
	return l.finish()
}

// meet advances the time to the next event. It counts events that coincide with an alarm.
func (l *loop) meet(at time.Duration, last *time.Duration, other time.Duration) {
	if l.now, *last = at, at; other == at {
		l.out.Ambiguous++
	}
}

// prepare makes the queue, and in a batch hands it all jobs.
func (l *loop) prepare() (err error) {
	setup := pool.Setup{Workers: l.size, Capacity: l.Jobs, Stream: l.Arrivals != nil, Seed: l.Seed,
		Now: func() time.Duration { return l.now }, Drop: l.drop, Share: l.share}
	if l.queue, err = l.Discipline.NewQueue(setup); err != nil {
		return fmt.Errorf("strategy %q: %w", l.Discipline.Name(), err)
	}
	l.inspect()
	l.limits.Init(l.size)
	l.workers = make([]worker, l.size)
	l.idle = sched.MakeIdle(l.size)
	l.ends = newEvents(l.size)
	l.cores.free = l.Cores
	if l.copies.queue != nil && l.Slice > 0 {
		return l.strategyError(errSliced)
	}
	if l.Slice > 0 {
		l.sliced = make([]sliced, l.Jobs)
	}
	if l.Cold.Extra > 0 {
		l.warmth = workloads.NewWarmth(l.size, l.Cold.Keeps)
	}
	if l.Arrivals == nil {
		l.book = sched.NewBook(l.Jobs)
		l.idle.Close() // all jobs are there
		l.load()
	}
	if _, shares := pool.As[pool.Sharer](l.queue); shares && l.size > 1 {
		l.crew = newClaims(l.size)
	}
	return l.err
}

// inspect finds the optional interfaces of the queue. A queue that takes a whole batch may
// only then know which queue it wraps.
func (l *loop) inspect() {
	l.observer, _ = pool.As[pool.Observer](l.queue)
	if l.limiter, _ = pool.As[pool.Limiter](l.queue); l.limiter != nil && l.followed == nil {
		l.followed = make([]uint64, l.size)
	}
	l.holder, _ = pool.As[pool.Holder](l.queue)
	l.idler, _ = pool.As[pool.Idler](l.queue)
	if l.copies.queue, _ = pool.As[pool.Copier](l.queue); l.copies.queue != nil && l.copies.of == nil {
		l.copies.of, l.copies.runner = make([]copied, l.size), make([]int32, l.Jobs)
	}
	if l.Arrivals == nil {
		l.returner, _ = l.queue.(pool.Returner)
	}
	if r, ok := pool.As[pool.Relaxed](l.queue); ok {
		l.relaxed = r.Relaxed()
	}
}

// load hands all jobs to the queue.
func (l *loop) load() {
	l.waiting, l.backlog = l.Jobs, l.Jobs
	if q, ok := l.queue.(pool.Loader); ok {
		q.Load(view{l})
		l.inspect()
		return
	}
	for i := range l.Jobs {
		l.queue.Push(*l.ticket(i, i))
	}
}

// view is a batch as a Loader sees it.
type view struct{ l *loop }

func (v view) Len() int { return v.l.Jobs }

func (v view) Ticket(i int) pool.Ticket { return *v.l.ticket(i, i) }

// finish tells the queue how the run went, once everything is done.
func (l *loop) finish() error {
	if l.err == nil {
		l.settleDrops()
	}
	if l.err == nil && l.out.Jobs < l.Jobs {
		l.broken(l.lost())
	}
	l.out.Workers = l.size
	if f, ok := pool.As[pool.Finisher](l.queue); ok {
		f.Finish(l.out.Summary)
	}
	if r, ok := pool.As[pool.Reporter](l.queue); ok {
		l.out.Details = r.Report()
	}
	return l.err
}

// lost returns an error that names a job that the queue has lost.
func (l *loop) lost() error {
	if l.book == nil {
		return fmt.Errorf("lost job %d", l.slots.firstTaken())
	}
	for i := range l.Jobs {
		if !l.book.IsOut(i) {
			return fmt.Errorf("lost job %d of %d", i, l.Jobs)
		}
	}
	return fmt.Errorf("lost a job of %d", l.Jobs)
}
