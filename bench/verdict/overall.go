package verdict

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
)

// A Standing is how a contender did over all places of a run.
type Standing struct {
	Strategy string `json:"strategy"`
	Places   int    `json:"places"` // where it has the metric that decides
	Judged   int    `json:"judged"` // of these, where there are enough rounds to tell contenders apart
	First    int    `json:"first"`  // of those judged, where it is in group 1: the best, or tied with it

	// OfBest is the geometric mean over the places of how good it is as a share of the
	// best: 1 is the best everywhere, 0.5 half as good. It is computed from the estimates at
	// single places, and has no interval: the places are those asked for, not a sample.
	OfBest float64 `json:"of_best"`

	Worst float64 `json:"worst"` // the least share
	At    Place   `json:"at"`    // the place of the least share
	Shown bool    `json:"shown"` // that it is worse than the best there: it is judged, and in another group
}

// overall returns the standings of those that have the metric at every place, the
// best mean first; none for a single place, or where a ratio is missing.
//
// The mean is geometric because shares multiply: half as good at one place and twice as
// good at another cancel out (Fleming and Wallace, Comm. ACM 29, 1986).
func (rep *Report) overall() []Standing {
	if len(rep.Answers) < 2 {
		return nil
	}
	metric, judged := make(map[Place]string), make(map[Place]bool)
	for _, a := range rep.Answers {
		metric[a.Place], judged[a.Place] = a.Metric, a.TooFew == 0
	}
	byName := make(map[string]*Standing)
	logs := make(map[string]float64)
	for _, c := range rep.Cells {
		if c.Priority != nil || c.Metric != metric[c.Place] {
			continue
		}
		if c.Ratio == nil || *c.Ratio <= 0 {
			return nil
		}
		share := *c.Ratio
		if m, _ := record.MetricByName(c.Metric); m.Better == record.Lower {
			share = 1 / share
		}
		s := byName[c.Strategy]
		if s == nil {
			s = &Standing{Strategy: c.Strategy, Worst: math.Inf(1)}
			byName[c.Strategy] = s
		}
		s.Places++
		if judged[c.Place] {
			s.Judged++
		}
		if judged[c.Place] && c.Group == 1 {
			s.First++
		}
		if share < s.Worst {
			s.Worst, s.At, s.Shown = share, c.Place, judged[c.Place] && c.Group > 1
		}
		logs[c.Strategy] += math.Log(share)
	}
	var all []Standing
	for name, s := range byName {
		if s.Places == len(rep.Answers) {
			s.OfBest = math.Exp(logs[name] / float64(s.Places))
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b Standing) int {
		switch {
		case a.OfBest > b.OfBest:
			return -1
		case a.OfBest < b.OfBest:
			return 1
		}
		return strings.Compare(a.Strategy, b.Strategy)
	})
	return all
}

// OverallSentence answers for all places at once, and claims no more than is known; empty
// if there are no standings.
func (rep *Report) OverallSentence() string {
	if len(rep.Overall) == 0 {
		return ""
	}
	best := rep.Overall[0]
	places := count(len(rep.Answers), "comparison")
	if best.Judged < len(rep.Answers) {
		places = fmt.Sprintf("%d of the %s that have enough rounds", best.Judged, places)
	}
	var everywhere []string // among the best
	for _, s := range rep.Overall {
		if s.Judged > 0 && s.First == s.Judged {
			everywhere = append(everywhere, s.Strategy)
		}
	}
	switch {
	case best.Judged == 0:
		a := rep.Answers[0]
		are := "are"
		if a.N == 1 {
			are = "is"
		}
		return fmt.Sprintf("undecided: %s %s too few for %d contenders (%d needed).", count(a.N, "round"), are, len(rep.Overall), a.TooFew)
	case len(everywhere) == 0:
		return fmt.Sprintf("no strategy is among the best in all %s; %s comes closest: %s of the best on average, and among the best in %d.",
			places, best.Strategy, number.Share(best.OfBest), best.First)
	case len(everywhere) == 1:
		return fmt.Sprintf("%s is the only strategy among the best in all %s.", everywhere[0], places)
	}
	return fmt.Sprintf("%s tie for best in all %s.", list(everywhere), places)
}

// WorstSentence says which contender is furthest behind the best of a comparison, and where;
// empty if none is shown to be behind.
func (rep *Report) WorstSentence() string {
	var worst *Standing
	for i, s := range rep.Overall {
		if s.Shown && (worst == nil || s.Worst < worst.Worst) {
			worst = &rep.Overall[i]
		}
	}
	if worst == nil {
		return ""
	}
	return fmt.Sprintf("%s is furthest behind: %s of the best, on %s.", worst.Strategy, number.Share(worst.Worst), WorkloadName(worst.At.Workload))
}
