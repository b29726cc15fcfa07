package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// obvious is the strategy that one would choose without looking.
const obvious = "shared-queue"

// stretches is into how many parts a log is cut to see whether what holds for the whole
// holds for each.
const stretches = 8

// placeholder stands for the trace in a command.
const placeholder = "TRACE"

// recommendation is what recommend tells, as JSON too.
type recommendation struct {
	File        string   `json:"file"`
	Notes       []string `json:"notes"`
	Jobs        string   `json:"jobs"`
	Arrivals    string   `json:"arrivals,omitempty"`
	BusyWorkers float64  `json:"busy_workers,omitempty"` // that the jobs keep busy on average
	verdict.Recommendation

	// Of the stretches of the log: how many there are, in how many the target is met,
	// and in how many the strategy is not worse than the obvious one.
	Stretches int `json:"stretches"`
	MetIn     int `json:"met_in"`
	NoWorseIn int `json:"no_worse_in"`

	Confirm string `json:"confirm"` // the command that tries it in real time
}

// recommend answers which strategy and how many workers a log of jobs wants.
func (c *command) recommend(ctx context.Context, args []string) error {
	fs := flagSet("compare recommend")
	file := fs.String("jobs-file", "", "`FILE` with the log: CSV or JSON lines")
	workers := fs.String("workers", "1..64", "`COUNTS` of workers: FIRST..LAST, or comma-separated")
	slo := fs.String("slo", "", "`TARGET`, such as p99=50ms (default: as good as more workers would make it, within 10 percent)")
	format := fs.String("log", "", "`FORMAT` of a published log: "+strings.Join(logNames(), ", "))
	save := fs.String("trace", "", "write the jobs to `FILE`, as compare --workload trace:FILE reads them")
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
	counts, err := parseRange(*workers)
	if err != nil {
		return err
	}
	f, err := os.Open(*file)
	if err != nil {
		return fmt.Errorf("file %q: %w", *file, reason(err))
	}
	defer f.Close()
	log, err := workloads.ReadLog(f, workloads.LogOptions{Format: *format, Columns: columns, Strict: *strict})
	if err != nil {
		return fmt.Errorf("file %q: %w", *file, err)
	}
	target, err := parseTarget(*slo, log.Trace.HasArrivals())
	if err != nil {
		return err
	}
	r := &recommendation{File: *file, Notes: log.Notes}
	if log.Bad != nil {
		r.Notes = append(r.Notes, fmt.Sprintf("left out: %v", log.Bad))
	}
	trace := *file
	if *save != "" {
		var b bytes.Buffer
		if err := log.Trace.WriteCSV(&b); err != nil {
			return err
		}
		if err := writeFile(*save, b.Bytes()); err != nil {
			return err
		}
		trace = *save
	} else if len(log.Notes) > 0 || len(columns) > 0 || log.Bad != nil {
		trace = "" // not as trace: reads it
	}
	if err := c.reckon(ctx, r, log.Trace, counts, target); err != nil {
		return err
	}
	if trace == "" {
		r.Confirm = "give --trace FILE, which writes the jobs as compare reads them"
	} else {
		r.Confirm = strings.Replace(r.Confirm, placeholder, record.CommandLine([]string{"trace:" + trace}), 1)
	}
	var b bytes.Buffer
	if *answer == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return err
		}
	} else {
		r.tell(&b)
	}
	return c.write("", b.Bytes())
}

