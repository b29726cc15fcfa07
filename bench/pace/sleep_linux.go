package pace

import (
	"syscall"
	"time"
)

// preciseSleep returns a sleep for the calling thread that overruns by some 10 µs.
//
// Note: time.Sleep overruns by up to a millisecond, so jobs would arrive in bunches.
func preciseSleep() func(time.Duration) {
	// By default Linux lets a thread sleep 50 µs longer, to save power. Without
	// the right to change that it stays so.
	const setTimerSlack = 29 // PR_SET_TIMERSLACK
	syscall.RawSyscall(syscall.SYS_PRCTL, setTimerSlack, 1, 0)
	return func(d time.Duration) {
		t := syscall.NsecToTimespec(int64(d))
		syscall.Nanosleep(&t, nil) // ended early by a signal: the caller looks at the clock
	}
}
