package page

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// Cells and rows of tables are not closed, which HTML allows: they are a tenth of a page.
//
//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{"whole": whole}).Parse(pageText))

// measured is a number and its unit.
var measured = regexp.MustCompile(`\d (?:(?:ns|µs|ms|s)\b|%)`)

// whole keeps each number and its unit on one line.
func whole(text string) string {
	return measured.ReplaceAllStringFunc(text, func(m string) string { return strings.Replace(m, " ", "\u00a0", 1) })
}

// A Judgement is a run and what it shows.
type Judgement struct {
	Run    *record.Run
	Report *verdict.Report
}

// Write writes a page about one run.
func Write(w io.Writer, run *record.Run, rep *verdict.Report) error {
	return WriteAll(w, []Judgement{{run, rep}})
}

// WriteAll writes one self-contained page about runs. It loads nothing, and without scripts it
// lacks only the zoomable curves. Text from the user's files is escaped, and a policy in the
// page lets no script run but its own.
func WriteAll(w io.Writer, all []Judgement) error {
	p := page{}
	var strategies [][]string
	for _, j := range all {
		strategies = append(strategies, ranked(j.Run, j.Report))
	}
	colors := palettesOf(strategies)
	for i, j := range all {
		p.Runs = append(p.Runs, runPage(j.Run, j.Report, colors[i], max(1, mostTimelines/len(all))))
	}
	if len(p.Runs) > 0 {
		p.Title = p.Runs[0].Headline
	}
	return writePage(w, p)
}

// writePage writes a page, with the parts that all pages share.
func writePage(w io.Writer, p page) error {
	p.Policy, p.Script, p.Style, p.Scale = policy, pageScript(), pageStyle(), heatScale()
	seen := make(map[string]int)
	for i := range p.Runs {
		r := &p.Runs[i]
		r.number(i + 1)
		r.share()
		if seen[r.Name]++; seen[r.Name] > 1 { // else the index has a name twice
			r.Name = fmt.Sprintf("%s (%d)", r.Name, seen[r.Name])
		}
	}
	var b strings.Builder // a template that fails half-way leaves nothing
	if err := pageTemplate.Execute(&b, p); err != nil {
		return err
	}
	_, err := io.WriteString(w, b.String())
	return err
}

type page struct {
	Title  string
	Policy string
	Script template.JS
	Style  template.CSS
	Scale  []heatCell
	Runs   []pageRun
}

// Several reports whether the index lists runs, not sections.
func (p page) Several() bool { return len(p.Runs) > 1 }

// A pageRun begins with the answer, then shows warnings, the charts that show it and, folded,
// the details.
type pageRun struct {
	ID, Name, Headline string
	Warnings, Facts    []string
	Forest             *forest
	Changes            *changes
	Heat               *heat
	Charts             []chart
	Legend             []line // of all charts, if they have the same lines
	Surfaces           []surfaces
	Sections           []section
	Noise              []chart
	Repeat, Command    string // what the command does
}

// number gives the run and its sections names that links lead to.
func (r *pageRun) number(n int) {
	r.ID = fmt.Sprintf("run-%d", n)
	for i := range r.Surfaces {
		r.Surfaces[i].ID = fmt.Sprintf("%s-surfaces-%d", r.ID, i+1)
	}
	for i := range r.Sections {
		r.Sections[i].ID = fmt.Sprintf("%s-%d", r.ID, i+1)
	}
}

// share gives charts that stand together one legend.
func (r *pageRun) share() {
	r.Legend = shared(r.Charts)
	for i := range r.Sections {
		r.Sections[i].Legend = shared(r.Sections[i].Charts)
	}
}

// shared takes the legends from charts, and returns the one that names the lines of all of them;
// nil: there is none such.
func shared(charts []chart) []line {
	if len(charts) < 2 {
		return nil
	}
	key := func(l line) line { return line{Name: l.Name, Look: l.Look} }
	most := slices.MaxFunc(charts, func(a, b chart) int { return len(a.Lines) - len(b.Lines) }).Lines
	named := make(map[line]bool)
	for _, l := range most {
		named[key(l)] = true
	}
	for _, c := range charts {
		if !c.Legend || slices.ContainsFunc(c.Lines, func(l line) bool { return !named[key(l)] }) {
			return nil
		}
	}
	for i := range charts {
		charts[i].Legend = false
	}
	return most
}

// A section is folded until it is asked for, unless it is open.
type section struct {
	ID, Title, About, Sentence string
	Open                       bool
	Remarks                    []string
	Forest                     *forest
	Tables                     []*pageTable
	Below                      []string // the tables
	Curves                     *curves
	Charts                     []chart
	Legend                     []line // of all charts, as of pageRun
	Timeline                   *timeline
}

type pageTable struct {
	Title  string
	Header []string
	Rows   []pageRow
	Legend string
	Folded string // what it is, if it is folded
	Words  bool   // names may be broken into lines
}

type pageRow struct {
	Lead  bool
	Cells []string
}

