package virtual

import (
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/pool/sched"
)

// A worker is one worker's state, on one cache line.
type worker struct {
	size      sched.Size    // of the next claim
	began     time.Duration // of its job
	job, slot int32         // the job that runs, and where it waited
	at, have  int32         // of its claim, jobs [at, have) are not done
	many      *claim        // the claim, if it has several jobs
	room      uint8         // how many jobs it may claim
	phase     phase
	token     token
	waits     bool // until woken
	resumes   bool // it has taken over jobs while it was about to wait, and has not gone on
	opened    bool // others may take over jobs of its claim
	dead      bool
	cold      bool // for the key of its job
}

// A phase is what a job does until the next event.
type phase uint8

const (
	whole     phase = iota // computes and waits, with no limit of cores
	computing              // holds a core
	waiting                // for IO
)

// A token tells a worker that it was woken.
type token uint8

const (
	notWoken token = iota
	woken
	wokenForAny // for a job that any worker can take
)

// work lets a worker run jobs until it waits: for an event, for a core, or to be woken.
func (l *loop) work(id int) {
	w := &l.workers[id]
	for !l.over {
		if w.at == w.have {
			l.closeClaim(w, id)
			w.at, w.have = 0, 0
			w.room = uint8(w.size.Next(l.most))
			if !l.claim(id, false) {
				return
			}
		}
		if w.have > 1 {
			w.job, w.slot = w.many.jobs[w.at], int32(w.many.ids[w.at])
		}
		if l.start(id, w) {
			return
		}
		l.endJob(id, w)
	}
}

// claim lets a worker look for jobs. If it finds none it waits, and claim returns false.
// forAny says whether the worker was woken for a job that any worker can take.
func (l *loop) claim(id int, forAny bool) bool {
	n := l.look(id, forAny)
	if l.over {
		return false
	}
	if n > 0 {
		// Only where some jobs are for one worker alone may this one have taken
		// another job than that for which it was woken.
		if forAny && l.named {
			l.passWakeOn()
		}
		l.open(id, n)
		return true
	}
	if l.idler != nil {
		l.idler.Idle(id, true)
	}
	l.idle.Announce(id)
	n = l.look(id, false)
	w := &l.workers[id]
	switch {
	case l.over:
		return false
	case n > 0:
		if l.idle.Announced(id) {
			l.idle.Remove(id)
		}
		w.have = int32(n)
		if l.unseen {
			// In a bubble it goes on in turn: Order has not seen that it found jobs.
			w.resumes = true
			l.woken.push(id)
			return false
		}
		l.goOnWith(id)
		return true
	case l.idle.Settle(id):
		l.end()
	case w.token != notWoken: // woken while it looked
		l.woken.push(id)
	default:
		w.waits = true
	}
	return false
}

// goOnWith lets a worker go on that has found jobs while it was about to wait.
func (l *loop) goOnWith(id int) {
	w := &l.workers[id]
	forAny := w.token == wokenForAny
	w.token = notWoken
	if l.idler != nil {
		l.idler.Idle(id, false)
	}
	if forAny {
		l.passWakeOn()
	}
	l.open(id, int(w.have))
}

// giveTurns lets woken workers go on, until none is left.
func (l *loop) giveTurns() {
	for len(l.woken) > 0 && !l.over {
		l.count()
		id := l.woken.pop()
		w := &l.workers[id]
		if l.canceled(id) && l.copies.of[id].begun {
			l.goOn(id)
			continue
		}
		if w.resumes {
			w.resumes = false
			l.goOnWith(id)
			l.work(id)
			continue
		}
		forAny := w.token == wokenForAny
		w.token = notWoken
		if l.idler != nil {
			l.idler.Idle(id, false)
		}
		if l.claim(id, forAny) {
			l.work(id)
		}
	}
}

// look takes jobs for the worker, from the queue or from another worker, and
// returns how many.
func (l *loop) look(id int, forAny bool) int {
	for vain := 0; ; vain++ {
		l.unseen = false
		n := l.pop(id)
		for again := 0; n == 0 && again < l.relaxed && !l.over; again++ {
			n = l.pop(id)
		}
		if l.limiter != nil {
			l.waiting -= n
			l.followLimit(id, n > 0, forAny)
		}
		if len(l.drops) > 0 {
			l.settleDrops()
		}
		if n == 0 && l.crew.open > 0 {
			n = l.takeOver(id)
			l.unseen = n > 0
		}
		if n == 0 && l.copies.queue != nil && !l.over {
			n = l.copyFor(id)
		}
		if n > 0 || l.holder == nil || l.over || !l.askNext(id) {
			return n
		}
		if vain == maxVain {
			l.broken(errVain)
		}
		l.count()
	}
}

