package report

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// mostClasses is how many priorities a table has room for.
const mostClasses = 5

const classLegend = "By priority, greater is more urgent: 99th percentile of the sojourn (mean where there are too few jobs), and the longest wait; medians over trials."

// classTable returns the table of what each priority got, and whether there is
// one: csv and json hold more, of any number of priorities.
func classTable(rep *verdict.Report, a verdict.Answer) (table, bool) {
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
		return table{}, false
	}
	t := table{header: []string{"strategy"}, keep: []int{always}}
	for i, p := range priorities {
		head := fmt.Sprintf("%d", p)
		if i == 0 {
			head = fmt.Sprintf("priority %d", p)
		}
		t.header = append(t.header, head+": p99", "longest wait")
		t.keep = append(t.keep, 2*(len(priorities)-i), 2*(len(priorities)-i)-1)
	}
	for _, name := range names {
		row := []string{clean(name)}
		for _, p := range priorities {
			sojourn, ok := values[key(name, p, "sojourn-p99")]
			text := ""
			if !ok {
				sojourn, ok = values[key(name, p, "sojourn-mean")]
				text = " mean"
			}
			row = append(row, cellText(sojourn, ok)+text)
			wait, ok := values[key(name, p, "wait-max")]
			row = append(row, cellText(wait, ok))
		}
		t.rows = append(t.rows, row)
	}
	return t, true
}

func cellText(c verdict.Cell, ok bool) string {
	if !ok {
		return "–"
	}
	return human(c.Median, c.Unit)
}
