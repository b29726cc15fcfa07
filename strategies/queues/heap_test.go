package queues

import (
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// check runs operations, two bytes each, on a heap and on a slice that is
// searched from its start, and compares after each.
func check(t *testing.T, ops []byte) {
	t.Helper()
	type entry struct {
		key   int64
		index int
	}
	var h Heap[int]
	var model []entry
	keys := []int64{math.MinInt64, -1, 0, 1, math.MaxInt64}
	for i := 0; i+1 < len(ops); i += 2 {
		switch ops[i] % 8 {
		case 0, 1, 2, 3:
			key := int64(ops[i+1])
			if key < int64(len(keys)) {
				key = keys[key]
			}
			h.Push(key, i)
			model = append(model, entry{key, i})
		case 4:
			h.Grow(int(ops[i+1]))
		case 5:
			if ops[i+1] == 0 {
				h.Reset()
				model = nil
			}
		default:
			want, found := entry{}, -1
			for j, e := range model {
				if found < 0 || e.key < want.key {
					want, found = e, j
				}
			}
			if key, index, ok := h.Min(); key != want.key || index != want.index || ok != (found >= 0) {
				t.Fatalf("op %d: Min: %d, %d, %t, want %v, %t", i/2, key, index, ok, want, found >= 0)
			}
			if key, index, ok := h.Pop(); key != want.key || index != want.index || ok != (found >= 0) {
				t.Fatalf("op %d: Pop: %d, %d, %t, want %v, %t", i/2, key, index, ok, want, found >= 0)
			}
			if found >= 0 {
				model = slices.Delete(model, found, found+1)
			}
		}
		if h.Len() != len(model) {
			t.Fatalf("op %d: Len: %d, want %d", i/2, h.Len(), len(model))
		}
	}
}

func TestHeap(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		levels := 1 + rng.IntN(255) // few levels: many equals
		ops := make([]byte, 2*rng.IntN(600))
		for i := 0; i < len(ops); i += 2 {
			ops[i], ops[i+1] = byte(rng.IntN(8)), byte(rng.IntN(levels))
		}
		check(t, ops)
	}
}

func FuzzHeap(f *testing.F) {
	f.Add([]byte{0, 7, 0, 7, 0, 3, 6, 0, 6, 0, 6, 0, 6, 0})
	f.Fuzz(check)
}

func TestGrownHeapDoesNotAllocate(t *testing.T) {
	allocs := testing.AllocsPerRun(100, func() {
		var h Heap[int]
		h.Grow(100)
		for i := range 100 {
			h.Push(int64(i%7), i)
		}
		for h.Len() > 0 {
			h.Pop()
		}
	})
	if allocs != 1 {
		t.Errorf("100 jobs in a heap grown for 100: %v allocations, want the one of Grow", allocs)
	}
}

const benchJobs = 100_000

func benchKeys() []int64 {
	rng := rand.New(rand.NewPCG(1, 2))
	keys := make([]int64, benchJobs)
	for i := range keys {
		keys[i] = rng.Int64N(1000)
	}
	return keys
}

// BenchmarkHeap pushes and pops a batch; ns/job is the figure to compare.
func BenchmarkHeap(b *testing.B) {
	keys := benchKeys()
	var h Heap[int]
	for b.Loop() {
		for i, key := range keys {
			h.Push(key, i)
		}
		for h.Len() > 0 {
			h.Pop()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchJobs, "ns/job")
}

type boxed []item[int]

func (s boxed) Len() int           { return len(s) }
func (s boxed) Less(i, j int) bool { return less(&s[i], &s[j]) }
func (s boxed) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }
func (s *boxed) Push(x any)        { *s = append(*s, x.(item[int])) }
func (s *boxed) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

func BenchmarkContainerHeap(b *testing.B) {
	keys := benchKeys()
	var h boxed
	for b.Loop() {
		for i, key := range keys {
			heap.Push(&h, item[int]{key, uint64(i), i})
		}
		for h.Len() > 0 {
			heap.Pop(&h)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchJobs, "ns/job")
}
