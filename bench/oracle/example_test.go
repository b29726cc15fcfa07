package oracle_test

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/oracle"
)

// Three jobs of two seconds come at once to two workers: when does each start, first come
// first served?
func ExampleKieferWolfowitz() {
	var t oracle.Trace
	t.Workers = 2
	for i := range 3 {
		t.Jobs = append(t.Jobs, oracle.Job{Service: 2 * time.Second, Tie: uint32(i)})
	}
	fmt.Println(oracle.KieferWolfowitz(t))
	// Output: [0s 0s 2s]
}
