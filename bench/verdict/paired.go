package verdict

import (
	"fmt"
	"math"

	"github.com/go-foundations/poolbench/bench/stats"
)

// Paired is one figure of two versions that were run in turns: the i-th values are
// of the same round. Control is the base once more; without values there is no control.
type Paired struct {
	Package string `json:"package,omitempty"` // import path; empty: the only one
	Name    string `json:"name"`              // of the benchmark
	Unit    string `json:"unit"`              // as of the Go benchmark format, in base units

	// Better is which direction is better; empty: what [BetterOf] returns for the unit.
	Better Better `json:"better,omitempty"`

	// Margin is the greatest difference that does not matter, as a share; nil: the report's.
	Margin *float64 `json:"margin,omitempty"`

	// Unjudged is why the figure is only Reported; empty: it is judged.
	Unjudged string `json:"-"`

	Base    []float64 `json:"-"`
	Head    []float64 `json:"-"`
	Control []float64 `json:"-"`

	// HeadRatio and ControlRatio hold the ratios head / base and control / base of each
	// round, estimated from the turns within it. They are used if there is one for each
	// round and all are finite and above 0; otherwise the ratios of the rounds' values are.
	HeadRatio    []float64 `json:"-"`
	ControlRatio []float64 `json:"-"`
}

// Key identifies the benchmark: its name, preceded by its package and a space if that is
// set. [Sequence.Look] returns keys.
func (p Paired) Key() string {
	if p.Package == "" {
		return p.Name
	}
	return p.Package + " " + p.Name
}

// A Judged figure is a figure with its verdict.
type Judged struct {
	Paired
	N   int     `json:"n"`    // rounds
	Was float64 `json:"base"` // medians of the finite values; for a Count the means; 0 without any
	Is  float64 `json:"head"`

	// Ratio is head / base, the Hodges-Lehmann estimate with its exact signed-rank
	// interval; nil if there is none. For a Count it is the ratio of the means, without an
	// interval. The interval holds for this figure and all looks together, with the
	// confidence of the report.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	// Share takes the place of Ratio where a value is 0 or less: (head − base) divided by
	// the greater of both sizes, from -2 to 2, with its interval, likewise.
	Share   *float64 `json:"share,omitempty"`
	ShareLo *float64 `json:"share_lo,omitempty"`
	ShareHi *float64 `json:"share_hi,omitempty"`

	// Count is set if the figure was judged as a count of whole things, by whether it
	// changed; Changed is in how many rounds the head differs from base and control.
	Count   bool `json:"count,omitempty"`
	Changed int  `json:"changed,omitempty"`

	// PAdjusted is the p-value of no change, after Holm's correction over all figures and
	// the correction for the looks: at most Alpha means a change.
	PAdjusted float64 `json:"p_adjusted"`
	PControl  float64 `json:"p_control"` // that the control is like the base, likewise

	Detectable float64 `json:"detectable"` // half of the interval, as a share: a smaller change would hardly be detected; 0: unknown

	// Placement is the effect of where the linker places the code: one standard deviation
	// over random layouts, as a share. 0: the rounds do not show an effect. It needs rounds
	// in different layouts, the control of each in the layout of the round before.
	Placement float64 `json:"placement,omitempty"`

	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason,omitempty"` // why the figure is Reported or Unusable, or Inconclusive where the interval does not show it
	Waiver  string  `json:"waiver,omitempty"` // why the figure is Waived

	// More forecasts how many more rounds like these would decide an inconclusive figure; 0:
	// no number would, or more than a thousand.
	More int `json:"more_rounds"`
}

// Contradicted reports whether the medians disagree with the ratio so much that readers would
// wonder: the ratio of the medians is outside the interval, and further from the ratio than
// the margin. That happens if the machine becomes slower or faster during a run, because the
// medians are then from different times.
func (j Judged) Contradicted(margin float64) bool {
	if j.Count || j.Ratio == nil || j.RatioLo == nil || j.RatioHi == nil || !(j.Was > 0 && j.Is > 0) {
		return false
	}
	r := j.Is / j.Was
	return (r < *j.RatioLo || r > *j.RatioHi) && apart(r / *j.Ratio) > j.margin(margin)
}

