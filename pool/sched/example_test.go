package sched_test

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

// The worker that became idle last is woken first: its caches are warm.
func ExampleIdle() {
	idle := sched.MakeIdle(4)
	for _, worker := range []int{2, 0, 3} {
		idle.Announce(worker)
	}
	fmt.Println(idle.First())
	idle.Remove(3)
	fmt.Println(idle.First())
	// Output:
	// 3
	// 0
}

// Jobs of 100 ns are claimed several at once; one of a millisecond ends that.
func ExampleSize() {
	var s sched.Size
	for range 100 {
		s.Observe(100 * time.Nanosecond)
	}
	several := s.Next(sched.MaxClaim)
	s.Observe(time.Millisecond)
	fmt.Println(several > 1, s.Next(sched.MaxClaim))
	// Output: true 1
}
