package verdict

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
)

// ChangesSentence answers what changed between stored runs and others in one sentence, the worst
// first.
func ChangesSentence(diffs []*Diff) string {
	count := map[Verdict]int{}
	all, tolerance := 0, 0.0
	for _, d := range diffs {
		for _, c := range d.Changes {
			count[c.Verdict]++
			all++
		}
		tolerance = d.Tolerance
	}
	word := "passed"
	switch {
	case all == 0 || count[Missing] > 0:
		word = "failed"
	case count[Regressed] > 0:
		word = "regressed"
	case count[Inconclusive] > 0:
		word = "inconclusive"
	}
	if all == 0 {
		return word + ": there is no figure to compare."
	}
	within := "within " + strconv.FormatFloat(tolerance*100, 'g', 3, 64) + " % of what "
	return word + ": " + strings.Join(clauses(all, false,
		tally{count[Missing], "has", "vanished", ""},
		tally{count[Regressed], "is", "worse", ""},
		tally{count[Improved], "is", "better", ""},
		tally{count[Inconclusive], "is", "undecided", ""},
		tally{count[Passed], "is", within + "it was", within + "they were"}), "; ") + "."
}

// Sentence answers what changed between two outputs, the worst first.
func (r *UnpairedReport) Sentence() string {
	word := "passed"
	switch {
	case len(r.Figures) == 0:
		return "failed: there is nothing to compare."
	case r.Count(Missing)+r.Count(Unusable) > 0:
		word = "failed"
	case r.Count(Regressed) > 0:
		word = "regressed"
	case r.Count(Inconclusive) > 0:
		word = "inconclusive"
	case r.Count(Reported) == len(r.Figures):
		word = "nothing to judge"
	}
	of := func(v Verdict, verb, what string) tally { return tally{n: r.Count(v), verb: verb, one: what} }
	return word + ": " + strings.Join(clauses(len(r.Figures), false,
		of(Missing, "has", "vanished"),
		of(Unusable, "is", "unusable"),
		of(Regressed, "is", "worse"),
		of(Improved, "is", "better"),
		of(Inconclusive, "is", "undecided"),
		of(Passed, "is", "within "+number.Margin(r.Margin)),
		of(Reported, "is", "not judged")), "; ") + "."
}

// Sentence answers whether the head is worse than the base, the commit of that name, the
// worst first.
func (g *GateReport) Sentence(base string) string {
	broken := g.broken()
	switch {
	case len(broken) > 0 && g.Disturbed:
		return "failed: " + strings.Join(broken, "; ") + "; " + DisturbedBy(base) + "."
	case g.Disturbed:
		return "inconclusive: " + DisturbedBy(base) + "."
	case g.Unchanged && len(broken) == 0:
		return fmt.Sprintf("passed: no code has changed since %s; nothing was measured.", short(base))
	case len(g.Figures) == 0 && len(broken) == 0 && len(g.Added) > 0:
		return fmt.Sprintf("nothing to compare: %s new.", beings(len(g.Added), "benchmark"))
	case len(g.Figures) == 0 && len(broken) == 0:
		return "nothing to compare: no benchmark was measured."
	}
	parts := append(broken, g.clauses(base)...)
	word := "passed"
	switch {
	case len(broken) > 0:
		word = "failed"
	case g.Count(Regressed) > 0:
		word = "regressed"
	case g.Count(Inconclusive) > 0:
		word = "inconclusive"
	case g.Count(Reported) == len(g.Figures):
		word = "nothing to judge"
	}
	return word + ": " + strings.Join(parts, "; ") + "."
}

// broken returns what makes the comparison invalid.
func (g *GateReport) broken() []string {
	var parts []string
	if n := len(g.Missing); n > 0 {
		parts = append(parts, beings(n, "benchmark")+" missing")
	}
	if n := g.Count(Unusable); n > 0 {
		parts = append(parts, beings(n, "figure")+" unusable")
	}
	return parts
}

