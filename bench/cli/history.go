package cli

import (
	"bytes"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/history"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/report"
)

// historyOptions are the values of the flags of history.
type historyOptions struct {
	format, metric, out string
	everything          bool
	add                 additions
}

// historyCommand reports at which of many stored runs a metric changed, or adds a run to
// them.
func (c *command) historyCommand() *cobra.Command {
	var o historyOptions
	cmd := &cobra.Command{
		Use: "history [FOLDER|FILE...]", Short: "When did a stored metric change?",
		Long: `Reports when a metric changed over many stored runs, or a figure over many runs
of go test -bench. For the latter, --append adds the output of one run (-: from
standard input) to a file; without --append that file is read. Only runs on the
same kind of machine are compared.`,
		Example: `  compare history
  compare history --append history.jsonl new.txt
  compare history history.jsonl`,
		ValidArgsFunction: filesWith("json", "jsonl", "gz", "txt"),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.format, "format", "text", "`FORMAT` of the answer: "+strings.Join(report.HistoryFormats(), ", "))
	flags.BoolVar(&o.everything, "all", false, "also draw series that have not changed")
	flags.StringVar(&o.metric, "metric", "", "`NAME` of the metric (default the one that decides the verdict on a run)")
	o.add.flags(flags)
	flags.StringVar(&o.out, "out", "", "write the answer to `FILE` instead of standard output")
	completeFlag(cmd, "format", oneOf(report.HistoryFormats()))
	completeFlag(cmd, "metric", oneOf(metricValues()))
	completeFiles(cmd, "append", "out")
	cmd.RunE = func(cmd *cobra.Command, paths []string) error {
		if err := o.add.check(cmd.Flags()); err != nil {
			return err
		}
		if o.add.file != "" {
			return c.appendHistory(&o.add, paths)
		}
		return c.history(&o, paths)
	}
	return cmd
}

func (c *command) history(o *historyOptions, paths []string) error {
	if !slices.Contains(report.HistoryFormats(), o.format) {
		return nearest.Unknown("format", o.format, report.HistoryFormats(), "")
	}
	if err := ask.CheckMetric(o.metric, o.metric != ""); err != nil {
		return err
	}
	if o.out != "" {
		if err := writable(o.out); err != nil {
			return err
		}
	}
	if len(paths) == 0 {
		paths = []string{defaultResults}
	}
	past, err := history.Read(paths, func(err error) { c.say("left out: %v", err) })
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := report.WriteHistory(&text, o.format, past.Series(o.metric), o.everything, c.looksTo(o.out)); err != nil {
		return err
	}
	return c.write(o.out, text.Bytes())
}
