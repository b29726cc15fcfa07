package text

import (
	"bytes"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/go-foundations/poolbench/bench/report/content"
)

// fit writes the table. It drops as many columns as necessary to fit the width, and returns
// the text and the headers of the dropped columns.
func fit(b *bytes.Buffer, t content.Table, o Options) (fitted content.Table, dropped []string, err error) {
	for {
		var out bytes.Buffer
		if err := render(&out, t, o); err != nil {
			return t, nil, err
		}
		// Without an order in which to drop columns, all stay.
		if o.Width > 0 && len(t.Keep) > 0 && width(out.String()) > o.Width {
			less, name := t.Without()
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
func render(b *bytes.Buffer, t content.Table, o Options) error {
	align := make([]tw.Align, len(t.Header))
	for i, name := range t.Header {
		align[i] = tw.AlignRight
		if name == "group" || name == "strategy" || name == "vs best" || strings.Contains(name, stripTo) || t.Words {
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
	table.Header(t.Header)
	for i, row := range t.Rows {
		cells := append([]string(nil), row...)
		if i < t.Leaders {
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

// columns counts as terminals do: nothing for colors, two for wide characters.
var columns = displaywidth.Options{ControlSequences: true}

// width returns the columns of the longest line.
func width(s string) int {
	longest := 0
	for line := range strings.Lines(s) {
		longest = max(longest, columns.String(strings.TrimRight(line, "\n")))
	}
	return longest
}
