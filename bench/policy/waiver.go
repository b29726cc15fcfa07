package policy

import (
	"fmt"
	"math"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
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

// A ceiling is how much worse than the base a waived figure may be: by a factor, or by an
// amount. One of the two is 0.
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

// ended reports whether the waiver has expired.
func (w *waiver) ended(now time.Time) bool { return !now.Before(w.until.AddDate(0, 0, 1)) }

// soon is how long before it expires a waiver is mentioned.
const soon = 14 * 24 * time.Hour

// Apply changes the verdict of each figure that is Regressed and waived to Waived, and
// gives the reason in Waiver. It returns notes in full sentences that begin with the
// position in the file.
//
// A waiver holds until its ceiling is shown to be exceeded: until the whole interval of
// the ratio lies beyond it, in the direction that is worse. Then the figure stays
// Regressed. Without an interval the ratio itself is compared with the ceiling. A figure
// without a ratio, such as one whose base is 0, exceeds any ceiling except one of the form
// "+1", which limits the difference of the values in the report. A waiver that has expired
// waives nothing. The first waiver that holds for a figure decides.
//
// Apply notes each waiver that has expired, that expires within 14 days, whose ceiling was
// exceeded, or whose figures have not regressed at all. It does not mention waivers that
// match no figure of the report: [Policy.Unmatched] reports those. A disturbed report has
// no regressions, so it stays as it is.
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
				needed++ // it may have regressed
			}
			if f.Verdict != verdict.Regressed && f.Verdict != verdict.Waived {
				continue
			}
			needed++
			switch {
			case w.ended(now) || f.Verdict == verdict.Waived:
			case w.ceiling.more > 0 && math.Abs(f.Is-f.Was) > w.ceiling.more:
				note("%s exceeds the ceiling of %s (from %g to %g): it is a regression.", f.Name, w.ceiling, f.Was, f.Is)
			case w.ceiling.more > 0:
				w.waive(f)
			case f.Ratio == nil:
				note("%s has no ratio to compare with the ceiling of %s: it is a regression.", f.Name, w.ceiling)
			case worse(f) > w.ceiling.times:
				note("%s exceeds the ceiling of %s (%s): it is a regression.", f.Name, w.ceiling, number.Ratio(f.Ratio, f.RatioLo, f.RatioHi))
			default:
				w.waive(f)
			}
		}
		switch day := w.until.Format(time.DateOnly); {
		case matched == 0:
		case w.ended(now):
			note("expired on %s and no longer applies: remove it.", day)
		case needed == 0:
			note("none of its figures has regressed: remove it.")
		case w.until.Sub(now) < soon:
			note("expires on %s.", day)
		}
	}
	return notes
}

// worse returns the factor by which a regressed figure is at least worse: the end of the
// interval that is nearer to no change, or the ratio. The ratio of a figure that has
// regressed shows which direction is worse.
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
