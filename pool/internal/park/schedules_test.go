//go:build interleave

package park

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// model is a lot with workers who take jobs, each a few, after which they are busy for good,
// and bringers of jobs.
type model struct {
	wants   []int   // how many jobs each worker takes
	limit   int     // workers from this number on take none; 0: all do
	brought [][]int // what each bringer brings: jobs for a worker, or Any
}

// lot is the state that all share.
type lot struct {
	*Lot
	limit int
	any   step.Int64   // jobs that any worker can take
	named []step.Int64 // jobs for each worker
}

func newLot(workers, limit int) *lot {
	if limit == 0 {
		limit = workers
	}
	return &lot{Lot: New(workers), limit: limit, named: make([]step.Int64, workers)}
}

// take takes a job that the worker may take: its own first.
func (l *lot) take(w int) bool {
	return step.Step("take", func() bool {
		switch {
		case l.named[w].Load() > 0:
			l.named[w].Add(-1)
		case l.any.Load() > 0 && w < l.limit:
			l.any.Add(-1)
		default:
			return false
		}
		return true
	})
}

// work takes jobs as a worker does.
func (l *lot) work(m *step.Model, w, jobs int) {
	forAny := false
	for taken := 0; taken < jobs; {
		found := l.take(w)
		if !found {
			forAny = l.Park(w, func() bool {
				found = l.take(w)
				return found
			})
		}
		if found {
			if taken++; forAny {
				l.WakeOne(Any, l.limit)
			}
			forAny = false
		}
		m.Forget(taken, forAny)
	}
}

// preferred is a job that any worker can take, and that prefers worker 0.
const preferred = -2

func (l *lot) place(worker int) {
	step.Step("place", func() bool {
		if worker < 0 {
			l.any.Add(1)
		} else {
			l.named[worker].Add(1)
		}
		return true
	})
}

func (l *lot) bring(worker int) {
	l.place(worker)
	if worker == preferred {
		l.WakePreferred(0, l.limit)
		return
	}
	l.WakeOne(worker, l.limit)
}

// explore checks that no job waits while a worker that may take it is parked.
func (c model) explore(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		l := newLot(len(c.wants), c.limit)
		m.Share(l)
		workers := make([]*step.Thread, len(c.wants))
		for w, jobs := range c.wants {
			workers[w] = m.Go(fmt.Sprint("worker ", w), func() { l.work(m, w, jobs) }).MayWait()
		}
		for b, jobs := range c.brought {
			m.Go(fmt.Sprint("bringer ", b), func() {
				for i, worker := range jobs {
					l.bring(worker)
					m.Forget(i)
				}
			})
		}
		m.AtEnd(func() error {
			for w, worker := range workers {
				if own, any := l.named[w].Load(), l.any.Load(); worker.Waiting() && (own > 0 || any > 0 && w < l.limit) {
					return fmt.Errorf("worker %d is parked; %d jobs wait for it, and %d for any worker", w, own, any)
				}
			}
			return nil
		})
	})
}

func TestSchedulesOfSharedJobs(t *testing.T) {
	model{wants: []int{3}, brought: [][]int{{Any, Any, Any}}}.explore(t)
	model{wants: []int{1, 1}, brought: [][]int{{Any}, {Any}}}.explore(t)
	model{wants: []int{2, 1}, brought: [][]int{{Any, Any, Any}}}.explore(t)
}

func TestSchedulesOfNamedJobs(t *testing.T) {
	model{wants: []int{1, 1}, brought: [][]int{{Any, 0}}}.explore(t)
	model{wants: []int{1, 1}, brought: [][]int{{0, Any}}}.explore(t)
	model{wants: []int{2, 1}, brought: [][]int{{Any, 0, 1}}}.explore(t)
	model{wants: []int{1, 1}, brought: [][]int{{Any}, {0}}}.explore(t)
}

func TestSchedulesOfLimit(t *testing.T) {
	model{wants: []int{2, 1}, limit: 1, brought: [][]int{{Any, Any}}}.explore(t)
}