func logNames() []string {
	var names []string
	for _, f := range workloads.LogFormats() {
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
func parseTarget(slo string, stream bool) (verdict.Target, error) {
	t := verdict.Target{Metric: "makespan", Obvious: obvious}
	if stream {
		t.Metric = "sojourn-p99"
	}
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
	if name == "makespan" && stream {
		return t, fmt.Errorf("--slo %q: the makespan is for jobs that come at once, and this log has arrivals", slo)
	}
	t.Metric, t.Limit = metric.Name, d.Seconds()
	return t, nil
}

// reckon simulates every strategy over the worker counts, then over those between which
// the target is met first, and the choice on each stretch of the log.
func (c *command) reckon(ctx context.Context, r *recommendation, trace *workloads.Trace, counts []int, target verdict.Target) error {
	// Nothing is known of what the jobs do; in virtual time it makes no difference.
	jobs := workloads.Workload{Name: "log", Trace: trace, Parts: []workloads.Part{{IO: 1}}}
	set, err := jobs.Generate(0, 1)
	if err != nil {
		return err
	}
	x := set.Realised
	r.Jobs = fmt.Sprintf("%d, mean %v, SCV %.3g, from %v to %v", x.Jobs, x.Mean, x.SCV, x.Min, x.Max)
	if len(x.Priorities) > 1 {
		r.Jobs += fmt.Sprintf(", %d priorities", len(x.Priorities))
	}
	if set.Arrivals != nil {
		arrived := workloads.RealiseArrivals(set.Arrivals)
		r.Arrivals = arrived.Shape()
		r.BusyWorkers = arrived.Rate * set.Realised.Mean.Seconds()
	}
	contenders := c.simulated(trace.HasArrivals())
	run := &record.Run{Paired: true}
	simulate := func(run *record.Run, contenders []bench.Contender, trace *workloads.Trace, counts []int) error {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // a bubble does one thing at a time
		p := &bench.Plan{
			Contenders: contenders, Workers: counts, Virtual: true, Replay: trace.HasArrivals(), Seed: 1,
			Workloads: []workloads.Workload{{Name: "log", Trace: trace, Parts: []workloads.Part{{IO: 1}}}},
		}
		err := p.Round(ctx, 1, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil })
		if ctx.Err() != nil {
			return fmt.Errorf("%w: nothing is known yet", errInterrupted)
		}
		return err
	}
	fmt.Fprintf(c.Stderr, "simulating %d jobs by %d strategies on %s workers and what lies between\n", trace.Len(), len(contenders), strings.Trim(fmt.Sprint(counts), "[]"))
	if err := simulate(run, contenders, trace, counts); err != nil {
		return err
	}
	ok := false
	for {
		if r.Recommendation, ok = verdict.Recommend(run, target); !ok {
			return fmt.Errorf("recommend: no strategy has a %s: the log has too few jobs, or every strategy failed", target.Metric)
		}
		between := middle(r.Recommendation)
		if between == 0 {
			break
		}
		if err := simulate(run, contenders, trace, []int{between}); err != nil {
			return err
		}
	}
	chosen := slices.DeleteFunc(slices.Clone(contenders), func(x bench.Contender) bool { return x.Name() != r.Strategy && x.Name() != obvious })
	for i := range stretches {
		part := trace.Stretch(i, stretches)
		if part.Len() < fewestStretch {
			continue
		}
		one := &record.Run{Paired: true}
		if err := simulate(one, chosen, part, []int{r.Workers}); err != nil {
			return err
		}
		value := make(map[string]float64)
		for _, t := range one.Trials {
			if v, ok := t.Metrics[target.Metric]; ok {
				value[t.Strategy] = v
			}
		}
		v, ok := value[r.Strategy]
		if !ok {
			continue
		}
		r.Stretches++
		if target.Limit > 0 && v <= target.Limit {
			r.MetIn++
		}
		if o, ok := value[obvious]; !ok || v <= o*1.001 {
			r.NoWorseIn++
		}
	}
	args := []string{"compare", "--workload", placeholder, "--io", "--strategy", r.Strategy, "--workers", strconv.Itoa(r.Workers)}
	if r.Strategy != obvious {
		args[5] += "," + obvious
	}
	if trace.HasArrivals() {
		args = append(args, "--arrivals", "replay")
	}
	r.Confirm = record.CommandLine(args)
	return nil
}

// fewestStretch is how many jobs a stretch has at least: so many that it has a p99.
const fewestStretch = 441

// simulated returns the strategies that can take part.
func (c *command) simulated(stream bool) []bench.Contender {
	var out []bench.Contender
	for _, x := range c.contenders {
		if bench.CanVirtual(x) == nil && (!stream || bench.CanStream(x) == nil) {
			out = append(out, x)
		}
	}
	return out
}

// middle returns a worker count between the fewest that meet the target and the next
// that was tried below; 0: there is none.
func middle(r verdict.Recommendation) int {
	if !r.Met {
		return 0
	}
	below := 0
	for _, o := range r.Options {
		if o.Workers < r.Workers {
			below = max(below, o.Workers)
		}
	}
	if below == 0 || r.Workers-below < 2 {
		return 0
	}
	return (below + r.Workers) / 2
}

// tell writes it for people.
func (r *recommendation) tell(b *bytes.Buffer) {
	d := func(s float64) string {
		x := time.Duration(s * 1e9)
		for unit := time.Nanosecond; unit < time.Hour; unit *= 10 { // three digits or four
			if x < 10_000*unit {
				return x.Round(unit).String()
			}
		}
		return x.Round(time.Second).String()
	}
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	word := plural
	if !r.Met {
		what := fmt.Sprintf("no strategy keeps %s within %s with up to %s; ", name, d(r.Limit), word(r.Workers, "worker"))
		fmt.Fprintf(b, "%s%s comes nearest: %s.\n\n", what, r.Strategy, d(r.Value))
	} else {
		fmt.Fprintf(b, "%s with %s: %s %s", r.Strategy, word(r.Workers, "worker"), name, d(r.Value))
		if r.Limit > 0 {
			fmt.Fprintf(b, ", within %s", d(r.Limit))
		} else {
			fmt.Fprintf(b, "; more workers would gain less than %.0f %%", 100*verdict.NearEnough)
		}
		b.WriteString(".\n")
		switch {
		case r.Strategy == obvious:
			fmt.Fprintf(b, "No other strategy is better by more than 1 %%.\n")
		case r.ObviousValue != nil && r.Needs > r.Workers:
			fmt.Fprintf(b, "%s takes %s with as many, and %s for the same.\n", obvious, d(*r.ObviousValue), word(r.Needs, "worker"))
		case r.ObviousValue != nil:
			fmt.Fprintf(b, "%s takes %s with as many: %.2f times as long.\n", obvious, d(*r.ObviousValue), *r.ObviousValue/r.Value)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(b, "jobs: %s\n", r.Jobs)
	if r.Arrivals != "" {
		fmt.Fprintf(b, "arrivals: %s; they keep %.2f workers busy on average\n", r.Arrivals, r.BusyWorkers)
	}
	fmt.Fprintf(b, "\n%8s  %-18s %12s %14s\n", "workers", "best", name, obvious)
	for _, o := range r.Options {
		by := "–"
		if o.Obvious != nil {
			by = d(*o.Obvious)
		}
		mark := ""
		if o.Workers == r.Workers && r.Met {
			mark = "  <"
		}
		fmt.Fprintf(b, "%8d  %-18s %12s %14s%s\n", o.Workers, o.Strategy, d(o.Value), by, mark)
	}
	b.WriteString("\nhow sure: ")
	switch {
	case r.Stretches == 0:
		b.WriteString("the log is too short to be cut into parts that tell.\n")
	default:
		var says []string
		if r.Limit > 0 {
			says = append(says, fmt.Sprintf("the target is met in %d", r.MetIn))
		}
		if r.Strategy != obvious {
			says = append(says, fmt.Sprintf("%s is no worse than %s in %d", r.Strategy, obvious, r.NoWorseIn))
		}
		if len(says) == 0 {
			says = []string{"nothing was to be asked: it is the obvious choice, and there is no target"}
		}
		fmt.Fprintf(b, "of the log cut into %d stretches, %s.\n", r.Stretches, strings.Join(says, ", and "))
	}
	b.WriteString("simulated in virtual time: handing out jobs costs nothing, a job takes as long as in the log whoever else runs.\n")
	fmt.Fprintf(b, "to try it in real time: %s\n", r.Confirm)
	for _, n := range r.Notes {
		fmt.Fprintf(b, "note: %s\n", n)
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
