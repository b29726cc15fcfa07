package strategies

import (
	"math"
	"strings"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// windowJobs is the fewest jobs of a window: enough waits to tell choices apart.
const windowJobs = 256

// adaptiveStream is the queue of a stream. Jobs of a window wait in the queue of one
// candidate, and a window ends only when none waits: so each job is handled by one
// candidate alone, and none inherits the backlog of another.
type adaptiveStream struct {
	strategy *Adaptive
	setup    pool.Setup

	mu      sync.Mutex // guards the following
	queues  map[string]pool.Queue
	observe []pool.Observer // those of the queues that learn
	queue   pool.Queue      // of the window
	of      *window
	known   knowledge // so far
	waiting int
	beside  inOrder
	chosen  map[string]int // windows by the name of the candidate
	reason  string         // of the last choice
}

// A window is a part of a stream for which one candidate was chosen.
type window struct {
	kind   string
	chosen int
	known  knowledge
	pushed int
	closed bool

	ended            int
	sojourn, inOrder float64 // in all
	slowdown, other  float64 // in all; other: in order of arrival
}

// knowledge is what some of the jobs of a stream tell.
type knowledge struct{ costs, keys bool }

// kind names the kind of stream.
func (k knowledge) kind() string {
	switch {
	case k.costs && k.keys:
		return streamBoth
	case k.costs:
		return streamCosts
	case k.keys:
		return streamKeys
	}
	return streamPlain
}

// Kinds of streams, by what their jobs tell.
const (
	streamPlain = "stream"
	streamCosts = "stream with costs"
	streamKeys  = "stream with keys"
	streamBoth  = "stream with costs and keys"
)

func isStream(kind string) bool { return strings.HasPrefix(kind, streamPlain) }

func newAdaptiveStream(a *Adaptive, setup pool.Setup) *adaptiveStream {
	return &adaptiveStream{strategy: a, setup: setup, queues: make(map[string]pool.Queue), chosen: make(map[string]int), beside: newInOrder(setup.Workers)}
}

func (q *adaptiveStream) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.known.costs = q.known.costs || t.Cost > 0
	q.known.keys = q.known.keys || t.Key != ""
	if q.of == nil || q.waiting == 0 && (q.of.pushed >= windowJobs || q.of.known != q.known) {
		q.chooseLocked()
	}
	if q.of.known != (knowledge{}) && t.Attempt == 0 {
		q.beside.add(t.Seq, t.Released, q.of)
	}
	q.of.pushed++
	q.waiting++
	return q.queue.Push(t)
}

// chooseLocked begins a window.
func (q *adaptiveStream) chooseLocked() {
	if q.of != nil {
		q.of.closed = true
		q.learnLocked(q.of)
	}
	d, chosen, reason := q.strategy.choose(q.known.kind(), q.setup.Seed)
	inner := q.queues[d.Name()]
	if inner == nil {
		var err error
		if inner, err = d.NewQueue(q.setup); err != nil {
			panic(err) // the candidates' settings are ours, and fit streams
		}
		q.queues[d.Name()] = inner
		if o, ok := inner.(pool.Observer); ok {
			q.observe = append(q.observe, o)
		}
	}
	q.queue, q.reason = inner, reason
	q.of = &window{kind: q.known.kind(), chosen: chosen, known: q.known}
	q.chosen[d.Name()]++
}

func (q *adaptiveStream) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.waiting == 0 {
		return 0
	}
	n := q.queue.Pop(worker, dst[:1])
	q.waiting -= n
	return n
}

// Done notes how long a job took, and tells the candidates.
func (q *adaptiveStream) Done(worker int, t pool.Ticket, o pool.Outcome) {
	now := q.setup.Now()
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, observer := range q.observe {
		observer.Done(worker, t, o)
	}
	if q.known == (knowledge{}) {
		return
	}
	for of := range q.beside.ended(t.Seq, now, o) {
		q.learnLocked(of)
	}
}

