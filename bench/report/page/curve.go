package page

import (
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// curves are what page.js draws as zoomable charts.
type curves struct {
	Label  string        `json:"-"`
	X      []float64     `json:"x"` // nines: 1 is the 90th percentile, 2 the 99th
	Log    bool          `json:"log"`
	Series []curveSeries `json:"series"`
}

type curveSeries struct {
	Name   string    `json:"name"`
	Values []float64 `json:"values"`
	Look   string    `json:"look"`
}

// curvesOf returns the sojourn of the best by percentile, medians over rounds; nil: it was not
// recorded.
func curvesOf(run *record.Run, a verdict.Answer, order []verdict.Cell, colors palette) *curves {
	c := &curves{Label: "Time from arrival to completion by percentile, as curves to zoom into", Log: true}
	byName := make(map[string][][]float64)
	most := 0
	for i := range run.Trials {
		t := &run.Trials[i]
		if t.Workload != a.Workload || t.Workers != a.Workers || t.Load != a.Load || t.Picture == nil {
			continue
		}
		byName[t.Strategy] = append(byName[t.Strategy], t.Picture.Sojourns)
		most = max(most, len(t.Picture.Sojourns))
	}
	quantiles := record.CurveQuantiles(math.MaxInt32)
	// Fewer jobs have fewer percentiles: use as many as there are for the smallest number of jobs.
	for jobs := 10; len(quantiles) > most && jobs < 1<<24; jobs += jobs/8 + 1 {
		if q := record.CurveQuantiles(jobs); len(q) == most {
			quantiles = q
		}
	}
	if most < 3 || len(quantiles) != most {
		return nil
	}
	for _, q := range quantiles {
		c.X = append(c.X, math.Round(-math.Log10(1-q)*1e4)/1e4)
	}
	for _, o := range order {
		s := curveSeries{Name: content.Clean(o.Strategy), Look: colors.look(o.Strategy)}
		for i := range quantiles {
			var at []float64
			for _, sojourns := range byName[o.Strategy] {
				if len(sojourns) == most {
					at = append(at, sojourns[i])
				}
			}
			if len(at) == 0 {
				break
			}
			s.Values = append(s.Values, record.FourDigits(stats.Median(at)))
		}
		if len(s.Values) < most {
			continue
		}
		c.Log = c.Log && slices.Min(s.Values) > 0
		c.Series = append(c.Series, s)
	}
	if len(c.Series) == 0 {
		return nil
	}
	return c
}
