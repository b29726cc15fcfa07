package cli

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/journal"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// history says at which of many stored runs a figure has changed, or adds one to them.
func (c *command) history(_ context.Context, args []string) error {
	var o options
	flags := flagSet("compare history")
	format := flags.String("format", "text", "`FORMAT` of the answer: "+strings.Join(report.HistoryFormats(), ", "))
	everything := flags.Bool("all", false, "draw also the series that have not changed")
	flags.StringVar(&o.metric, "metric", "", "`NAME` of the metric; default: the one that decides about a run")
	var add additions
	add.flags(flags)
	flags.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
	if err := parseFlags(flags, args); err != nil {
		return err
	}
	if err := add.check(flags); err != nil {
		return err
	}
	if add.file != "" {
		return c.appendHistory(&add, flags.Args())
	}
	if !slices.Contains(report.HistoryFormats(), *format) {
		return unknown("format", *format, report.HistoryFormats())
	}
	if err := o.resolveMetric(o.metric != ""); err != nil {
		return err
	}
	if o.out != "" {
		if err := writable(o.out); err != nil {
			return err
		}
	}
	paths := flags.Args()
	if len(paths) == 0 {
		paths = []string{defaultResults}
	}
	runs, err := c.pastRuns(paths)
	if err != nil {
		return err
	}
	all := append(verdict.History(runs.stored, verdict.Options{Metric: o.metric}), verdict.BenchHistory(runs.noted)...)
	var text bytes.Buffer
	if err := report.WriteHistory(&text, *format, all, *everything); err != nil {
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
