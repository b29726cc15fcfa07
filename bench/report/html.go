package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// A Judgement is a run and what it shows.
type Judgement struct {
	Run    *record.Run
	Report *verdict.Report
}

// writeHTML writes a page about one run.
func writeHTML(w io.Writer, run *record.Run, rep *verdict.Report, _ Options) error {
	return WriteHTML(w, []Judgement{{run, rep}})
}

// WriteHTML writes one page about runs, complete in itself: it asks nothing of anybody and
// has no scripts. What comes from the user's files is escaped.
func WriteHTML(w io.Writer, all []Judgement) error {
	p := page{Colours: upTo(colours)}
	for _, j := range all {
		p.Runs = append(p.Runs, runPage(j.Run, j.Report))
	}
	if len(p.Runs) > 0 {
		p.Title = p.Runs[0].Headline
	}
	var b strings.Builder // a template that fails half-way leaves nothing
	if err := pageTemplate.Execute(&b, p); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type page struct {
	Title   string
	Colours []int
	Runs    []pageRun
}

type pageRun struct {
	Headline        string
	Answers         []pageAnswer
	Heat            *heat
	Warnings, Facts []string
	Command         string
}

type pageAnswer struct {
	Title, Sentence string
	Forest          *forest
	Table           *pageTable
	Charts          []chart
}

type pageTable struct {
	Header []string
	Rows   []pageRow
	Legend string
}

type pageRow struct {
	Lead  bool
	Cells []string
}

type heat struct {
	Header []string
	Rows   [][]heatCell
}

type heatCell struct{ Text, Class string }

// colours is how many lines have colours of their own; the others are dashed.
const colours = 8

func upTo(n int) []int {
	var all []int
	for i := range n {
		all = append(all, i)
	}
	return all
}

// mostLines is how many contenders a chart of lines has: more cannot be told apart.
const mostLines = 8

func runPage(run *record.Run, rep *verdict.Report) pageRun {
	out := pageRun{Headline: "No results.", Warnings: warnings(run, rep)}
	if len(rep.Answers) > 0 {
		out.Headline = clean(rep.Answers[0].Sentence)
	}
	if len(rep.Answers) > 1 && len(rep.Overall) > 0 {
		best := rep.Overall[0]
		out.Headline = fmt.Sprintf("%s is the best over %d comparisons.", clean(best.Strategy), len(rep.Answers))
	}
	for i, a := range rep.Answers {
		cells := deciding(rep, a)
		pa := pageAnswer{Title: title(run, a), Sentence: clean(a.Sentence), Forest: forestOf(rep, a, cells)}
		if i == 0 && len(rep.Answers) == 1 {
			pa.Sentence = "" // it is the headline
		}
		if t := tableOf(rep, a); len(t.rows) > 0 {
			pt := &pageTable{Header: t.header, Legend: t.legend(rep, a)}
			for k, row := range t.rows {
				// The name first: it is what a row is about.
				pt.Rows = append(pt.Rows, pageRow{k < t.leaders, append([]string{row[1], row[0]}, row[2:]...)})
			}
			pt.Header = append([]string{t.header[1], t.header[0]}, t.header[2:]...)
			pa.Table = pt
		}
		pa.Charts = append(pa.Charts, percentileChart(rep, a, cells)...)
		pa.Charts = append(pa.Charts, classChart(rep, a, cells)...)
		pa.Charts = append(pa.Charts, roundChart(run, a, cells)...)
		out.Answers = append(out.Answers, pa)
	}
	out.Answers = append(out.Answers, acrossCharts(run, rep)...)
	out.Heat = heatOf(rep)
	if line := hostLine(run); line != "" {
		out.Facts = append(out.Facts, "host: "+line)
	}
	out.Facts = append(out.Facts, "run: "+settingsLine(run))
	out.Facts = append(out.Facts, disturbances(run, rep)...)
	for _, f := range rep.Failures {
		out.Warnings = append(out.Warnings, "failed: "+failureLine(f))
	}
	if len(run.Command) > 0 {
		out.Command = record.CommandLine(run.Command)
	}
	return out
}

// deciding returns the cells of the metric that decides, the best first.
func deciding(rep *verdict.Report, a verdict.Answer) []verdict.Cell {
	var out []verdict.Cell
	for _, c := range cellsAt(rep, a) {
		if c.Metric == a.Metric {
			out = append(out, c)
		}
	}
	return out
}

// A forest is a plot of ratios to the best, with intervals and the margin within which
// differences do not matter.
type forest struct {
	Width, Height, Bottom, One, BandX, BandW float64
	Label, Caption                           string
	Rows                                     []forestRow
	Ticks                                    []mark
}

type forestRow struct {
	Name, Text string
	X, X1, X2  float64
	Y, TextY   float64
	Whisker    bool
	Colour     int
}

type mark struct {
	X, Y float64
	Text string
}

func forestOf(rep *verdict.Report, a verdict.Answer, cells []verdict.Cell) *forest {
	const left, right, width, row = 160.0, 20.0, 680.0, 22.0
	lo, hi := 1-rep.Tie, 1+rep.Tie
	for _, c := range cells {
		for _, v := range []*float64{c.Ratio, c.RatioLo, c.RatioHi} {
			if v != nil && *v > 0 {
				lo, hi = min(lo, *v), max(hi, *v)
			}
		}
	}
	if len(cells) == 0 {
		return nil
	}
	lo, hi = math.Log(lo*0.99), math.Log(hi*1.01)
	x := func(v float64) float64 { return round1(left + (width-left-right)*(math.Log(v)-lo)/(hi-lo)) }
	f := &forest{Width: width, Bottom: row * float64(len(cells)), One: x(1), BandX: x(1 - rep.Tie)}
	f.Height, f.BandW = f.Bottom+24, round1(x(1+rep.Tie)-x(1-rep.Tie))
	for i, c := range cells {
		r := forestRow{Name: clean(c.Strategy), Y: row*float64(i) + row/2, TextY: row*float64(i) + row/2 + 4, X: x(1), Colour: min(c.Group-1, 7)}
		if c.Ratio != nil && *c.Ratio > 0 {
			r.X = x(*c.Ratio)
		}
		r.Text = clean(c.Strategy) + ": " + verdict.FormatRatio(c.Ratio, c.RatioLo, c.RatioHi)
		if c.RatioLo != nil && c.RatioHi != nil && *c.RatioLo > 0 {
			r.Whisker, r.X1, r.X2 = true, x(*c.RatioLo), x(*c.RatioHi)
		}
		f.Rows = append(f.Rows, r)
	}
	for _, v := range []float64{math.Exp(lo), 1, math.Exp(hi)} {
		f.Ticks = append(f.Ticks, mark{min(max(x(v), left), width-right), f.Bottom + 18, digits(v) + "×"})
	}
	f.Label = fmt.Sprintf("Ratios of %s to the best, %s", a.Metric, clean(cells[0].Strategy))
	better := "more is better"
	if m, ok := record.MetricByName(a.Metric); ok && m.Better == record.Lower {
		better = "less is better"
	}
	f.Caption = fmt.Sprintf("%s against the best (%s), with %g %% intervals; the band is a difference of %g %%, which does not matter. Colours are rank groups.",
		a.Metric, better, 100*rep.Confidence, 100*rep.Tie)
	return f
}

func round1(v float64) float64 { return math.Round(v*10) / 10 }

// A chart is lines over ticks that stand at equal distances.
type chart struct {
	Width, Height  float64
	Label, Caption string
	Grid           []gridLine
	Ticks          []mark
	Lines          []line
}

type gridLine struct {
	X1, X2, Y, TextX, TextY float64
	Text                    string
}

type line struct {
	Name, Points, Dash string
	Colour             int
}

// A lined is a series before it is drawn; NaN is a gap.
type lined struct {
	name   string
	values []float64
}

// chartOf draws lines, on a logarithmic scale if that is asked for and possible.
func chartOf(caption string, ticks []string, series []lined, logarithmic bool, label func(float64) string) []chart {
	const left, right, top, width, height, foot = 70.0, 15.0, 8.0, 680.0, 240.0, 24.0
	if len(ticks) < 2 || len(series) == 0 {
		return nil
	}
	series = series[:min(len(series), mostLines)]
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, s := range series {
		for _, v := range s.values {
			if !math.IsNaN(v) {
				lo, hi = min(lo, v), max(hi, v)
			}
		}
	}
	if math.IsInf(lo, 0) {
		return nil
	}
	logarithmic = logarithmic && lo > 0
	scale := func(v float64) float64 {
		if logarithmic {
			return math.Log(v)
		}
		return v
	}
	a, b := scale(lo), scale(hi)
	if b-a < 1e-12 {
		a, b = a-1, b+1
	}
	y := func(v float64) float64 { return round1(top + (height-top-foot)*(1-(scale(v)-a)/(b-a))) }
	x := func(i int) float64 { return round1(left + (width-left-right)*float64(i)/float64(len(ticks)-1)) }
	c := chart{Width: width, Height: height, Label: caption, Caption: caption}
	for i := range 4 {
		v := a + (b-a)*float64(i)/3
		if logarithmic {
			v = math.Exp(v)
		}
		c.Grid = append(c.Grid, gridLine{left, width - right, y(v), left - 6, y(v) + 4, label(v)})
	}
	every := (len(ticks) + 9) / 10
	for i, t := range ticks {
		if i%every == 0 {
			c.Ticks = append(c.Ticks, mark{x(i), height - 6, t})
		}
	}
	for k, s := range series {
		l := line{Name: clean(s.name), Colour: k % colours}
		if k%2 == 1 {
			l.Dash = "6 3"
		}
		var points []string
		for i, v := range s.values {
			if !math.IsNaN(v) {
				points = append(points, fmt.Sprintf("%g,%g", x(i), y(v)))
			}
		}
		l.Points = strings.Join(points, " ")
		c.Lines = append(c.Lines, l)
	}
	return []chart{c}
}

// percentileChart has the percentiles of the sojourn of the best.
func percentileChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell) []chart {
	names := []string{"p50", "p95", "p99", "p99.9", "max"}
	var ticks []string
	var series []lined
	cells := cellsAt(rep, a)
	for _, name := range names {
		if slices.ContainsFunc(cells, func(c verdict.Cell) bool { return c.Metric == "sojourn-"+name }) {
			ticks = append(ticks, name)
		}
	}
	for _, o := range order {
		s := lined{name: o.Strategy}
		for _, t := range ticks {
			v := math.NaN()
			for _, c := range cells {
				if c.Strategy == o.Strategy && c.Metric == "sojourn-"+t {
					v = c.Median
				}
			}
			s.values = append(s.values, v)
		}
		series = append(series, s)
	}
	return chartOf("Time from arrival to completion, by percentile: medians over rounds", ticks, series, true, func(v float64) string { return human(v, "s") })
}

