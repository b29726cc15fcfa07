package verdict

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/stats"
)

// A Sequence judges figures while rounds are still being run, at looks planned in advance:
// after three fifths of the rounds, and at the end. A figure that is decided at a look
// stays decided and needs no more rounds, so a gate stops early if everything is clear, and
// otherwise spends its time on the figures that are not.
//
// Looking twice and claiming whatever either look shows would be wrong more often than
// looking once. So each look tests at only its part of the error, by [stats.Spent], and its
// intervals are correspondingly wider. All looks and all figures together claim a change
// where there is none in at most a share alpha of runs:
//
//   - at one look, by Holm's correction over all figures, including those decided before,
//     which count as certain, so that earlier decisions make no test easier;
//   - over the looks, because their parts of the error add up to alpha.
//
// Figures that are Reported or Unusable are not tested, and cost the others nothing.
//
// Note: a third look, after four fifths of the rounds, ended few gates earlier and cost
// power, because it left half of the error for the end: with bursts of noise it caught 84 %
// of slowdowns of 5 %, instead of 88 % (compare selftest --gate, n = 1000 each).
type Sequence struct {
	report GateReport
	level  float64 // of the latest look
	spent  float64
}

// NewSequence plans a number of rounds. A figure has Regressed if the whole interval of its
// ratio is worse than the margin, a share, and the exact signed-rank test finds a
// difference; Improved likewise; Passed if the whole interval is within the margin. A count
// has Regressed if the exact test of aligned ranks finds a difference, and Passed if it is
// the same on all sides in every round, or within the margin of the figure in all of them.
// [Paired.Margin] may set a figure's own margin.
func NewSequence(rounds int, margin, alpha float64) *Sequence {
	return &Sequence{report: GateReport{Margin: margin, Alpha: alpha, Rounds: rounds, Looks: looks(rounds, alpha)}}
}

// looks returns after how many of the planned rounds to look.
func looks(rounds int, alpha float64) []int {
	// A look that cannot decide anything would still cost part of the error.
	early := rounds * 3 / 5
	if early > 0 && stats.FewestRounds(1, stats.Spent(alpha, float64(early)/float64(rounds))) <= early {
		return []int{early, rounds}
	}
	return []int{rounds}
}

// FewestRounds returns the fewest planned rounds with which any of the given number of
// figures can be Regressed or Improved at the end, by the test for figures other than
// counts; 0 if a thousand rounds are not enough. Counts may need fewer.
func FewestRounds(figures int, alpha float64) int {
	for rounds := 1; rounds <= mostMore; rounds++ {
		level := alpha
		if plan := looks(rounds, alpha); len(plan) > 1 {
			level -= stats.Spent(alpha, float64(plan[0])/float64(rounds))
		}
		if stats.FewestRounds(figures, level) <= rounds {
			return rounds
		}
	}
	return 0
}

// Due reports whether a look is planned after the given number of rounds.
func (s *Sequence) Due(rounds int) bool { return slices.Contains(s.report.Looks, rounds) }

// Look judges the figures, each measured in as many rounds as it was open for. The end,
// planned or not, is the last look. It returns the keys of the benchmarks that need more
// rounds, see [Paired.Key]: none at the end, or if the control shows that nothing can be
// concluded.
func (s *Sequence) Look(rounds int, figures []Paired, end bool) (open []string) {
	total := stats.Spent(s.report.Alpha, 1)
	if !end {
		total = stats.Spent(s.report.Alpha, float64(rounds)/float64(s.report.Rounds))
	}
	s.level = max(0, total-s.spent)
	s.spent = max(s.spent, total)
	s.report.Done = rounds
	s.report.Figures = s.examine(figures)
	for i := range s.report.Figures {
		j := &s.report.Figures[i]
		if j.Verdict == Inconclusive && !s.report.Disturbed && !end && !slices.Contains(open, j.Key()) {
			open = append(open, j.Key())
		}
	}
	return open
}

// A test is the test of one figure at a look.
type test struct {
	at            int // in the figures
	head, control evidence
	counted       counted
	isCount       bool
	placement     float64
}

