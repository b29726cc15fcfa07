package cli

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

const (
	defaultConfirm = 40 * time.Second

	// finalists is how many of the best are tried, beside the recommended and the
	// obvious.
	finalists = 3

	// confirmRounds is how many rounds the trials are planned for. As each has to warm up
	// first, about half as many come of it: with six there are intervals, and with seven
	// four strategies can be told apart.
	confirmRounds = 14

	// Go's timers wake a sleeper up to a millisecond late. What that is on average is taken
	// off the jobs, but how much it differs remains; so no clock runs so fast that the mean
	// service time is less than leastMean, nor, if there is room, goodMean.
	leastMean = 2 * time.Millisecond
	goodMean  = 20 * time.Millisecond

	// noMatter is a difference that does not matter.
	noMatter = 0.02
)

// A confirmation is what the best few did in real time, on a part of the log and on a
// clock that runs faster. Its times are on the clock of the log.
type confirmation struct {
	Skipped string      `json:"skipped,omitempty"` // why there is none
	Jobs    int         `json:"jobs"`
	Wait    bool        `json:"wait"`   // the jobs waited; else they computed
	Part    string      `json:"part"`   // which of the log these are: all, busiest, or first of a batch
	Faster  float64     `json:"faster"` // times
	Rounds  int         `json:"rounds"`
	Late    float64     `json:"late"`       // what timers wake late on average, in real seconds; it was taken off the jobs
	Share   float64     `json:"late_share"` // of the mean job on the faster clock
	Agrees  bool        `json:"agrees"`     // no other is surely better than the recommended
	Tried   []confirmed `json:"tried"`      // the best measured first
}

type confirmed struct {
	Strategy  string   `json:"strategy"`
	Simulated float64  `json:"simulated"`
	Measured  float64  `json:"measured"` // median of rounds
	Lo        *float64 `json:"lo"`       // of the median
	Hi        *float64 `json:"hi"`
	Ratio     *float64 `json:"ratio"` // to the recommended, of the measured
	RatioLo   *float64 `json:"ratio_lo"`
	RatioHi   *float64 `json:"ratio_hi"`
	Better    bool     `json:"better"` // surely, and by more than matters
}

// confirm tries the best few of a simulation in real time.
func (c *command) confirm(ctx context.Context, r *recommendation, simulated *record.Run, trace *workloads.Trace, budget time.Duration) (*confirmation, error) {
	names := []string{r.Strategy}
	for i, cell := range verdict.Medians(simulated, verdict.Place{Workload: logName, Workers: r.Workers}) {
		if (i < finalists || cell.Strategy == obvious) && !slices.Contains(names, cell.Strategy) {
			names = append(names, cell.Strategy)
		}
	}
	wait := waits(trace)
	if cores := runtime.GOMAXPROCS(0); !wait && r.Workers > cores {
		return &confirmation{Skipped: fmt.Sprintf("jobs so short cannot be waited for exactly, and for %d workers to compute takes as many processors; here are %d", r.Workers, cores)}, nil
	}
	part, factor, ok := confirmable(trace, r.Workers, budget/time.Duration(confirmRounds*len(names)))
	if !ok {
		return &confirmation{Skipped: fmt.Sprintf("jobs come too slowly to be tried within %v; give --confirm more", budget)}, nil
	}
	expected := &record.Run{Settings: record.Settings{Metric: r.Metric}}
	var chosen []bench.Contender
	for _, x := range c.contenders {
		if slices.Contains(names, x.Name()) {
			chosen = append(chosen, x)
		}
	}
	if err := simulate(ctx, expected, chosen, part, []int{r.Workers}); err != nil {
		return nil, err
	}
	late := time.Duration(0)
	if wait {
		var err error
		if late, err = lateness(ctx); err != nil {
			return nil, err
		}
	}
	run, err := c.replay(ctx, part.Faster(factor).Shorter(late), wait, names, r.Workers, r.Metric, budget)
	if err != nil {
		return nil, err
	}
	for _, t := range run.Trials {
		if t.Error != "" {
			return nil, fmt.Errorf("recommend: strategy %q failed in real time: %s", t.Strategy, t.Error)
		}
	}
	if run.Interrupted {
		return nil, fmt.Errorf("%w while trying in real time; --confirm 0 does not", errInterrupted)
	}
	out := &confirmation{Jobs: part.Len(), Wait: wait, Part: partName(part, trace), Faster: factor, Rounds: run.Settings.RoundsDone, Late: late.Seconds(), Share: late.Seconds() * factor / (part.Work() / float64(part.Len()))}
	if !out.judge(run, expected, r.Strategy) {
		return &confirmation{Skipped: fmt.Sprintf("%d jobs are too few for %s", part.Len(), r.Metric)}, nil
	}
	return out, nil
}