// classChart has the tail of the jobs of each priority, the most urgent first: the p99,
// or the mean where some have too few jobs for one.
func classChart(rep *verdict.Report, a verdict.Answer, order []verdict.Cell) []chart {
	for _, metric := range []string{"sojourn-p99", "sojourn-mean"} {
		var ticks []string
		var priorities []int
		values := make(map[string]map[int]float64)
		for _, c := range rep.Cells {
			if c.Place != a.Place || c.Priority == nil || c.Metric != metric {
				continue
			}
			if !slices.Contains(priorities, *c.Priority) {
				priorities = append(priorities, *c.Priority)
				ticks = append(ticks, fmt.Sprintf("priority %d", *c.Priority))
			}
			if values[c.Strategy] == nil {
				values[c.Strategy] = make(map[int]float64)
			}
			values[c.Strategy][*c.Priority] = c.Median
		}
		if len(priorities) < 2 {
			continue
		}
		var series []lined
		for _, o := range order {
			s := lined{name: o.Strategy}
			for _, p := range priorities {
				v, ok := values[o.Strategy][p]
				if !ok {
					v = math.NaN()
				}
				s.values = append(s.values, v)
			}
			series = append(series, s)
		}
		what := strings.TrimPrefix(metric, "sojourn-")
		return chartOf(what+" of the time from arrival to completion, by priority: medians over rounds", ticks, series, true, func(v float64) string { return human(v, "s") })
	}
	return nil
}

