//go:build interleave

package strategies

import (
	"fmt"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/internal/marks"
	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// exploreStealing has two workers empty the deques of all. One that finds nothing has not overlooked
// a job, and each job is handed out once.
func exploreStealing(t *testing.T, setup pool.Setup, place func(q *stealing), workers ...int) {
	step.Explore(t, func(m *step.Model) {
		made, err := WorkStealing{}.NewQueue(setup)
		if err != nil {
			panic(err)
		}
		q := made.(*stealing)
		place(q)
		m.Share(&q.deques, &q.waiting, &q.filled)
		got := make([][]int, setup.Workers)
		for _, w := range workers {
			m.Go(fmt.Sprint("worker ", w), func() {
				dst := make([]int, 1)
				for q.Pop(w, dst) == 1 {
					got[w] = append(got[w], dst[0])
					m.Forget(got[w], q.thieves[w])
				}
				left := step.Step("look", func() (n int) {
					for i := range q.deques {
						n += q.deques[i].Len()
					}
					return n
				})
				if left > 0 {
					panic(fmt.Sprintf("finds nothing, and %d jobs are left", left))
				}
			})
		}
		m.AtEnd(func() error {
			all := slices.Sorted(slices.Values(slices.Concat(got...)))
			if len(all) != setup.Capacity || len(slices.Compact(all)) != len(all) {
				return fmt.Errorf("workers got %v", got)
			}
			return nil
		})
	})
}

// TestSchedulesOfStealing: an owner and a thief, and two thieves.
func TestSchedulesOfStealing(t *testing.T) {
	load := func(q *stealing) { q.deques[0].Load(0, 1, 2) }
	exploreStealing(t, pool.Setup{Workers: 2, Capacity: 2, Seed: 1}, load, 0, 1)
	exploreStealing(t, pool.Setup{Workers: 3, Capacity: 2, Seed: 1}, load, 1, 2)
}

func TestSchedulesOfStealingStream(t *testing.T) {
	exploreStealing(t, pool.Setup{Workers: 2, Capacity: 3, Stream: true, Seed: 1}, func(q *stealing) {
		for i := range 3 {
			q.Push(pool.Ticket{Index: i})
		}
	}, 0, 1)
}

// TestSchedulesOfMarks: the same as if there were many workers, whose deques are marked.
func TestSchedulesOfMarks(t *testing.T) {
	marked := func(q *stealing) { q.filled = marks.New(len(q.deques)) }
	load := func(q *stealing) {
		marked(q)
		q.deques[0].Load(0, 1, 2)
		q.filled.Add(0)
	}
	exploreStealing(t, pool.Setup{Workers: 2, Capacity: 2, Seed: 1}, load, 0, 1)
	exploreStealing(t, pool.Setup{Workers: 3, Capacity: 2, Seed: 1}, load, 1, 2)
	exploreStealing(t, pool.Setup{Workers: 2, Capacity: 3, Stream: true, Seed: 1}, func(q *stealing) {
		marked(q)
		for i := range 3 {
			q.Push(pool.Ticket{Index: i})
		}
	}, 0, 1)
}

// TestSchedulesOfPriority: of two workers who both see the last job of a batch one gets it.
func TestSchedulesOfPriority(t *testing.T) {
	step.Explore(t, func(m *step.Model) {
		q := &sorted{order: []int32{1, 0}}
		m.Share(&q.next)
		got := make([][]int, 2)
		for w := range got {
			m.Go(fmt.Sprint("worker ", w), func() {
				dst := make([]int, 1)
				for q.Pop(w, dst) == 1 {
					got[w] = append(got[w], dst[0])
					m.Forget(got[w])
				}
			})
		}
		m.AtEnd(func() error {
			if all := slices.Sorted(slices.Values(slices.Concat(got...))); !slices.Equal(all, []int{0, 1}) {
				return fmt.Errorf("workers got %v", got)
			}
			return nil
		})
	})
}
