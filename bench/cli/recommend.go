package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/advice"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// recommendOptions are the values of the flags of recommend.
type recommendOptions struct {
	file, save, html     string
	read                 joblog.Options
	log, dates           string // of read
	decimal, zone        string
	workers, slo, answer string
	scale, whatIf        string
	cost                 float64
	cold                 time.Duration
	rule                 bool // --cold-start was given
	keyCap               int
	budget               time.Duration
}

// recommendCommand answers which strategy and how many workers suit a log of jobs.
func (c *command) recommendCommand() *cobra.Command {
	o := &recommendOptions{}
	cmd := &cobra.Command{
		Use: "recommend [--jobs-file] LOG", Short: "Which strategy, and how many workers, do your jobs want?",
		Long: `Reads a log of real jobs, describes it, and finds the fewest workers that reach
the target when all of its jobs go through one queue. Then it simulates every
strategy near that count in virtual time, and answers which strategy and how
many workers it takes. Finally it confirms the best few in real time, on the
busiest part of the log. Exit code 3: no number of workers, or none of those in
--workers, reaches the target.`,
		Example: `  compare recommend --jobs-file jobs.csv --slo p99=50ms
  compare recommend log.jsonl --duration took_ms --arrival queued`,
		DisableFlagsInUseLine: true,
	}
	fs := cmd.Flags()
	fs.StringVar(&o.file, "jobs-file", "", "`FILE` with the log, in any common format; - is standard input")
	fs.StringVar(&o.workers, "workers", "", "`COUNTS` of workers, separated by commas; FIRST..LAST stands for powers of two (default found from the log)")
	fs.StringVar(&o.slo, "slo", "", "`TARGETS`, such as p99=50ms or p99=1s,p50=100ms,wait-p95=20ms; the first chooses the strategy (default within 10 percent of the best that more workers reach)")
	fs.StringVar(&o.scale, "scale", "", "speed up arrivals by a factor of `TIMES`, such as 2x")
	fs.StringVar(&o.whatIf, "what-if", "", "also report the workers needed at other `LOADS`, such as load=1..4 or load=1.5,2")
	fs.StringVar(&o.log, "log", "", "`FORMAT` of a published log: "+strings.Join(logNames(), ", "))
	fs.StringVar(&o.save, "trace", "", "write the jobs to `FILE`, as compare --workload trace:FILE reads them")
	fs.IntVar(&o.read.Most, "sample", recommend.DefaultKept, "keep at most `JOBS` of a longer log, in stretches spread over it")
	fs.Float64Var(&o.cost, "cost", 0, "what a worker costs per hour, as a `NUMBER`")
	fs.DurationVar(&o.cold, "cold-start", 0, "`TIME` that a new worker takes until it works; also find a rule when to add and remove workers")
	fs.IntVar(&o.keyCap, "key-cap", 0, "at most `N` jobs of one key run at once (default any number)")
	fs.DurationVar(&o.budget, "confirm", recommend.DefaultConfirm, "`TIME` to spend confirming the best in real time (0: skip)")
	fs.BoolVar(&o.read.Strict, "strict", false, "reject a log with a bad row")
	fs.StringVar(&o.answer, "format", "text", "`FORMAT` of the answer: "+strings.Join(advice.Formats(), ", "))
	fs.StringVar(&o.html, "html", "", "also write a page with charts to `FILE`")
	fs.StringSliceVar(&o.read.Names, "columns", nil, "`NAMES` of the columns, separated by commas, of a log without a header")
	fs.Func("where", "only rows with `COLUMN=VALUE` are jobs; VALUE|VALUE accepts either, ~REGEXP whatever matches", func(s string) error {
		return o.read.Set("where", s)
	})
	fs.StringVar(&o.dates, "dates", "", "`ORDER` of day and month in dates such as 3/4/2026, if the log does not show it: dmy, mdy")
	fs.StringVar(&o.decimal, "decimal", "", "decimal `MARK`, if the log does not show it: a dot or a comma")
	fs.StringVar(&o.zone, "zone", "", "`ZONE` of times without one, such as Europe/Berlin (default UTC)")
	for _, field := range []string{"duration", "arrival", "end", "priority", "key", "slots"} {
		forms := "NAME, NAME:UNIT or END-START"
		if field == "priority" {
			forms = "NAME, or -NAME if small numbers are urgent"
		}
		fs.Func(field, "`COLUMN` of the "+field+": "+forms, func(s string) error { return o.read.Set(field, s) })
	}
	logs := filesWith("csv", "json", "jsonl", "ndjson", "log")
	completeFlag(cmd, "jobs-file", logs)
	cmd.ValidArgsFunction = logs
	completeFlag(cmd, "slo", prefixOf([]cobra.Completion{"p50=", "p95=", "p99=", "p99.9=", "max=", "mean=", "makespan="}))
	completeFlag(cmd, "log", oneOf(logValues()))
	completeFlag(cmd, "format", oneOf(advice.Formats()))
	completeFiles(cmd, "trace", "html")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 && o.file == "" {
			o.file, args = args[0], args[1:]
		}
		if len(args) > 0 {
			return fmt.Errorf("argument %q: want one log and flags", args[0])
		}
		o.rule = cmd.Flags().Changed("cold-start")
		return c.recommend(cmd.Context(), o)
	}
	return cmd
}