// roundChart has each round's values over those of the best in the same round.
func roundChart(run *record.Run, a verdict.Answer, order []verdict.Cell) []chart {
	if !run.Paired || len(order) < 2 {
		return nil
	}
	values := make(map[string]map[int]float64)
	last := 0
	for _, t := range run.Trials {
		if t.Workload != a.Workload || t.Workers != a.Workers || t.Load != a.Load {
			continue
		}
		if v, ok := t.Metrics[a.Metric]; ok && v > 0 {
			if values[t.Strategy] == nil {
				values[t.Strategy] = make(map[int]float64)
			}
			values[t.Strategy][t.Round] = v
			last = max(last, t.Round)
		}
	}
	best := values[order[0].Strategy]
	var ticks []string
	for i := range last {
		ticks = append(ticks, fmt.Sprint(i+1))
	}
	var series []lined
	for _, o := range order[1:] {
		s := lined{name: o.Strategy}
		for i := range last {
			v, ok := values[o.Strategy][i+1]
			b, ok2 := best[i+1]
			if !ok || !ok2 {
				v, b = math.NaN(), 1
			}
			s.values = append(s.values, v/b)
		}
		series = append(series, s)
	}
	return chartOf(fmt.Sprintf("%s over that of %s, round by round, on the same jobs", a.Metric, clean(order[0].Strategy)), ticks, series, true,
		func(v float64) string { return digits(v) + "×" })
}

