package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// historyFormats are the formats of [WriteHistory]: a new one is a line here.
var historyFormats = []struct {
	name  string
	write func(b *bytes.Buffer, all []verdict.Series, showAll bool, o Options) error
}{
	{"text", func(b *bytes.Buffer, all []verdict.Series, showAll bool, o Options) error {
		text.History(b, all, showAll, o)
		return nil
	}},
	{"json", func(b *bytes.Buffer, all []verdict.Series, _ bool, _ Options) error { return encode(b, all) }},
}

// HistoryFormats returns the names of the formats of [WriteHistory].
func HistoryFormats() []string {
	var names []string
	for _, f := range historyFormats {
		names = append(names, f.name)
	}
	return names
}

// WriteHistory draws the series of stored runs that have changed or, with showAll, all of them,
// and says how many there are of each kind. On an error it writes nothing.
func WriteHistory(w io.Writer, format string, all []verdict.Series, showAll bool, o Options) error {
	var b bytes.Buffer
	for _, f := range historyFormats {
		if f.name != format {
			continue
		}
		if err := f.write(&b, all, showAll, o); err != nil {
			return err
		}
		_, err := w.Write(b.Bytes())
		return err
	}
	return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(HistoryFormats(), ", "))
}
