package joblog

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"
)

// Times are when jobs arrive, in ascending order from 0 on, and how long each takes.
type Times struct{ Arrivals, Services []time.Duration }

// A pair is the times of one job.
type pair struct{ arrival, service time.Duration }

// pairsAtOnce is how many pairs are allocated together: none is ever copied while a log is read.
const pairsAtOnce = 1 << 16

// whole keeps the times of all jobs of a log of which other values are kept of a sample only:
// a third of the memory, or less.
type whole struct {
	most   int // jobs; more, and none are kept
	n      int
	chunks [][]pair
	sorted bool
	last   time.Duration
}

func newWhole(most int) *whole { return &whole{most: most, sorted: true, last: math.MinInt64} }

func (w *whole) add(j Job) {
	if w.n++; w.n > w.most {
		w.chunks = nil
		return
	}
	last := len(w.chunks) - 1
	if last < 0 || len(w.chunks[last]) == pairsAtOnce {
		w.chunks = append(w.chunks, make([]pair, 0, pairsAtOnce))
		last++
	}
	w.chunks[last] = append(w.chunks[last], pair{j.Arrival, j.Service})
	w.sorted, w.last = w.sorted && j.Arrival >= w.last, j.Arrival
}

// times returns the times of all jobs, and when the first arrives; nil: they were too many. It
// leaves nothing in w.
func (w *whole) times() (*Times, time.Duration, error) {
	if w.n == 0 || w.n > w.most {
		return nil, 0, nil
	}
	if !w.sorted {
		all := slices.Concat(w.chunks...)
		slices.SortStableFunc(all, func(a, b pair) int { return cmp.Compare(a.arrival, b.arrival) })
		w.chunks = slices.Collect(slices.Chunk(all, pairsAtOnce))
	}
	first, last := w.chunks[0][0].arrival, w.chunks[len(w.chunks)-1]
	if end := last[len(last)-1].arrival; first < 0 && end > math.MaxInt64+first {
		return nil, 0, fmt.Errorf("arrivals from %v to %v: too far apart", first, end)
	}
	t := &Times{make([]time.Duration, 0, w.n), make([]time.Duration, 0, w.n)}
	for i, c := range w.chunks {
		for _, p := range c {
			t.Arrivals, t.Services = append(t.Arrivals, p.arrival-first), append(t.Services, p.service)
		}
		w.chunks[i] = nil
	}
	return t, first, nil
}
