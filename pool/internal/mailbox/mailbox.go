package mailbox

import (
	"iter"
	"slices"
	"sync"
	"sync/atomic"
)

// A Mailbox holds what workers have produced until it is read. Its methods are
// safe for concurrent use, but for All, of which one may run at a time.
//
// Note: a channel would cost each result a send and a receive, which is what
// BenchmarkStream/bare of package pool shows; a shard costs an uncontended lock,
// and the reader takes all it holds at once.
type Mailbox[E any] struct {
	shards  []shard[E]
	limit   int64       // elements that all shards together hold before workers wait
	hungry  atomic.Bool // the reader waits, or is about to
	ended   atomic.Bool // nothing more will come
	wake    chan struct{}
	early   func([]E) []E // appends elements that workers have not put yet
	reading atomic.Bool
	visited atomic.Bool // somebody has asked for the elements
	_       [64]byte
	unread  atomic.Int64 // elements in the shards, or about to be
	_       [64]byte
	waiting atomic.Int32 // workers that wait for space

	mu     sync.Mutex // guards lifted, starve, and what space waits for
	space  sync.Cond
	starve func() // what a worker calls that waits before anybody has read; nil: nothing
	lifted bool   // the limit does not hold any more
}

// shard holds what some of the workers have put.
type shard[E any] struct {
	mu       sync.Mutex // guards elements
	elements []E
	_        [64]byte
}

// New returns a mailbox for workers numbered [0, workers) that holds as many
// elements as limit says before workers wait. A reader that finds no others asks
// early for some that workers have not put yet: it appends them to its argument.
// A worker that waits before there was any reader calls starve, once; nil: nobody does.
func New[E any](workers int, limit int64, early func([]E) []E, starve func()) *Mailbox[E] {
	n := min(workers, 8)
	m := &Mailbox[E]{
		shards: make([]shard[E], n),
		limit:  limit,
		wake:   make(chan struct{}, 1),
		early:  early,
		starve: starve,
	}
	m.space.L = &m.mu
	return m
}

// Visit says that somebody is going to read.
func (m *Mailbox[E]) Visit() { m.visited.Store(true) }

// Visited reports whether Visit has been called.
func (m *Mailbox[E]) Visited() bool { return m.visited.Load() }

// Hungry reports whether the reader waits, or is about to.
func (m *Mailbox[E]) Hungry() bool { return m.hungry.Load() }

// Put adds elements, and waits while too many are unread. It reports whether
// that took long: it waited or woke the reader.
func (m *Mailbox[E]) Put(worker int, elements ...E) (long bool) {
	s := &m.shards[worker%len(m.shards)]
	for len(elements) > 0 {
		n := m.reserve(len(elements))
		if n == 0 {
			n = m.awaitSpace(len(elements))
			long = true
		}
		s.mu.Lock()
		s.elements = append(m.growLocked(s.elements, n), elements[:n]...)
		s.mu.Unlock()
		elements = elements[n:]
		if m.hungry.Load() && m.hungry.CompareAndSwap(true, false) {
			m.wake <- struct{}{}
			long = true
		}
	}
	return long
}

// growLocked makes room for n more elements. A shard that has several hundred gets all the
// memory that it may ever need.
//
// Note: growing little by little, as append does, took twice the memory in all.
func (m *Mailbox[E]) growLocked(elements []E, n int) []E {
	if len(elements)+n > cap(elements) && len(elements) >= 256 && m.limit <= 4096 {
		return slices.Grow(elements, max(int(m.limit)-len(elements), n))
	}
	return elements
}

// reserve makes room for up to n elements, and returns for how many.
func (m *Mailbox[E]) reserve(n int) int {
	for {
		unread := m.unread.Load()
		free := min(int64(n), m.limit-unread)
		if free <= 0 {
			return 0
		}
		if m.unread.CompareAndSwap(unread, unread+free) {
			return int(free)
		}
	}
}

