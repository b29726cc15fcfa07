package recommend

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// FirstCome says how many workers the jobs of a whole log need behind one queue that serves
// first come, first served, as [Obvious] does.
type FirstCome struct {
	Workers int     `json:"workers"` // the fewest that reach the target; 0: no number does
	Value   float64 `json:"value"`   // of the metric that decides, in seconds
	Least   float64 `json:"least"`   // the same if nobody ever waited: no number of workers goes below

	// How many workers are busy on average if no job waits. With fewer the queue grows as
	// long as the log lasts, so no fewer are recommended, even if a short log meets the
	// target with them.
	Busy        float64 `json:"busy"`
	MostRunning int     `json:"most_running"` // jobs at once if nobody waits: no more workers have work

	// An interval of the number: 95 % of logs drawn from stretches of this one (moving
	// blocks) are within. 0: the log is too short or too long to draw from. Of 39 that are drawn,
	// as many as Never are left out: no number keeps the target there.
	Lo    int `json:"workers_lo"`
	Hi    int `json:"workers_hi"`
	Never int `json:"drawn_never"`

	LogHours float64 `json:"log_hours"` // from the first arrival to the last completion
	asked    bool    // for a rule
	missed   *missed // that no number of workers keeps; nil: some number keeps every target

	HeadRoom float64 `json:"head_room"` // how many times the load the workers still reach the target

	// The metric on stretches of the log, each with the backlog that it inherits.
	Stretches    int     `json:"stretches"`
	MetIn        int     `json:"met_in"`
	StretchLeast float64 `json:"stretch_least"`
	StretchMost  float64 `json:"stretch_most"`

	Loads     []Load     `json:"loads"`     // those that were asked for
	Hours     []Hour     `json:"hours"`     // of the day; none: the log has no times of day, or is shorter than a day
	Autoscale *Autoscale `json:"autoscale"` // nil: not asked for, or the log is too short, or too long

	Over    []Span `json:"over_time"`    // the log in spans of equal length
	Busiest *Span  `json:"busiest_hour"` // nil: the log is shorter than two hours

	Why *Why `json:"why"` // what the slowest jobs wait for; nil: no number of workers reaches the target
}

// A Load says how many workers the jobs need if they arrive that many times as fast.
type Load struct {
	Times   float64 `json:"times"`
	Workers int     `json:"workers"` // the fewest that reach the target; 0: no number does
}

// A missed target is one that fails even if nobody waits for a worker.
type missed struct {
	metric       string
	limit, least float64
}

const (
	// drawn is how many logs are drawn. 95 % of values lie between the least and the
	// greatest of 39.
	drawn = 39

	// blocks is the number of stretches that a log is cut into for drawing: they are long,
	// because backlogs last.
	blocks = 20

	// mostDrawn is the most jobs of a log to draw from: it takes some seconds.
	mostDrawn = 1 << 20
)

// firstCome finds the fewest workers. It returns nil if the metric is not a time of jobs
// that arrive over time.
func (q *Question) firstCome(ctx context.Context) (*FirstCome, error) {
	n := q.Trace.All()
	if !q.Trace.HasArrivals() || q.Target.Obvious != Obvious {
		return nil, nil
	}
	main, ok := wholeGoal(q.Target.Metric, q.Target.Limit, n)
	if !ok {
		return nil, nil
	}
	line := q.queue()
	f := &FirstCome{Loads: []Load{}, Hours: []Hour{}, Over: []Span{}}
	f.MostRunning, f.Busy = line.running()
	f.Least = line.value(f.MostRunning, main)
	if main.limit == 0 {
		main.limit = f.Least * (1 + verdict.NearEnough)
	}
	goals := []goal{main}
	for _, t := range q.Also {
		g, ok := wholeGoal(t.Metric, t.Limit, n)
		if !ok {
			return nil, fmt.Errorf("recommend: target %s: want a percentile, mean or maximum of sojourn or wait", t.Metric)
		}
		goals = append(goals, g)
	}
	f.Workers = line.fewest(f.floor(), f.MostRunning, goals)
	for _, times := range q.Loads {
		more := line.faster(times)
		most, busy := more.running()
		f.Loads = append(f.Loads, Load{times, more.fewest(floor(busy, most), most, goals)})
	}
	if f.Workers == 0 {
		f.missed = line.misses(f.MostRunning, goals)
		return f, ctx.Err()
	}
	f.Value = line.value(f.Workers, main)
	s := line.schedule(f.Workers)
	f.stretches(s, main)
	if f.Why = s.why(main, line.limits == nil); f.Why != nil {
		f.Why.Help = line.help(f.Workers, main)
		f.Why.HeldFor = line.limits.String()
	}
	f.Over, f.Busiest = s.over(main), s.busiest(main)
	if err := q.hours(ctx, f, line, s, main); err != nil {
		return nil, err
	}
	f.LogHours = line.lasts(f.Workers).Hours()
	if q.Autoscale {
		var err error
		if f.Autoscale, err = line.autoscale(ctx, f.Workers, f.Busy, q.ColdStart, goals); err != nil {
			return nil, err
		}
		f.asked = true
	}
	f.HeadRoom = headRoom(line, f.Workers, goals)
	return f, f.draw(ctx, line, goals)
}

