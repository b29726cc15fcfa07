//go:build interleave

package sched

import (
	"fmt"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// TestSchedulesOfClaim: the owner and two others begin each job of a claim once, and one
// of them is told that no more can be taken over. No job counts as ended before it has.
func TestSchedulesOfClaim(t *testing.T) {
	const jobs = 4
	step.Explore(t, func(m *step.Model) {
		c := new(Claim)
		c.Open(jobs)
		var ended step.Int64 // by the owner
		var empty step.Int64 // how often somebody was told that nothing is left to take over
		m.Share(c, &ended, &empty)
		times := make([][jobs]int, 3)
		m.Go("owner", func() {
			times[0][0]++
			for next := 1; next < jobs; next++ {
				ended.Add(1)
				end, last := c.Begin()
				if last {
					empty.Add(1)
				}
				if next >= end {
					return
				}
				times[0][next]++
				m.Forget(next)
			}
		})
		for i := 1; i < 3; i++ {
			m.Go(fmt.Sprint("thief ", i), func() {
				for try := range 2 {
					from, to, last := c.TakeOver()
					if last {
						empty.Add(1)
					}
					for at := from; at < to; at++ {
						times[i][at]++
					}
					m.Forget(try, times[i])
				}
			})
		}
		m.Go("reader", func() {
			for range 2 {
				if n, really := endedOf(c.state.Load()), ended.Load(); int64(n) > really {
					panic(fmt.Sprintf("%d jobs count as ended, and %d have", n, really))
				}
			}
		})
		m.AtEnd(func() error {
			if n := empty.Load(); n != 1 {
				return fmt.Errorf("%d were told that nothing is left", n)
			}
			for at := range jobs {
				if n := times[0][at] + times[1][at] + times[2][at]; n != 1 {
					return fmt.Errorf("job %d was begun %d times: %v", at, n, times)
				}
			}
			return nil
		})
	})
}

// TestSchedulesOfHandOver: each result of two claims that use the same memory is handed over
// once, by the owner or by a reader, and not before it is written or after the next one is.
func TestSchedulesOfHandOver(t *testing.T) {
	const jobs, claims = 3, 2
	step.Explore(t, func(m *step.Model) {
		c := new(Claim)
		var taking step.Mutex
		var results [jobs]step.Int64
		m.Share(c, &results)
		m.Guard(&taking)
		got := make([][]int64, 2)
		m.Go("owner", func() {
			for k := range claims {
				c.Open(jobs)
				for at := range jobs {
					if at > 0 {
						c.Begin()
					}
					results[at].Store(int64(k*jobs + at + 1))
				}
				from, ok := c.HandOver(jobs)
				for !ok {
					taking.Lock()
					from, ok = c.HandOver(jobs)
					taking.Unlock()
				}
				for at := from; at < jobs; at++ {
					got[0] = append(got[0], results[at].Load())
				}
				m.Forget(k, got[0])
			}
		})
		m.Go("reader", func() {
			for try := range 3 {
				taking.Lock()
				if from, to := c.Take(); from < to {
					for at := from; at < to; at++ {
						got[1] = append(got[1], results[at].Load())
					}
					c.Taken(from, to)
				}
				taking.Unlock()
				m.Forget(try, got[1])
			}
		})
		m.AtEnd(func() error {
			all := slices.Sorted(slices.Values(slices.Concat(got...)))
			if !slices.Equal(all, []int64{1, 2, 3, 4, 5, 6}) {
				return fmt.Errorf("results %v were handed over by the owner and by the reader", got)
			}
			return nil
		})
	})
}

// TestSchedulesOfBook: of workers to whom a queue hands out the same jobs one gets each.
func TestSchedulesOfBook(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		b := NewBook(100)
		m.Share(b)
		ids := [][]int{{1, 2, 70}, {2, 1, 70}}
		for w := range ids {
			m.Go(fmt.Sprint("worker ", w), func() {
				kept, _ := b.HandOut(ids[w])
				ids[w] = ids[w][:kept]
			})
		}
		m.AtEnd(func() error {
			if len(ids[0])+len(ids[1]) != 3 || !b.IsOut(1) || !b.IsOut(2) || !b.IsOut(70) {
				return fmt.Errorf("handed out %v", ids)
			}
			return nil
		})
	})
}
