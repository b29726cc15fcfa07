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
		s.run.init(ctx.Context, &Config{NumWorkers: c.workers, BufferSize: c.size}, FIFO{}, nil)
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
		m.Share(&ctx.ended, &s.intake.slots, &s.closing, s.lot, s.outbox, &accepted, &got)
		m.Guard(&s.intake.mu, s.intake.turns, &s.intake.closed)
		m.Guard(&s.run.mu, &s.run.failure, &s.run.truncated)
		m.Guard(&s.run.left.mu, &s.run.left.ids)
		var workers []*step.Thread
		for id := range c.workers {
			w := &worker[int, int]{run: &s.run, id: id, most: maxStreamClaim}
			workers = append(workers, m.Go(fmt.Sprint("worker ", id), func() {
				for {
					n := s.claim(w)
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
				if s.submit(s.run.ctx, &Job[int]{Data: i, Created: s.run.began}, false) == nil {
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
			unrun := 0
			for r := range s.outbox.All() {
				if !errors.Is(r.Error, errEnded) {
					return fmt.Errorf("result %+v", r)
				}
				unrun++
			}
			slices.Sort(done)
			if len(done)+unrun != len(accepted) || unrun == 0 && !slices.Equal(done, accepted) {
				return fmt.Errorf("jobs %v were accepted, workers got %v, and %d results say why not", accepted, got, unrun)
			}
			if len(slices.Compact(done)) != len(done) {
				return fmt.Errorf("workers got %v", got)
			}
			if want := unrun > 0; (s.err != nil) != want {
				return fmt.Errorf("%d jobs did not run: error %v", unrun, s.err)
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