// awaitSpace waits until there is room for some of n elements, or the limit does
// not hold any more. It returns for how many.
func (m *Mailbox[E]) awaitSpace(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.waiting.Add(1) // first: a reader that makes room from now on will signal it
	defer m.waiting.Add(-1)
	if m.starve != nil && !m.visited.Load() {
		m.starve()
		m.starve = nil
	}
	for !m.lifted {
		if free := m.reserve(n); free > 0 {
			return free
		}
		m.space.Wait()
	}
	m.unread.Add(int64(n))
	return n
}

// Deserted reports whether workers wait for a reader, and none has ever come.
func (m *Mailbox[E]) Deserted() bool { return !m.visited.Load() && m.waiting.Load() > 0 }

// Lift lets the workers put without waiting from now on. What can still come is
// bounded: no more jobs are accepted.
func (m *Mailbox[E]) Lift() {
	m.mu.Lock()
	m.lifted = true
	m.mu.Unlock()
	m.space.Broadcast()
}

// End says that nothing more will come.
func (m *Mailbox[E]) End() {
	m.ended.Store(true)
	if m.hungry.CompareAndSwap(true, false) {
		m.wake <- struct{}{}
	}
}

// All yields the elements as they come until the mailbox has ended and is empty.
// What a loop that is left early does not get can be read by another one. All panics
// if two goroutines read at once.
func (m *Mailbox[E]) All() iter.Seq[E] {
	return func(yield func(E) bool) {
		if !m.reading.CompareAndSwap(false, true) {
			panic("pool: Results read by two goroutines at once")
		}
		defer m.reading.Store(false)
		var spare []E
		for {
			ended := m.ended.Load()
			found := false
			for i := range m.shards {
				taken := m.take(&m.shards[i], spare)
				if len(taken) == 0 {
					continue
				}
				found = true
				if !m.deliver(&m.shards[i], taken, yield) {
					return
				}
				clear(taken)
				spare = taken[:0]
			}
			switch {
			case found:
				continue
			case ended:
				return
			}
			taken := m.await(spare)
			if len(taken) > 0 && !m.deliver(&m.shards[0], taken, yield) {
				return
			}
			clear(taken)
			spare = taken[:0]
		}
	}
}

// deliver yields elements taken from a shard. What the reader does not take, by
// breaking out of its loop or panicking, goes back.
func (m *Mailbox[E]) deliver(s *shard[E], taken []E, yield func(E) bool) bool {
	n := 0
	defer func() {
		if n < len(taken) {
			s.mu.Lock()
			s.elements = append(append([]E(nil), taken[n:]...), s.elements...)
			s.mu.Unlock()
			m.unread.Add(int64(len(taken) - n))
		}
	}()
	for n < len(taken) {
		n++
		if !yield(taken[n-1]) {
			return false
		}
	}
	return true
}

// take empties a shard. The spare memory becomes the shard's.
func (m *Mailbox[E]) take(s *shard[E], spare []E) []E {
	s.mu.Lock()
	if len(s.elements) == 0 {
		s.mu.Unlock()
		return nil
	}
	taken := s.elements
	s.elements = spare
	s.mu.Unlock()
	m.unread.Add(-int64(len(taken)))
	if m.waiting.Load() > 0 {
		m.mu.Lock() // who counts as waiting waits, or has seen the new count
		m.space.Broadcast()
		m.mu.Unlock()
	}
	return taken
}

// await waits until there may be something to read. It returns early elements,
// if there are any: a worker that makes one after that sees that the reader waits.
func (m *Mailbox[E]) await(spare []E) (early []E) {
	m.hungry.Store(true)
	early = m.early(spare)
	if len(early) > 0 || m.ended.Load() || !m.empty() {
		if m.hungry.CompareAndSwap(true, false) {
			return early
		}
	}
	<-m.wake
	return early
}

func (m *Mailbox[E]) empty() bool {
	for i := range m.shards {
		s := &m.shards[i]
		s.mu.Lock()
		n := len(s.elements)
		s.mu.Unlock()
		if n > 0 {
			return false
		}
	}
	return true
}
