package pool

import (
	"iter"
	"sync"
	"sync/atomic"
)

// outbox holds the results of a stream until they are read. Workers put into
// shards of their own; the reader empties one after the other, and waits only
// when all are empty.
//
// Note: a channel would cost each result a send and a receive, which is what
// BenchmarkStream/bare shows; a shard costs an uncontended lock, and the reader
// takes all it holds at once.
type outbox[R any] struct {
	shards  []shard[R]
	limit   int         // results a shard holds before its workers wait
	hungry  atomic.Bool // the reader waits, or is about to
	ended   atomic.Bool // nothing more will come
	wake    chan struct{}
	reading atomic.Bool
}

type shard[R any] struct {
	mu      sync.Mutex
	space   sync.Cond
	results []Result[R]
	lifted  bool // the limit does not hold any more
	_       [64]byte
}

func newOutbox[R any](workers, capacity int) *outbox[R] {
	n := min(workers, 8)
	o := &outbox[R]{
		shards: make([]shard[R], n),
		limit:  max(16, capacity/n),
		wake:   make(chan struct{}, 1),
	}
	for i := range o.shards {
		o.shards[i].space.L = &o.shards[i].mu
	}
	return o
}

// put adds results, and waits while too many are unread. It reports whether
// that took long: it waited or woke the reader.
func (o *outbox[R]) put(worker int, results ...Result[R]) (long bool) {
	s := &o.shards[worker%len(o.shards)]
	s.mu.Lock()
	for len(s.results) >= o.limit && !s.lifted {
		s.space.Wait()
		long = true
	}
	s.results = append(s.results, results...)
	s.mu.Unlock()
	if o.hungry.Load() && o.hungry.CompareAndSwap(true, false) {
		o.wake <- struct{}{}
		long = true
	}
	return long
}

// lift lets the workers put without waiting from now on. What can still come is
// bounded: no more jobs are accepted.
func (o *outbox[R]) lift() {
	for i := range o.shards {
		s := &o.shards[i]
		s.mu.Lock()
		s.lifted = true
		s.mu.Unlock()
		s.space.Broadcast()
	}
}

// end says that nothing more will come.
func (o *outbox[R]) end() {
	o.ended.Store(true)
	if o.hungry.CompareAndSwap(true, false) {
		o.wake <- struct{}{}
	}
}

// all yields the results as they come until the outbox has ended and is empty.
func (o *outbox[R]) all() iter.Seq[Result[R]] {
	return func(yield func(Result[R]) bool) {
		if !o.reading.CompareAndSwap(false, true) {
			panic("pool: Results read by two goroutines at once")
		}
		defer o.reading.Store(false)
		var spare []Result[R]
		for {
			ended := o.ended.Load()
			found := false
			for i := range o.shards {
				taken := o.shards[i].take(spare)
				if len(taken) == 0 {
					continue
				}
				found = true
				if !o.deliver(&o.shards[i], taken, yield) {
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
			o.await()
		}
	}
}

// deliver yields results taken from a shard. What the reader does not take, by
// breaking out of its loop or panicking, goes back.
func (o *outbox[R]) deliver(s *shard[R], taken []Result[R], yield func(Result[R]) bool) bool {
	n := 0
	defer func() {
		if n < len(taken) {
			s.mu.Lock()
			s.results = append(append([]Result[R](nil), taken[n:]...), s.results...)
			s.mu.Unlock()
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

// take empties the shard. The spare memory becomes the shard's.
func (s *shard[R]) take(spare []Result[R]) []Result[R] {
	s.mu.Lock()
	if len(s.results) == 0 {
		s.mu.Unlock()
		return nil
	}
	taken := s.results
	s.results = spare
	s.mu.Unlock()
	s.space.Broadcast()
	return taken
}

// await waits until there may be something to read.
func (o *outbox[R]) await() {
	o.hungry.Store(true)
	if o.ended.Load() || !o.empty() {
		if o.hungry.CompareAndSwap(true, false) {
			return
		}
	}
	<-o.wake
}

func (o *outbox[R]) empty() bool {
	for i := range o.shards {
		s := &o.shards[i]
		s.mu.Lock()
		n := len(s.results)
		s.mu.Unlock()
		if n > 0 {
			return false
		}
	}
	return true
}
