package virtual

import (
	"errors"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A Death is a worker that dies: it ends no more jobs, and takes none.
type Death struct {
	Worker int
	At     time.Duration
}

// A Survivor is a queue whose workers may die. Died is called when one has, with the ticket of
// the job that it ran, or nil. That job waits again, at a new Index: the queue is to hand it out
// once more.
type Survivor interface {
	Died(worker int, running *pool.Ticket)
}

var (
	errMortal = errors.New("knows nothing of workers that die")
	errCopied = errors.New("has second copies of jobs, and workers that die")
)

// nextDeath returns when the next worker dies.
func (l *loop) nextDeath() time.Duration {
	if len(l.Deaths) == 0 {
		return never
	}
	return l.Deaths[0].At
}

// die lets the next worker die.
func (l *loop) die() {
	id := l.Deaths[0].Worker
	l.Deaths = l.Deaths[1:]
	if id >= l.size || l.workers[id].dead {
		return // there are fewer jobs than workers
	}
	survivor, ok := pool.As[Survivor](l.queue)
	switch {
	case l.copies.queue != nil:
		l.fail(l.strategyError(errCopied))
		return
	case !ok || l.workers[id].have-l.workers[id].at > 1:
		l.fail(l.strategyError(errMortal))
		return
	}
	w := &l.workers[id]
	w.dead = true
	var running *pool.Ticket
	if w.at < w.have {
		l.ends.cancel(id)
		l.change()
		l.running--
		l.backlog++
		l.out.Busy += l.now - w.began
		w.at, w.have = 0, 0
		index := int(w.job)
		if l.book != nil {
			l.book.TakeBack(index)
		} else {
			index = l.slots.put(index)
		}
		t := *l.ticket(index, int(w.job))
		running = &t
	}
	w.waits = false
	quiet := l.idle.Leave(id)
	survivor.Died(id, running)
	if l.holder != nil && l.idle.Any() && l.askNext(id) {
		l.passWakeOn()
		quiet = false
	}
	if quiet && !l.held.set && len(l.woken) == 0 {
		l.end()
	}
}