// TestSchedulesOfQuiet: of two workers' jobs the first brings another one, or a timer brings one. The
// lot is quiet once, when no job can come any more, and then all leave.
func TestSchedulesOfQuiet(t *testing.T) {
	exploreQuiet(t, 1, false)
	exploreQuiet(t, 0, true)
}

func exploreQuiet(t *testing.T, jobs int64, timer bool) {
	step.Explore(t, func(m *step.Model) {
		l := newLot(2, 0)
		l.any.Store(jobs)
		var quiet, busy step.Int64
		var over step.Bool
		more := jobs // that jobs still bring
		m.Share(l, &quiet, &busy, &over, &more)
		l.Close()
		end := func() {
			step.Step("quiet", func() bool {
				if l.any.Load() > 0 || busy.Load() > 0 {
					panic("quiet, though a job waits or runs")
				}
				quiet.Add(1)
				return true
			})
			over.Store(true)
			l.WakeAll()
		}
		for w := range 2 {
			m.Go(fmt.Sprint("worker ", w), func() {
				for !over.Load() {
					took, settled := false, false
					l.Park(w, func() bool {
						took = step.Step("take", func() bool {
							if l.any.Load() == 0 {
								return false
							}
							l.any.Add(-1)
							busy.Add(1)
							return true
						})
						if took || over.Load() {
							return true
						}
						settled = l.Settle(w)
						return settled
					})
					if took {
						if step.Step("bring another", func() bool { more--; return more >= 0 }) {
							l.bring(Any)
						}
						busy.Add(-1)
					}
					if settled {
						end()
					}
					m.Forget()
				}
			})
		}
		if timer {
			l.Hold()
			m.Go("timer", func() {
				l.bring(Any)
				if l.Release() {
					end()
				}
			})
		}
		m.AtEnd(func() error {
			if quiet.Load() != 1 {
				return fmt.Errorf("quiet %d times, want once", quiet.Load())
			}
			return nil
		})
	})
}

// TestSchedulesOfLastJob: a job is placed, then the lot is closed, and only then its worker is woken.
// The lot is not quiet before the job has been found.
func TestSchedulesOfLastJob(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		l := newLot(2, 0)
		placed := step.MakeChan[bool](1)
		var over step.Bool
		m.Share(l, &placed, &over)
		for w := range 2 {
			m.Go(fmt.Sprint("worker ", w), func() {
				for !over.Load() {
					l.Park(w, func() bool {
						if l.take(w) || over.Load() {
							return true
						}
						if !l.Settle(w) {
							return false
						}
						over.Store(true)
						l.WakeAll()
						return true
					})
					m.Forget()
				}
			})
		}
		m.Go("submitter", func() {
			l.place(0)
			placed.Send(true)
			l.WakeOne(0, l.limit)
		})
		m.Go("closer", func() {
			placed.Recv()
			l.Close()
		})
		m.AtEnd(func() error {
			if n := l.named[0].Load(); n != 0 {
				return fmt.Errorf("the run is over, and %d jobs wait", n)
			}
			return nil
		})
	})
}

// TestSchedulesOfPreferred: a job that prefers a worker does not wait while another one is parked.
func TestSchedulesOfPreferred(t *testing.T) {
	model{wants: []int{1, 1}, brought: [][]int{{preferred, preferred}}}.explore(t)
	model{wants: []int{1, 1}, brought: [][]int{{preferred}, {Any}}}.explore(t)
}

// TestSchedulesOfWakeAll: nobody sleeps through the end.
func TestSchedulesOfWakeAll(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		l := newLot(2, 0)
		var closed step.Bool
		m.Share(l, &closed)
		for w := range 2 {
			m.Go(fmt.Sprint("worker ", w), func() {
				for !closed.Load() {
					l.Park(w, closed.Load)
				}
			})
		}
		m.Go("closer", func() {
			closed.Store(true)
			l.WakeAll()
		})
	})
}