// misses returns the first goal that so many workers do not reach; nil: they reach all.
func (q *queue) misses(workers int, goals []goal) *missed {
	for _, g := range goals {
		if v := q.value(workers, g); v > g.limit {
			return &missed{g.metric, g.limit, v}
		}
	}
	return nil
}

// queue returns the jobs as they wait.
func (q *Question) queue() *queue {
	line := &queue{}
	line.arrivals, line.services = q.Trace.Times()
	if q.limited() {
		line.limits = &limits{cap: q.KeyCap, keys: q.Trace.KeyNumbers(), slots: q.Trace.Slots()}
	}
	return line
}

// limited reports whether jobs need anything besides one worker.
func (q *Question) limited() bool { return q.KeyCap > 0 || q.Trace.Slots() != nil }

// stretches records the metric on stretches of the log.
func (f *FirstCome) stretches(s *schedule, main goal) {
	for i := range stretches {
		from, to := s.stretch(i, stretches)
		v, ok := s.metric(main, from, to)
		if !ok {
			continue
		}
		if f.Stretches == 0 {
			f.StretchLeast = v
		}
		f.StretchLeast, f.StretchMost = min(f.StretchLeast, v), max(f.StretchMost, v)
		if f.Stretches++; v <= main.limit {
			f.MetIn++
		}
	}
}

// mostRoom is the greatest load that is tried for headroom.
const mostRoom = 64

// headRoom returns how many times as fast the jobs may arrive, to within one percent, and
// up to mostRoom.
func headRoom(line *queue, workers int, goals []goal) float64 {
	more := line.faster(1)
	keeps := func(load float64) bool {
		for i, at := range line.arrivals {
			more.arrivals[i] = time.Duration(float64(at) / load)
		}
		return more.keeps(workers, goals)
	}
	good, bad := 1.0, 2.0
	for keeps(bad) {
		if good, bad = bad, bad*2; bad > mostRoom {
			return good
		}
	}
	for bad/good > 1.01 {
		if mid := math.Sqrt(good * bad); keeps(mid) {
			good = mid
		} else {
			bad = mid
		}
	}
	return good
}

// draw sets the interval of the number of workers.
func (f *FirstCome) draw(ctx context.Context, line *queue, goals []goal) error {
	n := len(line.arrivals)
	if n < 2*blocks || n > mostDrawn {
		return nil
	}
	rng := rand.New(rand.NewPCG(1, 1))
	size := n / blocks
	gap := line.arrivals[n-1] / time.Duration(n-1) // between a block and the next
	again := &queue{arrivals: make([]time.Duration, 0, n), services: make([]time.Duration, 0, n)}
	for range drawn {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		again.arrivals, again.services = again.arrivals[:0], again.services[:0]
		if line.limits != nil {
			again.limits = &limits{cap: line.limits.cap}
		}
		at := time.Duration(0)
		for len(again.arrivals) < n {
			from := rng.IntN(n - size + 1)
			to := from + min(size, n-len(again.arrivals))
			for i := from; i < to; i++ {
				if line.limits != nil {
					again.limits.add(line.limits, i)
				}
				again.arrivals = append(again.arrivals, at+line.arrivals[i]-line.arrivals[from])
			}
			again.services = append(again.services, line.services[from:to]...)
			if at = again.arrivals[len(again.arrivals)-1] + gap; at < 0 {
				return nil // so long a log has no sum of blocks
			}
		}
		most, busy := again.running()
		from := floor(busy, most)
		if !again.keeps(most, goals) {
			f.Never++
			continue
		}
		most = again.fewest(from, most, goals)
		if f.Lo == 0 {
			f.Lo = most
		}
		f.Lo, f.Hi = min(f.Lo, most), max(f.Hi, most)
	}
	f.Lo, f.Hi = min(f.Lo, f.Workers), max(f.Hi, f.Workers)
	return nil
}

// counts returns the worker counts to simulate every strategy on: those that were asked for
// or some around the fewest that the shared queue needs, none below the average that are busy.
func (f *FirstCome) counts(asked []int) []int {
	if len(asked) > 0 {
		asked = slices.Clone(asked)
		slices.Sort(asked)
		return slices.Compact(asked)
	}
	w := f.Workers
	out := []int{w - 1, w}
	switch {
	case w == 0:
		out = []int{f.MostRunning} // nobody waits, and the target is missed all the same
	case w <= 64:
		out = []int{f.floor(), w - 1, w, w + 1, 2 * w}
	}
	out = slices.DeleteFunc(out, func(c int) bool { return c < f.floor() })
	slices.Sort(out)
	return slices.Compact(out)
}

// Longest is the most jobs that every strategy is simulated on: the busiest part of a
// longer log, while the shared queue is simulated on all of it, or the first jobs of a
// batch.
const Longest = 1 << 24
