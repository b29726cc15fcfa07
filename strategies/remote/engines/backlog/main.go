// Command backlog writes what a stored run tells of engines whose jobs wait: how long jobs of
// each priority are away, and whether every key gets its share.
//
//	go run ./backlog -o ../../../results/engines.md run.json
//
// The run is one of compare with jobs that have priorities and keys; .ci/engines backlog makes it.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/strategies/remote/engines/internal/document"
)

func main() {
	file := flag.String("o", "", "write the section into this `file` (default: standard output)")
	flag.Parse()
	if err := run(flag.Args(), *file); err != nil {
		fmt.Fprintln(os.Stderr, "backlog:", err)
		os.Exit(1)
	}
}

func run(args []string, file string) error {
	if len(args) != 1 {
		return errors.New("want one stored run")
	}
	r, err := record.Read(args[0])
	if err != nil {
		return err
	}
	text, err := section(r)
	if err != nil {
		return err
	}
	if file == "" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return document.Put(file, text)
}

// confidence is that of the intervals.
const confidence = 0.95

// A row is a contender: its rounds by column.
type row struct {
	strategy string
	classes  [][]float64 // mean sojourns by priority, the most urgent first
	fairness []float64
}

// section writes the run as Markdown, the contender first whose urgent jobs are away the
// shortest.
func section(r *record.Run) (string, error) {
	if len(r.Workloads) != 1 || len(r.Settings.Loads) != 1 || len(r.Settings.Workers) != 1 || len(r.Workloads[0].Shares) < 2 {
		return "", errors.New("want a run of one workload whose jobs have priorities, with one load and one number of workers")
	}
	rows, err := rowsOf(r)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	w := r.Workloads[0]
	fmt.Fprintf(&b, `## Priorities and keys under backlog

Written by %[1]s.ci/engines backlog%[1]s, which runs

	%[2]s

Jobs bring %[3]s times the work of %[4]d workers, so that they wait, and ever longer: %[5]d jobs a round, which wait for something else
for %[6]s on average. Mean sojourns by priority, the greatest of which is the most urgent, and Jain's index over the mean slowdowns
of the keys: the median of the rounds (Hodges–Lehmann), with its %[7]s interval. A number after an engine is how many jobs a process holds,
and a strategy the order in which it does them; without one it is that of their arrival.

`, "`", record.CommandLine(r.Command), number.Digits(r.Settings.Loads[0]), r.Settings.Workers[0], w.Jobs, number.Time(w.Mean), number.Margin(confidence))
	for _, warning := range slices.Concat(r.Warnings, w.Warnings) {
		fmt.Fprintf(&b, "**Warning**: %s.\n\n", warning)
	}
	b.WriteString("| contender |")
	for _, s := range w.Shares {
		fmt.Fprintf(&b, " priority %d (%s of the jobs) |", s.Priority, number.Share(s.Share))
	}
	fmt.Fprintf(&b, " key fairness | n |\n|---|%s\n", strings.Repeat("---:|", len(w.Shares)+2))
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |", row.strategy)
		for _, c := range row.classes {
			fmt.Fprintf(&b, " %s |", figure(c, number.Time))
		}
		fmt.Fprintf(&b, " %s | %d |\n", figure(row.fairness, number.Share), len(row.fairness))
	}
	return b.String(), nil
}

// rowsOf collects the trials by contender. One that failed is an error: a table without it would
// look better than the run was.
func rowsOf(r *record.Run) ([]*row, error) {
	var rows []*row
	for _, t := range r.Trials {
		if t.Error != "" {
			return nil, fmt.Errorf("%s failed in round %d: %s", t.Strategy, t.Round, t.Error)
		}
		i := slices.IndexFunc(rows, func(r *row) bool { return r.strategy == t.Strategy })
		if i < 0 {
			i = len(rows)
			rows = append(rows, &row{strategy: t.Strategy, classes: make([][]float64, len(t.Classes))})
		}
		fairness, ok := t.Metrics["key-fairness"]
		if !ok || len(t.Classes) != len(rows[i].classes) {
			return nil, fmt.Errorf("%s in round %d: want jobs with keys, and jobs of every priority", t.Strategy, t.Round)
		}
		rows[i].fairness = append(rows[i].fairness, fairness)
		for k, c := range t.Classes {
			rows[i].classes[k] = append(rows[i].classes[k], c.Metrics["sojourn-mean"])
		}
	}
	slices.SortStableFunc(rows, func(a, b *row) int {
		return cmp.Compare(stats.HodgesLehmann(a.classes[0], confidence).Center, stats.HodgesLehmann(b.classes[0], confidence).Center)
	})
	return rows, nil
}

// figure writes the median of the rounds and, where there are enough of them, its interval.
func figure(rounds []float64, write func(float64) string) string {
	e := stats.HodgesLehmann(rounds, confidence)
	if !(e.Lo > -1e300 && e.Hi < 1e300) {
		return write(e.Center)
	}
	return fmt.Sprintf("%s (%s–%s)", write(e.Center), write(e.Lo), write(e.Hi))
}
