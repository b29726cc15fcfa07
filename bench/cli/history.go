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

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// history says at which of many stored runs a figure has changed.
func (c *command) history(_ context.Context, args []string) error {
	var o options
	flags := flagSet("compare history")
	format := flags.String("format", "text", "`FORMAT` of the answer: "+strings.Join(report.HistoryFormats(), ", "))
	everything := flags.Bool("all", false, "draw also the series that have not changed")
	flags.StringVar(&o.metric, "metric", "", "`NAME` of the metric; default: the one that decides about a run")
	flags.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
	if err := parseFlags(flags, args); err != nil {
		return err
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
	runs, err := c.storedRuns(paths)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := report.WriteHistory(&text, *format, verdict.History(runs, verdict.Options{Metric: o.metric}), *everything); err != nil {
		return err
	}
	return c.write(o.out, text.Bytes())
}

// storedRuns reads the files, and those in the folders and below. What is no stored
// run is an error if it was named, and said if it was only found.
func (c *command) storedRuns(paths []string) ([]verdict.Dated, error) {
	var runs []verdict.Dated
	read := func(path string) error {
		run, err := record.Read(path)
		if err == nil {
			runs = append(runs, verdict.Dated{Name: path, Run: run})
		}
		return err
	}
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			if err := read(path); err != nil {
				return nil, err
			}
			continue
		}
		err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("folder %q: %w", p, reason(err))
			}
			if !d.IsDir() && strings.HasSuffix(p, ".json") {
				if err := read(p); err != nil {
					fmt.Fprintf(c.Stderr, "left out: %v\n", err)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(runs) == 0 {
		return nil, fmt.Errorf("history: no stored run in %s", strings.Join(paths, ", "))
	}
	return runs, nil
}
