package page

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

type heat struct {
	Title  string
	Header []string
	Rows   [][]heatCell
}

type heatCell struct{ Text, Class string }

// heatOf returns the ratio to the best of every strategy in every place, if there are several
// places.
func heatOf(rep *verdict.Report) *heat {
	if len(rep.Answers) < 2 {
		return nil
	}
	h := &heat{Title: rep.Metric + " of the strategies relative to that listed first in each place", Header: []string{"strategy"}}
	rows := make(map[string][]heatCell)
	for i, a := range rep.Answers {
		h.Header = append(h.Header, placeName(rep, a))
		m, _ := record.MetricByName(a.Metric)
		for _, c := range content.Deciding(rep, a) {
			if rows[c.Strategy] == nil {
				rows[c.Strategy] = make([]heatCell, len(rep.Answers))
			}
			if c.Ratio == nil || !(*c.Ratio > 0) {
				continue
			}
			rows[c.Strategy][i] = heatCell{number.Ratio(c.Ratio, nil, nil), heatClass(c.Ratio, m.Better)}
		}
	}
	for _, n := range ordered(rep) {
		h.Rows = append(h.Rows, append([]heatCell{{Text: content.Clean(n)}}, rows[n]...))
	}
	return h
}

// farther are the classes of a ratio to the best: where each begins, as a share, and in words.
var farther = []struct {
	from  float64
	words string
}{{0.02, "over 2 % worse"}, {0.1, "over 10 %"}, {0.35, "over 35 %"}, {1, "over twice"}}

// heatScale explains the shades.
func heatScale() []heatCell {
	var out []heatCell
	for k, f := range farther {
		out = append(out, heatCell{f.words, fmt.Sprintf("h%d", k+1)})
	}
	return out
}

// heatClass returns the class of a ratio to the best: the farther away, the stronger the shade.
// A ratio no worse than the best has no class.
func heatClass(ratio *float64, better record.Better) string {
	if ratio == nil || !(*ratio > 0) {
		return ""
	}
	worse := *ratio
	if better == record.Higher {
		worse = 1 / worse
	}
	class := ""
	for k, f := range farther {
		if worse-1 > f.from {
			class = fmt.Sprintf("h%d", k+1)
		}
	}
	return class
}