// Allowed returns the greatest difference of the figure that does not matter, as a share,
// given the margin of the report. One more allocation always matters.
func (j Judged) Allowed(margin float64) float64 {
	if j.Count && j.Unit == "allocs/op" && j.Margin == nil {
		return 0
	}
	return j.margin(margin)
}

// A GateReport is the judgment of rounds of two versions.
type GateReport struct {
	Margin  float64  `json:"margin"`
	Alpha   float64  `json:"alpha"`
	Rounds  int      `json:"rounds"` // planned
	Done    int      `json:"done"`   // rounds done; fewer for figures that were decided early
	Looks   []int    `json:"looks"`  // the planned looks, by number of rounds
	Figures []Judged `json:"figures"`

	Missing     []Gone   `json:"missing,omitempty"`      // benchmarks that only the base has
	Added       []string `json:"added"`                  // benchmarks that only the head has
	NotMeasured []string `json:"not_measured,omitempty"` // benchmarks that were left out for lack of time
	Notes       []string `json:"notes,omitempty"`        // other remarks, in full sentences

	// Linking is the share of the rounds' time spent on linking the programs in new random
	// layouts; 0: they were not linked anew, or there was only one round.
	Linking float64 `json:"linking,omitempty"`

	// Unchanged is set if both versions are the same: nothing was measured.
	Unchanged bool `json:"unchanged,omitempty"`

	// Disturbed is set if the control differs from the base in some figure, by more than the
	// margin: the machine shows differences where there are none, so nothing is concluded.
	Disturbed bool `json:"disturbed"`
}

// Gone is a benchmark of the base that the head lacks.
type Gone struct {
	Package string `json:"package,omitempty"`
	Name    string `json:"name"`
	Unit    string `json:"unit,omitempty"` // only this unit is gone; empty: the whole benchmark
	Why     string `json:"why"`
}

// Count returns how many figures have the verdict.
func (g *GateReport) Count(v Verdict) int {
	n := 0
	for _, f := range g.Figures {
		if f.Verdict == v {
			n++
		}
	}
	return n
}

// unusable returns why the figure cannot be judged; empty if it can.
func (p Paired) unusable() string {
	n := len(p.Base)
	switch {
	case n == 0:
		return "it has no values"
	case len(p.Head) != n || len(p.Control) != n && len(p.Control) > 0:
		return fmt.Sprintf("base, head and control have %d, %d and %d values", n, len(p.Head), len(p.Control))
	}
	for _, side := range []struct {
		name   string
		values []float64
	}{{"base", p.Base}, {"head", p.Head}, {"control", p.Control}} {
		for i, v := range side.values {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Sprintf("round %d: the %s is %v, want a finite number", i+1, side.name, v)
			}
		}
	}
	return ""
}

// reported returns why the figure is shown and not judged; empty if it is judged.
func (p Paired) reported(all []Paired) string {
	if p.Unjudged != "" {
		return p.Unjudged
	}
	if p.Unit == "B/s" && p.Better != Lower {
		for _, other := range all {
			if other.Unit == "sec/op" && other.Key() == p.Key() {
				return "it repeats sec/op, which is judged"
			}
		}
	}
	if p.Better == "" {
		return fmt.Sprintf("it is unknown whether less or more %s is better", p.Unit)
	}
	return ""
}

// margin returns the margin of the figure.
func (p Paired) margin(ofReport float64) float64 {
	if p.Margin != nil {
		return *p.Margin
	}
	return ofReport
}

// medianOfFinite returns the median of the finite values, 0 without any.
func medianOfFinite(values []float64) float64 {
	var out []float64
	for _, v := range values {
		if finite(v) != nil {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return 0
	}
	return stats.Median(out)
}
