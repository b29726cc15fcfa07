package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
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

// WriteHTML writes one page about runs, complete in itself: it asks nothing of anybody, and
// without scripts it lacks only the curves to zoom into. What comes from the user's files
// is escaped, and a policy in the page lets no script run but its own.
func WriteHTML(w io.Writer, all []Judgement) error {
	p := page{Colours: upTo(colours), Policy: policy, Script: pageScript(), Style: pageStyle()}
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
	Policy  string
	Script  template.JS
	Style   template.CSS
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
	Curves          *curves
	Charts          []chart
	Timeline        *timeline
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
		out.Headline = overallSentence(rep)
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
		pa.Curves = curvesOf(run, a, cells)
		if i < mostTimelines {
			pa.Timeline = timelineOf(run, a, cells)
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
