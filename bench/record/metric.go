package record

import (
	"strings"

	"golang.org/x/perf/benchunit"
)

// Better says which direction of a metric is an improvement.
type Better string

const (
	Higher Better = "higher"
	Lower  Better = "lower"
)

// DefaultMetric is the metric that decides when none is asked for.
const DefaultMetric = "throughput"

// A Metric is one thing that is measured per trial.
type Metric struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"` // of the values in Trial.Metrics: "s", "jobs/s", "B/job", …; "1" for a plain share
	Better Better `json:"better"`

	// BenchUnit is the unit in the Go benchmark format. It is in benchstat's
	// base units ("sec", never "ns"): those are stored as they are, so that a
	// value of exactly 0 stays in the table of its unit.
	BenchUnit string `json:"bench_unit"`

	Description string `json:"description"` // with the formula
}

// metrics is the catalogue, in the order in which metrics are shown and stored.
//
// Note: percentiles are of one trial. They are never averaged: a median over
// trials of a trial's p99 is said to be just that.
var metrics = []Metric{
	{"throughput", "jobs/s", Higher, "jobs/s", "jobs completed per second: N / makespan"},
	{"efficiency", "1", Higher, "efficiency", "share of the possible speed: ideal / makespan, ideal = max(Σ service / W, longest job) (Graham's lower bound)"},
	{"makespan", "s", Lower, "makespan-sec", "time for the whole batch: last completion − first release"},
	{"sojourn-p50", "s", Lower, "sojourn-p50-sec", "median sojourn: completed − released; in batch mode all jobs are released at the start"},
	{"sojourn-p95", "s", Lower, "sojourn-p95-sec", "95th percentile of the sojourn: completed − released"},
	{"sojourn-p99", "s", Lower, "sojourn-p99-sec", "99th percentile of the sojourn: completed − released; needs at least 441 jobs"},
	{"sojourn-p99.9", "s", Lower, "sojourn-p99.9-sec", "99.9th percentile of the sojourn: completed − released; needs at least 4,394 jobs"},
	{"sojourn-max", "s", Lower, "sojourn-max-sec", "longest sojourn: max(completed − released)"},
	{"wait-mean", "s", Lower, "wait-mean-sec", "mean wait: Σ(started − released) / N"},
	{"overhead", "s/job", Lower, "overhead-sec/job", "worker time not spent on jobs, per job: (W·makespan − Σ service) / N"},
	{"allocs", "allocs/job", Lower, "allocs/job", "heap allocations per job: mallocs / N"},
	{"bytes", "B/job", Lower, "B/job", "heap bytes allocated per job: bytes / N"},
}

// Metrics returns the catalogue, in the order in which metrics are shown. The
// caller owns the slice.
func Metrics() []Metric { return append([]Metric(nil), metrics...) }

// MetricByName returns the metric with that name and whether there is one.
func MetricByName(name string) (Metric, bool) {
	for _, m := range metrics {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
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
