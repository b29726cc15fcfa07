package virtual

import "github.com/go-foundations/poolbench/pool"

// wakeOne wakes a worker for a job that this one alone, or any below limit, can take.
func (l *loop) wakeOne(worker, limit int) bool {
	return l.wakeUp(l.idle.Pick(worker, limit), worker == pool.AnyWorker)
}

func (l *loop) wakeUp(id int, forAny bool) bool {
	if id < 0 {
		return false
	}
	l.idle.Remove(id)
	w := &l.workers[id]
	w.token = woken
	if forAny {
		w.token = wokenForAny
	}
	if w.waits {
		w.waits = false
		l.woken.push(id)
	}
	return true
}

// allowed reports whether a Limiter lets the worker take jobs.
func (l *loop) allowed(id int) bool { return l.limiter == nil || id < l.limiter.Limit() }

// passWakeOn wakes another worker for another job that may wait.
func (l *loop) passWakeOn() { l.wakeOne(pool.AnyWorker, l.limit()) }

// limit returns how many workers may take jobs.
func (l *loop) limit() int {
	if l.limiter == nil {
		return l.size
	}
	return min(l.limiter.Limit(), l.size)
}