// check refuses flags that make no sense.
func (o *recommendOptions) check() error {
	switch {
	case o.file == "":
		return errors.New("recommend: want a log of jobs with a column duration, as in recommend FILE")
	case !slices.Contains(advice.Formats(), o.answer):
		return nearest.Unknown("format", o.answer, advice.Formats(), "")
	case o.log != "" && !slices.Contains(logNames(), o.log):
		return nearest.Unknown("log", o.log, logNames(), "")
	case o.read.Most < recommend.FewestJobs:
		return fmt.Errorf("--sample %d: want at least %d jobs", o.read.Most, recommend.FewestJobs)
	case !(o.cost >= 0) || math.IsInf(o.cost, 0):
		return fmt.Errorf("--cost %v: want a number of at least 0", o.cost)
	case o.cold < 0 || o.cold > 24*time.Hour:
		return fmt.Errorf("--cold-start %v: want a time up to a day, such as 30s, or 0", o.cold)
	case o.keyCap < 0:
		return fmt.Errorf("--key-cap %d: want at least 1, or 0 for any number", o.keyCap)
	case o.budget < 0:
		return fmt.Errorf("--confirm %v: want a time such as %v, or 0", o.budget, recommend.DefaultConfirm)
	}
	for key, value := range map[string]string{"log": o.log, "dates": o.dates, "decimal": o.decimal, "zone": o.zone} {
		if value == "" {
			continue
		}
		if err := o.read.Set(key, value); err != nil {
			return fmt.Errorf("--%w", err)
		}
	}
	return nil
}

func (c *command) recommend(ctx context.Context, o *recommendOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.html != "" {
		if err := writable(o.html); err != nil {
			return err
		}
	}
	counts, err := ask.ParseWorkers(o.workers, ask.MaxVirtualWorkers)
	if err != nil {
		return err
	}
	in := c.Stdin
	if o.file != "-" {
		f, err := os.Open(o.file)
		if err != nil {
			return fmt.Errorf("file %q: %w", o.file, reason(err))
		}
		defer f.Close()
		in = c.reading(f)
	}
	log, err := joblog.Read(in, o.read)
	if err != nil {
		return fmt.Errorf("file %q: %w", o.file, reason(err))
	}
	jobs := workloads.TraceOf(log)
	if o.scale != "" {
		if jobs, err = recommend.SpeedUp(jobs, o.scale); err != nil {
			return fmt.Errorf("--scale %w", err)
		}
	}
	start := log.Start
	if o.scale != "" {
		start = time.Time{} // no job arrives at its hour
	}
	loads, err := recommend.ParseLoads(o.whatIf, jobs)
	if err != nil {
		return fmt.Errorf("--what-if %w", err)
	}
	target, also, err := recommend.ParseTargets(o.slo, jobs)
	if err != nil {
		return fmt.Errorf("--slo %w", err)
	}
	r := &advice.Advice{File: o.file, Rows: log.Rows, Notes: log.Notes, Read: log.Understood}
	if log.Bad != nil {
		r.Notes = append(r.Notes, fmt.Sprintf("left out: %v", log.Bad))
	}
	trace := o.file
	if o.save != "" {
		var b bytes.Buffer
		if err := jobs.WriteCSV(&b); err != nil {
			return err
		}
		if err := writeFile(o.save, b.Bytes()); err != nil {
			return err
		}
		trace = o.save
	} else if o.file == "-" || o.scale != "" || log.Bad != nil || log.Rows > len(log.Jobs) {
		trace = "" // not as trace: reads it
	} else if !log.Canonical {
		trace += "?" + cmp.Or(o.read.Query(), "log=any")
	}
	q := recommend.Question{
		Trace: jobs, Contenders: c.roster().Usual(), Workers: counts, Target: target, Also: also, Loads: loads, Confirm: o.budget, Replay: c.replay,
		Start: start, KeyCap: o.keyCap, Cost: o.cost, Autoscale: o.rule, ColdStart: o.cold,
		Say: func(sentence string) { fmt.Fprintln(c.Stderr, sentence) },
	}
	r.Notes = append(r.Notes, q.Notes()...)
	var ended error
	r.Result, ended = q.Answer(ctx)
	switch {
	case ended == nil:
	case ctx.Err() != nil && r.Result == nil:
		return fmt.Errorf("%w: there is no answer yet", verdict.ErrInterrupted)
	case ctx.Err() != nil:
		ended = fmt.Errorf("%w while confirming in real time; --confirm 0 skips that", verdict.ErrInterrupted)
	default:
		return ended
	}
	if trace != "" {
		r.Closer = record.CommandLine(r.Result.Closer(jobs).Command(trace))
	} else {
		r.Notes = append(r.Notes, "for a command that looks closer, give --trace FILE, which writes the jobs in a form that compare reads")
	}
	if o.html != "" {
		var b bytes.Buffer
		if err := advice.Write(&b, "html", r, 0); err != nil {
			return err
		}
		if err := writeFile(o.html, b.Bytes()); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := advice.Write(&b, o.answer, r, looks(terminal(c.Stdout, c.Getenv), c.Getenv).Width); err != nil {
		return err
	}
	if ended == nil {
		ended = r.Err()
	}
	return errors.Join(c.write("", b.Bytes()), ended)
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
	o, err := c.parse(r.Args(file))
	if err != nil {
		return nil, err
	}
	return c.measure(ctx, o, func(*record.Run) error { return nil })
}

// logValues are the formats of logs, with descriptions.
func logValues() []cobra.Completion {
	var out []cobra.Completion
	for _, f := range joblog.Formats() {
		out = append(out, cobra.CompletionWithDesc(f.Name, f.Summary))
	}
	return out
}

func logNames() []string {
	var names []string
	for _, f := range joblog.Formats() {
		names = append(names, f.Name)
	}
	return names
}
