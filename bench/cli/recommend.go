package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// mostKept is how many jobs of a log are kept if nobody says: to simulate them takes half
// a minute.
const mostKept = 1 << 17

// recommended is what recommend tells, as JSON too.
type recommended struct {
	File  string   `json:"file"`
	Notes []string `json:"notes"`
	Rows  int      `json:"rows"` // of the log that are usable; all that follows is of those that are kept
	*recommend.Result
	Closer string `json:"closer"` // the command that looks closer, in real time
}

// recommend answers which strategy and how many workers a log of jobs wants.
func (c *command) recommend(ctx context.Context, args []string) error {
	fs := flagSet("compare recommend")
	file := fs.String("jobs-file", "", "`FILE` with the log: CSV or JSON lines")
	workers := fs.String("workers", "1..64", "`COUNTS` of workers: FIRST..LAST, or comma-separated")
	slo := fs.String("slo", "", "`TARGET`, such as p99=50ms (default: as good as more workers would make it, within 10 percent)")
	format := fs.String("log", "", "`FORMAT` of a published log: "+strings.Join(logNames(), ", "))
	save := fs.String("trace", "", "write the jobs to `FILE`, as compare --workload trace:FILE reads them")
	most := fs.Int("sample", mostKept, "of a longer log keep at most so many `JOBS`, in stretches spread over it")
	budget := fs.Duration("confirm", recommend.DefaultConfirm, "`TIME` to try the best few in, in real time; 0: do not")
	strict := fs.Bool("strict", false, "refuse a log with a bad row")
	answer := fs.String("format", "text", "`FORMAT` of the answer: text, json")
	columns := make(map[string]string)
	for _, field := range []string{"duration", "arrival", "priority", "key"} {
		fs.Func(field, "`COLUMN` of the "+field+": NAME, NAME:UNIT or END-START", func(s string) error { columns[field] = s; return nil })
	}
	if err := parseFlags(fs, args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("argument %q: want only flags here; the log follows --jobs-file", fs.Arg(0))
	}
	if *file == "" {
		return errors.New("recommend: want --jobs-file FILE, a log of jobs with a column duration")
	}
	if *format != "" && !slices.Contains(logNames(), *format) {
		return unknown("log", *format, logNames())
	}
	if *answer != "text" && *answer != "json" {
		return unknown("format", *answer, []string{"text", "json"})
	}
	if *most < recommend.FewestJobs {
		return fmt.Errorf("--sample %d: want at least %d jobs", *most, recommend.FewestJobs)
	}
	if *budget < 0 {
		return fmt.Errorf("--confirm %v: want a time such as %v, or 0", *budget, recommend.DefaultConfirm)
	}
	counts, err := parseRange(*workers)
	if err != nil {
		return err
	}
	f, err := os.Open(*file)
	if err != nil {
		return fmt.Errorf("file %q: %w", *file, reason(err))
	}
	defer f.Close()
	log, err := joblog.Read(c.reading(f), joblog.Options{Format: *format, Columns: columns, Strict: *strict, Most: *most})
	if err != nil {
		return fmt.Errorf("file %q: %w", *file, reason(err))
	}
	jobs := workloads.TraceOf(log)
	target, err := parseTarget(*slo, jobs)
	if err != nil {
		return err
	}
	r := &recommended{File: *file, Rows: log.Rows, Notes: log.Notes}
	if log.Bad != nil {
		r.Notes = append(r.Notes, fmt.Sprintf("left out: %v", log.Bad))
	}
	trace := *file
	if *save != "" {
		var b bytes.Buffer
		if err := jobs.WriteCSV(&b); err != nil {
			return err
		}
		if err := writeFile(*save, b.Bytes()); err != nil {
			return err
		}
		trace = *save
	} else if slices.ContainsFunc(log.Notes, func(n string) bool { return !strings.HasPrefix(n, "not used: ") }) || len(columns) > 0 || log.Bad != nil {
		trace = "" // not as trace: reads it
	}
	q := recommend.Question{
		Trace: jobs, Contenders: c.contenders, Workers: counts, Target: target, Confirm: *budget, Replay: c.replay,
		Say: func(sentence string) { fmt.Fprintln(c.Stderr, sentence) },
	}
	var ended error
	r.Result, ended = q.Answer(ctx)
	switch {
	case ended == nil:
	case ctx.Err() != nil && r.Result == nil:
		return fmt.Errorf("%w: nothing is known yet", errInterrupted)
	case ctx.Err() != nil:
		ended = fmt.Errorf("%w while confirming in real time; --confirm 0 skips that", errInterrupted)
	default:
		return ended
	}
	if r.Closer = "give --trace FILE, which writes the jobs as compare reads them"; trace != "" {
		r.Closer = closer(r.Result, jobs, trace)
	}
	var b bytes.Buffer
	if *answer == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return err
		}
	} else {
		text := r.Text() + fmt.Sprintf("to look closer: %s\n", r.Closer)
		for _, n := range r.Notes {
			text += fmt.Sprintf("note: %s\n", n)
		}
		foldLines(&b, text, looks(terminal(c.Stdout, c.Getenv), c.Getenv).Width)
	}
	return errors.Join(c.write("", b.Bytes()), ended)
}

