package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/perf/benchunit"
)

// Better says which direction of a metric is an improvement.
type Better string

const (
	Higher Better = "higher"
	Lower  Better = "lower"
)

// DefaultMetric is the metric that decides about batches when none is asked for.
const DefaultMetric = "throughput"

// DefaultMetrics returns the metrics that decide when none is asked for: the
// first of them that there is. In a stream throughput is that of the arrivals,
// and what differs is for how long jobs stay.
func (s Settings) DefaultMetrics() []string {
	switch {
	case s.Metric != "":
		return []string{s.Metric}
	case s.Mode == ModeStream:
		return []string{"load-max", "sojourn-p99", "sojourn-p95", "sojourn-mean"}
	}
	return []string{DefaultMetric}
}

// A Metric is one thing that is measured per trial.
type Metric struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"` // of the values in Trial.Metrics: "s", "jobs/s", "B/job", …; "1" for a plain share
	Better Better `json:"better"`

	// BenchUnit is the unit in the Go benchmark format. It is in benchstat's
	// base units ("sec", never "ns"): those are stored as they are, so that a
	// value of exactly 0 stays in the table of its unit.
	BenchUnit string `json:"bench_unit"`

	Description string `json:"description"`      // with the formula
	Source      string `json:"source,omitempty"` // of the definition, where it is not plain
	Scope       Scope  `json:"scope,omitempty"`  // which trials have it; empty: all
	Tail        bool   `json:"tail,omitempty"`   // a high percentile or a maximum: of each trial itself an estimate, from few jobs
}

// A Scope says which trials have a metric.
type Scope string

// The scopes that there are.
const (
	Batches    Scope = "batches"
	RealTime   Scope = "real time" // what scheduling costs
	Scheduling Scope = "streams and virtual time"
	Streams    Scope = "streams in real time"
	Deadlines  Scope = "streams and virtual time, where jobs have deadlines"
	Priorities Scope = "streams and virtual time, where jobs have several priorities"
	Keys       Scope = "streams and virtual time, where jobs have keys"
	Engines    Scope = "queues between processes (make engines), in real time"
	Searches   Scope = "searches for it (--load max)"
)

