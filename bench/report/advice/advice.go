package advice

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/report/markup"
	"github.com/go-foundations/poolbench/bench/report/page"
	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// Advice is an answer about a log, and how the log was read.
type Advice struct {
	File  string            `json:"file"`
	Notes []string          `json:"notes"`
	Read  joblog.Understood `json:"read"`
	Rows  int               `json:"rows"` // usable rows of the log; everything below is about the rows that are kept
	*recommend.Result
	Closer string `json:"closer"` // the command for a closer look; empty: there is none
}

// formats are the formats of an answer: a new one is a line here.
var formats = []struct {
	name  string
	write func(b *bytes.Buffer, a *Advice, o text.Options) error
}{
	{"text", writeText},
	{"markdown", writeMarkdown},
	{"html", func(b *bytes.Buffer, a *Advice, _ text.Options) error { return page.WriteSheet(b, a.sheet()) }},
	{"csv", writeCSV},
	{"json", writeJSON},
}

// Formats returns the names of the formats of [Write].
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Write writes the answer in one of [Formats]; the options apply to text. CSV has one line for each strategy and number of workers, with times in
// seconds, and one for each way over machines.
func Write(b *bytes.Buffer, format string, a *Advice, o text.Options) error {
	for _, f := range formats {
		if f.name == format {
			return f.write(b, a, o)
		}
	}
	return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(Formats(), ", "))
}

func writeText(b *bytes.Buffer, a *Advice, o text.Options) error {
	var t strings.Builder
	for _, line := range a.Read.Lines() {
		t.WriteString(line[0] + ": " + line[1] + "\n")
	}
	t.WriteString("\n" + a.Text())
	for _, n := range a.Notes {
		if n != a.Read.Caveat {
			t.WriteString("note: " + n + "\n")
		}
	}
	// The answer again: the last lines are those that stay in sight, and what makes it doubtful is
	// among them.
	t.WriteString("\n")
	if a.Read.Caveat != "" {
		t.WriteString("warning: " + a.Read.Caveat + "\n")
	}
	for _, line := range a.Headline() {
		t.WriteString(line + "\n")
	}
	if a.Closer != "" {
		t.WriteString("next: " + a.Closer + "\n")
	}
	text.FoldLines(b, t.String(), o)
	return nil
}

func writeJSON(b *bytes.Buffer, a *Advice, _ text.Options) error {
	full := *a // a list without elements is one all the same
	for _, list := range []*[]string{&full.Notes, &full.Read.Warnings, &full.Read.Why} {
		if *list == nil {
			*list = []string{}
		}
	}
	enc := json.NewEncoder(b)
	enc.SetIndent("", "  ")
	return enc.Encode(&full)
}

func writeMarkdown(b *bytes.Buffer, a *Advice, _ text.Options) error {
	w := markup.NewWriter(b)
	s := a.sheet()
	w.Line("### " + s.Headline)
	w.Gap()
	for _, x := range s.Warnings {
		w.Item(x)
	}
	if len(s.Warnings) > 0 {
		w.Gap()
	}
	for _, sec := range s.Sections {
		if sec.Table == nil && len(sec.Sentences) == 0 {
			continue // it has pictures only
		}
		w.Line("#### " + sec.Title)
		w.Gap()
		for _, x := range sec.Sentences {
			w.Line(x)
			w.Gap()
		}
		if sec.Table != nil {
			if err := w.Table(*sec.Table); err != nil {
				return err
			}
			w.Legend(sec.Legend)
			w.Gap()
		}
	}
	for _, x := range s.Facts {
		w.Item(x)
	}
	if s.Command != "" {
		w.Command("to look closer: ", s.Command)
	}
	return nil
}

func writeCSV(b *bytes.Buffer, a *Advice, _ text.Options) error {
	out := csv.NewWriter(b)
	exact := func(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
	// Write's errors show up in Error below.
	out.Write([]string{"strategy", "workers", "metric", "unit", "value", "limit", "recommended"})
	for _, x := range a.Simulated {
		limit := ""
		if a.Limit > 0 {
			limit = exact(a.Limit)
		}
		out.Write([]string{x.Strategy, strconv.Itoa(x.Workers), a.Metric, a.Unit, exact(x.Value), limit, strconv.FormatBool(a.Met && x.Strategy == a.Strategy && x.Workers == a.Workers)})
	}
	if m := a.Machines; m != nil {
		for i, x := range m.Ways {
			out.Write([]string{x.Strategy, strconv.Itoa(x.Total), a.Metric, a.Unit, exact(x.Value), exact(m.Limit), strconv.FormatBool(m.Best != nil && *m.Best == i)})
		}
	}
	out.Flush()
	return out.Error()
}
