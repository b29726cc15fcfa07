package strategies

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/queues"
)

// Poll shows what happens to jobs in a queue that does not announce them: each process has to
// ask for jobs, up to Jobs for each idle worker. If there were too few for one each, it asks
// again after Every. It never asks within a Cooldown after it has asked.
//
// Use it to see what an interval will do to your jobs before there is a server. A job that comes
// to one idle process waits for a time that is uniform between 0 and Every, and w workers start
// at most w·Jobs ÷ Cooldown jobs a second, however short those are. With several processes, which
// ask at different times, the first to ask gets the job: with n of them, its mean wait is
// Every ÷ (n+1).
//
// The defaults of asynq are {Every: time.Second}, those of River without notifications
// {Every: time.Second, Cooldown: 100 * time.Millisecond}.
//
// It takes a lock for each job, time logarithmic in the number of processes, and a timer while
// jobs wait.
//
// Cost: 241 ns a job in a batch, 1499 in a stream (BenchmarkCost, n = 10).
//
// Source: TaskCheckInterval of asynq; FetchPollInterval and FetchCooldown of River.
type Poll struct {
	Inner    pool.Discipline // the order of the queue; nil means SharedQueue
	Every    time.Duration   // between two looks of a process with idle workers; 0 means 100 ms
	Cooldown time.Duration   // the least time between two looks of a process; 0: it may ask at once
	Jobs     int             // for a worker at a look; 0 means 1
	Workers  int             // of a process; 0: there is one process
}

// Name returns "poll".
func (Poll) Name() string { return "poll" }

const defaultPoll = 100 * time.Millisecond

// Virtual returns p for virtual time.
func (p Poll) Virtual() pool.Discipline {
	p.Inner = inVirtualTime(p.Inner)
	return p
}

// NewQueue refuses a negative setting, and fails if that of Inner does.
func (p Poll) NewQueue(setup pool.Setup) (pool.Queue, error) {
	switch {
	case p.Every < 0:
		return nil, fmt.Errorf("Poll.Every is %v, want 0 or more", p.Every)
	case p.Cooldown < 0:
		return nil, fmt.Errorf("Poll.Cooldown is %v, want 0 or more", p.Cooldown)
	case p.Jobs < 0:
		return nil, fmt.Errorf("Poll.Jobs is %d, want 0 or more", p.Jobs)
	case p.Workers < 0:
		return nil, fmt.Errorf("Poll.Workers is %d, want 0 or more", p.Workers)
	}
	if p.Inner == nil {
		p.Inner = SharedQueue{}
	}
	if p.Every == 0 {
		p.Every = defaultPoll
	}
	p.Every = max(p.Every, p.Cooldown)
	p.Jobs = min(max(p.Jobs, 1), max(setup.Capacity, 1))
	if p.Workers == 0 {
		p.Workers = setup.Workers
	}
	p.Workers = min(p.Workers, setup.Workers)
	n := (setup.Workers + p.Workers - 1) / p.Workers
	q := &poll{
		Poll: p, now: setup.Now, workers: make([]poller, setup.Workers), at: make([]polling, n), next: queues.NewTournament(n),
		some: make([]int, p.Jobs),
	}
	r := rand.New(rand.NewPCG(setup.Seed, 0x706f6c6c))
	for i := range q.workers {
		q.workers[i].idle = true
		q.at[i/p.Workers].idle++
	}
	for i := range q.at {
		q.at[i].phase = p.Every
		if n > 1 {
			q.at[i].phase = 1 + time.Duration(r.Int64N(int64(p.Every)))
		}
		q.rank(i)
	}
	if err := q.init(p.Inner, setup, 1); err != nil {
		return nil, err
	}
	if l, ok := pool.As[pool.Loader](q.inner); ok && !setup.Stream {
		return &pollBatch{q, l}, nil
	}
	return q, nil
}

// poll is the processes before the inner queue. A process with idle workers asks at next, and
// each Every from then on: while the inner queue is empty that has no effect, and is not done.
type poll struct {
	Poll
	now func() time.Duration

	within  // its mu guards the following
	workers []poller
	at      []polling          // by process
	next    *queues.Tournament // processes with idle workers, by next
	since   time.Duration      // when a job came to the inner queue, which was empty
	ready   queues.Ring[int]   // idle workers for which there is a job
	some    []int              // jobs that are taken out of the inner queue
}

