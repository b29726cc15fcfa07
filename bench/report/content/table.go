package content

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A column shows one metric.
type column struct {
	metric string
	header string
	keep   int // of batches: the least is the first to go when the terminal is narrow; 0: shown only when it decides
	stream int // the same, of streams
}

// columns are the metrics of the table, in order. For batches, makespan and wait are shown
// only when they decide: throughput already tells the first, and sojourn the second.
var columns = []column{
	{"throughput", "jobs/s", 11, 0},
	{"efficiency", "efficiency", 10, 0},
	{"makespan", "makespan", 0, 0},
	{"load-max", "load", 0, 10},
	{"sojourn-p50", "p50", 8, 9},
	{"sojourn-p95", "p95", 2, 3},
	{"sojourn-p99", "p99", 9, 10},
	{"sojourn-p99.9", "p99.9", 5, 8},
	{"sojourn-max", "max", 3, 4},
	{"wait-mean", "wait", 0, 6},
	{"slowdown-p99", "slowdown p99", 0, 7},
	{"late", "late", 6, 7},
	{"cold", "cold", 6, 6},
	{"dropped", "dropped", 7, 8},
	{"shared", "shared", 6, 7},
	{"idle-backlogged", "idle-backlogged", 1, 5},
	{"inversions", "inversions/job", 0, 2},
	{"fairness", "fairness", 0, 1},
	{"imbalance", "imbalance", 2, 1},
	{"slices", "slices/job", 1, 1},
	{"steals", "steals/job", 0, 1},
	{"overhead", "overhead/job", 6, 0},
	{"network-bytes", "network/job", 3, 3},
	{"round-trips", "round trips/job", 3, 3},
	{"server-cpu", "server CPU/job", 3, 3},
	{"allocs", "allocs/job", 4, 1},
	{"bytes", "B/job", 4, 1},
}

// importance returns how long the column stays.
func (c column) importance(stream bool) int {
	if stream {
		return c.stream
	}
	return c.keep
}

// A Table is a header and rows of as many cells.
type Table struct {
	Header []string
	Rows   [][]string

	// Keep says for each column how long it stays where there is little room: the column with
	// the lowest value goes first, and one with [Always] never goes. Nil: all columns stay.
	Keep []int

	Leaders int  // so many of the first rows are of the best group
	Words   bool // no column holds numbers to be aligned
	Subject int  // the column with what a row is about

	n      string // trials, for the legend
	stream bool
}

// Always is the Keep of a column that always stays.
const Always = 100

