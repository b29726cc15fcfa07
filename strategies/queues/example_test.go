package queues_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/strategies/queues"
)

// The least key comes out first, and of equal ones the first that went in.
func ExampleHeap() {
	var h queues.Heap[string]
	h.Push(2, "later")
	h.Push(1, "first")
	h.Push(1, "second")
	for h.Len() > 0 {
		_, job, _ := h.Pop()
		fmt.Println(job)
	}
	// Output:
	// first
	// second
	// later
}

func ExampleRing() {
	var r queues.Ring[int]
	for i := range 3 {
		r.Push(i)
	}
	oldest, _ := r.Pop()
	newest, _ := r.PopLast()
	fmt.Println(oldest, newest, r.Len())
	// Output: 0 2 1
}

// Which of three workers has least to do?
func ExampleTournament() {
	t := queues.NewTournament(3)
	for w, load := range []int64{5, 3, 4} {
		t.Set(w, queues.Rank{Key: load})
	}
	fmt.Println(t.Least())
	t.Set(1, queues.Rank{Key: 9})
	fmt.Println(t.Least())
	// Output:
	// 1
	// 2
}