// judge sets what a run in real time shows of the strategies, beside what was expected of
// them; it is false if that is nothing. Both runs have one place.
func (x *confirmation) judge(run, expected *record.Run, recommended string) bool {
	place := func(run *record.Run) verdict.Place {
		t := run.Trials[0]
		return verdict.Place{Workload: t.Workload, Workers: t.Workers, Load: t.Load}
	}
	cells := verdict.Against(run, place(run), recommended)
	x.Agrees = true
	for _, cell := range cells {
		t := confirmed{
			Strategy: cell.Strategy, Measured: cell.Median * x.Faster, Lo: times(cell.Lo, x.Faster), Hi: times(cell.Hi, x.Faster),
			Ratio: cell.Ratio, RatioLo: cell.RatioLo, RatioHi: cell.RatioHi,
		}
		for _, e := range verdict.Medians(expected, place(expected)) {
			if e.Strategy == t.Strategy {
				t.Simulated = e.Median
			}
		}
		// All metrics of a target are times.
		t.Better = cell.PAdjusted <= 0.05 && t.RatioHi != nil && *t.RatioHi < 1-noMatter
		x.Agrees = x.Agrees && !t.Better
		x.Tried = append(x.Tried, t)
	}
	return len(cells) > 0
}

const (
	partAll     = "all"
	partBusiest = "busiest"
	partFirst   = "first"
)

func partName(part, whole *workloads.Trace) string {
	switch {
	case part.Len() == whole.Len():
		return partAll
	case whole.HasArrivals():
		return partBusiest
	}
	return partFirst
}

// waits reports whether jobs are so long that they can be waited for, as nobody knows what
// they did. Shorter ones have to compute.
func waits(trace *workloads.Trace) bool {
	return trace.Work()/float64(trace.Len()) >= leastMean.Seconds()
}

func times(v *float64, factor float64) *float64 {
	if v == nil {
		return nil
	}
	return new(*v * factor)
}

// confirmable returns the busiest part of a trace that can be run within limit, and how
// many times as fast its clock has to run. There may be none. What room there is goes
// first to a slower clock, up to goodMean, and then to more jobs.
func confirmable(trace *workloads.Trace, workers int, limit time.Duration) (part *workloads.Trace, factor float64, ok bool) {
	mean := trace.Work() / float64(trace.Len())
	size := min(trace.Len(), fewestStretch)
	takes := func() float64 { return part.Takes(workers).Seconds() }
	part = busiest(trace, size)
	needed := takes() / limit.Seconds()
	if needed > max(1, mean/leastMean.Seconds()) {
		return nil, 0, false
	}
	wanted := max(1, mean/goodMean.Seconds())
	if needed >= wanted {
		return part, needed, true
	}
	// The busiest of more jobs may be less busy, and so take longer still.
	for more := min(float64(trace.Len()), float64(size)*wanted/needed); int(more) > size; more /= 1.5 {
		if part = busiest(trace, int(more)); takes() <= wanted*limit.Seconds() {
			return part, wanted, true
		}
	}
	return busiest(trace, size), wanted, true
}

// lateness measures how late timers wake on average.
func lateness(ctx context.Context) (time.Duration, error) {
	const sleeps = 40
	sum := time.Duration(0)
	for i := range sleeps {
		if ctx.Err() != nil {
			return 0, fmt.Errorf("%w; --confirm 0 does not try in real time", errInterrupted)
		}
		// Of all phases of a millisecond.
		d := 2*time.Millisecond + time.Duration(i)*time.Millisecond*7/sleeps
		began := time.Now()
		time.Sleep(d)
		sum += min(time.Since(began)-d, 2*time.Millisecond) // one that was disturbed says nothing about timers
	}
	return sum / sleeps, nil
}

