package recommend

import "fmt"

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
