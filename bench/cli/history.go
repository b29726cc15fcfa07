package cli

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/journal"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// historyOptions are what the flags of history say.
type historyOptions struct {
	format, metric, out string
	everything          bool
	add                 additions
}

// historyCommand says at which of many stored runs a metric has changed, or adds one to
// them.
func (c *command) historyCommand() *cobra.Command {
	var o historyOptions
	cmd := &cobra.Command{
		Use: "history [FOLDER|FILE...]", Short: "When did a stored metric change?",
		Long: `Says when a metric of many stored runs changed, or one of many runs of go test
-bench: --append adds what such a run printed to a file, - is standard input,
and without it that file is read. Only runs on one kind of machine are compared.`,
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
		return unknown("format", o.format, report.HistoryFormats(), "")
	}
	if err := resolveMetric(o.metric, o.metric != ""); err != nil {
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
	runs, err := c.pastRuns(paths)
	if err != nil {
		return err
	}
	all := append(verdict.History(runs.stored, verdict.Options{Metric: o.metric}), verdict.BenchHistory(runs.noted)...)
	var text bytes.Buffer
	if err := report.WriteHistory(&text, o.format, all, o.everything); err != nil {
		return err
	}
	return c.write(o.out, text.Bytes())
}

// pastRuns are what files hold: stored runs of contenders, and histories of benchmarks.
type pastRuns struct {
	stored []verdict.Dated
	noted  []verdict.Noted
}

// read reads one file.
func (p *pastRuns) read(path string) error {
	text, err := os.ReadFile(path)
	if err == nil && journal.Is(text) {
		entries, err := journal.Parse(path, text)
		p.noted = append(p.noted, noted(entries)...)
		return err
	}
	run, err := record.Read(path)
	if err == nil {
		p.stored = append(p.stored, verdict.Dated{Name: path, Run: run})
	}
	return err
}

// pastRuns reads the files, and those in the folders and below. What is no stored run is
// an error if it was named, and said if it was only found.
func (c *command) pastRuns(paths []string) (pastRuns, error) {
	var runs pastRuns
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			if err := runs.read(path); err != nil {
				return runs, err
			}
			continue
		}
		err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("folder %q: %w", p, reason(err))
			}
			if ext := filepath.Ext(p); !d.IsDir() && (ext == ".json" || ext == ".jsonl" || ext == ".gz") {
				if err := runs.read(p); err != nil {
					fmt.Fprintf(c.Stderr, "left out: %v\n", err)
				}
			}
			return nil
		})
		if err != nil {
			return runs, err
		}
	}
	if len(runs.stored)+len(runs.noted) == 0 {
		return runs, fmt.Errorf("history: no stored run in %s", strings.Join(paths, ", "))
	}
	return runs, nil
}
