package virtual

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestEvents: events leave in the order of time, and at one instant in that of seeds,
// whichever worker has one.
func TestEvents(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, workers := range []int{1, 2, 3, 5, 64, 100} {
		h := newEvents(workers)
		var want []event // in any order
		has := make([]bool, workers)
		push := func(worker int, now int64) {
			e := event{now + r.Int64N(5), uint64(r.Uint32())<<32 | uint64(worker)}
			h.push(e)
			want = append(want, e)
			has[worker] = true
		}
		now := int64(0)
		for range 2000 {
			for range r.IntN(3) {
				if worker := r.IntN(workers); !has[worker] {
					push(worker, now)
				}
			}
			first := slices.IndexFunc(want, func(e event) bool {
				return !slices.ContainsFunc(want, func(o event) bool { return o.before(e) })
			})
			at, ok := h.next()
			if ok != (first >= 0) || ok && at != time.Duration(want[first].at) {
				t.Fatalf("%d workers: next = %v, %v, want the first of %v", workers, at, ok, want)
			}
			if !ok {
				continue
			}
			e := h.take()
			if e != want[first] {
				t.Fatalf("%d workers: took %v, want the first of %v", workers, e, want)
			}
			want = slices.Delete(want, first, first+1)
			now, has[e.worker()] = e.at, false
			if other := r.IntN(workers); !has[other] && r.IntN(3) == 0 {
				push(other, now)
			}
			if worker := e.worker(); !has[worker] && r.IntN(2) == 0 {
				push(worker, now)
			}
		}
	}
}
