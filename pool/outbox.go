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
	limit   int64       // results that all shards together hold before workers wait
	hungry  atomic.Bool // the reader waits, or is about to
	ended   atomic.Bool // nothing more will come
	wake    chan struct{}
	early   func([]Result[R]) []Result[R] // appends results that workers have not put yet
	reading atomic.Bool
	visited atomic.Bool // somebody has asked for the results
	_       [64]byte
	unread  atomic.Int64 // results in the shards, or about to be
	_       [64]byte
	waiting atomic.Int32 // workers that wait for space

	mu     sync.Mutex // guards lifted, and what space waits for
	space  sync.Cond
	lifted bool // the limit does not hold any more
}

// shard holds the results of some of the workers.
type shard[R any] struct {
	mu      sync.Mutex // guards results
	results []Result[R]
	_       [64]byte
}

func newOutbox[R any](workers, capacity int) *outbox[R] {
	n := min(workers, 8)
	o := &outbox[R]{
		shards: make([]shard[R], n),
		limit:  int64(capacity),
		wake:   make(chan struct{}, 1),
	}
	o.space.L = &o.mu
	return o
}

// put adds results, and waits while too many are unread. It reports whether
// that took long: it waited or woke the reader.
func (o *outbox[R]) put(worker int, results ...Result[R]) (long bool) {
	s := &o.shards[worker%len(o.shards)]
	for len(results) > 0 {
		n := o.reserve(len(results))
		if n == 0 {
			n = o.awaitSpace(len(results))
			long = true
		}
		s.mu.Lock()
		s.results = append(s.results, results[:n]...)
		s.mu.Unlock()
		results = results[n:]
		if o.hungry.Load() && o.hungry.CompareAndSwap(true, false) {
			o.wake <- struct{}{}
			long = true
		}
	}
	return long
}

// reserve makes room for up to n results, and returns for how many.
func (o *outbox[R]) reserve(n int) int {
	for {
		unread := o.unread.Load()
		free := min(int64(n), o.limit-unread)
		if free <= 0 {
			return 0
		}
		if o.unread.CompareAndSwap(unread, unread+free) {
			return int(free)
		}
	}
}

// awaitSpace waits until there is room for some of n results, or the limit does
// not hold any more. It returns for how many.
func (o *outbox[R]) awaitSpace(n int) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting.Add(1) // first: a reader that makes room from now on will signal it
	defer o.waiting.Add(-1)
	for !o.lifted {
		if free := o.reserve(n); free > 0 {
			return free
		}
		o.space.Wait()
	}
	o.unread.Add(int64(n))
	return n
}

// deserted reports whether workers wait for a reader, and none has ever come.
func (o *outbox[R]) deserted() bool { return !o.visited.Load() && o.waiting.Load() > 0 }

// lift lets the workers put without waiting from now on. What can still come is
// bounded: no more jobs are accepted.
func (o *outbox[R]) lift() {
	o.mu.Lock()
	o.lifted = true
	o.mu.Unlock()
	o.space.Broadcast()
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
				taken := o.take(&o.shards[i], spare)
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
			taken := o.await(spare)
			if len(taken) > 0 && !o.deliver(&o.shards[0], taken, yield) {
				return
			}
			clear(taken)
			spare = taken[:0]
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
			o.unread.Add(int64(len(taken) - n))
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
func (o *outbox[R]) take(s *shard[R], spare []Result[R]) []Result[R] {
	s.mu.Lock()
	if len(s.results) == 0 {
		s.mu.Unlock()
		return nil
	}
	taken := s.results
	s.results = spare
	s.mu.Unlock()
	o.unread.Add(-int64(len(taken)))
	if o.waiting.Load() > 0 {
		o.mu.Lock() // who counts as waiting waits, or has seen the new count
		o.space.Broadcast()
		o.mu.Unlock()
	}
	return taken
}

// await waits until there may be something to read. It returns early results, if
// there are any: a worker that writes one after that sees that the reader waits.
func (o *outbox[R]) await(spare []Result[R]) (early []Result[R]) {
	o.hungry.Store(true)
	early = o.early(spare)
	if len(early) > 0 || o.ended.Load() || !o.empty() {
		if o.hungry.CompareAndSwap(true, false) {
			return early
		}
	}
	<-o.wake
	return early
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
