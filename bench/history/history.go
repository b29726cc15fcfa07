// Package history reads the results of many runs in the order in which they ran, and finds
// the runs at which a metric changed: stored runs of contenders (package record) and
// journals of benchmarks (package journal). Package verdict finds the changes.
package history

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-foundations/poolbench/bench/journal"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Past is the content of the files.
type Past struct {
	Stored []verdict.Dated // runs of contenders
	Noted  []verdict.Noted // runs of benchmarks
}

// Read reads files, and the files in folders and below whose names end like those of runs
// and journals. A named file that is neither is an error; one found in a folder is passed
// to leftOut. It is an error if there is nothing at all.
func Read(paths []string, leftOut func(error)) (*Past, error) {
	p := new(Past)
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			if err := p.file(path); err != nil {
				return nil, err
			}
			continue
		}
		if err := p.folder(path, leftOut); err != nil {
			return nil, err
		}
	}
	if len(p.Stored)+len(p.Noted) == 0 {
		return nil, fmt.Errorf("history: no stored run in %s", strings.Join(paths, ", "))
	}
	return p, nil
}

// folder reads the files in a folder and below.
func (p *Past) folder(path string, leftOut func(error)) error {
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("folder %q: %w", name, reason(err))
		}
		if ext := filepath.Ext(name); !d.IsDir() && (ext == ".json" || ext == ".jsonl" || ext == ".gz") {
			if err := p.file(name); err != nil {
				leftOut(err)
			}
		}
		return nil
	})
}

// file reads one file.
func (p *Past) file(path string) error {
	text, err := os.ReadFile(path)
	if err == nil && journal.Is(text) {
		entries, err := journal.Parse(path, text)
		p.Noted = append(p.Noted, journal.Noted(entries)...)
		return err
	}
	run, err := record.Read(path)
	if err == nil {
		p.Stored = append(p.Stored, verdict.Dated{Name: path, Run: run})
	}
	return err
}

// reason strips the path from an error: the caller names it.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// Series returns the series of a metric in the stored runs (empty: the deciding metric),
// and then those of all benchmarks, with the points at which they changed.
func (p *Past) Series(metric string) []verdict.Series {
	return append(verdict.History(p.Stored, verdict.Options{Metric: metric}), verdict.BenchHistory(p.Noted)...)
}
