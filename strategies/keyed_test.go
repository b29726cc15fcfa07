package strategies_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/strategytest"
)

// TestKeyedConformance: by priority, Keyed is what Priority is.
func TestKeyedConformance(t *testing.T) {
	strategytest.TestDiscipline(t, func() pool.Discipline {
		return Keyed{Label: "urgent-first", Key: func(t pool.Ticket) int64 { return ^int64(t.Priority) }} // the negative overflows
	}, strategytest.Claims{WorkConserving: true, Priority: true, FIFO: true})
}

// TestKeyedOrder: least key first, also at the ends of the range, and in order
// among equals.
func TestKeyedOrder(t *testing.T) {
	keys := []int64{5, math.MaxInt64, -1, 5, math.MinInt64, 0, -1}
	want := []int{4, 2, 6, 5, 0, 3, 1}
	d := Keyed{Label: "by-key", Key: func(t pool.Ticket) int64 { return keys[t.Index] }}
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(d)
	var got []int
	p.WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
		got = append(got, job.Data)
		return 0, nil
	})
	for i := range keys {
		p.AddJob(pool.Job[int]{Data: i})
	}
	if _, err := p.Run(); err != nil || !slices.Equal(got, want) {
		t.Errorf("Run ran %v, error %v; want %v", got, err, want)
	}
	q, err := d.NewQueue(pool.Setup{Workers: 1, Capacity: len(keys), Stream: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		q.Push(pool.Ticket{Index: i})
	}
	got = nil
	for dst := make([]int, 3); q.Pop(0, dst) == 1; {
		got = append(got, dst[0])
	}
	if !slices.Equal(got, want) {
		t.Errorf("the queue of a stream hands out %v, want %v", got, want)
	}
}

func TestKeyedWithoutKey(t *testing.T) {
	if _, err := (Keyed{Label: "no-key"}).NewQueue(pool.Setup{Workers: 1}); err == nil {
		t.Error("NewQueue without a Key: no error")
	}
}