// examine returns the figures as this look judges them.
func (s *Sequence) examine(figures []Paired) []Judged {
	judged := make([]Judged, len(figures))
	var tests []test
	var ps, controls, placements []float64
	for i, f := range figures {
		if before := s.decided(f); before != nil {
			// A figure with a claim needs no further test, and one that has passed
			// cannot fail any more.
			judged[i] = *before
			p := 0.0
			if before.Verdict == Passed {
				p = 1
			}
			ps, controls, placements = append(ps, p), append(controls, 1), append(placements, 1)
			tests = append(tests, test{at: i})
			continue
		}
		j := &judged[i]
		*j = shown(f)
		if j.Reason = f.unusable(); j.Reason != "" {
			j.Verdict = Unusable
			continue
		}
		t := test{at: i, head: evidenceOf(f.Head, f.Base, f.HeadRatio, 1-s.level)}
		t.head.show(j)
		if j.Reason = j.Paired.reported(figures); j.Reason != "" {
			j.Verdict = Reported
			continue
		}
		p := t.head.p
		if t.counted, t.isCount = countOf(f); t.isCount {
			t.counted.show(j)
			t.head.towards, p = t.counted.towards, t.counted.p
		}
		if len(f.Control) > 0 {
			t.control = evidenceOf(f.Control, f.Base, f.ControlRatio, 1-s.level)
		} else {
			t.control = evidence{same: true, p: 1}
		}
		moves := 1.0
		t.placement, moves = placementOf(f)
		ps, controls, placements = append(ps, p), append(controls, t.control.p), append(placements, moves)
		tests = append(tests, t)
	}
	s.conclude(judged, tests, s.adjust(ps), s.adjust(controls), s.adjust(placements))
	return judged
}

// adjust scales Holm's p-values, valid at the level of this look, for comparison with alpha.
func (s *Sequence) adjust(ps []float64) []float64 {
	adjusted := stats.Holm(ps)
	for i, p := range adjusted {
		adjusted[i] = 1
		if s.level > 0 {
			adjusted[i] = min(1, p*(s.report.Alpha/s.level))
		}
	}
	return adjusted
}

// conclude gives verdicts to the figures that were tested and have none yet.
func (s *Sequence) conclude(judged []Judged, tests []test, ps, controls, placements []float64) {
	alpha := s.report.Alpha
	for k, t := range tests {
		j := &judged[t.at]
		if j.Verdict != "" {
			continue
		}
		j.PAdjusted, j.PControl = ps[k], controls[k]
		if placements[k] <= alpha && t.placement > leastPlacement && finite(t.placement) != nil {
			j.Placement = t.placement
		}
		if j.PControl <= alpha && !t.control.same && t.control.beyond(j.margin(s.report.Margin)) != 0 {
			s.report.Disturbed = true
		}
	}
	for _, t := range tests {
		j := &judged[t.at]
		switch {
		case s.report.Disturbed:
			j.Verdict = Inconclusive
			continue
		case j.Verdict != "":
			continue
		case t.isCount:
			j.Verdict, j.Reason = t.counted.decide(j, t.head, s.report.Margin, j.PAdjusted <= alpha)
		default:
			j.Verdict = t.head.decide(j.Better, j.margin(s.report.Margin), j.PAdjusted <= alpha)
		}
		if j.Verdict != Inconclusive {
			continue
		}
		if !t.isCount && t.head.beyond(j.margin(s.report.Margin)) != 0 {
			j.Reason = s.unsure(len(tests), j.N)
		}
		if t.isCount && t.counted.steady {
			j.More = t.counted.more(j.N, s.level, len(tests))
		} else {
			j.More = t.head.more(j.N, j.margin(s.report.Margin), s.level, len(tests))
		}
	}
}

// unsure says why a figure is Inconclusive though its whole interval is beyond the margin: the
// test counts all figures and looks, the interval only its own.
func (s *Sequence) unsure(figures, rounds int) string {
	together := count(figures, "figure")
	if len(s.report.Looks) > 1 {
		together += " and " + count(len(s.report.Looks), "look")
	}
	return fmt.Sprintf("its whole interval is beyond the margin, but %s are too few to be sure: p, corrected for %s, is above %.3g", count(rounds, "round"), together, s.report.Alpha)
}

// shown returns the figure before it is judged.
func shown(f Paired) Judged {
	if f.Better == "" {
		f.Better, _ = BetterOf(f.Unit, nil)
	}
	return Judged{Paired: f, N: len(f.Base), Was: medianOfFinite(f.Base), Is: medianOfFinite(f.Head), PAdjusted: 1, PControl: 1}
}

// decided returns the figure as decided by an earlier look, or nil.
func (s *Sequence) decided(f Paired) *Judged {
	i := slices.IndexFunc(s.report.Figures, func(j Judged) bool {
		return j.Key() == f.Key() && j.Unit == f.Unit && slices.Contains([]Verdict{Passed, Regressed, Improved, Waived}, j.Verdict)
	})
	if i < 0 {
		return nil
	}
	return &s.report.Figures[i]
}

// Report returns the result of the looks so far.
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
