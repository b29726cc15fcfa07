package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/recommend"
	"github.com/go-foundations/poolbench/bench/recommend/fromlog"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/advice"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads/joblog"
)

// recommendOptions are the values of the flags of recommend.
type recommendOptions struct {
	fromlog.Words
	html, format, strategy string
}

// recommendCommand answers which strategy and how many workers suit a log of jobs.
func (c *command) recommendCommand() *cobra.Command {
	o := &recommendOptions{}
	cmd := &cobra.Command{
		Use: "recommend [--jobs-file] LOG", Short: "Which strategy and how many workers do your jobs need?",
		Long: `Reads a log of real jobs, describes it, and finds the fewest workers that reach
the target when all of its jobs go through one queue. Then it simulates every
strategy near that count in virtual time, and answers which strategy and how
many workers it takes. Finally it confirms the best few in real time, on the
busiest part of the log. Exit code 3: no number of workers, or none of those in
--workers, reaches the target.

With --processes it also simulates machines that get the jobs from a broker, and
reports how many workers each way of handing them over needs.`,
		Example: `  compare recommend --jobs-file jobs.csv --slo p99=50ms
  compare recommend log.jsonl --duration took_ms --arrival queued
  compare recommend jobs.csv --processes 1,2,4 --prefetch 1,64 --poll 100ms`,
		DisableFlagsInUseLine: true,
	}
	fs := cmd.Flags()
	fs.StringVar(&o.File, "jobs-file", "", "`FILE` with the log, in any common format; - is standard input")
	fs.StringVar(&o.Workers, "workers", "", "`COUNTS` of workers, separated by commas; FIRST..LAST stands for powers of two (default found from the log)")
	fs.StringVar(&o.strategy, "strategy", ask.Usual, "`NAMES` of strategies to simulate beside "+recommend.Obvious+", separated by commas, or all, or usual: those that need nothing but jobs, and those that use what the log tells about them; settings follow a name: bounded:4")
	fs.StringVar(&o.SLO, "slo", "", "`TARGETS`, such as p99=50ms or p99=1s,p50=100ms,wait-p95=20ms; the first chooses the strategy (default within 10 percent of the best that more workers reach)")
	fs.StringVar(&o.Scale, "scale", "", "speed up arrivals by a factor of `TIMES`, such as 2x")
	fs.StringVar(&o.Loads, "what-if", "", "also report the workers needed at other `LOADS`, such as load=1..4 or load=1.5,2")
	fs.StringVar(&o.Log, "log", "", "`FORMAT` of a published log: "+strings.Join(fromlog.LogNames(), ", "))
	fs.StringVar(&o.Trace, "trace", "", "write the jobs to `FILE`, as compare --workload trace:FILE reads them")
	fs.IntVar(&o.Read.Most, "sample", recommend.DefaultKept, "keep at most `JOBS` of a longer log, in stretches spread over it")
	fs.Float64Var(&o.Cost, "cost", 0, "what a worker costs per hour, as a `NUMBER`")
	fs.DurationVar(&o.ColdStart, "cold-start", 0, "`TIME` a new worker takes to start; also find a rule for adding and removing workers")
	fs.IntVar(&o.KeyCap, "key-cap", 0, "at most `N` jobs of one key run at once (default any number)")
	fs.StringVar(&o.Brokers.Processes, "processes", "", "also simulate these `COUNTS` of processes behind a broker, and find how many workers each needs")
	fs.StringVar(&o.Brokers.Prefetch, "prefetch", "", "`COUNTS` of jobs that a process may hold (default 1,8,64 with --processes, unless --poll)")
	fs.StringVar(&o.Brokers.Poll, "poll", "", "`TIMES` between polls by processes that ask for jobs instead of being sent them, such as 100ms,1s")
	fs.StringVar(&o.Brokers.AckWait, "ack-wait", "", "`TIMES` after which an unfinished job is sent again, such as 30s")
	fs.DurationVar(&o.Brokers.Trip, "trip", 0, "round-trip `TIME` between a process and the broker")
	fs.DurationVar(&o.Confirm, "confirm", recommend.DefaultConfirm, "`TIME` to spend confirming the best in real time (0: skip)")
	fs.BoolVar(&o.Read.Strict, "strict", false, "reject a log with a bad row")
	fs.StringVar(&o.format, "format", "text", "`FORMAT` of the answer: "+strings.Join(advice.Formats(), ", "))
	fs.StringVar(&o.html, "html", "", "also write a page with charts to `FILE`")
	fs.StringSliceVar(&o.Read.Names, "columns", nil, "`NAMES` of the columns, separated by commas, of a log without a header")
	fs.Func("where", "only rows with `COLUMN=VALUE` are jobs; VALUE|VALUE accepts either, ~REGEXP any match", func(s string) error {
		return o.Read.Set("where", s)
	})
	fs.StringVar(&o.Dates, "dates", "", "`ORDER` of day and month in dates such as 3/4/2026, if the log does not show it: dmy, mdy")
	fs.StringVar(&o.Decimal, "decimal", "", "decimal `MARK`, if the log does not show it: a dot or a comma")
	fs.StringVar(&o.Zone, "zone", "", "`ZONE` of times without one, such as Europe/Berlin (default UTC)")
	for _, field := range []string{"duration", "arrival", "end", "priority", "key", "slots", "deadline", "cost"} {
		name, forms := field, "NAME, NAME:UNIT or END-START"
		switch field {
		case "priority":
			forms = "NAME, or -NAME if small numbers are urgent"
		case "cost":
			name = "job-cost" // what a worker costs is --cost
		}
		fs.Func(name, "`COLUMN` of the "+field+": "+forms, func(s string) error { return o.Read.Set(field, s) })
	}
	logs := filesWith("csv", "json", "jsonl", "ndjson", "log")
	completeFlag(cmd, "jobs-file", logs)
	cmd.ValidArgsFunction = logs
	completeFlag(cmd, "strategy", settingsOf(c.contenders, listOf(append(contenderValues(c.contenders), cobra.CompletionWithDesc(ask.Usual, "those that need nothing but jobs")))))
	completeFlag(cmd, "slo", prefixOf([]cobra.Completion{"p50=", "p95=", "p99=", "p99.9=", "max=", "mean=", "makespan="}))
	completeFlag(cmd, "log", oneOf(logValues()))
	completeFlag(cmd, "format", oneOf(advice.Formats()))
	completeFiles(cmd, "trace", "html")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 && o.File == "" {
			o.File, args = args[0], args[1:]
		}
		if len(args) > 0 {
			return fmt.Errorf("argument %q: want one log and flags", args[0])
		}
		o.Autoscale = cmd.Flags().Changed("cold-start")
		return c.recommend(cmd.Context(), o)
	}
	return cmd
}

