package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/go-foundations/poolbench/bench/report/text"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// HistoryFormats returns the names of the formats of [WriteHistory].
func HistoryFormats() []string { return []string{"text", "json"} }

// WriteHistory draws series of stored runs, those that have changed first, and of the
// others how many there are, or with all, these too.
func WriteHistory(w io.Writer, format string, all []verdict.Series, showAll bool) error {
	var b bytes.Buffer
	switch format {
	case "json":
		if err := encode(&b, all); err != nil {
			return err
		}
	case "text":
		text.History(&b, all, showAll)
	default:
		return fmt.Errorf("format %q: unknown (have %s)", format, strings.Join(HistoryFormats(), ", "))
	}
	_, err := w.Write(b.Bytes())
	return err
}
