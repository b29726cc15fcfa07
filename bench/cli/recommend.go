package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// logName is what the log is called as a workload.
const logName = "log"

// mostKept is how many jobs of a log are kept if nobody says: to simulate them takes half
// a minute.
const mostKept = 1 << 17

// placeholder stands for the trace in a command.
const placeholder = "TRACE"

// recommendation is what recommend tells, as JSON too.
type recommendation struct {
	File    string            `json:"file"`
	Notes   []string          `json:"notes"`
	Rows    int               `json:"rows"` // of the log that are usable; Profile and all else are of those that are kept
	Profile workloads.Profile `json:"profile"`
	verdict.Recommendation

	// Of the stretches of the log: how many there are, in how many the target is met,
	// and in how many the strategy is not worse than the obvious one.
	Stretches int `json:"stretches"`
	MetIn     int `json:"met_in"`
	NoWorseIn int `json:"no_worse_in"`

	// What the choice has there of what decides, the least and the most.
	StretchLeast float64 `json:"stretch_least,omitempty"`
	StretchMost  float64 `json:"stretch_most,omitempty"`

	Confirmation *confirmation `json:"confirmation"` // null: none was asked for, or the target was not met
	Closer       string        `json:"closer"`       // the command that looks closer, in real time
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
	budget := fs.Duration("confirm", defaultConfirm, "`TIME` to try the best few in, in real time; 0: do not")
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
	if *most < fewestStretch {
		return fmt.Errorf("--sample %d: want at least %d jobs", *most, fewestStretch)
	}
	if *budget < 0 {
		return fmt.Errorf("--confirm %v: want a time such as %v, or 0", *budget, defaultConfirm)
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
	log, err := workloads.ReadLog(c.reading(f), workloads.LogOptions{Format: *format, Columns: columns, Strict: *strict, Most: *most})
	if err != nil {
		return fmt.Errorf("file %q: %w", *file, err)
	}
	target, err := parseTarget(*slo, log.Trace.HasArrivals())
	if err != nil {
		return err
	}
	r := &recommendation{File: *file, Rows: log.Rows, Notes: log.Notes}
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
	run, err := c.reckon(ctx, r, log.Trace, counts, target)
	if err != nil {
		return err
	}
	if *budget > 0 && r.Met {
		if r.Confirmation, err = c.confirm(ctx, r, run, log.Trace, *budget); err != nil {
			return err
		}
	}
	if trace == "" {
		r.Closer = "give --trace FILE, which writes the jobs as compare reads them"
	} else {
		r.Closer = strings.Replace(r.Closer, placeholder, record.CommandLine([]string{"trace:" + trace}), 1)
	}
	var b bytes.Buffer
	if *answer == "json" {
		enc := json.NewEncoder(&b)
		enc.SetIndent("", "  ")
		if err := enc.Encode(r); err != nil {
			return err
		}
	} else {
		var text bytes.Buffer
		r.tell(&text)
		foldLines(&b, text.String(), looks(terminal(c.Stdout, c.Getenv), c.Getenv).Width)
	}
	return c.write("", b.Bytes())
}

// reading tells now and then how far a long file has been read.
func (c *command) reading(f *os.File) io.Reader {
	size := int64(0)
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		size = info.Size()
	}
	return &toldReader{Reader: f, w: c.Stderr, size: size, last: time.Now()}
}

type toldReader struct {
	io.Reader
	w         io.Writer
	size, got int64
	last      time.Time
}

func (r *toldReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if r.got += int64(n); time.Since(r.last) >= plainEvery {
		r.last = time.Now()
		if r.size > 0 {
			fmt.Fprintf(r.w, "read %d %% of the log\n", 100*r.got/r.size)
		} else {
			fmt.Fprintf(r.w, "read %d MB of the log\n", r.got/1e6)
		}
	}
	return n, err
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
func (c *command) reckon(ctx context.Context, r *recommendation, trace *workloads.Trace, counts []int, target verdict.Target) (*record.Run, error) {
	r.Profile = trace.Profile()
	contenders := c.simulated(trace.HasArrivals())
	run := &record.Run{Paired: true, Settings: record.Settings{Metric: target.Metric}}
	fmt.Fprintf(c.Stderr, "simulating %d jobs by %d strategies on %s workers and what lies between\n", trace.Len(), len(contenders), strings.Trim(fmt.Sprint(counts), "[]"))
	if err := simulate(ctx, run, contenders, trace, counts); err != nil {
		return nil, err
	}
	ok := false
	for {
		if r.Recommendation, ok = verdict.Recommend(run, target); !ok {
			return nil, fmt.Errorf("recommend: no strategy has a %s: the log has too few jobs, or every strategy failed", target.Metric)
		}
		between := middle(r.Recommendation)
		if between == 0 {
			break
		}
		if err := simulate(ctx, run, contenders, trace, []int{between}); err != nil {
			return nil, err
		}
	}
	chosen := slices.DeleteFunc(slices.Clone(contenders), func(x bench.Contender) bool { return x.Name() != r.Strategy && x.Name() != obvious })
	for i := range stretches {
		part := trace.Stretch(i, stretches)
		if part.Len() < fewestStretch {
			continue
		}
		one := &record.Run{Paired: true}
		if err := simulate(ctx, one, chosen, part, []int{r.Workers}); err != nil {
			return nil, err
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
		if r.Stretches == 0 {
			r.StretchLeast = v
		}
		r.StretchLeast, r.StretchMost = min(r.StretchLeast, v), max(r.StretchMost, v)
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
	r.Closer = record.CommandLine(args)
	return run, nil
}

// simulate runs each contender once on the jobs in virtual time. Nothing is known of
// what the jobs do; there it makes no difference.
func simulate(ctx context.Context, run *record.Run, contenders []bench.Contender, trace *workloads.Trace, counts []int) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // a bubble does one thing at a time
	p := &bench.Plan{
		Contenders: contenders, Workers: counts, Virtual: true, Replay: trace.HasArrivals(), Seed: 1,
		Workloads: []workloads.Workload{{Name: logName, Trace: trace, Parts: []workloads.Part{{IO: 1}}}},
	}
	err := p.Round(ctx, 1, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil })
	if ctx.Err() != nil {
		return fmt.Errorf("%w: nothing is known yet", errInterrupted)
	}
	return err
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

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
