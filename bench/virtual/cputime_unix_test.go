//go:build unix

package virtual_test

import (
	"syscall"
	"time"
)

// cpuTime returns how long this process has computed: of what does one thing at a time that
// is what it takes, however busy the machine is.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
