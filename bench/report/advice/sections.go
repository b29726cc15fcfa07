package advice

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/page"
)

// metric returns the name of the deciding metric as people write it.
func (a *Advice) metric() string { return strings.TrimPrefix(a.Metric, "sojourn-") }

// sheet lays out the answer.
func (a *Advice) sheet() page.Sheet {
	said := a.Headline()
	s := page.Sheet{Name: "recommendation", Headline: said[0], Warnings: a.Read.Warnings, Command: a.Closer}
	if x := a.Read.Caveat; x != "" && !slices.Contains(s.Warnings, x) {
		s.Warnings = append(slices.Clone(s.Warnings), x)
	}
	s.Sections = append(s.Sections, page.Section{Title: "In words", Sentences: append(slices.Clone(said[1:]), a.Facts()...)})
	s.Sections = append(s.Sections, a.workers())
	if f := a.FirstCome; f != nil && f.Workers > 0 {
		if len(f.Hours) > 0 {
			s.Sections = append(s.Sections, a.day(f.Hours))
		}
		if len(f.Over) > 0 {
			s.Sections = append(s.Sections, a.overTime(f.Over))
		}
	}
	if m := a.Machines; m != nil {
		s.Sections = append(s.Sections, page.Section{Title: "Over machines",
			Table: &content.Table{Header: m.MachinesHeader(a.metric()), Rows: m.Rows()}, Legend: m.Legend(a.metric())})
	}
	sure := page.Section{Title: "How sure", Sentences: []string{strings.TrimPrefix(a.Sure(), "how sure: ")}}
	if said := a.Measured(); len(said) > 0 {
		sure.Sentences = append(sure.Sentences, said...)
		sure.Table, sure.Legend = a.measured()
	}
	s.Sections = append(s.Sections, sure)
	for _, line := range a.Read.Lines() {
		if line[0] != "warning" {
			s.Facts = append(s.Facts, line[0]+": "+line[1])
		}
	}
	for _, n := range a.Notes {
		if n == a.Read.Caveat {
			continue
		}
		s.Facts = append(s.Facts, "note: "+n)
	}
	s.Facts = append(s.Facts, recommend.Assumption)
	return s
}

