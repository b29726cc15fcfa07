package step

import "sync"

// What has no steps.
type (
	Locker    = sync.Locker
	WaitGroup = sync.WaitGroup
	RWMutex   = sync.RWMutex
	Once      = sync.Once
)

// A Mutex is the Mutex of sync.
type Mutex struct{ held bool }

// Lock waits until the mutex is free. Unlock is no step of its own: nobody can tell it from the
// next operation.
func (m *Mutex) Lock() {
	pointOf(operation{what: "Lock", ready: m, locks: m})
	m.held = true
}

// TryLock takes the mutex if it is free.
func (m *Mutex) TryLock() bool {
	pointOf(operation{what: "TryLock", locks: m})
	if m.held {
		read(0)
		return false
	}
	m.held = true
	read(1)
	return true
}

// Unlock panics if the mutex is free.
func (m *Mutex) Unlock() {
	if !m.held && !over() {
		panic("step: Unlock of a free Mutex")
	}
	m.held = false
}

func (m *Mutex) ready() bool { return !m.held }

// A Cond is the Cond of sync.
type Cond struct {
	L       Locker
	waiting []*waiter
}

// NewCond returns one with the lock l.
func NewCond(l Locker) *Cond { return &Cond{L: l} }

type waiter struct {
	thread int
	woken  bool
}

func (w *waiter) ready() bool { return w.woken }

// Wait frees the lock, waits to be woken, and locks again.
func (c *Cond) Wait() {
	point("Wait", nil) // nothing keeps others from waking whom they find, unless they lock
	w := &waiter{thread: currentThread()}
	c.waiting = append(c.waiting, w)
	c.L.Unlock()
	point("be woken", w)
	c.L.Lock()
}

// Signal wakes the one that has waited longest.
func (c *Cond) Signal() {
	point("Signal", nil)
	c.wake(1)
}

// Broadcast wakes all.
func (c *Cond) Broadcast() {
	point("Broadcast", nil)
	c.wake(len(c.waiting))
}

func (c *Cond) wake(n int) {
	for _, w := range c.waiting[:min(n, len(c.waiting))] {
		w.woken = true
	}
	c.waiting = c.waiting[min(n, len(c.waiting)):]
}

// A Chan is a channel with a buffer.
type Chan[T any] struct{ *channel[T] }

type channel[T any] struct {
	elements []T
	size     int
	closed   bool
}

// MakeChan is make(chan T, size).
func MakeChan[T any](size int) Chan[T] {
	if size < 1 {
		panic("step: a channel without a buffer")
	}
	return Chan[T]{&channel[T]{size: size}}
}

// Send is c <- v.
func (c Chan[T]) Send(v T) {
	point("send", sending[T]{c.channel})
	if c.closed {
		panic("step: send on a closed channel")
	}
	c.elements = append(c.elements[:len(c.elements):len(c.elements)], v)
}

// Recv is <-c.
func (c Chan[T]) Recv() (v T) {
	point("receive", receiving[T]{c.channel})
	if len(c.elements) > 0 {
		v = c.elements[0]
		c.elements = c.elements[1:]
	}
	readValue(v)
	return v
}

// Close is close(c).
func (c Chan[T]) Close() {
	point("close", nil)
	c.closed = true
}

type sending[T any] struct{ c *channel[T] }

func (s sending[T]) ready() bool { return len(s.c.elements) < s.c.size || s.c.closed }

type receiving[T any] struct{ c *channel[T] }

func (r receiving[T]) ready() bool { return len(r.c.elements) > 0 || r.c.closed }
