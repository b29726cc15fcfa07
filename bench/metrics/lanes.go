package metrics

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// A JobSpan is when and where one job ran. Times count from the start of the trial.
type JobSpan struct {
	Lane                         int // the worker; if unknown, see AssignLanes
	Priority                     int
	Released, Started, Completed time.Duration
}

// AssignLanes assigns every job the first lane that is free when it starts: for a
// contender that does not report which worker ran it. It changes the spans.
func AssignLanes(spans []JobSpan) {
	order := make([]int, len(spans))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(spans[a].Started, spans[b].Started) })
	var free lanesByNumber
	var busy lanesByEnd
	for _, i := range order {
		for len(busy) > 0 && busy[0].until <= spans[i].Started {
			heap.Push(&free, heap.Pop(&busy).(busyLane).number)
		}
		lane := len(busy)
		if len(free) > 0 {
			lane = heap.Pop(&free).(int)
		}
		spans[i].Lane = lane
		heap.Push(&busy, busyLane{spans[i].Completed, lane})
	}
}

// lanesByNumber is a heap of lanes, the one with the least number first.
type lanesByNumber []int

func (h lanesByNumber) Len() int           { return len(h) }
func (h lanesByNumber) Less(i, j int) bool { return h[i] < h[j] }
func (h lanesByNumber) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *lanesByNumber) Push(x any)        { *h = append(*h, x.(int)) }
func (h *lanesByNumber) Pop() any          { return popLast((*[]int)(h)) }

type busyLane struct {
	until  time.Duration
	number int
}

// lanesByEnd is a heap of lanes, the first to be free first.
type lanesByEnd []busyLane

func (h lanesByEnd) Len() int           { return len(h) }
func (h lanesByEnd) Less(i, j int) bool { return h[i].until < h[j].until }
func (h lanesByEnd) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *lanesByEnd) Push(x any)        { *h = append(*h, x.(busyLane)) }
func (h *lanesByEnd) Pop() any          { return popLast((*[]busyLane)(h)) }

func popLast[V any](s *[]V) V {
	last := len(*s) - 1
	v := (*s)[last]
	*s = (*s)[:last]
	return v
}
