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
	// interval; nil where there is none. The intervals of all looks hold together
	// with the confidence of the report.
	Ratio   *float64 `json:"ratio"`
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	// PAdjusted is the p-value of no change, after Holm's correction over all
	// figures and made greater by what the looks cost: at most Alpha means a change.
	PAdjusted float64 `json:"p_adjusted"`
	PControl  float64 `json:"p_control"` // that the control is like the base, likewise

	Detectable float64 `json:"detectable"` // half of the interval, as a share: a smaller change would hardly be seen; 0: unknown
	Verdict    Verdict `json:"verdict"`

	// More forecasts how many more rounds would decide an inconclusive figure if
	// they are like these; 0: none would, or more than a thousand.
	More int `json:"more_rounds"`
}

// A GateReport is what rounds of two versions show.
type GateReport struct {
	Margin  float64  `json:"margin"`
	Alpha   float64  `json:"alpha"`
	Rounds  int      `json:"rounds"` // planned
	Done    int      `json:"done"`   // of these; of figures that were decided early fewer
	Looks   []int    `json:"looks"`  // after how many rounds the data were to be looked at
	Figures []Judged `json:"figures"`
	Added   []string `json:"added"` // benchmarks that only the head has

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

// decide returns the verdict at a look.
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

// more forecasts how many more rounds would decide. The interval shrinks with the
// root of the number of rounds; what has to shrink is its half, on a logarithmic
// scale, until it ends at the nearer edge of the margin.
func (j *Judged) more(margin, level float64, figures int) int {
	fewest := stats.FewestRounds(figures, level)
	if j.RatioLo == nil || !(*j.RatioLo > 0) || j.Ratio == nil {
		return max(0, fewest-j.N)
	}
	half := (math.Log(*j.RatioHi) - math.Log(*j.RatioLo)) / 2
	room := math.Abs(math.Abs(math.Log(*j.Ratio)) - math.Log1p(margin))
	n := float64(j.N) * (half / room) * (half / room)
	if !(n < 1000+float64(j.N)) {
		return 0
	}
	return max(1, fewest-j.N, int(math.Ceil(n))-j.N)
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
