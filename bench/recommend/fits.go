package recommend

import (
	"slices"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// A Fit is a strategy that was tried because of what the log tells about its jobs, with the
// recommended number of workers.
type Fit struct {
	Strategy string  `json:"strategy"`
	For      string  `json:"for"`   // what the log tells: "key", "priority", "deadline" or "cost"
	Value    float64 `json:"value"` // of the deciding metric

	// Another metric that shows what the strategy is for; nil: there is none.
	Metric  string   `json:"metric,omitempty"`
	Shows   *float64 `json:"shows"`
	Obvious *float64 `json:"obvious_shows"` // of the obvious strategy
}

// fitting returns the built-in strategies that use what the jobs tell.
func fitting(jobs *workloads.Trace) (fits []strategies.Entry) {
	for _, e := range strategies.All() {
		if e.Wants == "" || !jobs.Tells(e.Wants) || e.Shows == "makespan" && jobs.HasArrivals() {
			continue
		}
		fits = append(fits, e)
	}
	return fits
}

// withFitting adds the fitting strategies to the contenders, except those already there.
func withFitting(contenders []bench.Contender, jobs *workloads.Trace) []bench.Contender {
	out := slices.Clip(contenders)
	for _, e := range fitting(jobs) {
		if !slices.ContainsFunc(out, func(x bench.Contender) bool { return x.Name() == e.Name() }) {
			out = append(out, bench.Discipline(e.New()))
		}
	}
	return out
}

// tried records the results of the fitting strategies, if they were tried.
func (q *Question) tried(r *Result, run *record.Run) {
	if r.Fits = []Fit{}; q.Fitting {
		r.fits(run, q.Trace)
	}
}

// fits records the results of the fitting strategies in a run.
func (r *Result) fits(run *record.Run, jobs *workloads.Trace) {
	at := verdict.Place{Workload: logName, Workers: r.Workers}
	median := func(metric, strategy string) *float64 {
		one := *run
		one.Settings.Metric = metric
		for _, cell := range verdict.Medians(&one, at) {
			if cell.Strategy == strategy {
				return &cell.Median
			}
		}
		return nil
	}
	for _, e := range fitting(jobs) {
		value := median(r.Metric, e.Name())
		if value == nil {
			continue
		}
		f := Fit{Strategy: e.Name(), For: e.Wants, Value: *value}
		if e.Shows != "" && e.Shows != r.Metric {
			f.Metric, f.Shows, f.Obvious = e.Shows, median(e.Shows, e.Name()), median(e.Shows, r.Obvious)
		}
		r.Fits = append(r.Fits, f)
	}
}
