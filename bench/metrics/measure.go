package metrics

import (
	"cmp"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// An Observation is what is known of a trial whose jobs all ran, or were given up.
type Observation struct {
	Jobs    []Job // in any order, one at least
	Workers int
	Cores   int             // how many jobs compute at once; 0: as many as workers
	Busy    []time.Duration // by worker, time spent on jobs; nil: unknown
	Steals  float64         // of jobs, in all; negative: unknown
	Stream  bool            // jobs arrived over time
	Full    bool            // measure all metrics of scheduling, also of a batch
	WarmUp  int             // how many jobs, those released first, have no metrics of their own
	Dropped int             // jobs that never ran since the contender gave them up; they are not among Jobs
}

// A Job is what is known of one job. Times count from the start of the trial.
type Job struct {
	Released, Started, Completed time.Duration
	Service                      time.Duration // of the job alone; if cores are short, less than from Started to Completed
	CPU                          time.Duration // the part of Service that is computing
	Priority                     int
}

// Wait returns the time from release to start.
func (j *Job) Wait() time.Duration { return j.Started - j.Released }

// Sojourn returns the time from release to completion.
func (j *Job) Sojourn() time.Duration { return j.Completed - j.Released }

// maxClasses is the most priorities that get metrics of their own.
const maxClasses = 16

// Measure returns the metrics of a trial, by the names of record's catalogue,
// and those of each priority, most urgent first, unless all jobs have the same one or
// there are more than 16 of them. Times are in seconds. It leaves the observation as it is.
func Measure(o Observation) (map[string]float64, []record.Class) {
	byRelease := func(a, b Job) int { return cmp.Compare(a.Released, b.Released) }
	if !slices.IsSortedFunc(o.Jobs, byRelease) {
		o.Jobs = slices.Clone(o.Jobs)
		slices.SortStableFunc(o.Jobs, byRelease)
	}
	measured := o.Jobs[o.WarmUp:]
	m := make(map[string]float64)
	o.throughput(m)
	if !o.Stream && !o.Full {
		spread(m, "sojourn", measured, seconds((*Job).Sojourn))
		delete(m, "sojourn-mean")
		m["wait-mean"] = mean(measured, seconds((*Job).Wait))
		return m, nil
	}
	spreads(m, measured)
	m["idle-backlogged"] = idleBacklogged(o.Jobs, o.Workers)
	if o.Busy != nil {
		m["imbalance"] = imbalance(o.Busy)
	}
	if o.Steals >= 0 {
		m["steals"] = o.Steals / float64(len(o.Jobs))
	}
	if !slices.ContainsFunc(measured, func(j Job) bool { return j.Priority != measured[0].Priority }) {
		return m, nil
	}
	classes := classesOf(measured)
	m["inversions"], m["inversion-time"] = inversions(o.Jobs, o.WarmUp)
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

// throughput sets the metrics of the trial as a whole.
func (o *Observation) throughput(m map[string]float64) {
	var busy, computing, longest, first, last time.Duration
	first = o.Jobs[0].Released
	for i := range o.Jobs {
		j := &o.Jobs[i]
		busy += j.Service
		computing += j.CPU
		longest = max(longest, j.Service)
		last = max(last, j.Completed)
	}
	n, w := float64(len(o.Jobs)), float64(o.Workers)
	makespan := (last - first).Seconds()
	m["throughput"] = n / makespan
	if o.Dropped > 0 {
		m["dropped"] = float64(o.Dropped) / (n + float64(o.Dropped))
	}
	if o.Stream || o.Full {
		m["utilisation"] = busy.Seconds() / (w * makespan)
	}
	if o.Stream {
		return
	}
	ideal := max(busy.Seconds()/w, longest.Seconds())
	if o.Cores > 0 {
		ideal = max(ideal, computing.Seconds()/float64(o.Cores))
	}
	m["makespan"] = makespan
	m["efficiency"] = ideal / makespan
	m["overhead"] = (w*makespan - busy.Seconds()) / n
}

// imbalance returns how much busier than the average the busiest worker was.
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