// A polling is a process.
type polling struct {
	next  time.Duration // when it may ask, or asks
	phase time.Duration // until its second look, if the first has found too little
	idle  int           // workers without a job
}

// A poller is a worker.
type poller struct {
	jobs   queues.Ring[int] // that were fetched for it
	idle   bool
	untold bool // it was idle, and has yet to hear of the first
}

func (q *poll) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting <= 0 {
		q.since = q.now()
	}
	return q.pushLocked(t)
}

func (q *poll) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	q.dropped = false
	process := worker / q.Workers
	w := &q.workers[worker]
	w.untold = false
	if w.jobs.Len() > 0 {
		return w.jobs.Take(dst)
	}
	if !w.idle {
		w.idle = true
		p := &q.at[process]
		if p.idle++; p.idle == 1 {
			p.next = max(p.next, now) // it did not ask while all were busy
			q.rank(process)
		}
	}
	if q.dueLocked(process) > now {
		return 0
	}
	q.ask(process, worker, now)
	w.untold = false
	return w.jobs.Take(dst)
}

// dueLocked returns when a process with idle workers asks next, if jobs wait: it has asked in
// vain before they came.
func (q *poll) dueLocked(process int) time.Duration {
	p := &q.at[process]
	if late := q.since - p.next; late > 0 && q.waiting > 0 && p.asked() {
		p.next += (late + q.Every - 1) / q.Every * q.Every
		q.rank(process)
	}
	return p.next
}

// asked reports whether a process has asked before.
func (p *polling) asked() bool { return p.phase == 0 }

// ask fetches jobs for each idle worker of a process, for first before the others, if that is
// one of them.
func (q *poll) ask(process, first int, now time.Duration) {
	if first >= 0 {
		q.fetch(process, first)
	}
	from := process * q.Workers
	for worker := from; worker < min(from+q.Workers, len(q.workers)) && q.at[process].idle > 0 && q.waiting > 0; worker++ {
		if worker != first && q.workers[worker].idle {
			q.fetch(process, worker)
		}
	}
	p := &q.at[process]
	switch {
	case p.idle == 0:
		p.next = now + q.Cooldown
	case p.asked():
		p.next = now + q.Every
	default:
		p.next = now + max(p.phase, q.Cooldown)
		p.phase = 0
	}
	q.rank(process)
}

// fetch fetches jobs for an idle worker.
func (q *poll) fetch(process, worker int) {
	w := &q.workers[worker]
	n := q.takeLocked(worker, q.some)
	if n == 0 {
		return
	}
	for _, index := range q.some[:n] {
		w.jobs.Push(index)
	}
	w.idle, w.untold = false, true
	q.at[process].idle--
	q.ready.Push(worker)
}

// rank tells the tournament when a process asks.
func (q *poll) rank(process int) {
	key := int64(math.MaxInt64)
	if p := &q.at[process]; p.idle > 0 {
		key = int64(p.next)
	}
	q.next.Set(process, queues.Rank{Key: key})
}

// Next returns when the first process asks while jobs wait, and one of its idle workers; or
// now, and a worker for which a job was fetched.
func (q *poll) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	for {
		if worker, ok := q.readyLocked(); ok {
			return now, worker, true
		}
		if q.dropped {
			q.dropped = false
			return now, pool.AnyWorker, true // the engine is to settle it
		}
		process := q.next.Least()
		if q.waiting <= 0 || q.at[process].idle == 0 {
			return 0, pool.AnyWorker, false
		}
		at := q.at[process].next
		if due := q.dueLocked(process); due > at {
			continue // another one may be earlier
		}
		if at > now {
			return at, q.idleLocked(process), true
		}
		q.ask(process, -1, now)
	}
}

// idleLocked returns an idle worker of a process that has one.
func (q *poll) idleLocked(process int) int {
	worker := process * q.Workers
	for !q.workers[worker].idle {
		worker++
	}
	return worker
}

// readyLocked returns a worker that has yet to hear of its job.
func (q *poll) readyLocked() (worker int, ok bool) {
	for {
		worker, ok = q.ready.First()
		if !ok || q.workers[worker].untold {
			return worker, ok
		}
		q.ready.Pop()
	}
}

// Report returns what the inner queue reports.
func (q *poll) Report() []pool.Detail { return q.report() }

// pollBatch is poll around a queue that takes a batch at once.
type pollBatch struct {
	*poll
	loader pool.Loader
}

func (q *pollBatch) Load(batch pool.Batch) { q.load(q.loader, batch) }