// metrics is the catalogue, in the order in which metrics are shown and stored.
//
// Note: percentiles are of one trial. They are never averaged: a median over
// trials of a trial's p99 is said to be just that.
//
// A stream's jobs are released when they were to arrive, whether or not the
// contender was ready for them: a contender that stalls does not hide its queue.
// The first tenth of the jobs of a generated stream fill it, and are not
// measured.
var metrics = slices.Concat([]Metric{
	{Name: "throughput", Unit: "jobs/s", Better: Higher, BenchUnit: "jobs/s", Description: "jobs completed per second: N / makespan"},
	{Name: "efficiency", Unit: "1", Better: Higher, BenchUnit: "efficiency", Description: "share of the possible speed: ideal / makespan, ideal = max(Σ service / W, longest job), or Σ computing / cores where that is more", Source: "Graham, Bounds on Multiprocessing Timing Anomalies, SIAM J. Appl. Math. 17, 1969", Scope: Batches},
	{Name: "makespan", Unit: "s", Better: Lower, BenchUnit: "makespan-sec", Description: "time for the whole batch: last completion − first release", Scope: Batches},
	{Name: "load-max", Unit: "1", Better: Higher, BenchUnit: "load-max", Description: "greatest load at which the p99 sojourn is at most 10 × the mean service time, by bisection: at a load 1/512 above it is more", Scope: Searches},
	{Name: "utilisation", Unit: "1", Better: Higher, BenchUnit: "utilisation", Description: "share of worker time spent on jobs: Σ service / (W · (last completion − first release))", Scope: Scheduling},
	{Name: "imbalance", Unit: "1", Better: Lower, BenchUnit: "imbalance", Description: "how much more than the average the busiest worker did: max busy / mean busy − 1", Source: "DeRose, Homer, Johnson, Detecting Application Load Imbalance on High End Massively Parallel Systems, Euro-Par 2007", Scope: Scheduling},
	{Name: "idle-backlogged", Unit: "1", Better: Lower, BenchUnit: "idle-backlogged", Description: "share of worker time idle while jobs wait: ∫ min(idle workers, waiting jobs) dt / (W · duration); 0 for a work-conserving strategy", Scope: Scheduling},
},
	spread("sojourn", "s", "sojourn: completed − released; in a batch all jobs are released at the start", ""),
	spread("wait", "s", "wait: started − released", ""),
	spread("slowdown", "x", "slowdown: sojourn / service", "Harchol-Balter, Performance Modeling and Design of Computer Systems, 2013, §28"),
	[]Metric{{Name: "late", Unit: "1", Better: Lower, BenchUnit: "late", Description: "share of the jobs with a deadline that were complete after it, or given up", Scope: Deadlines}},
	within(Deadlines, spread("tardiness", "s", "tardiness: completed − deadline, at least 0", "Pinedo, Scheduling, 2016, §2.1")),
	[]Metric{
		{Name: "inversions", Unit: "/job", Better: Lower, BenchUnit: "inversions/job", Description: "starts of a job while a more urgent one waits, per job", Source: "Sha, Rajkumar, Lehoczky, Priority Inheritance Protocols, IEEE Trans. Computers 39(9), 1990", Scope: Priorities},
		{Name: "inversion-time", Unit: "s/job", Better: Lower, BenchUnit: "inversion-sec/job", Description: "how long a job waits after a less urgent one has started before it, mean over all jobs", Scope: Priorities},
		{Name: "fairness", Unit: "1", Better: Higher, BenchUnit: "fairness", Description: "Jain's index over the priorities' mean slowdowns x: (Σx)² / (K·Σx²); 1 when all suffer alike, 1/K when one does all of it", Source: "Jain, Chiu, Hawe, A Quantitative Measure of Fairness, DEC-TR-301, 1984", Scope: Priorities},
		{Name: "key-fairness", Unit: "1", Better: Higher, BenchUnit: "key-fairness", Description: "Jain's index over the keys' mean slowdowns, as fairness", Scope: Keys},
		{Name: "key-p99", Unit: "s", Better: Lower, BenchUnit: "key-p99-sec", Description: "99th percentile of the sojourn of the key for which it is greatest, of keys with at least 441 jobs", Scope: Keys, Tail: true},
		{Name: "at-home", Unit: "1", Better: Higher, BenchUnit: "at-home", Description: "share of the jobs that ran where the last job of their key had begun, without the first of each key", Scope: Keys},
		{Name: "cold", Unit: "1", Better: Lower, BenchUnit: "cold", Description: "share of the jobs that began on a worker that was cold for their key; absent if no job takes longer there", Scope: Keys},
		{Name: "dropped", Unit: "1", Better: Lower, BenchUnit: "dropped", Description: "share of the jobs that the strategy gave up; they have no other metrics. Absent if there was none", Scope: Scheduling},
		{Name: "shared", Unit: "1", Better: Higher, BenchUnit: "shared", Description: "share of the jobs that never ran and have the result of another one; they have no other metrics. Absent if there was none", Scope: Scheduling},
		{Name: "slices", Unit: "/job", Better: Lower, BenchUnit: "slices/job", Description: "slices that a job was done in, on average, between which it waited; idle-backlogged and imbalance are absent then", Scope: Scheduling},
		{Name: "steals", Unit: "/job", Better: Lower, BenchUnit: "steals/job", Description: "jobs that a worker took from another's queue, per job", Scope: Scheduling},
		{Name: "overhead", Unit: "s/job", Better: Lower, BenchUnit: "overhead-sec/job", Description: "worker time not spent on jobs, per job: (W·makespan − Σ service) / N", Scope: Batches},
		{Name: "allocs", Unit: "allocs/job", Better: Lower, BenchUnit: "allocs/job", Description: "heap allocations per job: mallocs / N", Scope: RealTime},
		{Name: "bytes", Unit: "B/job", Better: Lower, BenchUnit: "B/job", Description: "heap bytes allocated per job: bytes / N", Scope: RealTime},
		{Name: "network-bytes", Unit: "B/job", Better: Lower, BenchUnit: "network-B/job", Description: "bytes that coordinator and worker processes sent to the server and received from it, per job", Scope: Engines},
		{Name: "round-trips", Unit: "/job", Better: Lower, BenchUnit: "round-trips/job", Description: "how often coordinator and worker processes had an answer of the server, per job: reads that bring something on a connection that was written to since the last such read. Requests written together count as one", Scope: Engines},
		{Name: "server-cpu", Unit: "s/job", Better: Lower, BenchUnit: "server-cpu-sec/job", Description: "processor time of the server's processes, user and system, per job; absent of a server within the coordinator (nats) and where there is none (SQLite)", Scope: Engines},
		{Name: "late-p99", Unit: "s", Better: Lower, BenchUnit: "late-p99-sec", Description: "99th percentile of how late the generator handed jobs over, in real time; it counts as wait", Scope: Streams, Tail: true},
	})