// acrossCharts has what runs over worker counts, loads or sizes of jobs.
func acrossCharts(run *record.Run, rep *verdict.Report) []pageAnswer {
	var out []pageAnswer
	add := func(title string, charts []chart) {
		if len(charts) > 0 {
			out = append(out, pageAnswer{Title: title, Charts: charts})
		}
	}
	switch run.Settings.Study {
	case record.StudyScale:
		s := verdict.ScaleOf(run, rep.Confidence)
		for _, w := range run.Workloads {
			var series []lined
			var ticks []string
			for _, c := range s.Curves {
				if c.Workload != w.Name {
					continue
				}
				l := lined{name: c.Strategy}
				ticks = nil
				for _, p := range c.Points {
					l.values = append(l.values, p.SpeedUp)
					ticks = append(ticks, fmt.Sprint(p.Workers))
				}
				series = append(series, l)
			}
			add("Speed-up: "+clean(w.Name), chartOf("How many times as fast as the same with one worker, by workers", ticks, series, false, func(v float64) string { return digits(v) + "×" }))
		}
	case record.StudyGrain:
		g, err := verdict.GrainOf(run, record.GrainReference, rep.Confidence)
		if err != nil {
			break
		}
		byWorkers := make(map[int][]lined)
		var counts []int
		var ticks []string
		for _, c := range g.Curves {
			l := lined{name: c.Strategy}
			ticks = nil
			for _, p := range c.Points {
				l.values = append(l.values, p.Efficiency)
				ticks = append(ticks, human(p.Size, "s"))
			}
			if byWorkers[c.Workers] == nil {
				counts = append(counts, c.Workers)
			}
			byWorkers[c.Workers] = append(byWorkers[c.Workers], l)
		}
		for _, n := range counts {
			add(fmt.Sprintf("Efficiency by the size of a job, %s", plural(n, "worker")), chartOf("Rate of work over the best rate of "+g.Reference, ticks, byWorkers[n], false, func(v float64) string { return human(v, "1") }))
		}
	}
	if len(run.Settings.Loads) > 1 {
		add("Load and latency", loadChart(rep))
	}
	return out
}