// learnLocked passes on the results of a window once all of its jobs have ended. A window with a
// job whose end was not seen has no results.
func (q *adaptiveStream) learnLocked(of *window) {
	if !of.closed || of.ended < of.pushed || of.pushed < windowJobs || of.sojourn <= 0 || of.slowdown <= 0 {
		return
	}
	q.strategy.learn(of.kind, of.chosen, math.Sqrt(of.inOrder/of.sojourn*of.other/of.slowdown))
}

// Report says which strategies were chosen for how many windows, and why the last one was.
func (q *adaptiveStream) Report() []pool.Detail {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.of == nil {
		return nil
	}
	details := []pool.Detail{{Name: "chosen", Value: float64(q.of.chosen), Note: q.reason}}
	for _, d := range candidates(q.of.kind) {
		details = append(details, pool.Detail{Name: "windows-" + d.Name(), Value: float64(q.chosen[d.Name()]), Note: "parts of the stream for which it was chosen"})
	}
	return details
}

// inOrder computes how long the jobs of a stream would have taken first come, first served, with
// the same number of workers: the load affects these times as it affects the real ones. It uses
// the recursion of Kiefer and Wolfowitz with the observed service times.
type inOrder struct {
	free  []time.Duration // when each worker has done its jobs: a heap, the soonest first
	jobs  []besides       // by number, the first being that of base
	first int             // the jobs before it are no longer needed
	base  uint64          // number of jobs[0]
}

// besides is a job that was pushed and whose time has not been computed.
type besides struct {
	of       *window
	released time.Duration
	service  time.Duration
	sojourn  time.Duration
	ended    bool
}

// mostBesides is the most jobs that are kept. If more of them wait, no window ends for a long
// time.
const mostBesides = 8192

func newInOrder(workers int) inOrder { return inOrder{free: make([]time.Duration, workers)} }

// add records a job. Jobs whose numbers are missing never end.
func (s *inOrder) add(seq uint64, released time.Duration, of *window) {
	kept := len(s.jobs) - s.first
	switch next := s.base + uint64(len(s.jobs)); {
	case seq < next && kept > 0:
		return // it is known
	case seq != next || kept >= mostBesides:
		s.jobs, s.first, s.base = s.jobs[:0], 0, seq
	case s.first > kept: // make room
		n := copy(s.jobs, s.jobs[s.first:])
		clear(s.jobs[n:])
		s.jobs, s.base, s.first = s.jobs[:n], s.base+uint64(s.first), 0
	}
	s.jobs = append(s.jobs, besides{of: of, released: released})
}

// ended records that a job has ended, computes all times that can be known, and yields the
// windows of the jobs concerned.
func (s *inOrder) ended(seq uint64, now time.Duration, o pool.Outcome) func(yield func(*window) bool) {
	return func(yield func(*window) bool) {
		i := seq - s.base
		if seq < s.base || i < uint64(s.first) || i >= uint64(len(s.jobs)) || s.jobs[i].ended {
			return
		}
		job := &s.jobs[i]
		job.service, job.sojourn, job.ended = max(1, o.Service), max(1, now-job.released), true
		for s.first < len(s.jobs) && s.jobs[s.first].ended {
			job := &s.jobs[s.first]
			s.first++
			end := max(s.free[0], job.released) + job.service
			s.replace(end)
			of, service := job.of, float64(job.service)
			of.ended++
			of.sojourn += float64(job.sojourn)
			of.inOrder += float64(end - job.released)
			of.slowdown += max(1, float64(job.sojourn)/service)
			of.other += float64(end-job.released) / service
			if !yield(of) {
				return
			}
		}
	}
}

// replace sets when the worker that is free first has done its next job.
func (s *inOrder) replace(end time.Duration) {
	i := 0
	for {
		child := 2*i + 1
		if child >= len(s.free) {
			break
		}
		if child+1 < len(s.free) && s.free[child+1] < s.free[child] {
			child++
		}
		if s.free[child] >= end {
			break
		}
		s.free[i] = s.free[child]
		i = child
	}
	s.free[i] = end
}
