package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Study is an answer to another question than which contender is best: that of
// [record.StudyScale] or [record.StudyGrain].
type Study interface {
	// told writes what was found for people, as text or Markdown.
	told(b *bytes.Buffer, format string, run *record.Run, o Options) error
}

// A Scale is how batches become faster with more workers.
type Scale struct{ *verdict.Scale }

// A Grain is how small jobs may be.
type Grain struct{ *verdict.Grain }

// studyFormats are the formats that a study is told in. In others its run is written as
// any other.
var studyFormats = []string{"text", "markdown", "json"}

// StudyFormat reports whether a study can be told in a format.
func StudyFormat(name string) bool { return slices.Contains(studyFormats, name) }

// WriteStudy writes a study in a format for which [StudyFormat] holds. Of the judgement it
// takes the failures and the warnings.
func WriteStudy(w io.Writer, format string, run *record.Run, rep *verdict.Report, s Study, o Options) error {
	var b bytes.Buffer
	if format == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		if err := enc.Encode(struct {
			Study  Study           `json:"study"`
			Report *verdict.Report `json:"report"`
			Run    *record.Run     `json:"run"`
		}{s, rep, run}); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	if err := s.told(&b, format, run, o); err != nil {
		return err
	}
	b.WriteByte('\n')
	var lines []string
	for _, f := range rep.Failures {
		lines = append(lines, "failed: "+failureLine(f))
	}
	for _, text := range warnings(run, rep) {
		lines = append(lines, "warning: "+text)
	}
	if line := hostLine(run); line != "" {
		lines = append(lines, "host: "+line)
	}
	lines = append(lines, "run: "+settingsLine(run))
	for _, line := range lines {
		if format == "markdown" {
			b.WriteString("- " + escape(line) + "\n")
			continue
		}
		wrap(&b, "", 0, clean(line), o.Width)
	}
	if len(run.Command) > 0 {
		command := record.CommandLine(run.Command)
		if format == "markdown" {
			command = "`" + command + "`"
		}
		fmt.Fprintf(&b, "%srepeat: %s\n", map[string]string{"markdown": "- "}[format], command)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// paragraph writes a sentence.
func paragraph(b *bytes.Buffer, format, text string, o Options) {
	if format == "markdown" {
		b.WriteString(escape(text) + "\n\n")
		return
	}
	wrap(b, "", 0, clean(text), o.Width)
	b.WriteByte('\n')
}

// tabulate writes a table, which fits the terminal, and says what it left out for that.
func tabulate(b *bytes.Buffer, format string, t table, o Options) error {
	if format == "markdown" {
		markdownTable(b, t.header, t.rows)
		b.WriteByte('\n')
		return nil
	}
	_, dropped, err := fit(b, t, o)
	if err == nil && len(dropped) > 0 {
		wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: %s.", o.Width, strings.Join(dropped, ", ")), o.Width)
	}
	return err
}

// drawn writes a plot; in Markdown as code.
func drawn(b *bytes.Buffer, format string, draw func()) {
	if format == "markdown" {
		b.WriteString("```text\n")
		defer b.WriteString("```\n\n")
	} else {
		b.WriteByte('\n')
	}
	draw()
}

// ranged writes a value and, if there is one, its interval.
func ranged(v float64, lo, hi *float64, unit string) string {
	s := human(v, unit)
	if lo == nil || hi == nil {
		return s
	}
	between := "–"
	if *lo < 0 {
		between = " to "
	}
	return fmt.Sprintf("%s (%s%s%s)", s, strings.TrimRight(human(*lo, unit), "%×"), between, strings.TrimRight(human(*hi, unit), "%×"))
}

func (s Scale) told(b *bytes.Buffer, format string, run *record.Run, o Options) error {
	if len(s.Curves) == 0 {
		paragraph(b, format, "no results", o)
	}
	for _, w := range run.Workloads {
		var of []verdict.ScaleCurve
		for _, c := range s.Curves {
			if c.Workload == w.Name {
				of = append(of, c)
			}
		}
		if len(of) == 0 {
			continue
		}
		paragraph(b, format, fmt.Sprintf("%s: %s", w.Name, w.Realised), o)
		first := of[0].Points[len(of[0].Points)-1]
		text := fmt.Sprintf("%s is the fastest on %s: %s as fast as on one", of[0].Strategy, plural(first.Workers, "worker"),
			ranged(first.SpeedUp, first.SpeedUpLo, first.SpeedUpHi, "x"))
		if first.Serial != nil {
			text += fmt.Sprintf(", which a serial part of %s would explain", ranged(*first.Serial, first.SerialLo, first.SerialHi, "1"))
		}
		paragraph(b, format, text+".", o)
		if err := tabulate(b, format, scaleTable(of), o); err != nil {
			return err
		}
		n := first.N
		legend := "Speed-up: how many times as fast as the same with one worker, on the same jobs; efficiency: that per worker; " +
			"serial: the part of the work that does not speed up, if that explains the rest (Karp-Flatt); vs best: time against the fastest with as many. " + s.interval(n)
		paragraph(b, format, legend, o)
		drawn(b, format, func() { drawScale(b, of, o) })
	}
	return nil
}

func (s Scale) interval(n int) string { return intervalText(s.Confidence, n) }

// intervalText says what intervals are, or why there are none.
func intervalText(confidence float64, n int) string {
	if n < 6 {
		return fmt.Sprintf("n = %s; fewer than 6 give no intervals.", plural(n, "round"))
	}
	return fmt.Sprintf("Hodges-Lehmann estimates with %g %% intervals, n = %s.", confidence*100, plural(n, "round"))
}

func scaleTable(curves []verdict.ScaleCurve) table {
	t := table{header: []string{"strategy", "workers", "makespan", "speed-up", "efficiency", "serial", "vs best"},
		keep: []int{always, always, 1, always, 3, always, 2}}
	for _, c := range curves {
		for i, p := range c.Points {
			name := clean(c.Strategy)
			if i > 0 {
				name = ""
			}
			serial, vs := "–", "best"
			if p.Serial != nil {
				serial = ranged(*p.Serial, p.SerialLo, p.SerialHi, "1")
			}
			if p.VsBest != nil {
				vs = verdict.FormatRatio(p.VsBest, p.VsBestLo, p.VsBestHi)
			}
			t.rows = append(t.rows, []string{name, fmt.Sprint(p.Workers), human(p.Makespan, "s"),
				ranged(p.SpeedUp, p.SpeedUpLo, p.SpeedUpHi, "x"), ranged(p.Efficiency, p.EfficiencyLo, p.EfficiencyHi, "1"), serial, vs})
		}
	}
	return t
}

// drawScale draws the speed-ups of those that have a value for every worker count.
func drawScale(b *bytes.Buffer, all []verdict.ScaleCurve, o Options) {
	var ticks []string
	var most float64
	var curves []curve
	for _, c := range all {
		if len(c.Points) < len(ticks) {
			continue
		}
		values := make([]float64, len(c.Points))
		ticks = ticks[:0]
		for i, p := range c.Points {
			values[i] = p.SpeedUp
			most = max(most, p.SpeedUp)
			ticks = append(ticks, fmt.Sprint(p.Workers))
		}
		curves = append(curves, curve{name: c.Strategy, values: values})
	}
	curves = slices.DeleteFunc(curves, func(c curve) bool { return len(c.values) < len(ticks) })
	ideal := curve{name: "one worker times so many", char: "·"}
	for _, tick := range ticks {
		n, _ := strconv.ParseFloat(tick, 64)
		ideal.values = append(ideal.values, n)
		most = max(most, n)
	}
	curves = append(curves[:min(len(curves), mostCurves-1)], ideal)
	b.WriteString("speed-up, by workers\n")
	plot(b, curves, ticks, most, func(v float64) string { return human(v, "x") }, o)
}

func (g Grain) told(b *bytes.Buffer, format string, run *record.Run, o Options) error {
	if len(g.Curves) == 0 {
		paragraph(b, format, "no results", o)
	}
	var workers []int
	for _, c := range g.Curves {
		if !slices.Contains(workers, c.Workers) {
			workers = append(workers, c.Workers)
		}
	}
	for _, n := range workers {
		var of []verdict.GrainCurve
		for _, c := range g.Curves {
			if c.Workers == n {
				of = append(of, c)
			}
		}
		first := of[0]
		for _, c := range of {
			if c.Strategy != g.Reference { // which hands nothing out
				first = c
				break
			}
		}
		paragraph(b, format, fmt.Sprintf("With %s, %s hands out the smallest jobs at %.0f %% of the possible speed: METG(%.0f %%) is %s.",
			plural(n, "worker"), first.Strategy, 100*verdict.GrainEfficiency, 100*verdict.GrainEfficiency, metg(first)), o)
		if err := tabulate(b, format, grainTable(of), o); err != nil {
			return err
		}
		paragraph(b, format, fmt.Sprintf("METG(%.0f %%): the smallest job at which work is done at %.0f %% of the best rate of %s, of all sizes, with as many workers; "+
			"then the efficiency at each size of job. Batches of %d jobs. %s",
			100*verdict.GrainEfficiency, 100*verdict.GrainEfficiency, g.Reference, g.Jobs, intervalText(g.Confidence, first.N)), o)
		drawn(b, format, func() { drawGrain(b, of, o) })
	}
	return nil
}

// metg writes the smallest size of a job with its interval.
func metg(c verdict.GrainCurve) string {
	switch {
	case c.Below:
		return "below " + human(c.METG, "s")
	case c.Above:
		return "above " + human(c.METG, "s")
	}
	return ranged(c.METG, c.METGLo, c.METGHi, "s")
}

func grainTable(curves []verdict.GrainCurve) table {
	t := table{header: []string{"strategy", "METG", "vs best"}, keep: []int{always, always, always}}
	for i, p := range curves[0].Points {
		t.header = append(t.header, human(p.Size, "s"))
		// Whole decades stay the longest.
		t.keep = append(t.keep, []int{20, 10}[i%2]-i)
	}
	for _, c := range curves {
		vs := "best"
		if c.VsBest != nil {
			vs = verdict.FormatRatio(c.VsBest, c.VsBestLo, c.VsBestHi)
		}
		row := []string{clean(c.Strategy), metg(c), vs}
		for _, p := range c.Points {
			row = append(row, fmt.Sprintf("%.0f%%", 100*p.Efficiency))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func drawGrain(b *bytes.Buffer, all []verdict.GrainCurve, o Options) {
	var ticks []string
	for _, p := range all[0].Points {
		ticks = append(ticks, strings.ReplaceAll(human(p.Size, "s"), " ", ""))
	}
	var curves []curve
	top := 1.0
	for _, c := range all {
		values := make([]float64, len(c.Points))
		for i, p := range c.Points {
			values[i] = p.Efficiency
			top = max(top, p.Efficiency)
		}
		curves = append(curves, curve{name: c.Strategy, values: values})
	}
	b.WriteString("efficiency, by the size of a job\n")
	plot(b, curves, ticks, top, func(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }, o)
}
