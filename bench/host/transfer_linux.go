package host

import (
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// transfer has two threads, each bound to a processor, throw a word to each other. Each
// throw moves the word's cache line once.
func transfer(trips, tries int, limit time.Duration) time.Duration {
	var all unix.CPUSet
	if unix.SchedGetaffinity(0, &all) != nil || all.Count() < 2 || runtime.GOMAXPROCS(0) < 2 {
		return 0
	}
	first, last := -1, -1
	for cpu := range len(all) * 64 {
		if all.IsSet(cpu) {
			if first < 0 {
				first = cpu
			}
			last = cpu
		}
	}
	var ball struct {
		_    [64]byte
		word atomic.Int64 // odd: the second thread is to return it
		_    [64]byte
		stop atomic.Bool
	}
	deadline := time.Now().Add(limit)
	// throw has the calling thread throw the word, so often, each time that it has
	// become what it waits for.
	throw := func(from, to int64) bool {
		for word := from; word < to; word += 2 {
			for spins := 1; ball.word.Load() != word; spins++ {
				if spins%4096 == 0 && (ball.stop.Load() || time.Now().After(deadline)) {
					ball.stop.Store(true)
					return false
				}
			}
			ball.word.Store(word + 1)
		}
		return true
	}
	best := make(chan time.Duration)
	end := int64(2 * trips * tries)
	go func() {
		bound := bind(first)
		var fastest time.Duration
		for start := int64(0); start < end && bound; start += int64(2 * trips) {
			began := time.Now()
			if !throw(start, start+int64(2*trips)) {
				break
			}
			if took := time.Since(began) / time.Duration(2*trips); start > 0 && (fastest == 0 || took < fastest) {
				fastest = took
			}
		}
		ball.stop.Store(true)
		best <- fastest
	}()
	go func() {
		if bind(last) {
			throw(1, end)
		}
		ball.stop.Store(true)
		best <- 0
	}()
	return max(<-best, <-best)
}

// bind binds the goroutine to a thread and that to a processor. It is never released:
// the thread ends with the goroutine, and nobody else gets it.
func bind(cpu int) bool {
	runtime.LockOSThread()
	var one unix.CPUSet
	one.Set(cpu)
	return unix.SchedSetaffinity(0, &one) == nil
}
