package pool

import (
	"sync"

	"github.com/go-foundations/poolbench/pool/sched"
)

// claim holds several jobs that a worker, its owner, has claimed at once and begins one
// after the other. If the queue is a [Sharer] and one of the jobs turns out to be long, any
// other worker may take over those that have not begun. The reader of a stream's results may
// take the results of those that have ended.
//
// A worker that takes over jobs may copy what lies beyond the owner's part: the owner sees
// that its part has shrunk, and does not use that memory again.
type claim[T, R any] struct {
	begun sched.Claim // which jobs the owner has begun, and which are still its own
	_     [56]byte    // padding: others read what follows
	ids   []int       // numbers of the jobs
	jobs  []entry[T]  // streams: the jobs

	results []Result[R] // streams: where the results are written, in the order of the jobs
	taking  sync.Mutex  // guards results while a reader takes some and the owner waits
}

// fewWorkers is the most workers that are searched one by one for jobs to take over. With
// more, claims are counted, so that no worker searches all the others in vain.
//
// Note: all workers write the count, for each claim. With two workers, a job that does
// nothing took 1.27 times as long with it as before there were claims, and takes 1.08 times
// as long without it (BenchmarkStream/pool, n = 30 in turns).
const fewWorkers = 8

// open makes a claim of the n jobs that the worker has claimed, shows it to others if they
// may take part, and begins the first job. It reports whether others can take some over: the
// caller then wakes idle workers, which may have looked earlier.
func (w *worker[T, R]) open(n int) (shared bool) {
	if n < 2 || !w.run.published && w.run.crew == nil {
		return false
	}
	c := w.claim.Load()
	if c == nil {
		c = new(claim[T, R])
	}
	if w.run.counted && w.run.crew != nil {
		w.run.takeable.Add(1) // before others see it: whoever takes the last part subtracts it
	}
	if w.run.published && cap(w.results) < n {
		w.results = make([]Result[R], 0, w.most)
	}
	c.ids, c.jobs = w.claimed, w.jobs
	if w.run.published {
		c.results = w.results[:cap(w.results)]
	}
	c.begun.Open(n)
	if w.claim.Load() != c {
		w.claim.Store(c)
	}
	w.opened = true
	if w.run.counted && w.run.published {
		w.run.openClaims.Add(1)
	}
	return w.run.crew != nil
}

// begin begins the job at w.at, if it still belongs to the worker. If not, nothing is left of
// the claim.
func (w *worker[T, R]) begin() {
	if end, last := w.claim.Load().begun.Begin(); last || end < w.have {
		w.begun(end, last)
	}
}

// begun records that the jobs of the claim from end on no longer belong to the worker.
func (w *worker[T, R]) begun(end int, last bool) {
	if last && w.run.counted && w.run.crew != nil {
		w.run.takeable.Add(-1)
	}
	if end < w.have {
		w.have = end
		w.robbed = true
	}
}

// unhanded returns the worker's results that have not been taken.
func (w *worker[T, R]) unhanded() []Result[R] {
	if !w.opened {
		return w.results
	}
	c := w.claim.Load()
	from, ok := c.begun.HandOver(len(w.results))
	for !ok {
		c.taking.Lock() // wait for the reader to take its results
		from, ok = c.begun.HandOver(len(w.results))
		c.taking.Unlock()
	}
	if w.gaps {
		return withoutGaps(nil, w.results[from:])
	}
	return w.results[from:]
}

// early appends results that workers have written but not yet handed over, because they go on
// with the next job of a claim. With a handler, the results belong to the handler.
func (s *stream[T, R]) early(to []Result[R]) []Result[R] {
	if s.handler != nil || s.run.counted && s.run.openClaims.Load() == 0 {
		return to
	}
	for _, w := range s.members {
		to = w.early(to)
	}
	return to
}

// early appends the worker's share of these results.
func (w *worker[T, R]) early(to []Result[R]) []Result[R] {
	c := w.claim.Load()
	if c == nil {
		return to
	}
	c.taking.Lock()
	defer c.taking.Unlock()
	from, end := c.begun.Take()
	if from == end {
		return to
	}
	to = withoutGaps(to, c.results[from:end])
	c.begun.Taken(from, end)
	return to
}

// withoutGaps appends results to others, except those of jobs that will come back.
func withoutGaps[R any](to, results []Result[R]) []Result[R] {
	for i := range results {
		if results[i].Worker != noResult {
			to = append(to, results[i])
		}
	}
	return to
}

// closeClaim is called when all jobs of a claim are done or taken over.
func (w *worker[T, R]) closeClaim() {
	if w.opened && w.run.counted && w.run.published {
		w.run.openClaims.Add(-1)
	}
	w.opened, w.gaps = false, false
	if w.robbed {
		w.robbed = false
		w.claim.Store(nil)
		w.claimed, w.jobs = w.single[:], nil // others may be copying the old ones
	}
}

// allowed reports whether a Limiter lets the worker take jobs.
func (w *worker[T, R]) allowed() bool { return w.run.limiter == nil || w.id < w.run.limiter.Limit() }

// takeOver claims half of the jobs that another worker has claimed and not begun,
// and returns how many.
func (w *worker[T, R]) takeOver() int {
	if w.run.crew == nil || w.run.counted && w.run.takeable.Load() == 0 || !w.allowed() {
		return 0
	}
	for i := range w.run.crew {
		other := w.run.crew[(w.id+1+i)%len(w.run.crew)]
		c := other.claim.Load()
		if c == nil {
			continue
		}
		from, to, last := c.begun.TakeOver()
		if from == to {
			continue
		}
		if last && w.run.counted {
			w.run.takeable.Add(-1)
		}
		n := to - from
		if n > cap(w.claimed) {
			w.claimed = make([]int, w.most)
		}
		w.claimed = w.claimed[:n]
		copy(w.claimed, c.ids[from:to])
		if c.jobs != nil {
			w.jobs = append(w.jobs[:0], c.jobs[from:to]...)
		}
		w.have = n // even if what the caller does next ends this goroutine
		return n
	}
	return 0
}
