package virtual

import (
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// sliced is what is known of a job that runs in slices.
type sliced struct {
	began time.Duration // its first slice
	done  time.Duration // how long it has run
	back  int32         // how often it has come back
}

// nextSlice returns how long the worker's job runs now.
func (l *loop) nextSlice(w *worker, service time.Duration) time.Duration {
	j := &l.sliced[w.job]
	if j.back == 0 {
		j.began = w.began
	}
	return min(l.Slice, service-j.done)
}

// comeBack puts the worker's job back into the queue, unless that was its last slice.
func (l *loop) comeBack(id int, w *worker) bool {
	j, job := &l.sliced[w.job], int(w.job)
	service := l.now - w.began
	if all, _ := l.Work(job); j.done+service >= all {
		return false
	}
	l.change()
	l.running--
	l.backlog++
	j.done += service
	j.back++
	l.advance(id, w, service)
	index := job
	if l.book != nil {
		l.book.TakeBack(job)
		if _, loads := l.queue.(pool.Loader); loads && l.returner == nil {
			l.late = append(l.late, job)
			if l.limiter != nil {
				l.waiting++
			}
			l.limits.Event()
			l.wake(pool.AnyWorker, l.limits.Seen())
			return true
		}
	} else {
		index = l.slots.put(job)
	}
	t := l.ticket(index, job)
	t.Attempt = int(j.back)
	l.wake(l.push(t))
	return true
}

// advance lets the worker go on to its next job, once the one before it has run for so
// long.
func (l *loop) advance(id int, w *worker, service time.Duration) {
	l.out.Busy += service
	l.out.Makespan = l.now
	w.size.Observe(service)
	l.next(id, w)
}

// next lets the worker go on to its next job.
func (l *loop) next(id int, w *worker) {
	w.at++
	if w.opened && w.at < w.have {
		end, last := w.many.begun.Begin()
		w.have = min(w.have, int32(end))
		if last {
			l.crew.set(id, false)
		}
	}
}
