package recommend

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// ParseTargets reads targets such as p99=50ms or p99=1s,p50=100ms,wait-p95=20ms: the first
// is for [Question.Target], the others are for [Question.Also]. An empty text means the
// default. The error quotes the part that is wrong.
func ParseTargets(text string, jobs *workloads.Trace) (verdict.Target, []verdict.Target, error) {
	t := verdict.Target{Metric: DefaultMetric(jobs), Obvious: Obvious}
	if text == "" {
		return t, nil, nil
	}
	var all []verdict.Target
	for part := range strings.SplitSeq(text, ",") {
		one, err := parseTarget(strings.TrimSpace(part), jobs)
		if err != nil {
			return t, nil, err
		}
		if slices.ContainsFunc(all, func(o verdict.Target) bool { return o.Metric == one.Metric }) {
			return t, nil, fmt.Errorf("%q: has %s twice", text, one.Metric)
		}
		all = append(all, one)
	}
	if len(all) > 1 && !jobs.HasArrivals() {
		return t, nil, fmt.Errorf("%q: several targets require arrivals, and this log has none", text)
	}
	return all[0], all[1:], nil
}

// parseTarget reads one target.
func parseTarget(text string, jobs *workloads.Trace) (verdict.Target, error) {
	name, limit, _ := strings.Cut(text, "=")
	d, err := time.ParseDuration(limit)
	full := "sojourn-" + name
	if name == "makespan" || strings.HasPrefix(name, "wait-") {
		full = name
	}
	metric, known := record.MetricByName(full)
	if err != nil || d <= 0 || !known {
		return verdict.Target{}, fmt.Errorf("%q: want METRIC=TIME, such as p99=50ms or wait-p99=1ms; the metric is p50, p95, p99, p99.9, max or mean of the time from arrival to completion, the same of the wait, or makespan", text)
	}
	if name == "makespan" && jobs.HasArrivals() {
		return verdict.Target{}, fmt.Errorf("%q: a makespan is a target for jobs without arrivals, and this log has arrivals", text)
	}
	return verdict.Target{Metric: metric.Name, Limit: d.Seconds(), Obvious: Obvious}, nil
}

// DefaultMetric returns the metric that matters by default: the 99th percentile of the
// sojourn for jobs that arrive over time, the makespan for a batch.
func DefaultMetric(t *workloads.Trace) string {
	if t.HasArrivals() {
		return "sojourn-p99"
	}
	return "makespan"
}
