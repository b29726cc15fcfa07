package recommend

import (
	"context"
	"math"
	"slices"
	"time"
)

// A Rule says when to add workers and when to remove some. At fixed intervals it counts the
// jobs that run or wait, and wants one worker for a fixed number of these. A job that takes
// several workers counts as that many, and one that waits for the cap on its key does not count.
type Rule struct {
	Every     float64 `json:"every"` // seconds between two looks
	Min       int     `json:"min"`   // workers at least
	PerWorker float64 `json:"jobs_per_worker"`
	Keep      float64 `json:"keep"`       // seconds for which fewer have to be wanted before workers are removed
	ColdStart float64 `json:"cold_start"` // seconds from the decision to add a worker until it works
}

// Autoscale is the cheapest rule that meets the targets on the log, in simulation.
type Autoscale struct {
	Rule        *Rule   `json:"rule"`         // nil: none that was tried keeps the targets for less
	Tried       int     `json:"tried"`        // rules
	Value       float64 `json:"value"`        // of the deciding metric, in seconds
	WorkerHours float64 `json:"worker_hours"` // also those that start, and those that end a job before they go
	Most        int     `json:"most"`         // workers at once
	Fixed       float64 `json:"fixed_worker_hours"`
}

const (
	// look is the interval at which a rule counts jobs: that of Kubernetes.
	look = 15 * time.Second

	// fewestLooks is how long a log has to last, in looks, for a rule to mean anything.
	fewestLooks = 100

	// worthIt is the most of a fixed number's worker-hours that a rule may spend.
	worthIt = 0.99

	// mostRuled is the most jobs of a log to try rules on: the log is simulated with each rule.
	mostRuled = 1 << 19
)

// autoscale finds a rule; nil: the log is too short, or too long.
func (q *queue) autoscale(ctx context.Context, fixed int, busy float64, cold time.Duration, goals []goal) (*Autoscale, error) {
	n := len(q.arrivals)
	span := q.arrivals[n-1]
	if span < fewestLooks*look || n > mostRuled {
		return nil, nil
	}
	best := &Autoscale{Fixed: float64(fixed) * q.lasts(fixed).Hours()}
	best.WorkerHours = best.Fixed
	mins := []int{1, int(math.Ceil(busy / 2)), int(math.Ceil(busy)), int(math.Ceil((busy + float64(fixed)) / 2))}
	for k, least := range mins {
		if k > 0 && least <= mins[k-1] {
			continue
		}
		for _, per := range []float64{0.5, 0.7, 0.85, 1, 1.5, 2, 4} {
			for _, keep := range []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour} {
				if ctx.Err() != nil {
					return nil, context.Cause(ctx)
				}
				best.Tried++
				rule := Rule{Every: look.Seconds(), Min: least, PerWorker: per, Keep: keep.Seconds(), ColdStart: cold.Seconds()}
				s, hours, most, done := q.scaled(rule, best.WorkerHours, fixed)
				if !done || hours >= best.WorkerHours || hours > worthIt*best.Fixed || !s.keep(goals) {
					continue
				}
				best.Rule, best.WorkerHours, best.Most = &rule, hours, most
				best.Value = s.whole(goals[0])
			}
		}
	}
	return best, nil
}

// lasts returns the time from the first arrival to the last completion.
func (q *queue) lasts(workers int) time.Duration {
	last := time.Duration(0)
	q.run(workers, func(i int, at time.Duration) bool {
		last = max(last, later(at, q.services[i]))
		return true
	})
	return last
}

// keep reports whether a schedule keeps all goals.
func (s *schedule) keep(goals []goal) bool {
	return !slices.ContainsFunc(goals, func(g goal) bool { return s.whole(g) > g.limit })
}

// A scaler is the workers under a rule.
type scaler struct {
	rule             Rule
	workers, running int             // running: those that jobs take
	starting         []time.Duration // when those that start will work
	wanted           []wish          // the most of the last time, falling
	clock            time.Duration
	spent            float64 // worker-seconds
	most             int
}

// A wish is how many workers were wanted at a look.
type wish struct {
	at      time.Duration
	workers int
}

// scaled runs the jobs on the workers that a rule provides; a job takes at most the given
// number of them. It gives up when the worker-hours exceed a limit.
func (q *queue) scaled(rule Rule, limit float64, fixed int) (s *schedule, hours float64, most int, done bool) {
	n := len(q.arrivals)
	s = &schedule{arrivals: q.arrivals, starts: make([]time.Duration, n), ends: make([]time.Duration, n)}
	w := &scaler{rule: rule, workers: rule.Min, most: rule.Min}
	every := time.Duration(rule.Every * 1e9)
	g := newGate(q.limits, fixed)
	var ends timed
	started := 0
	looks := every
	for started < n || len(ends) > 0 {
		now := looks
		if g.next < n {
			now = min(now, q.arrivals[g.next])
		}
		if len(ends) > 0 {
			now = min(now, ends[0].at)
		}
		if len(w.starting) > 0 {
			now = min(now, w.starting[0])
		}
		w.advance(now)
		if w.spent > limit*3600 {
			return nil, 0, 0, false
		}
		for len(ends) > 0 && ends[0].at <= now {
			i := ends.pop().job
			w.running -= g.takes(i)
			g.end(i)
		}
		for len(w.starting) > 0 && w.starting[0] <= now {
			w.starting = w.starting[1:]
			w.workers++
		}
		for g.next < n && q.arrivals[g.next] <= now {
			g.arrive()
		}
		if now == looks {
			w.look(now, w.running+g.wants, g)
			looks += every
		}
		for i, ok := g.head(); ok && w.running+g.takes(i) <= w.workers; i, ok = g.head() {
			g.start()
			s.starts[i], s.ends[i] = now, later(now, q.services[i])
			ends.push(timedJob{s.ends[i], i})
			w.running += g.takes(i)
			started++
		}
	}
	return s, w.spent / 3600, w.most, true
}

// advance pays for the time since the last event, also for workers that start, and for those
// that have to go but still run a job.
func (w *scaler) advance(now time.Duration) {
	paid := max(w.workers, w.running) + len(w.starting)
	w.most = max(w.most, paid)
	w.spent += float64(paid) * (now - w.clock).Seconds()
	w.clock = now
}

// look adds workers at once, and removes some when fewer have been wanted for long enough. It
// wants at least as many as the next job takes.
func (w *scaler) look(now time.Duration, jobs int, g *gate) {
	want := max(w.rule.Min, int(math.Ceil(float64(jobs)/w.rule.PerWorker)))
	if i, ok := g.head(); ok {
		want = max(want, g.takes(i))
	}
	for len(w.wanted) > 0 && w.wanted[len(w.wanted)-1].workers <= want {
		w.wanted = w.wanted[:len(w.wanted)-1]
	}
	w.wanted = append(w.wanted, wish{now, want})
	for w.wanted[0].at < now-time.Duration(w.rule.Keep*1e9) {
		w.wanted = w.wanted[1:]
	}
	for have := w.workers + len(w.starting); have < want; have++ {
		if w.rule.ColdStart == 0 {
			w.workers++
			continue
		}
		w.starting = append(w.starting, now+time.Duration(w.rule.ColdStart*1e9))
	}
	for have := w.workers + len(w.starting); have > w.wanted[0].workers; have-- {
		if last := len(w.starting) - 1; last >= 0 {
			w.starting = w.starting[:last]
			continue
		}
		w.workers--
	}
}
