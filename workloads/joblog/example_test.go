package joblog_test

import (
	"fmt"
	"strings"

	"github.com/go-foundations/poolbench/workloads/joblog"
)

// A log with columns under names of its own, and units in them.
func ExampleRead() {
	log, err := joblog.Read(strings.NewReader(
		"started_at,took_ms\n2026-03-01T12:00:00Z,12\n2026-03-01T12:00:01.5Z,250\n"), joblog.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, job := range log.Jobs {
		fmt.Println("after", job.Arrival, "a job of", job.Service)
	}
	// Output:
	// after 0s a job of 12ms
	// after 1.5s a job of 250ms
}
