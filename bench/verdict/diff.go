package verdict

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A Change is how one metric of one contender changed between two runs.
type Change struct {
	Place
	Strategy string  `json:"strategy"`
	Priority *int    `json:"priority,omitempty"` // the jobs that it is about; nil: all
	Metric   string  `json:"metric"`
	Unit     string  `json:"unit"`
	N        int     `json:"n"` // trials of the base, and of the head where that is exact
	HeadN    int     `json:"head_n"`
	Base     float64 `json:"base"` // medians
	Head     float64 `json:"head"`

	// Ratio is head / base: where it is exact the median over rounds, otherwise the
	// Hodges-Lehmann estimate with its interval; nil where a value is not above 0.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	PAdjusted *float64 `json:"p_adjusted"` // of no change, after Holm's correction over all changes; nil: exact
	Verdict   Verdict  `json:"verdict"`

	// Bases and Heads are the values; Ratios are head / base of each round, nil if the rounds are
	// no pairs.
	Bases  []float64 `json:"-"`
	Heads  []float64 `json:"-"`
	Ratios []float64 `json:"-"`
}

// A Verdict is the judgment of a change.
type Verdict string

// The verdicts on a change.
const (
	Passed       Verdict = "passed"       // within the tolerance
	Regressed    Verdict = "regressed"    // worse by more
	Improved     Verdict = "improved"     // better by more
	Inconclusive Verdict = "inconclusive" // the data do not decide between these
	Waived       Verdict = "waived"       // worse by more, but accepted for now
	Reported     Verdict = "reported"     // shown, but not judged
	Unusable     Verdict = "unusable"     // a value is not a finite number
	Missing      Verdict = "missing"      // in the base, but not in the head
)

// A Diff is what changed between two runs.
type Diff struct {
	Tolerance float64  `json:"tolerance"`
	Exact     bool     `json:"exact"`    // the values compared have no noise
	Warnings  []string `json:"warnings"` // why changes may not be real, in full sentences
	Changes   []Change `json:"changes"`  // in the order of Judge's cells
	Added     []string `json:"added"`    // strategies that are only in the head
}

// Count returns how many changes have the verdict.
func (d *Diff) Count(v Verdict) int {
	n := 0
	for _, c := range d.Changes {
		if c.Verdict == v {
			n++
		}
	}
	return n
}

// exactly lists the metrics of batches in real time that do not depend on the machine,
// with the difference that is always tolerated: allocations of the runtime itself count,
// too.
var exactly = map[string]float64{"allocs": 0.02, "bytes": 16}

// DefaultTolerance is a tolerance for [Compare]: far less than the effect of a change in how
// a strategy schedules.
const DefaultTolerance = 0.005

// Compare compares two runs of the same command, the base first, round by round: the n-th
// rounds of both ran the same jobs. In virtual time there is no noise, so a metric has
// changed if it differs by a greater share than the tolerance; the catalogue of metrics
// says which direction is worse. For runs in real time Compare uses only what does not
// depend on the machine: allocations, which may differ by 0.02 a job and 16 bytes beyond
// the tolerance.
//
// A metric in the base that the head lacks is Missing. One that is only in the head is not
// a change. It is an error if the runs did not run the same jobs.
func Compare(base, head *record.Run, tolerance float64) (*Diff, error) {
	if err := sameJobs(base, head); err != nil {
		return nil, err
	}
	d := &Diff{Tolerance: tolerance, Exact: true, Added: added(base, head), Warnings: []string{}}
	for _, p := range places(base) {
		_, failed := p.failures(head)
		for _, m := range record.Metrics() {
			if _, ok := exactly[m.Name]; base.Settings.Virtual || ok {
				d.compare(p, base, head, m, nil, failed)
			}
		}
		if base.Settings.Virtual {
			for _, priority := range p.priorities(base) {
				for _, m := range record.Metrics() {
					d.compare(p, base, head, m, &priority, failed)
				}
			}
		}
	}
	return d, nil
}

// added returns the strategies that are only in the head.
func added(base, head *record.Run) []string {
	out := []string{}
	for _, t := range head.Trials {
		known := slices.ContainsFunc(base.Trials, func(b record.Trial) bool { return b.Strategy == t.Strategy })
		if !known && !slices.Contains(out, t.Strategy) {
			out = append(out, t.Strategy)
		}
	}
	slices.Sort(out)
	return out
}

var errNoTrials = errors.New("the base has no trials")

// sameJobs returns why the two runs cannot be compared round by round.
func sameJobs(base, head *record.Run) error {
	switch {
	case len(base.Trials) == 0:
		return errNoTrials
	case !base.Paired || !head.Paired:
		return errors.New("a run that was not made by compare has no rounds")
	case base.Seed != head.Seed:
		return fmt.Errorf("the base has seed %d, the head %d: they ran different jobs", base.Seed, head.Seed)
	case base.Settings.Virtual != head.Settings.Virtual:
		return errors.New("one ran in virtual time, the other in real time")
	}
	for _, w := range base.Workloads {
		for _, v := range head.Workloads {
			if w.Name == v.Name && (w.Jobs != v.Jobs || w.Mean != v.Mean) {
				return fmt.Errorf("workload %q: the base has %d jobs of %g s on average, the head %d of %g s", w.Name, w.Jobs, w.Mean, v.Jobs, v.Mean)
			}
		}
	}
	return nil
}

// compare adds the changes of one metric.
func (d *Diff) compare(p place, base, head *record.Run, m record.Metric, priority *int, failed map[string]bool) {
	heads := p.samples(head, of(m.Name, priority), failed)
	for _, b := range p.samples(base, of(m.Name, priority), nil) {
		c := Change{Place: p.Place, Strategy: b.strategy, Priority: priority, Metric: m.Name, Unit: m.Unit, Verdict: Missing}
		c.Base = stats.Median(b.values)
		if i := slices.IndexFunc(heads, func(h sample) bool { return h.strategy == b.strategy }); i >= 0 {
			d.judge(&c, b, heads[i], m)
		}
		d.Changes = append(d.Changes, c)
	}
}

// judge compares the rounds that both runs have. A round that only the base has is
// missing.
func (d *Diff) judge(c *Change, base, head sample, m record.Metric) {
	var ratios, differences []float64
	for i, round := range base.rounds {
		j := slices.Index(head.rounds, round)
		if j < 0 {
			return
		}
		differences = append(differences, head.values[j]-base.values[i])
		if base.values[i] > 0 {
			ratios = append(ratios, head.values[j]/base.values[i])
		}
	}
	c.N, c.HeadN, c.Head = len(base.rounds), len(head.rounds), stats.Median(head.values)
	c.Bases, c.Heads = base.values, head.values
	worse := stats.Median(differences)
	if m.Better == record.Higher {
		worse = -worse
	}
	allowed := d.Tolerance*math.Abs(c.Base) + exactly[m.Name]
	if len(ratios) == len(base.rounds) {
		r := stats.Median(ratios)
		c.Ratio, c.Ratios = &r, ratios
		worse = (r - 1) * c.Base // values differ between rounds; their ratios do not
		if m.Better == record.Higher {
			worse = -worse
		}
	}
	switch {
	case worse > allowed:
		c.Verdict = Regressed
	case worse < -allowed:
		c.Verdict = Improved
	default:
		c.Verdict = Passed
	}
}
