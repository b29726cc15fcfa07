// Package none has no models.
package none

import "sync"

// A Lock is one.
type Lock = sync.Mutex
