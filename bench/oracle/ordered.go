package oracle

import (
	"math/big"
	"time"
)

// A waiting job is one that a worker may take.
type waiting struct {
	job   int
	ran   int           // slices
	since time.Duration // its arrival
	left  time.Duration
}

// A Better reports whether of two jobs that wait the first is to start before the other,
// which has waited longer.
type Better func(t Trace, now time.Duration, a, b waiting) bool

// Ordered returns the starts where whenever a worker is free the best of the jobs that
// wait starts, and of equally good ones the one that has waited longest.
func Ordered(better Better) func(Trace) []time.Duration {
	return starts(func(t Trace) rule { return &ordered{trace: t, better: better} })
}

// Sliced returns not the starts but the ends of the jobs, where they wait again after each
// slice, and is otherwise Ordered.
func Sliced(slice time.Duration, better Better) func(Trace) []time.Duration {
	return func(t Trace) []time.Duration {
		_, ends := follow(t, &ordered{trace: t, better: better, slice: slice}, slice)
		return ends
	}
}

// Keyed returns the starts where at most so many jobs of a key run at a time, and whenever
// a worker is free the oldest that may start does.
func Keyed(most int) func(Trace) []time.Duration {
	return starts(func(t Trace) rule { return &ordered{trace: t, most: most} })
}

type ordered struct {
	trace  Trace
	better Better // nil: the one that has waited longest
	slice  time.Duration
	most   int // of a key at a time; 0: any number

	waiting []waiting
	running map[string]int
	ran     map[int]int
}

func (o *ordered) push(job int, _ time.Duration) {
	j := o.trace.Jobs[job]
	ran := o.ran[job]
	o.waiting = append(o.waiting, waiting{job, ran, j.Arrival, j.Service - time.Duration(ran)*o.slice})
}

func (o *ordered) next(_ int, now time.Duration) int {
	best := -1
	for k, w := range o.waiting {
		if o.most > 0 && o.running[o.trace.Jobs[w.job].Key] == o.most {
			continue
		}
		if best < 0 || o.better != nil && o.better(o.trace, now, w, o.waiting[best]) {
			best = k
		}
	}
	if best < 0 {
		return -1
	}
	job := o.waiting[best].job
	o.waiting = append(o.waiting[:best], o.waiting[best+1:]...)
	if o.ran == nil {
		o.ran, o.running = make(map[int]int), make(map[string]int)
	}
	o.ran[job]++
	o.running[o.trace.Jobs[job].Key]++
	return job
}

func (o *ordered) ended(job int) { o.running[o.trace.Jobs[job].Key]-- }

// Oldest never prefers one that has waited less.
func Oldest(Trace, time.Duration, waiting, waiting) bool { return false }

// Newest always does.
func Newest(Trace, time.Duration, waiting, waiting) bool { return true }

// MoreUrgent prefers the greater priority.
func MoreUrgent(t Trace, _ time.Duration, a, b waiting) bool {
	return t.Jobs[a.job].Priority > t.Jobs[b.job].Priority
}

// Shorter prefers the job with less work left.
func Shorter(_ Trace, _ time.Duration, a, b waiting) bool { return a.left < b.left }

// Longer prefers the job with more work left.
func Longer(_ Trace, _ time.Duration, a, b waiting) bool { return a.left > b.left }

// Sooner prefers the earlier deadline.
func Sooner(t Trace, _ time.Duration, a, b waiting) bool {
	return t.Jobs[a.job].Deadline < t.Jobs[b.job].Deadline
}

// LessServed prefers the job that has run fewer slices.
func LessServed(_ Trace, _ time.Duration, a, b waiting) bool { return a.ran < b.ran }

// Aged prefers the greater product of wait and rate, which doubles with each priority, and
// of equal products the greater priority.
func Aged(t Trace, now time.Duration, a, b waiting) bool {
	urgency := func(w waiting) *big.Int {
		x := big.NewInt(int64(now - w.since))
		return x.Lsh(x, uint(t.Jobs[w.job].Priority))
	}
	if c := urgency(a).Cmp(urgency(b)); c != 0 {
		return c > 0
	}
	return MoreUrgent(t, now, a, b)
}