func (c *command) recommend(ctx context.Context, o *recommendOptions) error {
	if !slices.Contains(advice.Formats(), o.format) {
		return nearest.Unknown("format", o.format, advice.Formats(), "")
	}
	if err := o.Check(); err != nil {
		return err
	}
	if err := c.forPeople(o.format, "", "--html"); err != nil {
		return err
	}
	contenders, err := c.simulated(o.strategy)
	if err != nil {
		return err
	}
	if o.html != "" {
		if err := writable(o.html); err != nil {
			return err
		}
	}
	in := c.Stdin
	if o.File != fromlog.StandardInput {
		f, err := os.Open(o.File)
		if err != nil {
			return fmt.Errorf("file %q: %w", o.File, reason(err))
		}
		defer f.Close()
		in = c.reading(f)
	}
	asked, err := o.Ask(in)
	if err != nil {
		return err
	}
	if o.Trace != "" {
		var b bytes.Buffer
		if err := asked.Question.Trace.WriteCSV(&b); err != nil {
			return err
		}
		if err := writeFile(o.Trace, b.Bytes()); err != nil {
			return err
		}
	}
	q := asked.Question
	if o.strategy != ask.Usual && (q.KeyCap > 0 || q.Trace.Slots() != nil) {
		return fmt.Errorf("--strategy %s: with caps on keys or slots only %s is simulated", o.strategy, recommend.Obvious)
	}
	listed := o.strategy
	if listed == ask.Usual || listed == ask.All {
		listed = ""
	}
	c.sayLeftOut(listed, slices.DeleteFunc(slices.Clone(contenders), func(x bench.Contender) bool { return q.Able(x) != nil }), q.Able)
	if q.Trace.All() > recommend.DefaultKept {
		// The jobs kept from a long log are large and have no pointers: collecting garbage sooner
		// costs little and halves the memory.
		defer debug.SetGCPercent(debug.SetGCPercent(20))
	}
	q.Contenders, q.Fitting, q.Replay = contenders, o.strategy == ask.Usual, c.replay(o.File)
	q.Say = func(sentence string) { c.say("%s", sentence) }
	result, ended := q.Answer(ctx)
	switch {
	case result == nil && ctx.Err() != nil:
		return fmt.Errorf("%w: there is no answer yet", verdict.ErrInterrupted)
	case result == nil:
		return ended
	case ended != nil:
		ended = fmt.Errorf("%w while confirming in real time; --confirm 0 skips that", verdict.ErrInterrupted)
	default:
		ended = result.Err()
	}
	a := &advice.Advice{File: o.File, Rows: asked.Log.Rows, Notes: asked.Notes, Read: asked.Log.Understood, Result: result, Closer: asked.Closer(result)}
	return errors.Join(c.advise(o, a), ended)
}

