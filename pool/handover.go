package pool

import (
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/pool/sched"
)

// settled hands the result over at once. Results of a claim of short jobs are handed over
// together, unless the reader waits or the next job's Cost says that it is long.
func (s *stream[T, R]) settled(w *worker[T, R], service time.Duration) (stale bool) {
	if w.at < w.have && service < sched.ClaimLength &&
		w.jobs[w.at].job.Cost < sched.ClaimLength && !s.outbox.Hungry() {
		if s.handler != nil && s.run.published {
			s.keepBack()
		}
		return false
	}
	return s.handOver(w)
}

func (s *stream[T, R]) handOver(w *worker[T, R]) (long bool) {
	if s.handler != nil {
		s.handleOwn(w)
		long = true
	} else {
		long = s.outbox.Put(w.id, w.unhanded()...)
	}
	if !w.opened || w.at == w.have {
		w.results = w.results[:0] // until then, each result is at the index of its job
		w.taken = 0
	}
	if s.metrics != nil && w.summary.Jobs >= 64 {
		s.report(w)
	}
	return long
}

// handleOwn calls the handler with the worker's results that it has not seen yet. If the
// handler ends the worker's goroutine, the next goroutine continues where that one stopped.
func (s *stream[T, R]) handleOwn(w *worker[T, R]) {
	w.handling.lock()
	defer w.handling.unlock()
	for {
		for w.handed < len(w.pending) {
			s.handle(w.pending, &w.handed)
		}
		if w.opened {
			w.pending = w.unhanded()
		} else {
			w.pending = w.results[w.taken:]
		}
		w.handed, w.taken = 0, len(w.results)
		if len(w.pending) == 0 {
			w.pending = nil
			return
		}
	}
}

// handle calls the handler with the results from number n on, and moves n. A
// panic or Goexit of the handler ends the stream; with a panic, handle returns
// early.
//
// Note: recover is set up once here, not once per result.
func (s *stream[T, R]) handle(results []Result[R], n *int) {
	returned := false
	defer func() {
		if !returned {
			s.run.fail(fmt.Errorf("result handler: %w", endedBy(recover())))
		}
	}()
	for *n < len(results) {
		*n++ // before the call: the handler may end this goroutine
		s.handler(results[*n-1])
	}
	returned = true
}

// handleAll calls the handler with results of jobs that never ran.
func (s *stream[T, R]) handleAll(results []Result[R]) {
	for n := 0; n < len(results); {
		ended := make(chan struct{})
		go func() { // a Goexit ends this goroutine; the next one continues
			defer close(ended)
			s.handle(results, &n)
		}()
		<-ended
	}
}

// flush is called by a worker that has nothing to do or leaves.
func (s *stream[T, R]) flush(w *worker[T, R]) {
	if len(w.results) > 0 {
		s.handOver(w)
	}
	if s.metrics != nil && w.summary.Jobs > 0 {
		s.report(w)
	}
}

// report adds the worker's summary to the pool's metrics.
func (s *stream[T, R]) report(w *worker[T, R]) {
	s.metrics.add(s.run.strategy, outcome{Summary: w.summary})
	s.run.mu.Lock()
	s.run.total.add(&w.summary)
	s.run.mu.Unlock()
	w.summary = Summary{}
}