// spread returns the metrics of a quantity that every job has: its mean, its
// percentiles and its maximum.
func spread(name, unit, what, source string) []Metric {
	var all []Metric
	add := func(which, description string, tail bool) {
		scope := Scheduling
		if name+"-"+which == "wait-mean" || name == "sojourn" && which != "mean" {
			scope = ""
		}
		benchUnit := name + "-" + which
		if unit == "s" {
			benchUnit += "-sec"
		}
		all = append(all, Metric{Name: name + "-" + which, Unit: unit, Better: Lower, BenchUnit: benchUnit,
			Description: description, Source: source, Scope: scope, Tail: tail})
	}
	add("mean", "mean "+what, false)
	for _, p := range Percentiles() {
		add(p.Name, fmt.Sprintf("%gth percentile of the %s (needs at least %d jobs)", 100*p.Quantile, what, p.Jobs), p.Quantile > 0.5)
	}
	add("max", "greatest "+what, true)
	return all
}

// within returns the metrics with another scope.
func within(scope Scope, all []Metric) []Metric {
	for i := range all {
		all[i].Scope = scope
	}
	return all
}

// A Percentile is one that is measured, and how many jobs it takes: so many that
// the greatest value is below the true percentile with a chance of 1.25 % at
// most. With fewer there is no 95 % interval of order statistics around it that
// ends, and the number would say more about luck than about the contender.
type Percentile struct {
	Name     string // "p99.9"
	Quantile float64
	Jobs     int
}

// Percentiles returns those that are measured, ascending.
func Percentiles() []Percentile {
	return []Percentile{{"p50", 0.5, 10}, {"p95", 0.95, 86}, {"p99", 0.99, 441}, {"p99.9", 0.999, 4394}}
}

// Metrics returns the catalogue, in the order in which metrics are shown. The
// caller owns the slice.
func Metrics() []Metric { return append([]Metric(nil), metrics...) }

// Urgent is the class of the most urgent jobs, whatever their priority.
const Urgent = "urgent"

// SplitMetric splits the name of a metric of one class: "wait-mean@2" is the wait-mean of the
// jobs of priority 2, and "wait-mean@urgent" that of the most urgent ones. Without a class
// it is that of all jobs.
func SplitMetric(name string) (base, class string) {
	base, class, _ = strings.Cut(name, "@")
	return base, class
}

// MetricByName returns the metric with that name, which may be that of a class, and whether
// there is one.
func MetricByName(name string) (Metric, bool) {
	base, class := SplitMetric(name)
	for _, m := range metrics {
		if m.Name != base {
			continue
		}
		if base == name {
			return m, true
		}
		if _, err := strconv.Atoi(class); !m.ByClass() || err != nil && class != Urgent {
			return Metric{}, false
		}
		m.Name, m.BenchUnit = name, m.BenchUnit+"@"+class
		return m, true
	}
	return Metric{}, false
}

// ByClass reports whether jobs of one priority have the metric of their own.
func (m Metric) ByClass() bool {
	return m.Name == "late" || slices.ContainsFunc([]string{"sojourn-", "wait-", "slowdown-", "tardiness-"},
		func(quantity string) bool { return strings.HasPrefix(m.Name, quantity) })
}

// metricByBenchUnit returns the metric that has that unit in the Go benchmark
// format, in base units ("sec") or as package testing reports it ("ns").
func metricByBenchUnit(unit string) (Metric, bool) {
	// benchfmt leaves the unit of a value of exactly 0 untidied.
	_, unit = benchunit.Tidy(1, unit)
	for _, m := range metrics {
		if m.BenchUnit == unit {
			return m, true
		}
	}
	return Metric{}, false
}

// Testing returns value and unit as testing.B's ReportMetric should get them:
// times in nanoseconds, because ReportMetric rounds small numbers of seconds to
// 0. Read and benchstat turn them back into seconds.
func (m Metric) Testing(value float64) (float64, string) {
	if !strings.Contains(m.BenchUnit, "-sec") {
		return value, m.BenchUnit
	}
	return value * 1e9, strings.Replace(m.BenchUnit, "-sec", "-ns", 1)
}
