package policy

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// A waiver accepts a regression, up to a ceiling and up to a day.
type waiver struct {
	selector
	unit    string
	ceiling ceiling
	until   time.Time // the last day, in UTC
	reason  string
}

// A ceiling is how bad a waived figure may be: so many times as bad as the base, or by
// so much. One of them is 0.
type ceiling struct{ times, more float64 }

func (c ceiling) String() string {
	if c.more > 0 {
		return fmt.Sprintf("+%g", c.more)
	}
	return fmt.Sprintf("%gx", c.times)
}

// waive accepts the figure.
func (w *waiver) waive(f *verdict.Judged) {
	f.Verdict = verdict.Waived
	f.Waiver = fmt.Sprintf("%s, up to %s until %s (%s)", w.reason, w.ceiling, w.until.Format(time.DateOnly), w.at)
}

// ended reports whether the last day is over.
func (w *waiver) ended(now time.Time) bool { return !now.Before(w.until.AddDate(0, 0, 1)) }

// soon is how long before its end a waiver is spoken of.
const soon = 14 * 24 * time.Hour

// Apply turns what is Regressed and waived to Waived, and says in Waiver why. It
// returns what else is to be told, in full sentences that begin with the place in the
// file.
//
// A waiver holds as long as it is not shown that its ceiling is passed: while the
// interval of the ratio is not wholly beyond it, in the direction that is worse. Once
// it is, the figure stays Regressed. What has no interval is held to its ratio, and
// what has no ratio, such as something where there was nothing, is beyond any ceiling
// but one of the form "+1", to which the difference of the values in the report is held.
// A waiver that has ended waives nothing. The first that holds for a figure decides.
//
// Apply tells of a waiver that has ended, that ends within 14 days, whose ceiling was
// passed, and whose figures did not regress at all. It says nothing of waivers that no
// figure of the report is for: that is what [Policy.Unmatched] is for. A disturbed
// report has no regressions, so it stays as it is.
func (p *Policy) Apply(report *verdict.GateReport, now time.Time) (notes []string) {
	for i := range p.waivers {
		w := &p.waivers[i]
		note := func(format string, args ...any) {
			notes = append(notes, fmt.Sprintf("%s: waiver for %s, %s: ", w.at, &w.selector, w.unit)+fmt.Sprintf(format, args...))
		}
		matched, needed := 0, 0
		for j := range report.Figures {
			f := &report.Figures[j]
			if tidy(f.Unit) != w.unit || !p.matches(&w.selector, Figure{f.Package, f.Name, f.Unit}) {
				continue
			}
			matched++
			if f.Verdict == verdict.Inconclusive {
				needed++ // nobody knows
			}
			if f.Verdict != verdict.Regressed && f.Verdict != verdict.Waived {
				continue
			}
			needed++
			switch {
			case w.ended(now) || f.Verdict == verdict.Waived:
			case w.ceiling.more > 0 && math.Abs(f.Is-f.Was) > w.ceiling.more:
				note("%s is beyond the ceiling of %s (from %g to %g): it is a regression.", f.Name, w.ceiling, f.Was, f.Is)
			case w.ceiling.more > 0:
				w.waive(f)
			case f.Ratio == nil:
				note("%s has no ratio to hold to the ceiling of %s: it is a regression.", f.Name, w.ceiling)
			case worse(f) > w.ceiling.times:
				note("%s is beyond the ceiling of %s (%s): it is a regression.", f.Name, w.ceiling, verdict.FormatRatio(f.Ratio, f.RatioLo, f.RatioHi))
			default:
				w.waive(f)
			}
		}
		switch day := w.until.Format(time.DateOnly); {
		case matched == 0:
		case w.ended(now):
			note("ended on %s and waives nothing any more: remove it.", day)
		case needed == 0:
			note("nothing it is for has regressed: remove it.")
		case w.until.Sub(now) < soon:
			note("ends on %s.", day)
		}
	}
	return notes
}

// worse returns by how many times a regressed figure is worse at least: the end of the
// interval that is nearer to no change, or the ratio. The ratio of a figure that has
// regressed tells which way is worse.
func worse(f *verdict.Judged) float64 {
	least := *f.Ratio
	up := least > 1
	if f.RatioLo != nil && f.RatioHi != nil {
		if least = *f.RatioHi; up {
			least = *f.RatioLo
		}
	}
	if up {
		return least
	}
	return 1 / least
}
