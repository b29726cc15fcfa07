package metrics

import (
	"cmp"
	"container/heap"
	"slices"
	"sort"
	"time"
)

// inversions returns, over the jobs from number from on (jobs are sorted by
// release): how many of them started while a more urgent job waited, per job;
// and for how long, in seconds, they waited after a less urgent job had started
// before them, on average. A job that starts at the very instant at which
// another is released or starts does not overtake it.
func inversions(jobs []Job, from int) (perJob, waited float64) {
	n := float64(len(jobs) - from)
	starts := make([]int, len(jobs)) // job numbers by start
	for i := range starts {
		starts[i] = i
	}
	slices.SortStableFunc(starts, func(a, b int) int { return cmp.Compare(jobs[a].Started, jobs[b].Started) })
	return float64(overtakings(jobs, starts, from)) / n, overtaken(jobs, starts, from).Seconds() / n
}

// overtakings counts the starts while a more urgent job waits.
func overtakings(jobs []Job, starts []int, from int) int {
	waiting := &urgent{jobs: jobs}
	released, count := 0, 0
	for _, i := range starts {
		t := jobs[i].Started
		for released < len(jobs) && jobs[released].Released < t {
			heap.Push(waiting, released)
			released++
		}
		for waiting.Len() > 0 && jobs[waiting.order[0]].Started <= t {
			heap.Pop(waiting)
		}
		if i >= from && waiting.Len() > 0 && jobs[waiting.order[0]].Priority > jobs[i].Priority {
			count++
		}
	}
	return count
}

// urgent is a heap of job numbers, the most urgent first. Jobs that have started are
// removed only when they reach the top.
type urgent struct {
	jobs  []Job
	order []int
}

func (u *urgent) Len() int { return len(u.order) }
func (u *urgent) Less(a, b int) bool {
	return u.jobs[u.order[a]].Priority > u.jobs[u.order[b]].Priority
}
func (u *urgent) Swap(a, b int) { u.order[a], u.order[b] = u.order[b], u.order[a] }
func (u *urgent) Push(x any)    { u.order = append(u.order, x.(int)) }
func (u *urgent) Pop() any {
	last := len(u.order) - 1
	x := u.order[last]
	u.order = u.order[:last]
	return x
}

// overtaken returns for how long jobs waited in all, each from the first start of
// a less urgent one after its release.
func overtaken(jobs []Job, starts []int, from int) time.Duration {
	least := newMinima(len(starts), func(k int) int { return jobs[starts[k]].Priority })
	var sum time.Duration
	for i := from; i < len(jobs); i++ {
		j := &jobs[i]
		after := sort.Search(len(starts), func(k int) bool { return jobs[starts[k]].Started > j.Released })
		if k := least.firstBelow(after, j.Priority); k < len(starts) {
			sum += max(0, j.Started-jobs[starts[k]].Started)
		}
	}
	return sum
}

// minima is a segment tree of minima: it finds the first of a sequence of values that is
// below a bound.
type minima struct {
	size int // of the sequence, rounded up to a power of two
	tree []int
}

const noValue = int(^uint(0) >> 1)

func newMinima(n int, value func(int) int) *minima {
	m := &minima{size: 1}
	for m.size < n {
		m.size *= 2
	}
	m.tree = make([]int, 2*m.size)
	for k := range m.size {
		m.tree[m.size+k] = noValue
		if k < n {
			m.tree[m.size+k] = value(k)
		}
	}
	for k := m.size - 1; k > 0; k-- {
		m.tree[k] = min(m.tree[2*k], m.tree[2*k+1])
	}
	return m
}

// firstBelow returns the first place from start on whose value is below the
// bound, or a place past the end.
func (m *minima) firstBelow(start, bound int) int {
	k := m.size + start
	if start >= m.size {
		return start
	}
	// To the right, subtree by subtree, until one has such a value.
	for m.tree[k] >= bound {
		for k&1 == 1 {
			k >>= 1
		}
		if k == 0 {
			return m.size
		}
		k++
	}
	for k < m.size {
		k *= 2
		if m.tree[k] >= bound {
			k++
		}
	}
	return k - m.size
}