func runPage(run *record.Run, rep *verdict.Report, colors palette, timelines int) pageRun {
	out := pageRun{Name: runName(run), Headline: content.Clean(verdict.Headline(run, rep)), Warnings: content.Warnings(run, rep)}
	for _, f := range rep.Failures {
		out.Warnings = append(out.Warnings, "failed: "+content.FailureLine(f))
	}
	out.show(run, rep, colors)
	if run.Settings.Study != record.StudySweep {
		out.Sections = sectionsOf(run, rep, colors, timelines)
	}
	if line := content.HostLine(run); line != "" {
		out.Facts = append(out.Facts, "host: "+line)
	}
	out.Facts = append(out.Facts, "run: "+content.SettingsLine(run))
	out.Facts = append(out.Facts, noiseFacts(run)...)
	out.Noise = noiseOf(run, rep).charts()
	if len(run.Command) > 0 {
		out.Repeat, out.Command = "Repeat it:", record.CommandLine(run.Command)
	}
	return out
}

// show adds the charts that answer the question of the run.
func (r *pageRun) show(run *record.Run, rep *verdict.Report, colors palette) {
	switch run.Settings.Study {
	case record.StudyScale:
		r.Charts = scaleCharts(run, verdict.ScaleOf(run, rep.Confidence), colors)
	case record.StudyGrain:
		if g, err := verdict.GrainOf(run, record.GrainReference, rep.Confidence); err == nil {
			r.Charts = grainCharts(g, colors)
		}
	case record.StudySweep:
		r.Charts, r.Surfaces = sweepCharts(rep, colors), surfacesOf(rep)
		return
	}
	switch {
	case len(run.Settings.Loads) > 1:
		r.Charts = append(r.Charts, loadCharts(rep, colors)...)
	case len(rep.Answers) == 1:
		if cells := content.Deciding(rep, rep.Answers[0]); len(cells) > 0 {
			r.Forest = forestOf(rep, rep.Answers[0], cells, roundRatios(run, rep.Answers[0], cells[0].Strategy), colors)
		}
	}
	r.Heat = heatOf(rep)
}

// sectionsOf has a section for each place or, for the only one, a section for each kind of
// figures.
func sectionsOf(run *record.Run, rep *verdict.Report, colors palette, timelines int) []section {
	var out []section
	for i, a := range rep.Answers {
		cells := content.Deciding(rep, a)
		s := section{Title: heading(a), About: content.Title(run, a), Sentence: content.Clean(a.Words()), Tables: tablesOf(rep, a)}
		s.Curves = curvesOf(run, a, cells, colors)
		if i < timelines {
			s.Timeline = timelineOf(run, a, cells, colors)
		}
		for _, c := range percentileChart(rep, a, cells, colors) {
			c.Replaced = s.Curves != nil
			s.Charts = append(s.Charts, c)
		}
		classes, rounds := classChart(rep, a, cells, colors), roundChart(run, a, cells, colors)
		if len(rep.Answers) > 1 {
			s.Forest = forestOf(rep, a, cells, nil, colors)
			s.Charts = append(append(s.Charts, classes...), rounds...)
			out = append(out, s)
			continue
		}
		out = append(out, section{Title: "The figures", About: s.About, Tables: s.Tables, Open: true})
		add := func(title string, s section) {
			if s.Timeline != nil || s.Curves != nil || len(s.Charts) > 0 {
				s.Title = title
				out = append(out, s)
			}
		}
		add("Which workers idle, and when", section{Timeline: s.Timeline})
		add("Times by percentile", section{Curves: s.Curves, Charts: s.Charts})
		add("Times by priority", section{Charts: classes})
		add("Round by round", section{Charts: rounds})
	}
	return out
}

// tablesOf returns the table of a place and, folded, the columns that do not fit.
func tablesOf(rep *verdict.Report, a verdict.Answer) []*pageTable {
	t := content.TableOf(rep, a)
	return pageTables(t, t.Legend(rep, a))
}

// pageTables returns a table and, folded, the columns that do not fit.
func pageTables(t content.Table, legend string) []*pageTable {
	if len(t.Rows) == 0 {
		return nil
	}
	fits := t
	var dropped []string
	for len(t.Keep) > 0 && wide(fits) {
		less, name := fits.Without()
		if name == "" {
			break
		}
		fits, dropped = less, append(dropped, name)
	}
	all := []*pageTable{pageTableOf(fits)}
	all[0].Legend = legend
	if len(dropped) == 0 {
		return all
	}
	rest := t
	for i := len(t.Header) - 1; i >= 0; i-- {
		if i != t.Subject && !slices.Contains(dropped, t.Header[i]) {
			rest = rest.Drop(i)
		}
	}
	folded := pageTableOf(rest)
	folded.Folded = "More columns: " + strings.Join(folded.Header[1:], ", ")
	return append(all, folded)
}

// pageTableOf puts first what a row is about.
func pageTableOf(t content.Table) *pageTable {
	first := func(cells []string) []string {
		return slices.Concat(cells[t.Subject:t.Subject+1], cells[:t.Subject], cells[t.Subject+1:])
	}
	pt := &pageTable{Header: first(t.Header), Words: t.Words}
	for i, row := range t.Rows {
		pt.Rows = append(pt.Rows, pageRow{i < t.Leaders, first(row)})
	}
	return pt
}

// wide reports whether a table is too wide to fit beside the index on a page of 1400 pixels.
func wide(t content.Table) bool {
	const room, character, padding, name = 1070, 8.3, 20, 30
	width := 0.0
	for i, h := range t.Header {
		most := utf8.RuneCountInString(h)
		for _, row := range t.Rows {
			most = max(most, utf8.RuneCountInString(row[i]))
		}
		if t.Words && i == t.Subject {
			most = min(most, name)
		}
		width += character*float64(most) + padding
	}
	return width > room
}
