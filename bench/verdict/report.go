package verdict

import (
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// Options say how to judge. The zero value is the usual way.
type Options struct {
	Metric string  // the metric that decides; empty: the run's, else record.DefaultMetric
	Alpha  float64 // the accepted chance of a wrong claim; 0: 0.05. Intervals have confidence 1 − Alpha
	Tie    float64 // differences up to this share do not matter in practice; 0: 0.02
}

// tieMargin is the default for the largest difference, as a share, that does not matter in
// practice.
const tieMargin = 0.02

// A Report is the judgment of a run.
type Report struct {
	Metric     string  `json:"metric"` // the metric that decides the first answer
	Alpha      float64 `json:"alpha"`
	Confidence float64 `json:"confidence"` // of every interval
	Tie        float64 `json:"tie"`

	// Paired is copied from the run: false means that ratios are of medians, and
	// p-values come from the Mann-Whitney test.
	Paired bool `json:"paired"`

	Virtual bool `json:"virtual,omitempty"` // in virtual time, where handing jobs over costs nothing

	// Cells are in the order of the run's workloads, worker counts, loads, the
	// catalogue of metrics, and then groups, best median first. Cells of single
	// priorities come after those of all jobs, the most urgent first.
	Cells    []Cell     `json:"cells"`
	Answers  []Answer   `json:"answers"` // one per place
	Overall  []Standing `json:"overall"` // over all places, the best first; empty for a single place
	Failures []Failure  `json:"failures"`
	Warnings []string   `json:"warnings"` // about the judgment; the run has its own
}

// A Place is one combination of workload, workers and load, at which contenders are
// compared.
type Place struct {
	Workload string  `json:"workload"`
	Workers  int     `json:"workers"`
	Load     float64 `json:"load,omitempty"` // of a stream; 0: none was set
}

// A Cell is one metric of one contender. Pointers are nil, and null in JSON,
// when there is no such finite number.
type Cell struct {
	Place
	Strategy string   `json:"strategy"`
	Priority *int     `json:"priority,omitempty"` // of the jobs measured; nil: all
	Metric   string   `json:"metric"`
	Unit     string   `json:"unit"`
	N        int      `json:"n"` // trials
	Median   float64  `json:"median"`
	Lo       *float64 `json:"lo"` // of the median; needs 6 trials at 95 %
	Hi       *float64 `json:"hi"`

	// Ratio is value / value of the best contender of the same workload,
	// worker count and metric: 1 for the best itself, nil when values of 0 or
	// below make it meaningless.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"` // needs 6 common rounds at 95 %
	RatioHi *float64 `json:"ratio_hi"`

	// PAdjusted is the p-value of no difference from the best, after Holm's
	// correction, and at least that of Friedman's test of no difference among
	// all; 1 for the best itself.
	PAdjusted float64 `json:"p_adjusted"`

	// Group is from 1, and the same for tied contenders; 0: there were too few rounds to tell
	// any of them apart.
	Group int `json:"group"`
}

// A Failure is a trial that has no metrics. Its contender has no cells for that
// workload and worker count.
type Failure struct {
	Place
	Strategy string `json:"strategy"`
	Round    int    `json:"round"` // the first that failed
	Count    int    `json:"count"` // failed trials
	Trials   int    `json:"trials"`
	Error    string `json:"error"` // of the first
}

// An Answer is the answer for one place, about the metric that decides.
type Answer struct {
	Place
	Metric string `json:"metric"`
	Exact  bool   `json:"exact,omitempty"` // as record.Workload: differences are exact, for these jobs
	N      int    `json:"n"`               // trials of the leader

	Winner string   `json:"winner"` // empty: undecided
	Tied   []string `json:"tied"`   // group 1, best median first; the winner alone if there is one
	Next   string   `json:"next"`   // the best outside group 1; empty: there is none

	// Between are those of group 1 that are shown to differ neither from the leader nor from each
	// of the rest. Absent: none; all of group 1 are shown to be ahead of all the rest.
	Between []string `json:"between,omitempty"`

	// GaveUp is the median share of the jobs that a contender of group 1 gave up and did not
	// run; the metric covers the other jobs. Contenders that gave up none are absent.
	GaveUp map[string]float64 `json:"gave_up,omitempty"`

	// Ratio is value of the leader / value of Next.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	// PAdjusted is the greatest adjusted p-value of the contenders outside group 1;
	// nil if there are none. Confidence is 1 − PAdjusted.
	PAdjusted  *float64 `json:"p_adjusted"`
	Confidence *float64 `json:"confidence"`

	// Spread is the greatest difference from the leader within group 1, as a
	// share; nil if unknown. SpreadMax is the greatest that its intervals allow.
	Spread    *float64 `json:"spread"`
	SpreadMax *float64 `json:"spread_max"`

	// AnyWillDo is set if there are enough rounds, and the intervals show that all of group 1
	// are within Options.Tie.
	AnyWillDo bool `json:"any_will_do"`

	// RoundsNeeded is how many rounds, in all, would probably tell group 1
	// apart; 0: no advice, or more than a thousand.
	RoundsNeeded int `json:"rounds_needed"`

	// TooFew is the number of rounds below which no test can separate this many contenders,
	// if there were fewer; 0: there were enough.
	TooFew int `json:"too_few"`

	Sentence string `json:"sentence"` // all of this in plain words

	contenders int  // that have the metric
	also       bool // it is one of another answer's Also

	// Also are the answers by further metrics that were asked for and, where jobs have
	// priorities and no class was asked for, for the most urgent ones.
	Also []Answer `json:"also,omitempty"`
}

// Judge judges a run. It does not modify the run.
func Judge(run *record.Run, o Options) *Report {
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	if o.Tie == 0 {
		o.Tie = tieMargin
	}
	rep := &Report{Alpha: o.Alpha, Confidence: 1 - o.Alpha, Tie: o.Tie, Paired: run.Paired, Virtual: run.Settings.Virtual}
	if !run.Paired && len(run.Trials) > 0 {
		rep.Warnings = append(rep.Warnings, "Trials are not paired by round: ratios are of medians, without an interval, and drift of the machine counts as a difference.")
	}
	candidates := run.Settings.DefaultMetrics()
	if o.Metric != "" {
		candidates = []string{o.Metric}
	}
	for _, p := range places(run) {
		failures, failed := p.failures(run)
		rep.Failures = append(rep.Failures, failures...)
		rankings := make(map[string][]ranked)
		for _, m := range slices.Concat(record.Metrics(), classMetrics(candidates, run.Settings.Also)) {
			ranking := rank(p.samples(run, of(m.Name, nil), failed), m, rep)
			rankings[m.Name] = ranking
			rep.Cells = append(rep.Cells, rep.cells(p, m, nil, ranking)...)
		}
		for _, priority := range p.priorities(run) {
			for _, m := range record.Metrics() {
				ranking := rank(p.samples(run, of(m.Name, &priority), failed), m, rep)
				rep.Cells = append(rep.Cells, rep.cells(p, m, &priority, ranking)...)
			}
		}
		metric := candidates[0]
		if i := slices.IndexFunc(candidates, func(name string) bool { return len(rankings[name]) > 0 }); i >= 0 {
			metric = candidates[i]
		}
		a := rep.answer(p, metric, false, rankings[metric], rankings["dropped"], failures)
		for _, name := range run.Settings.Also {
			a.Also = append(a.Also, rep.answer(p, name, true, rankings[name], nil, nil))
		}
		if m, ok := rep.urgent(run, p, metric, failed); ok {
			a.Also = append(a.Also, m)
		}
		rep.Answers = append(rep.Answers, a)
	}
	rep.Overall = rep.overall()
	rep.Metric = candidates[0]
	if len(rep.Answers) > 0 {
		rep.Metric = rep.Answers[0].Metric
	}
	return rep
}

// classMetrics returns the named metrics that are about one class.
func classMetrics(names ...[]string) []record.Metric {
	var out []record.Metric
	for _, name := range slices.Concat(names...) {
		_, class := record.SplitMetric(name)
		if m, ok := record.MetricByName(name); ok && class != "" {
			out = append(out, m)
		}
	}
	return out
}

// urgent returns the answer for the most urgent jobs, if there are priorities and the metric
// is not about one class: a mean over all jobs hides the effect of priorities. For a metric
// that classes do not have, it uses wait-mean.
func (rep *Report) urgent(run *record.Run, p place, metric string, failed map[string]bool) (Answer, bool) {
	m, ok := record.MetricByName(metric)
	if !ok || len(classMetrics([]string{metric}, run.Settings.Also)) > 0 || len(p.priorities(run)) < 2 {
		return Answer{}, false
	}
	if !m.ByClass() {
		metric = "wait-mean"
	}
	metric += "@" + record.Urgent
	m, _ = record.MetricByName(metric)
	ranking := rank(p.samples(run, of(metric, nil), failed), m, rep)
	return rep.answer(p, metric, true, ranking, nil, nil), len(ranking) > 0
}