// loadChart has the metric that decides by load, of the first workload and worker count.
func loadChart(rep *verdict.Report) []chart {
	if len(rep.Answers) == 0 {
		return nil
	}
	first := rep.Answers[0]
	var ticks []string
	var order []string
	values := make(map[string][]float64)
	for _, a := range rep.Answers {
		if a.Workload != first.Workload || a.Workers != first.Workers {
			continue
		}
		ticks = append(ticks, digits(a.Load))
		for _, c := range deciding(rep, a) {
			if values[c.Strategy] == nil {
				order = append(order, c.Strategy)
			}
			for len(values[c.Strategy]) < len(ticks)-1 {
				values[c.Strategy] = append(values[c.Strategy], math.NaN())
			}
			values[c.Strategy] = append(values[c.Strategy], c.Median)
		}
	}
	var series []lined
	for _, name := range order {
		series = append(series, lined{name, values[name]})
	}
	m, _ := record.MetricByName(first.Metric)
	return chartOf(first.Metric+" by offered load", ticks, series, true, func(v float64) string { return human(v, m.Unit) })
}

// heatOf has the ratio to the best of every strategy on every place, if there are several.
func heatOf(rep *verdict.Report) *heat {
	if len(rep.Answers) < 2 {
		return nil
	}
	h := &heat{Header: []string{"strategy"}}
	rows := make(map[string][]heatCell)
	var names []string
	for i, a := range rep.Answers {
		where := clean(a.Workload)
		if a.Load > 0 {
			where += fmt.Sprintf(" at %g", a.Load)
		}
		h.Header = append(h.Header, fmt.Sprintf("%s, %d", where, a.Workers))
		for _, c := range deciding(rep, a) {
			if rows[c.Strategy] == nil {
				names = append(names, c.Strategy)
				rows[c.Strategy] = make([]heatCell, len(rep.Answers))
			}
			if c.Ratio == nil || !(*c.Ratio > 0) {
				continue
			}
			away := math.Abs(math.Log(*c.Ratio))
			class := ""
			for k, limit := range []float64{0.02, 0.1, 0.3, 0.7} {
				if away > limit {
					class = fmt.Sprintf("h%d", k+1)
				}
			}
			rows[c.Strategy][i] = heatCell{digits(*c.Ratio) + "×", class}
		}
	}
	for _, n := range names {
		h.Rows = append(h.Rows, append([]heatCell{{Text: clean(n)}}, rows[n]...))
	}
	return h
}

// disturbances says how much a trial's place in its round, and the time since the run
// began, had to do with what was measured.
func disturbances(run *record.Run, rep *verdict.Report) []string {
	if !run.Paired || run.Settings.Virtual {
		return nil
	}
	type key struct {
		verdict.Place
		strategy string
	}
	logs := make(map[key][]float64)
	most, rounds := 0, 0
	value := func(t record.Trial) (key, float64, bool) {
		v, ok := t.Metrics[rep.Metric]
		return key{verdict.Place{Workload: t.Workload, Workers: t.Workers, Load: t.Load}, t.Strategy}, math.Log(v), ok && v > 0
	}
	for _, t := range run.Trials {
		if k, v, ok := value(t); ok {
			logs[k] = append(logs[k], v)
			most, rounds = max(most, t.Position), max(rounds, t.Round)
		}
	}
	var first, second, early, late []float64
	for _, t := range run.Trials {
		k, v, ok := value(t)
		if !ok {
			continue
		}
		v -= stats.Median(logs[k])
		if 2*t.Position <= most {
			first = append(first, v)
		} else {
			second = append(second, v)
		}
		if 3*t.Round <= rounds {
			early = append(early, v)
		} else if 3*t.Round > 2*rounds {
			late = append(late, v)
		}
	}
	var out []string
	if len(first) > 0 && len(second) > 0 {
		out = append(out, fmt.Sprintf("order: the second half of a round has %+.1f %% of the first half's %s (it is random who runs when)", 100*(math.Exp(stats.Median(second)-stats.Median(first))-1), rep.Metric))
	}
	if len(early) > 0 && len(late) > 0 {
		out = append(out, fmt.Sprintf("drift: the last third of the run has %+.1f %% of the first third's", 100*(math.Exp(stats.Median(late)-stats.Median(early))-1)))
	}
	return out
}