// clauses returns how many of the figures that are numbers have which verdict.
func (g *GateReport) clauses(base string) []string {
	margin := number.Margin(g.Margin)
	if g.margins() {
		margin = "the margin"
	}
	of := func(v Verdict, what string) tally { return tally{n: g.Count(v), verb: "is", one: what} }
	unusable := g.Count(Unusable)
	return clauses(len(g.Figures)-unusable, unusable > 0,
		of(Regressed, "worse than at "+short(base)+" by more than "+margin),
		of(Improved, "better by more than "+margin),
		of(Inconclusive, "undecided"),
		of(Waived, "worse, but waived"),
		of(Passed, "within "+margin),
		of(Reported, "reported, not judged"))
}

// margins reports whether any figure has its own margin, different from the report's.
// Allocations have none.
func (g *GateReport) margins() bool {
	return slices.ContainsFunc(g.Figures, func(f Judged) bool {
		return f.Margin != nil && *f.Margin != g.Margin || f.Count && f.Unit == "allocs/op" && f.Verdict != Passed
	})
}

// DisturbedBy says why nothing is concluded where [GateReport.Disturbed] is set.
func DisturbedBy(base string) string {
	return fmt.Sprintf("the control, a second copy of %s, differs from it by more than the margin, so this machine shows differences where there are none; use a quieter machine, or more rounds", short(base))
}

// short is a commit as people write it.
func short(commit string) string { return commit[:min(len(commit), 12)] }

// Next says what would decide the undecided figures, or what can be done about those that
// are worse; empty: nothing.
func (g *GateReport) Next() string {
	most, never := 0, false
	for _, f := range g.Figures {
		if f.Verdict == Inconclusive {
			most, never = max(most, f.More), never || f.More == 0
		}
	}
	const otherwise = "measure longer (--benchtime), use a quieter machine, or choose another margin (--margin)"
	rounds := fmt.Sprintf("about %s (%s)", count(most, "more round"), g.allows(g.Done+most))
	switch {
	case g.Disturbed:
		return ""
	case never && most > 0:
		return fmt.Sprintf("%s would decide some figures, but over 1000 others; %s%s", rounds, otherwise, g.fixed())
	case never:
		return "over 1000 more rounds would be needed; " + otherwise + g.fixed()
	case most > 0:
		return rounds + ", or a quieter machine, would decide" + g.fixed()
	case g.Count(Regressed) > 0:
		return "a slowdown that is intended can be waived until a date: compare policy --help"
	}
	return ""
}

// fixed names the layout that needs no linking, if there was no time for the planned rounds, most
// of which went into that.
func (g *GateReport) fixed() string {
	if g.Done >= g.Rounds || g.Linking <= 0.5 || g.Linking >= 1 {
		return ""
	}
	return fmt.Sprintf("; --layout fixed fits about %.0f times as many rounds, but where the linker places the code then counts as a difference", 1/(1-g.Linking))
}

// allows names the flags that allow so many rounds. A run that ended before the rounds it had planned
// had no time for more.
func (g *GateReport) allows(rounds int) string {
	switch {
	case g.Done >= g.Rounds:
		return fmt.Sprintf("--rounds %d", rounds)
	case rounds <= g.Rounds:
		return "a longer --budget"
	}
	return fmt.Sprintf("--rounds %d and a longer --budget", rounds)
}

// Next says what would decide more; empty: nothing.
func (d *Diff) Next() string {
	if d.Exact || d.Count(Inconclusive)+d.Count(Regressed)+d.Count(Improved) == 0 {
		return ""
	}
	return inTurns
}

// Next says what would decide more; empty: nothing.
func (r *UnpairedReport) Next() string {
	if r.Count(Inconclusive)+r.Count(Regressed)+r.Count(Improved) == 0 {
		return ""
	}
	return inTurns
}

// inTurns is what is surer than to compare what was not measured in turns.
const inTurns = "compare gate --base COMMIT has two versions take turns, and is surer"

// beings returns a number of things as the subject of a sentence, with its verb.
func beings(n int, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return fmt.Sprintf("%d %ss are", n, noun)
}
