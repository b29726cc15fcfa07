//go:build !unix

package virtual_test

import "time"

var start = time.Now()

// cpuTime returns the time that has passed, where it is not known how long this process has
// computed.
func cpuTime() time.Duration { return time.Since(start) }
