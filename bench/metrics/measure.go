package metrics

import (
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// An Observation is what is known of a trial whose jobs all ran, or were given up.
type Observation struct {
	Jobs    Jobs // in any order, one at least
	Workers int
	Cores   int             // how many jobs compute at once; 0: as many as workers
	Busy    []time.Duration // by worker, time spent on jobs; nil: unknown
	Steals  float64         // of jobs, in all; negative: unknown
	Stream  bool            // jobs arrived over time
	Slices  float64         // how many of them a job was done in on average, between which it waited; 0: none
	Full    bool            // measure all metrics of scheduling, also of a batch
	WarmUp  int             // how many jobs, those released first, have no metrics of their own
	Idle    *float64        // the integral over time, in ns, of min(idle workers, waiting jobs); nil: it is computed
	Dropped int             // jobs that never ran since the contender gave them up; they are not among Jobs
	Shared  int             // jobs that never ran since they share the result of another one; likewise
	Missed  map[int]int     // by priority, how many of these had a deadline, and are not of the warm-up
	Scratch []uint64        // where to reckon, if it has room for as many as there are jobs
}

// maxClasses is the most priorities that get metrics of their own.
const maxClasses = 16

// Measure returns the metrics of a trial, by the names of record's catalogue,
// and those of each priority, most urgent first, unless all jobs have the same one or
// there are more than 16 of them. Times are in seconds. It leaves the observation as it is.
func Measure(o Observation) (map[string]float64, []record.Class) {
	o.Jobs = o.Jobs.byRelease()
	jobs := &o.Jobs
	m := make(map[string]float64)
	o.throughput(m)
	if !o.Stream && !o.Full {
		sojourn.spread(m, jobs, o.WarmUp, make([]uint64, jobs.Len()-o.WarmUp))
		delete(m, "sojourn-mean")
		m["wait-mean"] = wait.mean(jobs, o.WarmUp)
		return m, nil
	}
	spreads(m, jobs, o.WarmUp, o.Scratch)
	if o.Slices > 0 {
		m["slices"] = o.Slices
	} else {
		m["idle-backlogged"] = idleBacklogged(jobs, o.Workers, o.Idle)
	}
	if o.Busy != nil {
		m["imbalance"] = imbalance(o.Busy)
	}
	if o.Steals >= 0 {
		m["steals"] = o.Steals / float64(jobs.Len())
	}
	missed := 0
	for _, n := range o.Missed {
		missed += n
	}
	due(m, jobs, o.WarmUp, missed)
	byKey(m, jobs, o.WarmUp)
	if onePriority(jobs, o.WarmUp) {
		return m, nil
	}
	all := jobs.all()
	classes := classesOf(jobs, o.WarmUp)
	m["inversions"], m["inversion-time"] = inversions(all, o.WarmUp)
	m["fairness"] = fairness(classes)
	if len(classes) > maxClasses {
		return m, nil
	}
	var out []record.Class
	for _, c := range classes {
		metrics := make(map[string]float64)
		spreads(metrics, &c.jobs, 0, o.Scratch)
		due(metrics, &c.jobs, 0, o.Missed[c.priority])
		out = append(out, record.Class{Priority: c.priority, Jobs: c.jobs.Len(), Metrics: metrics})
	}
	return m, out
}

// onePriority reports whether all jobs from number from on have the same priority.
func onePriority(jobs *Jobs, from int) bool {
	if jobs.Priority == nil {
		return true
	}
	p := jobs.Priority[from:]
	return !slices.ContainsFunc(p, func(x int) bool { return x != p[0] })
}

// throughput sets the metrics of the trial as a whole.
func (o *Observation) throughput(m map[string]float64) {
	var busy, computing, longest, first, last time.Duration
	first = o.Jobs.released(0)
	for i, service := range o.Jobs.Service {
		busy += service
		longest = max(longest, service)
		last = max(last, o.Jobs.Completed[i])
	}
	if computing = busy; o.Jobs.CPU != nil {
		computing = 0
		for _, cpu := range o.Jobs.CPU {
			computing += cpu
		}
	}
	n, w := float64(o.Jobs.Len()), float64(o.Workers)
	makespan := (last - first).Seconds()
	m["throughput"] = n / makespan
	all := n + float64(o.Dropped+o.Shared)
	if o.Dropped > 0 {
		m["dropped"] = float64(o.Dropped) / all
	}
	if o.Shared > 0 {
		m["shared"] = float64(o.Shared) / all
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
