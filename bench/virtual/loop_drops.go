package virtual

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A drop is a job that does not run itself: the queue has dropped it, or the job has ended
// whose result it shares.
type drop struct {
	index    int
	why      error
	answered bool          // it shares the result of a job
	at       time.Duration // when that ended
	err      error         // of that job
}

func (l *loop) drop(index int, why error) { l.drops = append(l.drops, drop{index: index, why: why}) }

// settleDrops gives jobs that do not run themselves their results.
func (l *loop) settleDrops() {
	for len(l.drops) > 0 {
		d := l.drops[0]
		l.drops = l.drops[1:]
		job := l.jobAt(d.index)
		if !d.answered {
			if err := l.withdraw(d.index); err != nil {
				l.broken(fmt.Errorf("dropped %w", err))
				return
			}
			d.at, d.err = l.now, pool.ErrDropped
			if d.why != nil {
				d.err = fmt.Errorf("%w: %w", pool.ErrDropped, d.why)
			}
			l.answer(job, d.err)
		}
		if l.book == nil {
			l.slots.release([]int{d.index})
		}
		l.out.Jobs++
		if d.err != nil {
			l.out.Errors++
		}
		if l.Ended != nil {
			l.Ended(Ended{Job: job, Worker: -1, Completed: d.at, Err: d.err})
		}
	}
}

// jobAt returns the job that waits, or has waited, at an index; -1: there is none.
func (l *loop) jobAt(index int) int {
	if l.book != nil {
		return index
	}
	return l.slots.jobAt(index)
}

// withdraw keeps a waiting job from being handed out.
func (l *loop) withdraw(index int) error {
	if l.book != nil {
		if _, err := l.book.HandOut([]int{index}); err != nil {
			return fmt.Errorf("job %d of %d, which does not wait", index, l.Jobs)
		}
	} else if !l.slots.withdraw(index) {
		return fmt.Errorf("job %d, which does not wait", index)
	}
	if l.limiter != nil {
		l.waiting--
	}
	l.change()
	l.backlog--
	return nil
}

// share has a waiting job share the result of another one.
func (l *loop) share(index, leader int) {
	waits := index != leader
	if l.book != nil {
		waits = waits && uint(leader) < uint(l.Jobs) && !l.book.IsOut(leader)
	} else {
		waits = waits && l.slots.waits(leader)
	}
	if !waits {
		l.broken(fmt.Errorf("job %d was to share the result of job %d, which does not wait", index, leader))
		return
	}
	from, to := l.jobAt(index), l.jobAt(leader)
	if err := l.withdraw(index); err != nil {
		l.broken(fmt.Errorf("to share a result: %w", err))
		return
	}
	if l.follows == nil {
		l.follows = make(map[int][]int)
	}
	l.follows[to] = append(append(l.follows[to], index), l.follows[from]...)
	delete(l.follows, from)
}

// answer is called when a job has its result, for those that share it.
func (l *loop) answer(job int, err error) {
	if l.follows == nil {
		return
	}
	for _, index := range l.follows[job] {
		l.drops = append(l.drops, drop{index: index, answered: true, at: l.now, err: err})
	}
	delete(l.follows, job)
}
