package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// maxTables is the most answers that get a table each.
const maxTables = 3

// writeText writes for people at a terminal.
func writeText(w io.Writer, run *record.Run, rep *verdict.Report, o Options) error {
	var b bytes.Buffer
	var err error
	if len(rep.Answers) > maxTables && !o.Full {
		err = textTour(&b, rep, o)
	} else {
		err = textTables(&b, run, rep, o)
	}
	if err != nil {
		return err
	}
	if len(rep.Answers) == 0 {
		b.WriteString("no results\n\n")
	}
	for _, text := range warnings(run, rep) {
		wrap(&b, o.paint(yellow, "warning: "), len("warning: "), clean(text), o.Width)
	}
	if line := hostLine(run); line != "" {
		wrap(&b, "host: ", 6, line, o.Width)
	}
	wrap(&b, "run: ", 5, settingsLine(run), o.Width)
	if len(run.Command) > 0 {
		// Never wrapped: it is there to be copied.
		fmt.Fprintf(&b, "repeat: %s\n", record.CommandLine(run.Command))
	}
	_, err = w.Write(b.Bytes())
	return err
}

// textTables writes every answer with its table.
func textTables(b *bytes.Buffer, run *record.Run, rep *verdict.Report, o Options) error {
	for _, a := range rep.Answers {
		wrap(b, "", 0, title(run, a), o.Width)
		b.WriteByte('\n')
		wrap(b, "", 0, clean(a.Sentence), o.Width)
		b.WriteByte('\n')
		t := tableOf(rep, a)
		if o.Width > 0 {
			t = t.withStrip(rep, a)
		}
		if len(t.rows) > 0 {
			t, dropped, err := fit(b, t, o)
			if err != nil {
				return err
			}
			wrap(b, "", 0, t.legend(rep, a), o.Width)
			if len(dropped) > 0 {
				wrap(b, "", 0, fmt.Sprintf("Left out to fit %d columns: %s.", o.Width, strings.Join(dropped, ", ")), o.Width)
			}
		}
		if err := textClasses(b, rep, a, o); err != nil {
			return err
		}
		for _, line := range details(run, a) {
			wrap(b, "detail: ", len("detail: "), line, o.Width)
		}
		textFailures(b, failuresAt(rep, a), o)
		b.WriteByte('\n')
	}
	return nil
}

func textFailures(b *bytes.Buffer, failures []verdict.Failure, o Options) {
	for _, f := range failures {
		wrap(b, o.paint(red, "failed: "), len("failed: "), failureLine(f), o.Width)
	}
}

// failureLine says who failed, when and why.
func failureLine(f verdict.Failure) string {
	return fmt.Sprintf("%s on %s with %d workers, %d of %d trials, first in round %d: %s",
		clean(f.Strategy), clean(f.Workload), f.Workers, f.Count, f.Trials, f.Round, clean(f.Error))
}

// fit writes the table, without as many columns as it takes to fit the width,
// and returns what it wrote and the headers of those.
func fit(b *bytes.Buffer, t table, o Options) (fitted table, dropped []string, err error) {
	for {
		var out bytes.Buffer
		if err := render(&out, t, o); err != nil {
			return t, nil, err
		}
		if o.Width > 0 && width(out.String()) > o.Width {
			less, name := t.without()
			if name != "" {
				t = less
				if !strings.Contains(name, stripTo) { // the figures are there
					dropped = append(dropped, name)
				}
				continue
			}
		}
		b.Write(out.Bytes())
		return t, dropped, nil
	}
}

// render draws the table.
func render(b *bytes.Buffer, t table, o Options) error {
	align := make([]tw.Align, len(t.header))
	for i, name := range t.header {
		align[i] = tw.AlignRight
		if name == "group" || name == "strategy" || name == "vs best" || strings.Contains(name, stripTo) || t.words {
			align[i] = tw.AlignLeft
		}
	}
	var out bytes.Buffer
	table := tablewriter.NewTable(&out,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders: tw.BorderNone,
			Symbols: tw.NewSymbols(tw.StyleLight),
			Settings: tw.Settings{
				Separators: tw.Separators{BetweenColumns: tw.Off, BetweenRows: tw.Off},
				Lines:      tw.Lines{ShowHeaderLine: tw.On},
			},
		})),
		// Else "p99" becomes "P 99".
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithHeaderAlignmentConfig(tw.CellAlignment{PerColumn: align}),
		tablewriter.WithRowAlignmentConfig(tw.CellAlignment{PerColumn: align}),
		// Else the locale decides how wide "±" is.
		tablewriter.WithEastAsian(tw.Off),
	)
	table.Header(t.header)
	for i, row := range t.rows {
		cells := append([]string(nil), row...)
		if i < t.leaders {
			cells[1] = o.paint(green, cells[1])
		}
		if err := table.Append(cells); err != nil {
			return err
		}
	}
	if err := table.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(out.String()) {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return nil
}

// Escape sequences of the colours in use; bold, so that they are not the only
// mark.
const (
	green  = "\x1b[1;32m"
	yellow = "\x1b[1;33m"
	red    = "\x1b[1;31m"
	reset  = "\x1b[0m"
)

// paint colours s if that was asked for.
func (o Options) paint(color, s string) string {
	if !o.Color {
		return s
	}
	return color + s + reset
}

// width returns the columns of the longest line, escape sequences not counted.
func width(s string) int {
	for _, seq := range []string{green, yellow, red, reset} {
		s = strings.ReplaceAll(s, seq, "")
	}
	longest := 0
	for line := range strings.Lines(s) {
		longest = max(longest, utf8.RuneCountInString(strings.TrimRight(line, "\n")))
	}
	return longest
}

// wrap writes the prefix, which takes up that many columns, and the text, broken
// between words so that no line is longer than limit if any word allows; 0 is no
// limit.
func wrap(b *bytes.Buffer, prefix string, taken int, text string, limit int) {
	b.WriteString(prefix)
	Fold(b, text, taken, 2, limit)
}

// Fold writes the words of a text and a line break. The first line goes on at a column, the
// others begin after an indent, and none is longer than width if its words allow; 0: there
// is one line.
func Fold(b *bytes.Buffer, text string, column, indent, width int) {
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case width > 0 && column+1+n > width:
			fmt.Fprintf(b, "\n%*s", indent, "")
			column = indent
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	b.WriteByte('\n')
}
