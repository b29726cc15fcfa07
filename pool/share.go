package pool

import (
	"fmt"
	"sync"
	"time"
)

// follows holds the jobs that wait for the result of another job, their leader.
type follows struct {
	mu       sync.Mutex // guards the following
	byLeader map[uint64][]int
}

// share is what a queue calls as Setup.Share.
//
// Note: it sets back.any, so that every job takes the longer way to its result, which looks
// for jobs that share it. A run whose queue never calls it pays nothing.
func (e *run[T, R]) share(index, leader int) {
	if index == leader || !e.source.waits(leader) {
		e.broken(fmt.Errorf("job %d was to share the result of job %d, which does not wait", index, leader))
		return
	}
	if err := e.withdraw(index); err != nil {
		e.broken(fmt.Errorf("to share a result: %w", err))
		return
	}
	from, to := e.source.seqOf(index), e.source.seqOf(leader)
	e.follows.mu.Lock()
	defer e.follows.mu.Unlock()
	if e.follows.byLeader == nil {
		e.follows.byLeader = make(map[uint64][]int)
	}
	all := append(e.follows.byLeader[to], index)
	e.follows.byLeader[to] = append(all, e.follows.byLeader[from]...)
	delete(e.follows.byLeader, from)
	e.back.any.Store(true)
}

// answer is called with the result of a job. Jobs that share it get it from a worker that
// looks for jobs.
func (e *run[T, R]) answer(seq uint64, r *Result[R]) {
	if !e.back.any.Load() {
		return
	}
	e.follows.mu.Lock()
	followers := e.follows.byLeader[seq]
	delete(e.follows.byLeader, seq)
	e.follows.mu.Unlock()
	if len(followers) == 0 {
		return
	}
	shared := *r
	for _, index := range followers {
		e.drops.add(dropped[R]{index: index, answer: &shared})
	}
}

// shared returns the result of a job that shares this one.
func (r *Result[R]) shared(id string) Result[R] {
	s := *r
	s.JobID, s.Worker = id, -1
	s.Started, s.Duration, s.Wait = time.Time{}, 0, 0
	return s
}
