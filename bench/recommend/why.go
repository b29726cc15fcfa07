package recommend

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// Why says what the slowest jobs of a log wait for: those from the value of the deciding
// metric on. The shares of their wait add up to 1. Times are in seconds.
type Why struct {
	Jobs    int     `json:"jobs"`          // that are so slow
	Value   float64 `json:"value"`         // of the metric
	Service float64 `json:"service_share"` // of their time from arrival to completion

	// While a job waits behind a queue all workers are busy. Shares of the wait in which
	// they run long jobs, jobs that came in a burst, and jobs that come all the time; in
	// which they run jobs that arrived later, of a higher priority and others; and in which a
	// worker is idle, because the job is held back: for its key, for its slots, or by the
	// strategy.
	Long      float64 `json:"long_share"`
	Burst     float64 `json:"burst_share"`
	Load      float64 `json:"load_share"`
	Urgent    float64 `json:"urgent_share"`
	Overtaken float64 `json:"overtaken_share"`
	Held      float64 `json:"held_share"`
	HeldFor   string  `json:"held_for,omitempty"` // "key", "slots" or "key and slots"

	LongFrom float64 `json:"long_from"` // what a long job takes at least
	Help     []Help  `json:"help"`
}

// Help is what the metric would be if something were different.
type Help struct {
	If    string  `json:"if"`
	Value float64 `json:"value"`
}

const (
	// longJob is how many times the mean a long job takes.
	longJob = 5

	// mostSlow is the most of the slowest jobs that are looked at.
	mostSlow = 500
)

// why explains the slowest jobs of a schedule; nil: none waits. In a queue that is first
// come, first served nobody is overtaken.
func (s *schedule) why(main goal, firstCome bool) *Why {
	value := s.whole(main)
	slow := s.slowest(main, value)
	if len(slow) == 0 {
		return nil
	}
	n := len(s.arrivals)
	mean := 0.0
	for i := range s.starts {
		mean += (s.ends[i] - s.starts[i]).Seconds() / float64(n)
	}
	w := &Why{Jobs: len(slow), Value: value, LongFrom: longJob * mean}
	long := s.busy(w.LongFrom)
	all := long // not looked at
	if !firstCome {
		all = s.busy(0)
	}
	rate := float64(n-1) / max((s.arrivals[n-1]-s.arrivals[0]).Seconds(), 1e-9)
	if len(slow) > mostSlow {
		every := float64(len(slow)) / mostSlow
		var some []int
		for k := range mostSlow {
			some = append(some, slow[int(float64(k)*every)])
		}
		slow = some
	}
	calm := s.calm(slow)
	var wait, sojourn float64
	for k, i := range slow {
		from, to := s.arrivals[i], s.starts[i]
		sojourn += (s.ends[i] - from).Seconds()
		waits := (to - from).Seconds()
		if waits <= 0 {
			continue
		}
		wait += waits
		workers := float64(s.workers)
		ran, ranLong := waits, long.between(from, to)/workers // a worker that is idle would take the first
		urgent, overtaken := 0.0, 0.0
		if !firstCome {
			ran = all.between(from, to) / workers
			urgent, overtaken, ranLong = s.overtaken(i, w.LongFrom, ranLong)
		}
		w.Held += max(0, waits-ran)
		w.Urgent += urgent
		w.Overtaken += overtaken
		w.Long += ranLong
		rest := max(0, min(ran, waits)-urgent-overtaken-ranLong)
		burst := 0.0
		if since := s.arrivals[calm[k]]; i > calm[k] {
			burst = max(0, 1-rate*(from-since).Seconds()/float64(i-calm[k]))
		}
		w.Burst += rest * burst
		w.Load += rest * (1 - burst)
	}
	if wait == 0 {
		w.Service = 1
		return w
	}
	w.Service = 1 - wait/sojourn
	sum := w.Held + w.Urgent + w.Overtaken + w.Long + w.Burst + w.Load // the wait, but for rounding
	for _, share := range []*float64{&w.Held, &w.Urgent, &w.Overtaken, &w.Long, &w.Burst, &w.Load} {
		*share /= sum
	}
	return w
}

// slowest returns the jobs from a value of the metric on.
func (s *schedule) slowest(main goal, v float64) []int {
	var slow []int
	for i := range s.starts {
		if s.value(main, i) >= v {
			slow = append(slow, i)
		}
	}
	return slow
}