// busiest returns those consecutive jobs of a trace that keep most workers busy, and the
// first of a batch.
func busiest(trace *workloads.Trace, size int) *workloads.Trace {
	part := trace.Part(0, size)
	if !trace.HasArrivals() {
		return part
	}
	busy := func(t *workloads.Trace) float64 { return t.Work() / max(t.Span().Seconds(), 1e-9) }
	for from := max(1, size/2); from+size <= trace.Len(); from += max(1, size/2) {
		if p := trace.Part(from, from+size); busy(p) > busy(part) {
			part = p
		}
	}
	return part
}

// replay runs strategies on the jobs in real time, as compare does.
func (c *command) replay(ctx context.Context, trace *workloads.Trace, wait bool, names []string, workers int, metric string, budget time.Duration) (*record.Run, error) {
	scratch, err := os.MkdirTemp("", "compare-*")
	if err != nil {
		return nil, fmt.Errorf("no temporary folder: %w", err)
	}
	defer os.RemoveAll(scratch)
	file := filepath.Join(scratch, "jobs.csv")
	var b bytes.Buffer
	if err := trace.WriteCSV(&b); err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		return nil, err
	}
	args := []string{"--workload", tracePrefix + file, "--strategy", strings.Join(names, ","),
		"--workers", strconv.Itoa(workers), "--metric", metric, "--budget", budget.String()}
	if wait {
		args = append(args, "--io")
	}
	if trace.HasArrivals() {
		args = append(args, "--arrivals", replay)
	}
	o, err := c.parse(args)
	if err != nil {
		return nil, err
	}
	return c.measure(ctx, o, func(*record.Run) error { return nil })
}

// tell writes it for people.
func (x *confirmation) tell(b *bytes.Buffer, strategy string, limit float64) {
	switch {
	case x == nil:
		return
	case x.Skipped != "":
		fmt.Fprintf(b, "in real time: not tried: %s\n", x.Skipped)
		return
	}
	clock := "as they were"
	if x.Faster > 1 {
		clock = fmt.Sprintf("on a clock that runs %.3g times as fast", x.Faster)
	}
	which := plural(x.Jobs, "job") + " of the busiest part"
	if x.Part == partFirst {
		which = "the " + plural(x.Jobs, "first job")
	}
	if x.Part == partAll {
		which = "all " + plural(x.Jobs, "job")
	}
	how := "computing"
	if x.Wait {
		how = "waiting"
	}
	fmt.Fprintf(b, "in real time: %s, %s, %s, %s:\n", which, how, clock, plural(x.Rounds, "round"))
	fmt.Fprintf(b, "\n%-18s %10s %10s  %s\n", "strategy", "simulated", "measured", "against the recommended")
	for _, t := range x.Tried {
		interval := ""
		if t.Lo != nil && t.Hi != nil {
			interval = fmt.Sprintf(" (%s to %s)", fewDigits(*t.Lo), fewDigits(*t.Hi))
		}
		against := "the recommended"
		if t.Strategy != strategy {
			against = verdict.FormatRatio(t.Ratio, t.RatioLo, t.RatioHi)
		}
		fmt.Fprintf(b, "%-18s %10s %10s  %s\n", t.Strategy, fewDigits(t.Simulated), fewDigits(t.Measured), against+interval)
	}
	b.WriteString("\n")
	if x.Wait {
		fmt.Fprintf(b, "Timers wake %s late on average here, which is taken off the jobs: %.2g %% of the mean.\n", fewDigits(x.Late), 100*x.Share)
	}
	if t := x.Tried[slices.IndexFunc(x.Tried, func(t confirmed) bool { return t.Strategy == strategy })]; limit > 0 && t.Simulated <= limit && t.Measured > limit {
		fmt.Fprintf(b, "In real time %s misses the target on this part, and in the simulation it does not: there is no room to spare; take more workers.\n", strategy)
	}
	if fewest := stats.FewestRounds(len(x.Tried)-1, 0.05); x.Rounds < fewest && len(x.Tried) > 1 {
		fmt.Fprintf(b, "To tell them apart takes %d rounds at least: give --confirm more.\n", fewest)
		return
	}
	if x.Agrees {
		b.WriteString("None is surely better than the recommended.\n")
		return
	}
	for _, t := range x.Tried {
		if t.Better {
			fmt.Fprintf(b, "%s is surely better here: real time does not confirm the choice between strategies.\n", t.Strategy)
		}
	}
}
