//go:build !linux

package pace

import "time"

// preciseSleep returns a sleep that is as precise as the system has one.
func preciseSleep() func(time.Duration) { return time.Sleep }
