package cli

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// errRegressed is why the gate is closed.
var errRegressed = errors.New("regressed")

// defaultTolerance is far less than a change of how a strategy schedules makes.
const defaultTolerance = "0.5%"

// gate runs stored runs again and compares what does not depend on the machine.
func (c *command) gate(ctx context.Context, args []string) error {
	var o output
	fs := flagSet("compare gate")
	baseline := fs.String("baseline", "", "the `FOLDER` of stored runs, or one of them")
	tolerance := fs.String("tolerance", defaultTolerance, "by how many `PERCENT` a figure may be worse")
	format := fs.String("format", "text", "`FORMAT` of the answer: "+strings.Join(report.DiffFormats(), ", "))
	fs.StringVar(&o.out, "out", "", "write the answer to `FILE`, not to standard output")
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	share, err := parsePercent("--tolerance", *tolerance)
	switch {
	case fs.NArg() > 0:
		return fmt.Errorf("argument %q: want only flags here", fs.Arg(0))
	case *baseline == "":
		return errors.New("gate: want --baseline, a folder of stored runs such as results/baseline")
	case err != nil:
		return err
	case !slices.Contains(report.DiffFormats(), *format):
		return unknown("format", *format, report.DiffFormats())
	}
	bases, err := c.baselines(*baseline)
	if err != nil {
		return err
	}
	if o.out != "" {
		if err := writable(o.out); err != nil {
			return err
		}
	}
	var diffs []report.NamedDiff
	for _, b := range bases {
		head, err := c.measure(ctx, b.options, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", b.path, err)
		}
		if head.Interrupted {
			return fmt.Errorf("%w: nothing is said of %s", errInterrupted, b.path)
		}
		d, err := verdict.Compare(b.run, head, share)
		if err != nil {
			return fmt.Errorf("%s: %w", b.path, err)
		}
		diffs = append(diffs, report.NamedDiff{Name: b.path, Command: b.run.Command, Diff: d})
	}
	var text bytes.Buffer
	if err := report.WriteDiff(&text, *format, diffs); err != nil {
		return err
	}
	if o.out != "" {
		err = writeFile(o.out, text.Bytes())
	} else {
		_, err = c.Stdout.Write(text.Bytes())
	}
	if err != nil {
		return err
	}
	all := 0
	for _, d := range diffs {
		all += len(d.Diff.Changes)
	}
	return closed("gate", all, func(v verdict.Verdict) int {
		n := 0
		for _, d := range diffs {
			n += d.Diff.Count(v)
		}
		return n
	})
}

// A baseline is a stored run and what it takes to run it again.
type baseline struct {
	path    string
	run     *record.Run
	options *options
}

// baselines reads the stored runs at a path, and makes sure that all can be run
// again before any is.
func (c *command) baselines(path string) ([]baseline, error) {
	paths := []string{path}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if paths, err = filepath.Glob(filepath.Join(path, "*.json")); err != nil || len(paths) == 0 {
			return nil, fmt.Errorf("folder %q: holds no stored run", path)
		}
	}
	var out []baseline
	for _, path := range paths {
		run, err := record.Read(path)
		if err != nil {
			return nil, err
		}
		if len(run.Command) == 0 {
			return nil, fmt.Errorf("%s: does not say how to repeat it", path)
		}
		o, err := c.parse(run.Command[1:])
		if errors.Is(err, flag.ErrHelp) {
			err = errors.New("asks for help")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: its command: %w", path, err)
		}
		o.budget = 0 // a slow machine needs the same rounds
		out = append(out, baseline{path, run, o})
	}
	return out, nil
}

// parsePercent reads "0.5%" as 0.005.
func parsePercent(name, s string) (float64, error) {
	number, ok := strings.CutSuffix(strings.TrimSpace(s), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if !ok || err != nil || !(x >= 0 && x <= 100) {
		return 0, fmt.Errorf("%s %q: want per cent, such as %s", name, s, defaultTolerance)
	}
	return x / 100, nil
}
