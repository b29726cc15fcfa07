//go:build !linux

package host

import "time"

// transfer needs threads that can be bound to processors.
func transfer(trips, tries int, limit time.Duration) time.Duration { return 0 }