// closer returns the command that looks closer, in real time, at the choice beside the
// obvious.
func closer(r *recommend.Result, jobs *workloads.Trace, trace string) string {
	names := r.Strategy
	if r.Strategy != r.Obvious {
		names += "," + r.Obvious
	}
	args := []string{"compare", "--workload", tracePrefix + trace, "--strategy", names, "--workers", strconv.Itoa(r.Workers)}
	if recommend.Waits(jobs) {
		args = append(args, "--io")
	}
	if jobs.HasArrivals() {
		args = append(args, "--arrivals", replay)
	}
	return record.CommandLine(args)
}

// replay runs strategies on the jobs in real time, as compare does.
func (c *command) replay(ctx context.Context, r recommend.Replay) (*record.Run, error) {
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return nil, fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	file := filepath.Join(scratch, "jobs.csv")
	var b bytes.Buffer
	if err := r.Trace.WriteCSV(&b); err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		return nil, err
	}
	var names []string
	for _, x := range r.Contenders {
		names = append(names, x.Name())
	}
	args := []string{"--workload", tracePrefix + file, "--strategy", strings.Join(names, ","),
		"--workers", strconv.Itoa(r.Workers), "--metric", r.Metric, "--budget", r.Budget.String()}
	if r.Wait {
		args = append(args, "--io")
	}
	if r.Trace.HasArrivals() {
		args = append(args, "--arrivals", replay)
	}
	o, err := c.parse(args)
	if err != nil {
		return nil, err
	}
	return c.measure(ctx, o, func(*record.Run) error { return nil })
}

func logNames() []string {
	var names []string
	for _, f := range joblog.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// parseRange reads worker counts. Of a range it takes the ends and the powers of two.
func parseRange(s string) ([]int, error) {
	first, last, isRange := strings.Cut(s, "..")
	if !isRange {
		return parseWorkers(s)
	}
	a, err := strconv.Atoi(first)
	b, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || a < 1 || b < a || b > maxWorkers {
		return nil, fmt.Errorf("--workers %q: want FIRST..LAST, from 1 to %d, such as 1..64", s, maxWorkers)
	}
	counts := []int{a}
	for n := 1; n < b; n *= 2 {
		if n > a {
			counts = append(counts, n)
		}
	}
	if b > a {
		counts = append(counts, b)
	}
	return counts, nil
}

// parseTarget reads what is to be reached.
func parseTarget(slo string, jobs *workloads.Trace) (verdict.Target, error) {
	t := verdict.Target{Metric: recommend.DefaultMetric(jobs), Obvious: recommend.Obvious}
	if slo == "" {
		return t, nil
	}
	name, limit, _ := strings.Cut(slo, "=")
	d, err := time.ParseDuration(limit)
	metric, known := record.MetricByName("sojourn-" + name)
	if name == "makespan" {
		metric, known = record.MetricByName(name)
	}
	if err != nil || d <= 0 || !known {
		return t, fmt.Errorf("--slo %q: want a percentile of the time from arrival to completion, or the makespan, and a time: p50, p95, p99, p99.9, max or mean, as p99=50ms", slo)
	}
	if name == "makespan" && jobs.HasArrivals() {
		return t, fmt.Errorf("--slo %q: the makespan is for jobs that come at once, and this log has arrivals", slo)
	}
	t.Metric, t.Limit = metric.Name, d.Seconds()
	return t, nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
