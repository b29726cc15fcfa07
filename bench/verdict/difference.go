package verdict

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// Difference compares two runs that did not take turns, the base first, by the metrics
// that decide the verdict on the base, or by one metric. Two runs of the same jobs in
// virtual time are compared exactly, by [Compare]. Otherwise the comparison is limited:
// what the machine did between the runs counts as a change, and a warning says so.
//
// Two runs with the same seed and settings had the same jobs round by round, and are
// compared in pairs, by the signed-rank test. Others are two samples, compared by the
// Mann-Whitney test. A figure has Regressed or Improved if it differs, after Holm's
// correction over all figures, and the whole interval of the ratio is beyond the margin;
// it has Passed if the whole interval is within the margin; otherwise it is Inconclusive.
func Difference(base, head *record.Run, margin float64, o Options) (*Diff, error) {
	if o.Alpha == 0 {
		o.Alpha = 0.05
	}
	if base.Settings.Virtual && head.Settings.Virtual && sameJobs(base, head) == nil {
		return Compare(base, head, margin)
	}
	if base.Settings.Virtual != head.Settings.Virtual {
		return nil, sameJobs(base, head)
	}
	if len(base.Trials) == 0 {
		return nil, errNoTrials
	}
	d := &Diff{Tolerance: margin, Added: added(base, head), Warnings: apartness(base, head)}
	paired := sameJobs(base, head) == nil
	var ps []float64
	var tested []int // changes that have a p-value
	for _, p := range places(base) {
		_, failed := p.failures(head)
		candidates := base.Settings.DefaultMetrics()
		if o.Metric != "" {
			candidates = []string{o.Metric}
		}
		for _, name := range candidates {
			bases := p.samples(base, of(name, nil), nil)
			if len(bases) == 0 {
				continue
			}
			m, _ := record.MetricByName(name)
			heads := p.samples(head, of(name, nil), failed)
			for _, b := range bases {
				c := Change{Place: p.Place, Strategy: b.strategy, Metric: m.Name, Unit: m.Unit, N: len(b.values), Base: stats.Median(b.values), Verdict: Missing}
				if i := slices.IndexFunc(heads, func(h sample) bool { return h.strategy == b.strategy }); i >= 0 {
					ps = append(ps, c.sample(b, heads[i], paired, o.Alpha))
					tested = append(tested, len(d.Changes))
				}
				d.Changes = append(d.Changes, c)
			}
			break
		}
	}
	for i, p := range stats.Holm(ps) {
		c := &d.Changes[tested[i]]
		m, _ := record.MetricByName(c.Metric)
		c.PAdjusted = &p
		c.Verdict = c.decide(m, margin, p <= o.Alpha)
	}
	return d, nil
}

// sample stores the comparison of two samples, and returns the p-value of no change.
func (c *Change) sample(base, head sample, paired bool, alpha float64) float64 {
	c.HeadN, c.Head = len(head.values), stats.Median(head.values)
	c.Bases, c.Heads = base.values, head.values
	base.exact, head.exact = false, false
	if paired {
		m, _ := record.MetricByName(c.Metric)
		r := compare(head, base, m, &Report{Paired: true, Alpha: alpha, Confidence: 1 - alpha})
		c.Ratio, c.RatioLo, c.RatioHi = finite(r.ratio.Center), bound(r.ratio, r.ratio.Lo), bound(r.ratio, r.ratio.Hi)
		if c.Ratio != nil {
			for _, d := range r.diffs {
				c.Ratios = append(c.Ratios, math.Exp(d))
			}
		}
		return r.p
	}
	notPositive := func(v float64) bool { return !(v > 0) }
	if !slices.ContainsFunc(slices.Concat(base.values, head.values), notPositive) {
		e := stats.Shift(logs(base.values), logs(head.values), 1-alpha).Exp()
		c.Ratio, c.RatioLo, c.RatioHi = finite(e.Center), bound(e, e.Lo), bound(e, e.Hi)
	}
	p, _ := stats.MannWhitney(base.values, head.values)
	return p
}

func logs(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = math.Log(v)
	}
	return out
}

// decide returns the verdict on the interval.
func (c *Change) decide(m record.Metric, margin float64, differs bool) Verdict {
	if c.RatioLo == nil || c.RatioHi == nil {
		return Inconclusive
	}
	return within(*c.RatioLo, *c.RatioHi, m.Better == record.Higher, margin, differs)
}

// within returns the verdict from the interval of a ratio and a margin; differs is whether
// the test finds a difference.
func within(lo, hi float64, moreIsBetter bool, margin float64, differs bool) Verdict {
	if moreIsBetter {
		lo, hi = 1/hi, 1/lo // so that more is worse
	}
	switch {
	case differs && lo > 1+margin:
		return Regressed
	case differs && hi < 1/(1+margin):
		return Improved
	case lo >= 1/(1+margin) && hi <= 1+margin:
		return Passed
	}
	return Inconclusive
}

// apartness returns warnings on why two runs are not as good as rounds in turns.
func apartness(base, head *record.Run) []string {
	var out []string
	if a, b := contended(base), contended(head); math.Abs(a-b) > unlikePressure {
		out = append(out, fmt.Sprintf("the CPU was contended for %.0f %% of the base and %.0f %% of the head: a difference may be that alone; repeat the busier one on a calm machine", 100*a, 100*b))
	}
	out = append(out, "the two runs were not made in turns: what the machine did between them counts as a change")
	differ := func(what, a, b string) {
		if a != b {
			out = append(out, fmt.Sprintf("the base ran with %s %s, the head with %s: they say nothing about the code", what, a, b))
		}
	}
	differ("processor", base.Host.CPU, head.Host.CPU)
	differ("GOMAXPROCS", fmt.Sprint(base.Host.GOMAXPROCS), fmt.Sprint(head.Host.GOMAXPROCS))
	differ("Go", base.Host.GoVersion, head.Host.GoVersion)
	return out
}

// unlikePressure is by how much the shares of contended time of two runs differ when these
// are not alike.
const unlikePressure = 0.1

// contended returns the share of a run in which something that could have run waited for a
// processor; 0 if it is not known.
func contended(run *record.Run) float64 {
	if run.Host.Pressure == nil {
		return 0
	}
	return *run.Host.Pressure
}
