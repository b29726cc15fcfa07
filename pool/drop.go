package pool

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// drops are the jobs that a queue has given up, until a worker gives them a result.
type drops struct {
	any atomic.Bool // there are some

	mu   sync.Mutex // guards list
	list row[dropped]
}

type dropped struct {
	index int
	why   error
}

// add is what a queue calls as Setup.Drop.
func (d *drops) add(index int, why error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list.push(dropped{index, why})
	d.any.Store(true)
}

// take takes one of them.
func (d *drops) take() (job dropped, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.list.len() == 0 {
		return dropped{}, false
	}
	job = d.list.pop()
	d.any.Store(d.list.len() > 0)
	return job, true
}

// settleDrops has a worker give the jobs that the queue has given up their results.
func (e *run[T, R]) settleDrops(w *worker[T, R]) {
	for {
		d, ok := e.drops.take()
		if !ok {
			return
		}
		w.stale = true
		if r, seq, ok := e.dropResult(d); ok {
			w.summary.Jobs++
			w.summary.Errors++
			if !e.callers.give(seq, r) {
				e.source.give(w, d.index, r)
			}
		}
	}
}

// dropResult returns the result of a job that the queue has given up, if it waited.
func (e *run[T, R]) dropResult(d dropped) (r Result[R], seq uint64, ok bool) {
	job, released, seq, err := e.source.takeOut(d.index)
	if err != nil {
		e.broken(err)
		return r, 0, false
	}
	if e.limiter != nil {
		e.waiting.Add(-1)
	}
	r = e.unfinished(&job, seq, released, e.began.Add(e.since()))
	if r.Error = ErrDropped; d.why != nil {
		r.Error = fmt.Errorf("%w: %w", ErrDropped, d.why)
	}
	e.back.forget(seq)
	e.tellSkipped(r.Error)
	return r, seq, true
}

// takeOut takes a job out that the queue has given up.
func (b *batch[T, R]) takeOut(index int) (job Job[T], released time.Duration, seq uint64, err error) {
	if _, err := b.book.HandOut([]int{index}); err != nil {
		return job, 0, 0, fmt.Errorf("dropped job %d of %d, which does not wait", index, len(b.jobs))
	}
	job = b.jobs[index]
	return job, b.run.releaseTime(&job, 0), uint64(index), nil
}

func (b *batch[T, R]) give(_ *worker[T, R], index int, r Result[R]) { b.to.put(index, r) }

// takeOut takes a job out of its slot that the queue has given up.
func (s *stream[T, R]) takeOut(index int) (job Job[T], released time.Duration, seq uint64, err error) {
	if uint(index) >= uint(len(s.intake.slots)) || !s.intake.slots[index].taken.Swap(false) {
		return job, 0, 0, fmt.Errorf("dropped job %d, which does not wait", index)
	}
	e := s.intake.slots[index].entry
	s.intake.release([]int{index})
	if s.intake.inLine.Load() > 0 {
		s.intake.mu.Lock()
		s.letInLocked()
		s.intake.mu.Unlock()
	}
	return e.job, e.released, e.seq, nil
}

func (s *stream[T, R]) give(w *worker[T, R], _ int, r Result[R]) {
	if s.handler != nil {
		n := 0
		s.handle([]Result[R]{r}, &n)
		return
	}
	s.outbox.Put(w.id, r)
}
