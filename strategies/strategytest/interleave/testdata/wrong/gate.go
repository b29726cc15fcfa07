// Package wrong looks whether the gate is open before it takes the lock under which it waits.
package wrong

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
	if g.open.Load() {
		return
	}
	g.mu.Lock()
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
