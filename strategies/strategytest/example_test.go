package strategytest_test

import (
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

// LIFO is somebody's own discipline: the job that came last is the next.
type LIFO struct{}

func (LIFO) Name() string { return "lifo" }

func (LIFO) NewQueue(pool.Setup) (pool.Queue, error) { return new(stack), nil }

type stack struct {
	mu      sync.Mutex
	waiting []int
}

func (s *stack) Push(t pool.Ticket) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, t.Index)
	return pool.AnyWorker
}

func (s *stack) Pop(_ int, dst []int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := len(s.waiting) - 1
	if last < 0 {
		return 0
	}
	dst[0] = s.waiting[last]
	s.waiting = s.waiting[:last]
	return 1
}

// It claims what it promises beyond the contract.
func TestLIFO(t *testing.T) {
	strategytest.TestDiscipline(t, func() pool.Discipline { return LIFO{} },
		strategytest.Claims{WorkConserving: true})
}

func FuzzLIFO(f *testing.F) {
	strategytest.FuzzDiscipline(f, func() pool.Discipline { return LIFO{} },
		strategytest.Claims{WorkConserving: true})
}

// A discipline of one's own is checked in batches and streams by one call, as
// TestLIFO does it.
func Example() {
	_ = TestLIFO
}