// workers shows the deciding metric by workers and strategies.
func (a *Advice) workers() page.Section {
	var counts []int
	var names []string
	values := make(map[string]map[int]float64)
	for _, x := range a.Simulated {
		counts = append(counts, x.Workers)
		if values[x.Strategy] == nil {
			values[x.Strategy] = make(map[int]float64)
			names = append(names, x.Strategy)
		}
		values[x.Strategy][x.Workers] = x.Value
	}
	slices.Sort(counts)
	counts = slices.Compact(counts)
	// The recommended first, then the obvious: a chart has room for a few.
	slices.SortStableFunc(names, func(x, y string) int { return a.rank(x) - a.rank(y) })
	t := &content.Table{Header: append([]string{"workers"}, names...)}
	plot := content.Plot{Title: fmt.Sprintf("%s by number of workers, simulated", a.metric()), X: "workers", Y: a.metric(), Label: number.Time}
	if a.Limit > 0 {
		plot.Level, plot.Named = a.Limit, "target"
	}
	for _, n := range counts {
		row := []string{strconv.Itoa(n)}
		for _, name := range names {
			cell := "–"
			if v, ok := values[name][n]; ok {
				if cell = number.Time(v); a.Limit > 0 && v <= a.Limit {
					cell = "✓ " + cell
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
		plot.Ticks, plot.At = append(plot.Ticks, strconv.Itoa(n)), append(plot.At, float64(n))
	}
	for _, name := range names {
		c := content.Curve{Name: name}
		for _, n := range counts {
			v, ok := values[name][n]
			if !ok {
				v = math.NaN()
			}
			c.Values = append(c.Values, v)
		}
		plot.Curves = append(plot.Curves, c)
	}
	legend := fmt.Sprintf("%s of all jobs, simulated; recommended: %s with %s.", a.metric(), a.Strategy, content.Plural(a.Workers, "worker"))
	if a.Limit > 0 {
		legend += " ✓: within the target, " + number.Limit(a.Limit) + "."
	}
	if !a.Met {
		legend = fmt.Sprintf("%s of all jobs, simulated; none meets the target.", a.metric())
	}
	return page.Section{Title: "By number of workers", Table: t, Legend: legend, Plots: []content.Plot{plot}, Logarithmic: true, Shows: true}
}

func (a *Advice) rank(name string) int {
	switch name {
	case a.Strategy:
		return 0
	case a.Obvious:
		return 1
	}
	return 2
}

// day shows what each hour of the day needs.
func (a *Advice) day(hours []recommend.Hour) page.Section {
	t := &content.Table{Header: []string{"hour", "jobs", "busy workers", a.metric(), "workers needed"}}
	jobs := content.Plot{Title: "Jobs by hour of the day", X: "hour", Y: "jobs", Label: plain}
	need := content.Plot{Title: "Workers by hour of the day", X: "hour", Y: "workers", Label: plain}
	var arrived, busy, needed []float64
	for _, h := range hours {
		value, workers, wanted := "–", "–", math.NaN()
		if h.Value != nil {
			value = number.Time(*h.Value)
		}
		if h.Workers > 0 {
			workers, wanted = strconv.Itoa(h.Workers), float64(h.Workers)
		}
		at := fmt.Sprintf("%d:00", h.Hour)
		t.Rows = append(t.Rows, []string{at, strconv.Itoa(h.Jobs), number.Digits(h.Busy), value, workers})
		jobs.Ticks, need.Ticks = append(jobs.Ticks, at), append(need.Ticks, at)
		arrived, busy, needed = append(arrived, float64(h.Jobs)), append(busy, h.Busy), append(needed, wanted)
	}
	if slices.ContainsFunc(needed, math.IsNaN) {
		need.Title += "; the line has gaps at hours without a figure"
	}
	jobs.Curves = []content.Curve{{Name: "jobs", Values: arrived}}
	need.Curves = []content.Curve{{Name: "needed", Values: needed}, {Name: "busy on average", Values: busy}}
	return page.Section{Title: "The day", Folded: true, Table: t, Plots: []content.Plot{jobs, need},
		Legend: "Workers needed: the fewest that keep " + a.Kept() + " for jobs that arrive in that hour, if the recommended number works before it; –: too few jobs, or no number does."}
}

// overTime shows the log from its start to its end.
func (a *Advice) overTime(spans []recommend.Span) page.Section {
	unit, factor := axisUnit(spans[len(spans)-1].From)
	along := content.Plot{X: "time since the first job, in " + unit, Linear: true}
	for _, x := range spans {
		along.At = append(along.At, x.From/factor)
	}
	busy, slow := along, along
	busy.Title, busy.Y, busy.Label = "Workers that the jobs keep busy, by time since the first job", "busy workers", plain
	slow.Title, slow.Y, slow.Label = "The slowest job, by time since the first job", "sojourn of the slowest", number.Time
	var work, most []float64
	for _, x := range spans {
		at := since(x.From)
		busy.Ticks, slow.Ticks = append(busy.Ticks, at), append(slow.Ticks, at)
		work, most = append(work, x.Busy), append(most, x.Most)
	}
	busy.Curves = []content.Curve{{Name: "busy", Values: work}}
	slow.Curves = []content.Curve{{Name: content.Plural(a.FirstCome.Workers, "worker"), Values: most}}
	return page.Section{Title: "The log over time", Folded: true, Plots: []content.Plot{busy, slow}}
}

// measured shows the results in real time; nil: there are none.
func (a *Advice) measured() (*content.Table, string) {
	x := a.Confirmation
	if x == nil || len(x.Tried) == 0 {
		return nil, ""
	}
	t := &content.Table{Header: []string{"strategy", "simulated", "measured", "from", "to"}}
	for _, tried := range x.Tried {
		lo, hi := "–", "–"
		if tried.Lo != nil && tried.Hi != nil {
			lo, hi = number.Time(*tried.Lo), number.Time(*tried.Hi)
		}
		t.Rows = append(t.Rows, []string{tried.Strategy, number.Time(tried.Simulated), number.Time(tried.Measured), lo, hi})
	}
	return t, fmt.Sprintf("%s of %s, on the clock of the log: medians of %s, with 95 %% intervals.", a.metric(), content.Plural(x.Jobs, "job"), content.Plural(x.Rounds, "round"))
}

// axisUnit returns the unit of an axis over so many seconds, and how many seconds it has.
func axisUnit(seconds float64) (string, float64) {
	switch {
	case seconds >= 3*86400:
		return "days", 86400
	case seconds >= 3*3600:
		return "hours", 3600
	case seconds >= 180:
		return "minutes", 60
	}
	return "seconds", 1
}

// since writes a time since the first job, short enough for ten of them below a chart.
func since(s float64) string {
	switch {
	case s >= 3600:
		return fmt.Sprintf("%.0f h", s/3600)
	case s >= 60:
		return fmt.Sprintf("%.0f min", s/60)
	}
	return number.Value(s, "s")
}

func plain(v float64) string { return number.Digits(v) }
