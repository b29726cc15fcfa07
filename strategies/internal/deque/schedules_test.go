//go:build interleave

package deque

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// model is a deque with an owner and two thieves.
type model struct {
	loaded int    // jobs that are there before
	owner  string // what the owner does: + pushes, - pops, 2 pops two at once
	steals [2]int // how often each thief tries
}

// explore checks that every job comes out once, and that a thief who finds nothing, or loses
// a job to another one, tells the truth.
func (c model) explore(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		d := new(Deque)
		d.Load(0, 1, c.loaded)
		m.Share(d)
		jobs := c.loaded
		got := make([][]int, 1+len(c.steals))
		m.Go("owner", func() {
			for i, op := range c.owner {
				switch op {
				case '+':
					d.Push(jobs)
					jobs++
				case '-':
					got[0] = take(d, got[0], 1)
				case '2':
					got[0] = take(d, got[0], 2)
				}
				m.Forget(i, jobs, got[0])
			}
		})
		for i, tries := range c.steals {
			m.Go(fmt.Sprint("thief ", i+1), func() {
				for try := range tries {
					if job, result := d.Steal(); result == Success {
						got[1+i] = append(got[1+i], job)
					}
					m.Forget(try, got[1+i])
				}
			})
		}
		m.AtEnd(func() error {
			last := append([][]int{nil}, got...)
			for {
				n := len(last[0])
				if last[0] = take(d, last[0], 1); len(last[0]) == n {
					return once(jobs, last)
				}
			}
		})
	})
}

// take takes a job by Pop, or several by PopN.
func take(d *Deque, got []int, n int) []int {
	if n == 1 {
		if job, ok := d.Pop(); ok {
			got = append(got, job)
		}
		return got
	}
	dst := make([]int, n)
	return append(got, dst[:d.PopN(dst)]...)
}

func once(jobs int, got [][]int) error {
	times := make([]int, jobs)
	for _, g := range got {
		for _, job := range g {
			if job < 0 || job >= jobs {
				return fmt.Errorf("phantom job %d: %v", job, got)
			}
			times[job]++
		}
	}
	for job, n := range times {
		if n != 1 {
			return fmt.Errorf("job %d came out %d times, want 1: in the deque, owner, thieves: %v", job, n, got)
		}
	}
	return nil
}

func TestSchedulesOfPop(t *testing.T) { model{owner: "+++---", steals: [2]int{3, 3}}.explore(t) }

// TestSchedulesOfEmpty: the owner finds nothing, and pushes again.
func TestSchedulesOfEmpty(t *testing.T) {
	model{owner: "+--+-", steals: [2]int{1, 1}}.explore(t)
	model{owner: "+22+-", steals: [2]int{1, 1}}.explore(t)
}

func TestSchedulesOfPopN(t *testing.T) {
	model{owner: "+++2-", steals: [2]int{2, 2}}.explore(t)
	model{owner: "++2+2", steals: [2]int{2, 1}}.explore(t)
}

// TestSchedulesOfReuse: a slot that a thief has read gets another job, once the ring comes round.
func TestSchedulesOfReuse(t *testing.T) {
	model{loaded: minSize, owner: "++-", steals: [2]int{1, 1}}.explore(t)
}
