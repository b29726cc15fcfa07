//go:build interleave

package pool

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// streamModel is a stream whose workers take jobs and do nothing with them.
type streamModel struct {
	workers int
	size    int  // of the buffer
	submits int  // jobs that are submitted, without waiting
	closes  bool // somebody closes the stream
	cancels bool // somebody ends its context
}

// endingContext is a context whose end is a step.
type endingContext struct {
	context.Context
	ended step.Bool
}

var errEnded = errors.New("ended")

func (c *endingContext) Err() error {
	if c.ended.Load() {
		return errEnded
	}
	return nil
}

// explore checks that each job that was accepted is handed to one worker, or, if the context has
// ended, gets a result in the end; and that no other one does.
func (c streamModel) explore(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		ctx := &endingContext{Context: context.Background()}
		s := new(stream[int, int])
		s.run.init(ctx.Context, &Config{NumWorkers: c.workers, BufferSize: c.size}, FIFO{}, new(settings[int, int]))
		if err := s.prepare(FIFO{}, true); err != nil {
			panic(err)
		}
		s.run.ctx, s.run.cancel = ctx.Context, func(error) {}
		if c.cancels {
			s.run.ctx = ctx
		}
		s.run.began = time.Unix(1, 0).UTC()
		var accepted []int
		got := make([][]int, c.workers)
		m.Share(&ctx.ended, &s.intake.slots, &s.run.done, s.run.lot, s.outbox, &accepted, &got)
		m.Guard(&s.intake.mu, s.intake.turns, &s.intake.closed)
		m.Guard(&s.run.mu, &s.run.failure, &s.run.truncated)
		var workers []*step.Thread
		for id := range c.workers {
			w := &worker[int, int]{run: &s.run, id: id, most: maxStreamClaim}
			workers = append(workers, m.Go(fmt.Sprint("worker ", id), func() {
				for {
					n := s.run.claim(w)
					if n <= 0 {
						return
					}
					for _, e := range w.jobs[:n] {
						got[id] = append(got[id], e.job.Data)
					}
					w.closeClaim()
					w.at, w.have = 0, 0
					m.Forget(got[id])
				}
			}))
		}
		m.Go("submitter", func() {
			for i := range c.submits {
				if s.submitOr(s.run.ctx, &Job[int]{Data: i, Created: s.run.began}, nil, RefuseWhenFull) == nil {
					accepted = append(accepted, i)
				}
				m.Forget(i)
			}
		})
		if c.closes {
			m.Go("closer", s.close)
		}
		if c.cancels {
			m.Go("canceler", func() {
				ctx.ended.Store(true)
				s.abort()
			})
		}
		end := func() {
			s.settleRest()
			s.outbox.End()
		}
		if c.cancels {
			m.Go("ender", func() {
				for _, w := range workers {
					w.Join()
				}
				end()
			})
		}
		m.AtEnd(func() error {
			if !c.cancels {
				end()
			}
			var done []int
			for _, g := range got {
				done = append(done, g...)
			}
			skipped := 0
			for r := range s.outbox.All() {
				if !errors.Is(r.Error, errEnded) {
					return fmt.Errorf("result %+v", r)
				}
				skipped++
			}
			slices.Sort(done)
			if len(done)+skipped != len(accepted) || skipped == 0 && !slices.Equal(done, accepted) {
				return fmt.Errorf("jobs %v were accepted, workers got %v, and %d results say why not", accepted, got, skipped)
			}
			if len(slices.Compact(done)) != len(done) {
				return fmt.Errorf("workers got %v", got)
			}
			if want := skipped > 0; (s.err != nil) != want {
				return fmt.Errorf("%d jobs did not run: error %v", skipped, s.err)
			}
			return nil
		})
	})
}

// TestSchedulesOfTurns: the slots of the shared queue are used again only when their jobs have been
// copied.
func TestSchedulesOfTurns(t *testing.T) {
	streamModel{workers: 1, size: 1, submits: 2, closes: true}.explore(t)
}

func TestSchedulesOfClose(t *testing.T) {
	streamModel{workers: 1, size: 2, submits: 1, closes: true}.explore(t)
}

func TestSchedulesOfAbort(t *testing.T) {
	streamModel{workers: 1, size: 1, submits: 1, cancels: true}.explore(t)
}

// TestSchedulesOfFIFO: two workers take the jobs of a ring that comes round, each job once, and each
// worker the older ones first.
func TestSchedulesOfFIFO(t *testing.T) {
	const jobs, capacity = 4, 2
	step.Explore(t, func(m *step.Model) {
		q := newFIFO(Setup{Workers: 1, Capacity: capacity}) // a worker takes all that it can
		room := step.MakeChan[bool](capacity)
		m.Share(q, &room)
		got := make([][]int, 3) // the last one's: what is left
		pushed := 0
		m.Go("producer", func() {
			for i := range jobs {
				room.Send(true)
				q.Push(Ticket{Index: i})
				pushed++
				m.Forget(i)
			}
		}).MayWait()
		pop := func(w, most int) {
			dst := make([]int, most)
			n := q.Pop(w, dst)
			got[w] = append(got[w], dst[:n]...)
			for range n {
				room.Recv()
			}
		}
		for w := range 2 {
			m.Go(fmt.Sprint("worker ", w), func() {
				for try := range 2 {
					pop(w, 1+w)
					m.Forget(try, got[w])
				}
			})
		}
		m.AtEnd(func() error {
			for range jobs {
				got[2] = append(got[2], 0)
				if q.Pop(0, got[2][len(got[2])-1:]) == 0 {
					got[2] = got[2][:len(got[2])-1]
				}
			}
			all := slices.Concat(got...)
			slices.Sort(all)
			for i, job := range all {
				if job != i || len(all) != pushed {
					return fmt.Errorf("%d jobs were pushed, workers got %v", pushed, got)
				}
			}
			for _, g := range got {
				if !slices.IsSorted(g) {
					return fmt.Errorf("workers got %v, not the older ones first", got)
				}
			}
			return nil
		})
	})
}