// TableOf lays out the cells of one answer. Metrics that no contender reported
// have no column.
func TableOf(rep *verdict.Report, a verdict.Answer) Table {
	cells := CellsAt(rep, a)
	find := func(strategy, metric string) (verdict.Cell, bool) {
		i := slices.IndexFunc(cells, func(c verdict.Cell) bool { return c.Strategy == strategy && c.Metric == metric })
		if i < 0 {
			return verdict.Cell{}, false
		}
		return cells[i], true
	}

	// Ranked contenders first, then those without the metric that decides.
	var names []string
	least, most := 0, 0
	perGroup := map[int]int{}
	for _, c := range cells {
		if c.Metric == a.Metric {
			names = append(names, c.Strategy)
			perGroup[c.Group]++
			if least == 0 || c.N < least {
				least = c.N
			}
			most = max(most, c.N)
		}
	}
	for _, c := range cells {
		if !slices.Contains(names, c.Strategy) {
			names = append(names, c.Strategy)
		}
	}
	// Only batches have a makespan.
	stream := !slices.ContainsFunc(cells, func(x verdict.Cell) bool { return x.Metric == "makespan" })
	t := Table{Leaders: perGroup[1], Subject: 1, n: fmt.Sprint(most), stream: stream}
	if least < most {
		t.n = fmt.Sprintf("%d–%d", least, most)
	}
	if len(names) == 0 {
		return t
	}

	decisive := column{metric: a.Metric, header: a.Metric}
	for _, c := range columns {
		if c.metric == a.Metric {
			decisive.header = c.header
		}
	}
	show := []column{decisive}
	asked := make(map[string]bool)
	for _, also := range a.Also {
		m := also.Metric
		if _, class := record.SplitMetric(m); class == record.Urgent || !slices.ContainsFunc(cells, func(x verdict.Cell) bool { return x.Metric == m }) {
			continue
		}
		header := m
		for _, c := range columns {
			if c.metric == m {
				header = c.header
			}
		}
		show = append(show, column{m, header, Always - 1, Always - 1})
		asked[m] = true
	}
	for _, c := range columns {
		if asked[c.metric] || rep.Virtual && c.metric == "overhead" { // it would be idle time
			continue
		}
		reported := slices.ContainsFunc(cells, func(x verdict.Cell) bool { return x.Metric == c.metric })
		if c.metric != a.Metric && c.importance(stream) > 0 && reported {
			show = append(show, c)
		}
	}
	t.Header, t.Keep = []string{"group", "strategy", decisive.header, "vs best"}, []int{Always, Always, Always, Always}
	for _, c := range show[1:] {
		t.Header, t.Keep = append(t.Header, c.header), append(t.Keep, c.importance(stream))
	}
	for i, name := range names {
		c, ok := find(name, a.Metric)
		row := []string{"–", Clean(name), "–", "–"}
		if ok {
			if c.Group > 0 {
				row[0] = fmt.Sprint(c.Group)
			}
			if c.Group > 0 && perGroup[c.Group] > 1 {
				row[0] += " ="
			}
			row[2] = number.Value(c.Median, c.Unit) + PlusMinus(c)
			row[3] = number.Ratio(c.Ratio, c.RatioLo, c.RatioHi)
			if i == 0 && best(cells, a) {
				row[3] = "best"
			}
		}
		for _, column := range show[1:] {
			text := "–"
			if c, ok := find(name, column.metric); ok {
				text = number.Value(c.Median, c.Unit)
			}
			row = append(row, text)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// best reports whether the first contender of an answer may be called the best: there are
// enough rounds to say so, and no ratio shown is better than its own.
func best(cells []verdict.Cell, a verdict.Answer) bool {
	m, _ := record.MetricByName(a.Metric)
	return a.TooFew == 0 && !slices.ContainsFunc(cells, func(c verdict.Cell) bool {
		return c.Metric == a.Metric && c.Ratio != nil && *c.Ratio != 1 && *c.Ratio > 1 == (m.Better == record.Higher)
	})
}

// Without returns the table without the least important column, and that column's header,
// which is empty when all remaining columns always stay.
func (t Table) Without() (Table, string) {
	at := 0
	for i, keep := range t.Keep {
		if keep < t.Keep[at] {
			at = i
		}
	}
	if t.Keep[at] == Always {
		return t, ""
	}
	return t.Drop(at), t.Header[at]
}

// Drop returns the table without a column.
func (t Table) Drop(at int) Table {
	less := t
	if at < t.Subject {
		less.Subject--
	}
	less.Header = slices.Delete(slices.Clone(t.Header), at, at+1)
	if t.Keep != nil {
		less.Keep = slices.Delete(slices.Clone(t.Keep), at, at+1)
	}
	less.Rows = nil
	for _, row := range t.Rows {
		less.Rows = append(less.Rows, slices.Delete(slices.Clone(row), at, at+1))
	}
	return less
}

// Legend explains the table.
func (t Table) Legend(rep *verdict.Report, a verdict.Answer) string {
	m, _ := record.MetricByName(a.Metric)
	how := "paired by round"
	if !rep.Paired {
		how = "of medians, unpaired"
	}
	interval := fmt.Sprintf("± and brackets: %.3g %% intervals", rep.Confidence*100)
	if a.Exact {
		return fmt.Sprintf("Exact for these jobs: nothing is sampled, and virtual time has no noise. vs best: ratio of %s (%s is better); = : equal.", a.Metric, m.Better)
	}
	if a.N < 6 {
		interval = "fewer than 6 trials give no intervals"
	}
	trials, groups := "trials", fmt.Sprintf("= : tied within a group (Holm-adjusted p > %.3g)", rep.Alpha)
	if t.n == "1" {
		trials = "trial"
	}
	if a.TooFew > 0 {
		groups = fmt.Sprintf("– : fewer than %d rounds cannot tell groups apart", a.TooFew)
	}
	s := fmt.Sprintf("Medians, n = %s %s; %s; vs best: ratio of %s (%s is better), %s; %s.",
		t.n, trials, interval, a.Metric, m.Better, how, groups)
	if a.Metric == "load-max" {
		return s + " load: the highest at which the p99 sojourn is at most 10 mean service times; at a load 1/512 higher it is more."
	}
	for _, c := range columns {
		if strings.HasPrefix(c.metric, "sojourn-") && slices.Contains(t.Header, c.header) {
			if t.stream {
				return s + " p50 to max: sojourn, from the intended arrival."
			}
			return s + " p50 to max: sojourn from the start of the batch."
		}
	}
	return s
}

// PlusMinus writes the wider side of a median's interval as a share of the median. It is empty
// when there is no interval.
func PlusMinus(c verdict.Cell) string {
	if c.Lo == nil || c.Hi == nil || c.Median <= 0 {
		return ""
	}
	share := max(*c.Hi/c.Median-1, 1-*c.Lo/c.Median)
	return fmt.Sprintf(" ±%.1f %%", math.Ceil(share*1000)/10)
}
