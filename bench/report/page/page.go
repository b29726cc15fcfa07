package page

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
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

// Write writes a page about one run.
func Write(w io.Writer, run *record.Run, rep *verdict.Report) error {
	return WriteAll(w, []Judgement{{run, rep}})
}

// WriteAll writes one page about runs, complete in itself: it asks nothing of anybody, and
// without scripts it lacks only the curves to zoom into. What comes from the user's files
// is escaped, and a policy in the page lets no script run but its own.
func WriteAll(w io.Writer, all []Judgement) error {
	p := page{}
	for _, j := range all {
		p.Runs = append(p.Runs, runPage(j.Run, j.Report))
	}
	if len(p.Runs) > 0 {
		p.Title = p.Runs[0].Headline
	}
	return writePage(w, p)
}

// writePage writes a page, with what all pages have.
func writePage(w io.Writer, p page) error {
	p.Colors, p.Policy, p.Script, p.Style = upTo(colors), policy, pageScript(), pageStyle()
	var b strings.Builder // a template that fails half-way leaves nothing
	if err := pageTemplate.Execute(&b, p); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type page struct {
	Title  string
	Colors []int
	Policy string
	Script template.JS
	Style  template.CSS
	Runs   []pageRun
}

type pageRun struct {
	Headline        string
	Answers         []pageAnswer
	Heat            *heat
	Surfaces        []surfaces
	Warnings, Facts []string
	Noise           []chart
	Command         string
}

type pageAnswer struct {
	Title, Sentence string
	Remarks         []string
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

// colors is how many lines have colors of their own; the others are dashed.
const colors = 8

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
	out := pageRun{Headline: content.Clean(verdict.Headline(run, rep)), Warnings: content.Warnings(run, rep)}
	if run.Settings.Study == record.StudySweep {
		out.Surfaces, out.Answers = surfacesOf(rep), sweepCharts(rep)
	} else {
		out.Answers, out.Heat = answersOf(run, rep), heatOf(rep)
	}
	if line := content.HostLine(run); line != "" {
		out.Facts = append(out.Facts, "host: "+line)
	}
	out.Facts = append(out.Facts, "run: "+content.SettingsLine(run))
	out.Facts = append(out.Facts, noiseFacts(run)...)
	out.Noise = noiseOf(run, rep).charts()
	for _, f := range rep.Failures {
		out.Warnings = append(out.Warnings, "failed: "+content.FailureLine(f))
	}
	if len(run.Command) > 0 {
		out.Command = record.CommandLine(run.Command)
	}
	return out
}

// answersOf has a section for each place, and what runs over all of them.
func answersOf(run *record.Run, rep *verdict.Report) []pageAnswer {
	var out []pageAnswer
	for i, a := range rep.Answers {
		cells := content.Deciding(rep, a)
		pa := pageAnswer{Title: content.Title(run, a), Sentence: content.Clean(a.Words()), Forest: forestOf(rep, a, cells)}
		if i == 0 && len(rep.Answers) == 1 {
			pa.Sentence = "" // it is the headline
		}
		if t := content.TableOf(rep, a); len(t.Rows) > 0 {
			pt := &pageTable{Header: t.Header, Legend: t.Legend(rep, a)}
			for k, row := range t.Rows {
				// The name first: it is what a row is about.
				pt.Rows = append(pt.Rows, pageRow{k < t.Leaders, append([]string{row[1], row[0]}, row[2:]...)})
			}
			pt.Header = append([]string{t.Header[1], t.Header[0]}, t.Header[2:]...)
			pa.Table = pt
		}
		pa.Curves = curvesOf(run, a, cells)
		if i < mostTimelines {
			pa.Timeline = timelineOf(run, a, cells)
		}
		for _, c := range percentileChart(rep, a, cells) {
			c.Replaced = pa.Curves != nil
			pa.Charts = append(pa.Charts, c)
		}
		pa.Charts = append(pa.Charts, classChart(rep, a, cells)...)
		pa.Charts = append(pa.Charts, roundChart(run, a, cells)...)
		out = append(out, pa)
	}
	return append(out, acrossCharts(run, rep)...)
}