// open tells idle workers of a claim of which they can take a part.
func (l *loop) open(id, n int) {
	w := &l.workers[id]
	w.have = int32(n)
	if n > 1 && l.crew.bits != nil {
		w.many.begun.Open(n)
		w.opened = true
		l.crew.set(id, true)
		l.passWakeOn()
	}
	if l.holder != nil && l.idle.Any() && l.askNext(id) {
		l.passWakeOn()
	}
}

// closeClaim is called when all jobs of a claim are done or taken over.
func (l *loop) closeClaim(w *worker, id int) {
	if w.opened {
		l.crew.set(id, false)
		w.opened = false
	}
}

// start begins the worker's job. It reports whether the job takes time.
func (l *loop) start(id int, w *worker) bool {
	l.change()
	l.running++
	w.began = l.now
	if l.copies.queue == nil {
		l.backlog--
	} else if !l.beginCopy(id, w) {
		return false
	}
	if l.warmth != nil {
		w.cold = l.warmth.Begin(id, l.Keys[w.job])
	}
	if l.Cores == 0 {
		w.phase = whole
		service, seed := l.Work(int(w.job))
		if l.copies.queue != nil {
			service = l.taskOf(id).Service
		}
		if l.sliced != nil {
			service = l.nextSlice(w, service)
		}
		if w.cold && l.copies.queue == nil {
			service += l.Cold.Extra
		}
		l.sleep(id, service, seed)
		return true
	}
	task := l.taskOf(id)
	switch {
	case task.CPU > 0:
		w.phase = computing
		if l.cores.take(id) {
			l.sleep(id, task.CPU, task.Seed)
		}
	case task.IO() > 0:
		w.phase = waiting
		l.sleep(id, task.IO(), task.Seed)
	default:
		return false
	}
	return true
}

func (l *loop) sleep(id int, d time.Duration, seed uint32) {
	l.ends.push(event{int64(l.now + max(d, 1)), uint64(seed)<<32 | uint64(id)})
}

// goOn is called when a worker's event has come.
func (l *loop) goOn(id int) {
	w := &l.workers[id]
	if w.phase == computing {
		if next, ok := l.cores.release(); ok {
			task := l.taskOf(next)
			l.sleep(next, task.CPU, task.Seed)
		}
		if task := l.taskOf(id); task.IO() > 0 && !l.canceled(id) {
			w.phase = waiting
			l.sleep(id, task.IO(), task.Seed)
			return
		}
	}
	if l.sliced == nil || !l.comeBack(id, w) {
		l.endJob(id, w)
	}
	l.work(id)
}

// endJob ends the worker's job, or its copy.
func (l *loop) endJob(id int, w *worker) {
	if l.canceled(id) {
		l.dropCopy(id, w)
		return
	}
	l.complete(id, w)
}

// complete ends the worker's job.
func (l *loop) complete(id int, w *worker) {
	l.change()
	l.running--
	service := l.now - w.began
	job, slot := int(w.job), int(w.slot)
	began, all, attempts, cold := w.began, service, 1, l.beganCold(id)
	if l.copies.queue != nil {
		began = l.cancelOther(id, w)
	}
	if l.sliced != nil {
		j := &l.sliced[job]
		began, all, attempts = j.began, j.done+service, int(j.back)+1
	}
	s := &l.out.Summary
	s.Jobs++
	l.answer(job, nil)
	s.Longest = max(s.Longest, all)
	l.advance(id, w, service)
	if l.Ended != nil {
		l.Ended(Ended{Job: job, Worker: id, Started: began, Completed: l.now, Cold: cold})
	}
	if l.observer != nil {
		t := l.ticket(slot, job)
		t.Attempt = attempts - 1
		l.observer.Done(id, *t, pool.Outcome{Service: all, Attempts: attempts})
		// Jobs that have waited for this one need not wait for the rest of the claim.
		if w.at < w.have && l.holder != nil && l.idle.Any() && l.askNext(id) {
			l.passWakeOn()
		}
	}
}

// takeOver claims half of the jobs that another worker has claimed and not begun, of which
// there are some, and returns how many.
func (l *loop) takeOver(id int) int {
	if !l.allowed(id) {
		return 0
	}
	other := l.crew.after(id)
	c := l.workers[other].many
	from, to, last := c.begun.TakeOver()
	if last {
		l.crew.set(other, false)
	}
	l.gather(id, c.ids[from:to], c.jobs[from:to])
	return to - from
}

// close tells the workers that no more jobs arrive.
func (l *loop) close() {
	l.idle.Close()
	for l.idle.Any() {
		l.wakeUp(l.idle.First(), true)
	}
}

// followLimit wakes others where this worker's look at the queue has changed who may take
// jobs, or showed that it may not, and it was woken for nothing.
func (l *loop) followLimit(id int, found, forAny bool) {
	limit := l.limit()
	wake := l.limits.Look(sched.Look{
		Worker: id, Limit: limit, Found: found, ForAny: forAny, Waiting: l.waiting > 0,
	}, &l.followed[id])
	for range wake {
		l.wakeOne(pool.AnyWorker, limit)
	}
}
