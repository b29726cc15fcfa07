package content

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostClasses is how many priorities a table has room for.
const mostClasses = 5

// ClassLegend explains the table of [ClassTable].
const ClassLegend = "By priority, greater is more urgent: the 99th percentile of the sojourn (the mean where there are too few jobs), the mean wait and the longest wait; medians over trials."

// ClassTable returns the table of figures by priority, and whether there is one. The formats
// csv and json hold more, for any number of priorities.
func ClassTable(rep *verdict.Report, a verdict.Answer) (Table, bool) {
	var priorities []int
	values := map[string]verdict.Cell{} // by strategy, priority and metric
	key := func(strategy string, priority int, metric string) string {
		return fmt.Sprint(strategy, "\x00", priority, "\x00", metric)
	}
	var names []string
	for _, c := range rep.Cells {
		if c.Place != a.Place {
			continue
		}
		if c.Priority == nil {
			if c.Metric == a.Metric {
				names = append(names, c.Strategy)
			}
			continue
		}
		if !slices.Contains(priorities, *c.Priority) {
			priorities = append(priorities, *c.Priority)
		}
		values[key(c.Strategy, *c.Priority, c.Metric)] = c
	}
	if len(priorities) < 2 || len(priorities) > mostClasses {
		return Table{}, false
	}
	t := Table{Header: []string{"strategy"}, Keep: []int{Always}}
	for i, p := range priorities {
		head := fmt.Sprintf("%d", p)
		if i == 0 {
			head = fmt.Sprintf("priority %d", p)
		}
		t.Header = append(t.Header, head+": p99", "mean wait", "longest")
		t.Keep = append(t.Keep, 3*(len(priorities)-i)-1, 3*(len(priorities)-i), 3*(len(priorities)-i)-2)
	}
	for _, name := range names {
		row := []string{Clean(name)}
		for _, p := range priorities {
			sojourn, ok := values[key(name, p, "sojourn-p99")]
			text := ""
			if !ok {
				sojourn, ok = values[key(name, p, "sojourn-mean")]
				text = " mean"
			}
			row = append(row, cellText(sojourn, ok)+text)
			for _, metric := range []string{"wait-mean", "wait-max"} {
				wait, ok := values[key(name, p, metric)]
				row = append(row, cellText(wait, ok))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, true
}

func cellText(c verdict.Cell, ok bool) string {
	if !ok {
		return "–"
	}
	return number.Value(c.Median, c.Unit)
}