// simulated returns the strategies that were asked for, and the obvious one, which each is
// compared with.
func (c *command) simulated(names string) ([]bench.Contender, error) {
	roster := c.roster()
	chosen, err := roster.Contenders(ask.SplitList(names))
	if err != nil {
		return nil, err
	}
	for _, x := range chosen {
		if err := bench.CanVirtual(x); err != nil && names != ask.Usual && names != ask.All {
			return nil, err
		}
	}
	if !slices.ContainsFunc(chosen, func(x bench.Contender) bool { return x.Name() == recommend.Obvious }) {
		obvious, err := roster.Contenders([]string{recommend.Obvious})
		if err != nil {
			return nil, err
		}
		chosen = append(obvious, chosen...)
	}
	return chosen, nil
}

// advise writes the answer to standard output and, if asked, a page.
func (c *command) advise(o *recommendOptions, a *advice.Advice) error {
	if o.html != "" {
		var b bytes.Buffer
		if err := advice.Write(&b, "html", a, report.Options{}); err != nil {
			return err
		}
		if err := writeFile(o.html, b.Bytes()); err != nil {
			return err
		}
	}
	var b bytes.Buffer
	if err := advice.Write(&b, o.format, a, c.looksTo("")); err != nil {
		return err
	}
	return c.write("", b.Bytes())
}

// replay returns what runs strategies in real time, as compare does, on jobs of a log: on their
// way they are in a file of its name.
func (c *command) replay(log string) func(context.Context, recommend.Replay) (*record.Run, error) {
	return func(ctx context.Context, r recommend.Replay) (*record.Run, error) {
		scratch, err := os.MkdirTemp("", "compare-*")
		if err != nil {
			return nil, fmt.Errorf("no temporary folder: %w", err)
		}
		defer os.RemoveAll(scratch)
		file := filepath.Join(scratch, replayed(log))
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
}

// replayed names the file with jobs of a log: as the log, but for what has a meaning in the name
// of a workload.
func replayed(log string) string {
	if log == fromlog.StandardInput {
		return "stdin"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, filepath.Base(log))
}

// logValues are the formats of logs, with descriptions.
func logValues() []cobra.Completion {
	var out []cobra.Completion
	for _, f := range joblog.Formats() {
		out = append(out, cobra.CompletionWithDesc(f.Name, f.Summary))
	}
	return out
}