// calm returns for each of some jobs, in order, the last one up to it that did not wait: since
// then all workers are busy.
func (s *schedule) calm(jobs []int) []int {
	out := make([]int, 0, len(jobs))
	last, i := 0, 0
	for _, job := range jobs {
		for ; i <= job; i++ {
			if s.starts[i] == s.arrivals[i] {
				last = i
			}
		}
		out = append(out, last)
	}
	return out
}

// overtaken returns for how much of a job's wait, as a share of the workers, jobs ran that
// arrived later, those with a higher priority and others, and takes the long ones among
// these from what long jobs ran.
func (s *schedule) overtaken(i int, longFrom, long float64) (urgent, overtaken, rest float64) {
	from, to := s.arrivals[i], s.starts[i]
	for j := i + 1; j < len(s.arrivals) && s.arrivals[j] < to; j++ {
		ran := (min(to, s.ends[j]) - max(from, s.starts[j])).Seconds() * s.takes(j) / float64(s.workers)
		if ran <= 0 {
			continue
		}
		if s.priorities != nil && s.priorities[j] > s.priorities[i] {
			urgent += ran
		} else {
			overtaken += ran
		}
		if (s.ends[j] - s.starts[j]).Seconds() >= longFrom {
			long -= ran
		}
	}
	return urgent, overtaken, max(0, long)
}

// A busyness knows how much time workers have spent on jobs.
type busyness struct {
	starts, ends       []moment // by time
	sumStarts, sumEnds []moment // of the first so many: workers, and these times the seconds
}

// A moment is a time at which some workers begin or end.
type moment struct {
	at      time.Duration
	workers float64
	product float64 // of both, in seconds
}

// busy counts the jobs that take at least the given number of seconds.
func (s *schedule) busy(atLeast float64) *busyness {
	b := &busyness{}
	for i := range s.starts {
		if (s.ends[i] - s.starts[i]).Seconds() >= atLeast {
			b.starts = append(b.starts, moment{at: s.starts[i], workers: s.takes(i)})
			b.ends = append(b.ends, moment{at: s.ends[i], workers: s.takes(i)})
		}
	}
	b.sumStarts, b.sumEnds = sums(b.starts), sums(b.ends)
	return b
}

// sums sorts moments by time, and returns the sums of none, of the first, of the first two
// and so on.
func sums(all []moment) []moment {
	slices.SortFunc(all, func(a, b moment) int { return cmp.Compare(a.at, b.at) })
	out := make([]moment, 1, len(all)+1)
	sum := moment{}
	for _, m := range all {
		sum.workers += m.workers
		sum.product += m.workers * m.at.Seconds()
		out = append(out, sum)
	}
	return out
}

// between returns the time spent from one time to another, in seconds.
func (b *busyness) between(from, to time.Duration) float64 { return b.until(to) - b.until(from) }

func (b *busyness) until(t time.Duration) float64 {
	before := func(all []moment) int {
		return sort.Search(len(all), func(i int) bool { return all[i].at >= t })
	}
	began, ended := b.sumStarts[before(b.starts)], b.sumEnds[before(b.ends)]
	return (began.workers-ended.workers)*t.Seconds() - began.product + ended.product
}

// help tries what would improve the metric behind the queue, the best first.
func (q *queue) help(workers int, main goal) []Help {
	n := len(q.arrivals)
	mean := 0.0
	for _, d := range q.services {
		mean += d.Seconds() / float64(n)
	}
	limit := time.Duration(math.Min(longJob*mean*1e9, math.MaxInt64/2))
	short := &queue{arrivals: q.arrivals, limits: q.limits, services: make([]time.Duration, n)}
	for i, d := range q.services {
		short.services[i] = min(d, limit)
	}
	even := &queue{arrivals: make([]time.Duration, n), services: q.services, limits: q.limits}
	for i := range even.arrivals {
		even.arrivals[i] = time.Duration(float64(q.arrivals[n-1]) * float64(i) / float64(max(1, n-1)))
	}
	out := []Help{
		{If: "there were one worker more"},
		{If: fmt.Sprintf("no job took longer than %s, %d times the mean", number.Time(limit.Seconds()), longJob)},
		{If: "jobs arrived evenly"},
	}
	lines := []*queue{q, short, even}
	inParallel(len(lines), func(i int) { out[i].Value = lines[i].value([]int{workers + 1, workers, workers}[i], main) })
	slices.SortStableFunc(out, func(a, b Help) int { return cmp.Compare(a.Value, b.Value) })
	return out
}
