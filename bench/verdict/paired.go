package verdict

import (
	"math"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// Paired is one figure of two versions that were run in turns: the i-th values are
// of the same round. Control is the base once more.
type Paired struct {
	Name                string    `json:"name"` // of the benchmark
	Unit                string    `json:"unit"`
	Base, Head, Control []float64 `json:"-"`
}

// A Judged figure is what the rounds show of it.
type Judged struct {
	Paired
	N    int     `json:"n"`    // rounds
	Was  float64 `json:"base"` // medians
	Is   float64 `json:"head"`
	Rate bool    `json:"rate"` // more is better

	// Ratio is head / base, the Hodges-Lehmann estimate with its exact signed-rank
	// interval; nil where there is none.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	PAdjusted  float64 `json:"p_adjusted"` // of no change, after Holm's correction over all figures
	PControl   float64 `json:"p_control"`  // that the control is like the base, likewise
	Detectable float64 `json:"detectable"` // half of the interval, as a share: a smaller change would hardly be seen; 0: unknown
	Verdict    Verdict `json:"verdict"`
}

// A GateReport is what rounds of two versions show.
type GateReport struct {
	Margin  float64  `json:"margin"`
	Alpha   float64  `json:"alpha"`
	Figures []Judged `json:"figures"`

	// Disturbed says that the control differs from the base somewhere, by more than
	// the margin: the machine makes differences where there are none, and nothing
	// is concluded.
	Disturbed bool `json:"disturbed"`
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

// Gate judges figures. One has Regressed if the whole interval of its ratio is worse
// than the margin and the exact signed-rank test says that it differs, after Holm's
// correction over all figures; Improved likewise; Passed if the whole interval is
// within the margin; Inconclusive otherwise, and always if the control is disturbed.
func Gate(figures []Paired, margin, alpha float64) *GateReport {
	g := &GateReport{Margin: margin, Alpha: alpha}
	var ps, controls []float64
	var control []stats.Estimate
	for _, f := range figures {
		j := Judged{Paired: f, N: len(f.Base), Was: stats.Median(f.Base), Is: stats.Median(f.Head), Rate: moreIsBetter(f.Unit)}
		e, p := ratioOf(f.Head, f.Base, 1-alpha)
		j.Ratio, j.RatioLo, j.RatioHi = finite(e.Center), bound(e, e.Lo), bound(e, e.Hi)
		if j.RatioLo != nil && *j.RatioLo > 0 {
			j.Detectable = math.Sqrt(*j.RatioHi / *j.RatioLo) - 1
		}
		g.Figures = append(g.Figures, j)
		ps = append(ps, p)
		e, p = ratioOf(f.Control, f.Base, 1-alpha)
		control, controls = append(control, e), append(controls, p)
	}
	adjusted, adjustedControls := stats.Holm(ps), stats.Holm(controls)
	for i := range g.Figures {
		j := &g.Figures[i]
		j.PAdjusted, j.PControl = adjusted[i], adjustedControls[i]
		if j.PControl <= alpha && (control[i].Lo > 1+margin || control[i].Hi < 1/(1+margin)) {
			g.Disturbed = true
		}
	}
	for i := range g.Figures {
		g.Figures[i].Verdict = Inconclusive
		if !g.Disturbed {
			g.Figures[i].Verdict = g.Figures[i].decide(margin, alpha)
		}
	}
	return g
}

// ratioOf returns the ratio of paired values and the p-value of no difference. Of
// values that are the same in every round, zeros too, the ratio is exactly 1.
func ratioOf(a, b []float64, confidence float64) (stats.Estimate, float64) {
	logs, same := make([]float64, 0, len(a)), true
	diffs := make([]float64, len(a))
	for i := range a {
		diffs[i] = a[i] - b[i]
		same = same && a[i] == b[i]
		if a[i] > 0 && b[i] > 0 {
			logs = append(logs, math.Log(a[i]/b[i]))
		}
	}
	switch {
	case same:
		return stats.Exactly(1), 1
	case len(logs) < len(a):
		return stats.Unknown(), stats.SignedRank(diffs)
	}
	return stats.HodgesLehmann(logs, confidence).Exp(), stats.SignedRank(logs)
}

func (j *Judged) decide(margin, alpha float64) Verdict {
	if j.RatioLo == nil {
		// From nothing to something, or back: there is no ratio, and no doubt if the
		// test has none.
		switch {
		case j.PAdjusted > alpha || j.Ratio != nil:
			return Inconclusive
		case (j.Is > j.Was) == j.Rate:
			return Improved
		}
		return Regressed
	}
	return within(*j.RatioLo, *j.RatioHi, j.Rate, margin, j.PAdjusted <= alpha)
}

// moreIsBetter reports which way a unit of go test is better: this project's own
// are in the catalogue, others are rates if they are per second.
func moreIsBetter(unit string) bool {
	for _, m := range record.Metrics() {
		if m.BenchUnit == unit {
			return m.Better == record.Higher
		}
	}
	return strings.HasSuffix(unit, "/s")
}
