package virtual

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// copies knows which worker runs which job, where the queue is a pool.Copier.
type copies struct {
	queue  pool.Copier
	runner []int32        // by job: the worker that runs its first copy, plus one; 0: it does not run
	of     []copied       // by worker
	task   workloads.Task // of taskOf
}

// copied is what is known of the copy that a worker runs.
type copied struct {
	second   bool
	other    int32 // the worker of the other copy, plus one; 0: there is none
	begun    bool
	canceled bool // the other one has ended
}

// errSliced is the error of a simulation whose jobs run in slices and have copies.
var errSliced = errors.New("has second copies of jobs, which jobs that run in slices have not")

// copyFor finds a job that runs, of which the worker is to run a copy. It returns 1 if there
// is one.
func (l *loop) copyFor(id int) int {
	if !l.allowed(id) {
		return 0
	}
	for range maxVain {
		seq, ok := l.copies.queue.Copy(id)
		switch {
		case !ok:
			return 0
		case seq >= uint64(l.Jobs) || l.copies.runner[seq] == 0:
			l.count()
			continue
		}
		first := l.copies.runner[seq] - 1
		if l.copies.of[first].other != 0 {
			l.broken(fmt.Errorf("named twice by Copy: job %d", l.workers[first].slot))
			return 0
		}
		l.copies.of[first].other = int32(id) + 1
		l.copies.of[id] = copied{second: true, other: first + 1}
		w := &l.workers[id]
		w.job, w.slot = int32(seq), l.workers[first].slot
		l.unseen = true
		return 1
	}
	l.broken(fmt.Errorf("named by Copy %d times: jobs that do not run", maxVain))
	return 0
}

// canceled reports whether the worker runs a copy that does not count any more.
func (l *loop) canceled(id int) bool { return l.copies.of != nil && l.copies.of[id].canceled }

// beginCopy begins a copy of the worker's job. It reports whether that counts still: the
// other one may have ended at this instant.
func (l *loop) beginCopy(id int, w *worker) bool {
	c := &l.copies.of[id]
	c.begun = true
	if !c.second {
		l.backlog--
		l.copies.runner[w.job] = int32(id) + 1
	}
	return !c.canceled
}

// cancelOther ends the other copy of the worker's job, which has just ended: it goes on
// once this worker rests. It returns when the first copy began.
func (l *loop) cancelOther(id int, w *worker) (began time.Duration) {
	c := l.copies.of[id]
	l.copies.of[id] = copied{}
	l.copies.runner[w.job] = 0
	if c.other == 0 {
		return w.began
	}
	other := int(c.other) - 1
	o := &l.copies.of[other]
	o.canceled = true
	if began = w.began; c.second {
		began = l.workers[other].began
	}
	if !o.begun {
		return began
	}
	switch l.ends.of(other) {
	case l.now: // it ends at this instant anyway
		return began
	case never:
		l.cores.leave(other)
		l.workers[other].phase = waiting // holds no core
	default:
		l.ends.cancel(other)
	}
	l.woken.push(other)
	return began
}

// dropCopy goes on after a copy that does not count.
func (l *loop) dropCopy(id int, w *worker) {
	l.change()
	l.running--
	l.out.Busy += l.now - w.began
	l.copies.of[id] = copied{}
	l.next(id, w)
}

// taskOf returns what the worker's job is.
func (l *loop) taskOf(id int) *workloads.Task {
	task := &l.Job(int(l.workers[id].job)).Data
	second := l.copies.queue != nil && l.copies.of[id].second
	if cold := l.workers[id].cold; second || cold {
		l.copies.task = *task
		if second {
			l.copies.task = task.Copy()
		}
		if cold {
			l.copies.task.Cold = l.Cold.Extra
			l.copies.task = l.copies.task.AtFirst()
		}
		return &l.copies.task
	}
	return task
}

// beganCold reports whether the worker that began the job of this one was cold for its key.
func (l *loop) beganCold(id int) bool {
	if l.copies.queue != nil && l.copies.of[id].second {
		id = int(l.copies.of[id].other) - 1
	}
	return l.workers[id].cold
}
