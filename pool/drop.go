package pool

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// drops holds jobs that will not run until a worker gives them their results: the queue
// dropped them, or the job whose result they share has ended.
type drops[R any] struct {
	any atomic.Bool // there are some

	mu   sync.Mutex // guards list
	list row[dropped[R]]
}

type dropped[R any] struct {
	index  int
	why    error
	answer *Result[R] // the result that it shares; nil: the queue dropped it
}

// drop is the function that a queue calls as Setup.Drop.
func (d *drops[R]) drop(index int, why error) { d.add(dropped[R]{index: index, why: why}) }

func (d *drops[R]) add(job dropped[R]) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list.push(job)
	d.any.Store(true)
}

// take removes and returns one of the jobs.
func (d *drops[R]) take() (job dropped[R], ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.list.len() == 0 {
		return dropped[R]{}, false
	}
	job = d.list.pop()
	d.any.Store(d.list.len() > 0)
	return job, true
}

// settleDrops makes a worker give these jobs their results.
func (e *run[T, R]) settleDrops(w *worker[T, R]) {
	for {
		d, ok := e.drops.take()
		if !ok {
			return
		}
		w.stale = true
		if r, seq, ok := e.dropResult(d); ok {
			w.summary.add(summaryOf(&r))
			if !e.callers.give(seq, r) {
				e.source.give(w, d.index, r)
			}
		}
	}
}

// summaryOf returns the summary of a job that got this result without running.
func summaryOf[R any](r *Result[R]) *Summary {
	if r.Error != nil {
		return &Summary{Jobs: 1, Errors: 1}
	}
	return &Summary{Jobs: 1}
}

// dropResult returns the result of a job that will not run. ok is false if the queue dropped
// a job that does not wait.
func (e *run[T, R]) dropResult(d dropped[R]) (r Result[R], seq uint64, ok bool) {
	if d.answer == nil {
		if err := e.withdraw(d.index); err != nil {
			e.broken(fmt.Errorf("dropped %w", err))
			return r, 0, false
		}
	}
	job, released, seq := e.source.takeOut(d.index)
	if d.answer != nil {
		r = d.answer.shared(job.ID)
	} else {
		r = e.unfinished(&job, seq, released, e.began.Add(e.since()))
		if r.Error = ErrDropped; d.why != nil {
			r.Error = fmt.Errorf("%w: %w", ErrDropped, d.why)
		}
		e.answer(seq, &r)
	}
	e.back.forget(seq)
	e.tellSkipped(r.Error)
	return r, seq, true
}

// withdraw keeps a waiting job from being handed out. The error says that it does not wait.
func (e *run[T, R]) withdraw(index int) error {
	if err := e.source.withdraw(index); err != nil {
		return err
	}
	if e.limiter != nil {
		e.waiting.withdrawn.Add(1)
	}
	return nil
}

func (b *batch[T, R]) waits(index int) bool {
	return uint(index) < uint(len(b.jobs)) && !b.book.IsOut(index)
}

func (b *batch[T, R]) seqOf(index int) uint64 { return uint64(index) }

func (b *batch[T, R]) withdraw(index int) error {
	if _, err := b.book.HandOut([]int{index}); err != nil {
		return fmt.Errorf("job %d of %d, which does not wait", index, len(b.jobs))
	}
	return nil
}

func (b *batch[T, R]) takeOut(index int) (job Job[T], released time.Duration, seq uint64) {
	job = b.jobs[index]
	return job, b.run.releaseTime(&job, 0), uint64(index)
}

func (b *batch[T, R]) give(_ *worker[T, R], index int, r Result[R]) { b.to.put(index, r) }

func (s *stream[T, R]) waits(index int) bool {
	return uint(index) < uint(len(s.intake.slots)) && s.intake.slots[index].taken.Load()
}

func (s *stream[T, R]) seqOf(index int) uint64 { return s.intake.slots[index].entry.seq }

func (s *stream[T, R]) withdraw(index int) error {
	if uint(index) >= uint(len(s.intake.slots)) || !s.intake.slots[index].taken.Swap(false) {
		return fmt.Errorf("job %d, which does not wait", index)
	}
	return nil
}

// takeOut takes a job out of its slot.
func (s *stream[T, R]) takeOut(index int) (job Job[T], released time.Duration, seq uint64) {
	e := s.intake.slots[index].entry
	s.intake.release([]int{index})
	if s.intake.inLine.Load() > 0 {
		s.intake.mu.Lock()
		s.letInLocked()
		s.intake.mu.Unlock()
	}
	return e.job, e.released, e.seq
}

func (s *stream[T, R]) give(w *worker[T, R], _ int, r Result[R]) {
	if s.handler != nil {
		n := 0
		s.handle([]Result[R]{r}, &n)
		return
	}
	s.outbox.Put(w.id, r)
}
