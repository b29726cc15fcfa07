// Package right has all that is rewritten, in an order that is right.
package right

import (
	"sync"
	"sync/atomic"
)

// Gate lets one in when it is open.
type Gate struct {
	mu   sync.Mutex
	open atomic.Bool
	wake []chan struct{} // of who waits
}

// Wait returns when the gate is open.
func (g *Gate) Wait() {
	g.mu.Lock()
	if g.open.Load() { // again, under the lock
		g.mu.Unlock()
		return
	}
	wake := make(chan struct{}, 1)
	g.wake = append(g.wake, wake)
	g.mu.Unlock()
	<-wake
}

// Open opens the gate.
func (g *Gate) Open() {
	g.open.Store(true)
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, wake := range g.wake {
		wake <- struct{}{} // there is room for one
	}
}
