package selftest_test

import (
	"context"
	"fmt"

	"github.com/go-foundations/poolbench/bench/selftest"
)

// What theory knows of one strategy, against what is measured of it.
func ExampleTheory() {
	figures, wrong := 0, 0
	err := selftest.Theory(context.Background(), selftest.Options{Jobs: selftest.LeastJobs, Only: []string{"lifo"}}, func(f selftest.Figure) {
		figures++
		if !f.Agrees() {
			wrong++
		}
	})
	fmt.Println(figures > 0, wrong, err)
	// Output: true 0 <nil>
}
