package verdict

import (
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/stats"
)

// A Sequence judges figures while rounds are still being run, at looks that were
// planned beforehand: after three fifths of the rounds, and at the end. A figure that is decided at a look stays decided and needs no more rounds, so a
// gate stops early where all is clear, and spends its time where it is not.
//
// To look twice and claim whatever one look shows would be wrong more often
// than to look once. So each look tests at its part of the error only, by
// [stats.Spent], and its intervals are that much wider. All looks and all figures
// together claim a change where there is none in at most a share alpha of runs:
//
//   - at one look, by Holm's correction over all figures, those decided before among
//     them: as certain ones, so that what happened earlier makes no test easier;
//   - over the looks, because what they may spend adds up to alpha.
//
// Note: a third look, after four fifths of the rounds, ended few gates earlier and cost
// power: it left half of the error for the end, and of slowdowns of 5 % with bursts of
// noise 84 % were caught instead of 88 % (compare selftest --gate, n = 1000 each).
type Sequence struct {
	report GateReport
	level  float64 // of the latest look
	spent  float64
}

// NewSequence plans so many rounds. A figure has Regressed if the whole interval of
// its ratio is worse than the margin, a share, and the exact signed-rank test says
// that it differs; Improved likewise; Passed if the whole interval is within the
// margin.
func NewSequence(rounds int, margin, alpha float64) *Sequence {
	s := &Sequence{report: GateReport{Margin: margin, Alpha: alpha, Rounds: rounds}}
	// A look that can show nothing would cost something all the same.
	early := rounds * 3 / 5
	if early > 0 && stats.FewestRounds(1, stats.Spent(alpha, float64(early)/float64(rounds))) <= early {
		s.report.Looks = append(s.report.Looks, early)
	}
	s.report.Looks = append(s.report.Looks, rounds)
	return s
}

// Due reports whether the data of so many rounds are to be looked at.
func (s *Sequence) Due(rounds int) bool { return slices.Contains(s.report.Looks, rounds) }

// Look judges the figures, each measured in as many rounds as it was needed for. The
// end, planned or not, is the last look. It returns the benchmarks that need more
// rounds: none at the end, or if the control shows that nothing can be told.
func (s *Sequence) Look(rounds int, figures []Paired, end bool) (open []string) {
	total := s.report.Alpha
	if !end {
		total = stats.Spent(s.report.Alpha, float64(rounds)/float64(s.report.Rounds))
	}
	s.level = total - s.spent
	s.spent = total
	s.report.Done = rounds

	ps, controls := make([]float64, len(figures)), make([]float64, len(figures))
	intervals := make([]stats.Estimate, len(figures)) // of the control
	judged := make([]Judged, len(figures))
	for i, f := range figures {
		if before := s.decided(f); before != nil {
			// What has been claimed needs no test any more, and what has passed has
			// none that it could fail.
			judged[i], ps[i], controls[i] = *before, 1, 1
			if before.Verdict != Passed {
				ps[i] = 0
			}
			continue
		}
		j := Judged{Paired: f, N: len(f.Base), Was: stats.Median(f.Base), Is: stats.Median(f.Head), Rate: moreIsBetter(f.Unit)}
		e, p := ratioOf(f.Head, f.Base, 1-s.level)
		j.Ratio, j.RatioLo, j.RatioHi = finite(e.Center), bound(e, e.Lo), bound(e, e.Hi)
		if j.RatioLo != nil && *j.RatioLo > 0 {
			j.Detectable = math.Sqrt(*j.RatioHi / *j.RatioLo) - 1
		}
		judged[i], ps[i] = j, p
		intervals[i], controls[i] = ratioOf(f.Control, f.Base, 1-s.level)
	}
	// As if there were one look at alpha.
	scale := s.report.Alpha / s.level
	adjusted, adjustedControls := stats.Holm(ps), stats.Holm(controls)
	for i := range judged {
		j := &judged[i]
		if j.Verdict != "" {
			continue
		}
		j.PAdjusted, j.PControl = min(1, adjusted[i]*scale), min(1, adjustedControls[i]*scale)
		if j.PControl <= s.report.Alpha && (intervals[i].Lo > 1+s.report.Margin || intervals[i].Hi < 1/(1+s.report.Margin)) {
			s.report.Disturbed = true
		}
	}
	for i := range judged {
		j := &judged[i]
		switch {
		case s.report.Disturbed:
			j.Verdict = Inconclusive
			continue
		case j.Verdict == "":
			j.Verdict = j.decide(s.report.Margin, s.report.Alpha)
		}
		if j.Verdict == Inconclusive {
			j.More = j.more(s.report.Margin, s.level, len(figures))
			if !end && !slices.Contains(open, j.Name) {
				open = append(open, j.Name)
			}
		}
	}
	s.report.Figures = judged
	if s.report.Disturbed {
		return nil
	}
	return open
}

// decided returns the figure as an earlier look has decided it, or nil.
func (s *Sequence) decided(f Paired) *Judged {
	i := slices.IndexFunc(s.report.Figures, func(j Judged) bool {
		return j.Name == f.Name && j.Unit == f.Unit && j.Verdict != Inconclusive
	})
	if i < 0 {
		return nil
	}
	return &s.report.Figures[i]
}

// Report returns what the looks have shown.
func (s *Sequence) Report() *GateReport { return &s.report }

// Gate judges figures of a plan with one look, at the end.
func Gate(figures []Paired, margin, alpha float64) *GateReport {
	rounds := 0
	for _, f := range figures {
		rounds = max(rounds, len(f.Base))
	}
	s := &Sequence{report: GateReport{Margin: margin, Alpha: alpha, Rounds: rounds, Looks: []int{rounds}}}
	s.Look(rounds, figures, true)
	return s.Report()
}
