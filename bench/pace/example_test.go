package pace_test

import (
	"context"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/pace"
)

// Jobs come at their times, whether or not those before are done.
func ExampleGenerate() {
	arrivals := []time.Duration{0, time.Millisecond, 2 * time.Millisecond}
	late, err := pace.Generate(context.Background(), time.Now(), arrivals, func(i int) error {
		fmt.Println("job", i)
		return nil
	})
	fmt.Println(len(late), err)
	// Output:
	// job 0
	// job 1
	// job 2
	// 3 <nil>
}