// pairs is a discipline of two workers: one job for each of them waits, and one for any.
type pairs struct {
	own [2]step.Int64 // number of the job plus 1; 0: none
	any step.Int64
}

func (*pairs) Name() string                    { return "pairs" }
func (q *pairs) NewQueue(Setup) (Queue, error) { return q, nil }

func (q *pairs) Push(t Ticket) int {
	return step.Step("push", func() int {
		if t.Key == "" {
			q.any.Store(int64(t.Index) + 1)
			return AnyWorker
		}
		w := int(t.Key[0] - '0')
		q.own[w].Store(int64(t.Index) + 1)
		return w
	})
}

func (q *pairs) Pop(worker int, dst []int) int {
	return step.Step("pop", func() int {
		job := q.own[worker].Swap(0)
		if job == 0 {
			job = q.any.Swap(0)
		}
		dst[0] = int(job) - 1
		return min(int(job), 1)
	})
}

// TestSchedulesOfNamed: workers who take a job each are busy for good. No job waits beside a parked
// worker who may take it, though the one who was woken for it has taken its own.
func TestSchedulesOfNamed(t *testing.T) {
	for _, keys := range [][]string{{"", "0"}} {
		step.Explore(t, func(m *step.Model) {
			q := new(pairs)
			s := new(stream[int, int])
			s.run.init(context.Background(), &Config{NumWorkers: 2, BufferSize: 2}, q, new(settings[int, int]))
			if err := s.prepare(q, true); err != nil {
				panic(err)
			}
			s.run.ctx, s.run.cancel = context.Background(), func(error) {}
			s.run.began = time.Unix(1, 0).UTC()
			s.run.named.Store(true) // there were such jobs before
			m.Share(q, s.run.lot, &s.intake.freed)
			m.Guard(&s.intake.mu, &s.intake.fresh, &s.intake.free)
			workers := make([]*step.Thread, 2)
			for id := range workers {
				w := &worker[int, int]{run: &s.run, id: id, most: 1}
				workers[id] = m.Go(fmt.Sprint("worker ", id), func() { s.run.claim(w) }).MayWait()
			}
			m.Go("submitter", func() {
				for i, key := range keys {
					if err := s.submitOr(s.run.ctx, &Job[int]{Key: key, Created: s.run.began}, nil, RefuseWhenFull); err != nil {
						panic(err)
					}
					m.Forget(i)
				}
			})
			m.AtEnd(func() error {
				for w, worker := range workers {
					if own, any := q.own[w].Load(), q.any.Load(); worker.Waiting() && own+any > 0 {
						return fmt.Errorf("worker %d is parked; jobs wait, its own: %d, for any: %d", w, own, any)
					}
				}
				return nil
			})
		})
	}
}

// TestSchedulesOfTwoTakers: two workers take turns of the shared queue, each turn once.
func TestSchedulesOfTwoTakers(t *testing.T) {
	const jobs = 3
	step.Explore(t, func(m *step.Model) {
		q := &turns{workers: 1} // a worker takes all that it can
		m.Share(q)
		got := make([][]int64, 2)
		m.Go("producer", func() {
			for i := range jobs {
				q.pushLocked()
				m.Forget(i)
			}
		})
		take := func(w, most int) {
			n, before := q.take(most)
			for i := range n {
				got[w] = append(got[w], before+int64(i))
			}
		}
		for w := range got {
			m.Go(fmt.Sprint("worker ", w), func() {
				for try := range 2 {
					take(w, 1+w)
					m.Forget(try, got[w])
				}
			})
		}
		m.AtEnd(func() error {
			take(0, jobs)
			all := slices.Sorted(slices.Values(slices.Concat(got...)))
			if !slices.Equal(all, []int64{0, 1, 2}) {
				return fmt.Errorf("workers got %v", got)
			}
			return nil
		})
	})
}

// TestSchedulesOfSlots: no slot has two jobs, and none is lost, while workers free slots and a submit
// takes them.
func TestSchedulesOfSlots(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		in := &intake[int]{slots: make([]slot[int], 3), next: make([]int32, 3)}
		in.freed.Store(none)
		m.Share(&in.next, &in.freed)
		taken := make([]bool, 3)
		m.Share(&taken)
		m.Guard(&in.mu, &in.free, &in.fresh)
		take := func() int {
			i, ok := in.freeSlotLocked()
			switch {
			case !ok:
				return none
			case taken[i]:
				panic(fmt.Sprintf("slot %d is free, and has a job", i))
			}
			taken[i] = true
			return i
		}
		for range 3 {
			take()
		}
		m.Go("worker 0", func() { taken[0], taken[1] = false, false; in.release([]int{0, 1}) })
		m.Go("worker 1", func() { taken[2] = false; in.release([]int{2}) })
		m.Go("submitter", func() {
			for try := range 2 {
				in.mu.Lock()
				i := take()
				in.mu.Unlock()
				if i != none {
					taken[i] = false
					in.release([]int{i})
				}
				m.Forget(try)
			}
		})
		m.AtEnd(func() error {
			n := 0
			for take() != none {
				n++
			}
			if n != 3 {
				return fmt.Errorf("%d slots are free, want 3", n)
			}
			return nil
		})
	})
}
