package verdict

import (
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
)

// A Standing is how a contender did over all places of a run.
type Standing struct {
	Strategy string `json:"strategy"`
	Places   int    `json:"places"` // where it has the metric that decides
	First    int    `json:"first"`  // of these, where it is in group 1: the best, or tied with it

	// OfBest is the geometric mean over the places of how good it is as a share of the
	// best: 1 is the best everywhere, 0.5 half as good. It is computed from the estimates at
	// single places, and has no interval: the places are those asked for, not a sample.
	OfBest float64 `json:"of_best"`

	Worst float64 `json:"worst"` // the least share
	At    Place   `json:"at"`    // the place of the least share
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
	metric := make(map[Place]string)
	for _, a := range rep.Answers {
		metric[a.Place] = a.Metric
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
		if c.Group == 1 {
			s.First++
		}
		if share < s.Worst {
			s.Worst, s.At = share, c.Place
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
