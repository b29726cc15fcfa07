package bench

import (
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// observation is what is known of a trial whose jobs all ran. Times count from
// the start of the trial.
type observation struct {
	jobs    []jobTimes // in any order
	workers int
	cores   int             // how many jobs compute at once; 0: as many as workers
	busy    []time.Duration // per worker, time spent on jobs; nil: unknown
	steals  float64         // of jobs, in all; negative: unknown
	stream  bool
	full    bool // all metrics of scheduling, also of a batch
	drawn   bool // jobs take what was drawn, not what was measured
	warmUp  int  // so many jobs, those released first, have no metrics of their own
}

// jobTimes is what is known of one job.
type jobTimes struct {
	released, started, completed time.Duration
	service                      time.Duration // what the job itself takes; started to completed may be longer where cores are short
	cpu                          time.Duration // of which computing
	priority                     int
}

func (j *jobTimes) wait() time.Duration    { return j.started - j.released }
func (j *jobTimes) sojourn() time.Duration { return j.completed - j.released }

// maxClasses is the most priorities that get metrics of their own.
const maxClasses = 16

// measure returns the metrics of a trial, by the names of record's catalogue,
// and those of each priority, most urgent first; times are in seconds. It sorts
// o.jobs by release.
func measure(o observation) (map[string]float64, []record.Class) {
	slices.SortStableFunc(o.jobs, func(a, b jobTimes) int { return int(a.released - b.released) })
	measured := o.jobs[o.warmUp:]
	m := make(map[string]float64)
	o.throughput(m)
	if !o.stream && !o.full {
		spread(m, "sojourn", measured, seconds((*jobTimes).sojourn))
		delete(m, "sojourn-mean")
		m["wait-mean"] = mean(measured, seconds((*jobTimes).wait))
		return m, nil
	}
	spreads(m, measured)
	m["idle-backlogged"] = idleBacklogged(o.jobs, o.workers)
	if o.busy != nil {
		m["imbalance"] = imbalance(o.busy)
	}
	if o.steals >= 0 {
		m["steals"] = o.steals / float64(len(o.jobs))
	}
	classes := classesOf(measured)
	if len(classes) < 2 {
		return m, nil
	}
	m["inversions"], m["inversion-time"] = inversions(o.jobs, o.warmUp)
	m["fairness"] = fairness(classes)
	if len(classes) > maxClasses {
		return m, nil
	}
	var out []record.Class
	for _, c := range classes {
		metrics := make(map[string]float64)
		spreads(metrics, c.jobs)
		out = append(out, record.Class{Priority: c.priority, Jobs: len(c.jobs), Metrics: metrics})
	}
	return m, out
}

// throughput sets what the trial as a whole has.
func (o *observation) throughput(m map[string]float64) {
	var busy, computing, longest, first, last time.Duration
	first = o.jobs[0].released
	for i := range o.jobs {
		j := &o.jobs[i]
		busy += j.service
		computing += j.cpu
		longest = max(longest, j.service)
		last = max(last, j.completed)
	}
	n, w := float64(len(o.jobs)), float64(o.workers)
	makespan := (last - first).Seconds()
	m["throughput"] = n / makespan
	if o.stream || o.full {
		m["utilisation"] = busy.Seconds() / (w * makespan)
	}
	if o.stream {
		return
	}
	ideal := max(busy.Seconds()/w, longest.Seconds())
	if o.cores > 0 {
		ideal = max(ideal, computing.Seconds()/float64(o.cores))
	}
	m["makespan"] = makespan
	m["efficiency"] = ideal / makespan
	m["overhead"] = (w*makespan - busy.Seconds()) / n
}

// imbalance returns how much more than the average the busiest worker did.
func imbalance(busy []time.Duration) float64 {
	var sum, most time.Duration
	for _, b := range busy {
		sum += b
		most = max(most, b)
	}
	if sum == 0 {
		return 0
	}
	return float64(most)*float64(len(busy))/float64(sum) - 1
}
