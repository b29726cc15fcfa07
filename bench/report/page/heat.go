package page

import (
	"fmt"
	"math"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

type heat struct {
	Header []string
	Rows   [][]heatCell
}

type heatCell struct{ Text, Class string }

// heatOf has the ratio to the best of every strategy on every place, if there are several.
func heatOf(rep *verdict.Report) *heat {
	if len(rep.Answers) < 2 {
		return nil
	}
	h := &heat{Header: []string{"strategy"}}
	rows := make(map[string][]heatCell)
	var names []string
	for i, a := range rep.Answers {
		where := content.Clean(a.Workload)
		if a.Load > 0 {
			where += fmt.Sprintf(" at %g", a.Load)
		}
		h.Header = append(h.Header, fmt.Sprintf("%s, %d", where, a.Workers))
		for _, c := range content.Deciding(rep, a) {
			if rows[c.Strategy] == nil {
				names = append(names, c.Strategy)
				rows[c.Strategy] = make([]heatCell, len(rep.Answers))
			}
			if c.Ratio == nil || !(*c.Ratio > 0) {
				continue
			}
			rows[c.Strategy][i] = heatCell{content.Digits(*c.Ratio) + "×", heatClass(c.Ratio)}
		}
	}
	for _, n := range names {
		h.Rows = append(h.Rows, append([]heatCell{{Text: content.Clean(n)}}, rows[n]...))
	}
	return h
}

// heatClass returns the class of a ratio to the best: the farther, the darker.
func heatClass(ratio *float64) string {
	if ratio == nil || !(*ratio > 0) {
		return ""
	}
	away, class := math.Abs(math.Log(*ratio)), ""
	for k, limit := range []float64{0.02, 0.1, 0.3, 0.7} {
		if away > limit {
			class = fmt.Sprintf("h%d", k+1)
		}
	}
	return class
}
