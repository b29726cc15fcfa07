package recommend

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/number"
)

// verb returns a number of things with the form of a verb that fits it.
func verb(n int, what, one, more string) string {
	if n == 1 {
		return plural(n, what) + " " + one
	}
	return plural(n, what) + " " + more
}

func all(jobs int) string {
	if jobs == 1 {
		return "the only job"
	}
	return fmt.Sprintf("all %d jobs", jobs)
}

func busyOnAverage(workers float64) string {
	if text := number.Digits(workers); text != "1" {
		return text + " are busy"
	}
	return "1 is busy"
}
