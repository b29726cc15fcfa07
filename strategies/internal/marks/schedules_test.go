//go:build interleave

package marks

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/strategies/strategytest/interleave/step"
)

// explore has one goroutine fill places, each at most once, and others empty those that
// they find marked, as the package comment says. At the end every place that is filled is
// marked.
func explore(t *testing.T, n int, fill []int, begin []int, tries ...int) {
	step.Explore(t, func(m *step.Model) {
		s := New(n)
		filled := make([]step.Int32, n)
		for _, i := range begin { // filled, and marked
			filled[i].Store(1)
			s.Add(i)
		}
		m.Share(&s.levels, &filled)
		m.Go("filler", func() {
			for k, i := range fill {
				filled[i].Add(1)
				s.Add(i)
				m.Forget(k)
			}
		})
		for g, times := range tries {
			m.Go(fmt.Sprint("emptier ", g+1), func() {
				for try := range times {
					if i, ok := s.Next(0); ok {
						switch c := filled[i].Load(); {
						case c > 0:
							filled[i].CompareAndSwap(c, 0)
						default:
							s.Remove(i)
							if filled[i].Load() > 0 {
								s.Add(i)
							}
						}
					}
					m.Forget(try)
				}
			})
		}
		m.AtEnd(func() error {
			for i := range filled {
				for from := range i + 1 { // from anywhere
					if got, ok := s.Next(from); filled[i].Load() > 0 && (!ok || got > i) {
						return fmt.Errorf("%d is filled, and Next(%d) = %d, %v", i, from, got, ok)
					}
				}
			}
			return nil
		})
	})
}

// TestSchedulesOfOneWord: somebody fills a place while its mark is taken away.
func TestSchedulesOfOneWord(t *testing.T) {
	explore(t, 2, []int{0}, []int{0}, 2, 2)
	explore(t, 2, []int{0, 1}, []int{0}, 2)
}

// TestSchedulesOfTwoLevels: the word below is filled while the bit above is taken away.
func TestSchedulesOfTwoLevels(t *testing.T) {
	explore(t, 65, []int{64}, []int{64}, 2)
	explore(t, 65, []int{64}, []int{64}, 2, 1)
	explore(t, 66, []int{65}, []int{64}, 2) // another place of the same word
}
