package content_test

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// Text from elsewhere, such as the name of a contender, cannot move the cursor.
func ExampleClean() {
	fmt.Println(content.Clean("work\x1b[2Jstealing"))
	fmt.Println(content.Plural(1, "trial"))
	fmt.Println(content.Plural(8, "trial"))
	// Output:
	// work[2Jstealing
	// 1 trial
	// 8 trials
}
