package verdict

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/stats"
)

// Samples are the values of one figure in two outputs of go test -bench, in no order.
type Samples struct {
	Package string    `json:"package,omitempty"`
	Name    string    `json:"name"`
	Unit    string    `json:"unit"`
	Base    []float64 `json:"-"`
	Head    []float64 `json:"-"`

	Better Better `json:"better,omitempty"` // empty: unknown
	Exact  bool   `json:"exact,omitempty"`  // the values have no noise
}

// An Unpaired figure is the comparison of two samples.
type Unpaired struct {
	Samples
	N     int     `json:"n"` // values
	HeadN int     `json:"head_n"`
	Was   float64 `json:"base"` // medians; 0 where there is none
	Is    float64 `json:"head"`

	// Ratio is head / base, the Hodges-Lehmann estimate with its exact Mann-Whitney
	// interval; nil if there is none, for instance because a value is not above 0.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	P         float64  `json:"p"`          // of no change; 0 for exact figures that differ
	PAdjusted *float64 `json:"p_adjusted"` // after Holm's correction; nil: there was no test, or it decides nothing
	Verdict   Verdict  `json:"verdict"`
	Reason    string   `json:"reason,omitempty"` // why it is Reported or Unusable
}

// An UnpairedReport is what changed between the figures of two outputs.
type UnpairedReport struct {
	Margin   float64    `json:"margin"`
	Alpha    float64    `json:"alpha"`
	Figures  []Unpaired `json:"figures"`
	Added    []string   `json:"added"`    // what only the head has
	Warnings []string   `json:"warnings"` // in full sentences
}

// Count returns how many figures have the verdict.
func (r *UnpairedReport) Count(v Verdict) int {
	n := 0
	for _, f := range r.Figures {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// Key identifies the figure's benchmark: its name, preceded by its package if known.
func (s *Samples) Key() string {
	if s.Package == "" {
		return s.Name
	}
	return s.Package + " " + s.Name
}

// FewestSamples returns how many values each of two samples needs for the Mann-Whitney test
// to reach alpha at all as one of m comparisons: if all values of one sample are above those
// of the other, its p-value is 2 divided by the binomial coefficient (2n choose n), and Holm
// multiplies it by up to m.
func FewestSamples(m int, alpha float64) int {
	for n, orders := 1, 2.0; ; n++ {
		if 2*float64(max(m, 1))/orders <= alpha || n == 100 {
			return n
		}
		orders *= float64(2*n+1) * float64(2*n+2) / float64((n+1)*(n+1))
	}
}

// JudgeSamples judges figures that were not measured in turns: what the machine did between
// the two counts as a change. A figure has Regressed or Improved if it differs by the
// Mann-Whitney test, after Holm's correction over all judged figures, and the whole
// interval of its ratio is beyond the margin; it has Passed if the whole interval is within
// the margin; otherwise it is Inconclusive. For exact figures every difference beyond the
// margin counts, without a test.
//
// If a value is not above 0 there is no ratio, and the margin does not apply: the figure
// has changed if the test says so, in the direction of the greater ranks, and has Passed if
// all values are the same and enough for a test.
//
// A figure that the head lacks is Missing; one with a value that is not a finite number is
// Unusable; one whose better direction is unknown, or that repeats another, is Reported.
// None of these takes part in the correction.
func JudgeSamples(all []Samples, margin, alpha float64) *UnpairedReport {
	r := &UnpairedReport{Margin: margin, Alpha: alpha, Added: []string{}, Warnings: []string{}}
	var ps []float64
	var tested []int
	for _, s := range all {
		if len(s.Base) == 0 {
			if key := s.Key(); !slices.Contains(r.Added, key) {
				r.Added = append(r.Added, key)
			}
			continue
		}
		u := Unpaired{Samples: s, N: len(s.Base), HeadN: len(s.Head)}
		if u.classify(all, alpha) && !u.settled() {
			ps = append(ps, u.P)
			tested = append(tested, len(r.Figures))
		}
		r.Figures = append(r.Figures, u)
	}
	for i, p := range stats.Holm(ps) {
		u := &r.Figures[tested[i]]
		u.PAdjusted = &p
		u.decide(margin, p <= alpha)
	}
	for i := range r.Figures {
		if u := &r.Figures[i]; u.Verdict == "" {
			u.decide(margin, true)
		}
	}
	// A benchmark that the base has in another unit is not new.
	r.Added = slices.DeleteFunc(r.Added, func(key string) bool {
		return slices.ContainsFunc(r.Figures, func(u Unpaired) bool { return u.Key() == key })
	})
	return r
}

// classify measures the figure, and reports whether it is judged.
func (u *Unpaired) classify(all []Samples, alpha float64) bool {
	unusable := func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }
	switch {
	case slices.ContainsFunc(slices.Concat(u.Base, u.Head), unusable):
		u.Verdict, u.Reason = Unusable, "a value is not a finite number"
		return false
	case len(u.Head) == 0:
		u.Was, u.Verdict = stats.Median(u.Base), Missing
		return false
	}
	u.measure(alpha)
	switch {
	case u.Better == "":
		u.Verdict, u.Reason = Reported, fmt.Sprintf("it is unknown whether less or more %s is better", u.Unit)
	case u.Unit == "B/s" && slices.ContainsFunc(all, func(s Samples) bool { return s.Unit == "sec/op" && s.Key() == u.Key() }):
		u.Verdict, u.Reason = Reported, "it repeats sec/op, which is judged"
	}
	return u.Verdict == ""
}

// settled reports whether the figure is exact, so that it needs no test.
func (u *Unpaired) settled() bool { return u.Exact && constant(u.Base) && constant(u.Head) }

func constant(values []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool { return v != values[0] })
}

// measure fills in the medians, the ratio and the p-value of no change.
func (u *Unpaired) measure(alpha float64) {
	u.Was, u.Is = stats.Median(u.Base), stats.Median(u.Head)
	u.P, _ = stats.MannWhitney(u.Base, u.Head)
	if u.settled() && u.Was != u.Is {
		u.P = 0
	}
	notPositive := func(v float64) bool { return !(v > 0) }
	if !slices.ContainsFunc(slices.Concat(u.Base, u.Head), notPositive) {
		e := stats.Shift(logs(u.Base), logs(u.Head), 1-alpha).Exp()
		if u.settled() {
			e = stats.Exactly(u.Head[0] / u.Base[0])
		}
		u.Ratio, u.RatioLo, u.RatioHi = finite(e.Center), bound(e, e.Lo), bound(e, e.Hi)
	}
}

// decide sets the verdict, given whether the test finds a difference.
func (u *Unpaired) decide(margin float64, differs bool) {
	_, towards := stats.MannWhitney(u.Base, u.Head)
	switch {
	case u.RatioLo != nil && u.RatioHi != nil:
		u.Verdict = within(*u.RatioLo, *u.RatioHi, u.Better == Higher, margin, differs)
	case u.Ratio != nil:
		u.Verdict = Inconclusive
	case constant(slices.Concat(u.Base, u.Head)) && (u.settled() || min(len(u.Base), len(u.Head)) >= FewestSamples(1, 0.05)):
		u.Verdict = Passed
	case !differs || towards == 0:
		u.Verdict = Inconclusive
	case (towards > 0) == (u.Better == Higher):
		u.Verdict = Improved
	default:
		u.Verdict = Regressed
	}
}
