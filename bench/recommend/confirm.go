package recommend

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

// DefaultConfirm is enough time to confirm the best few strategies for most logs.
const DefaultConfirm = 40 * time.Second

const (
	// finalists is how many of the best strategies run besides the recommended one and the
	// obvious one.
	finalists = 3

	// spare is how many times the fewest rounds that can decide the time is planned for: warm-ups
	// take about half of it, and processes have to start.
	spare = 3

	// Go's timers wake a sleeper up to a millisecond late. The average is subtracted from
	// the jobs, but its variation remains. So no clock runs so fast that the mean service
	// time falls below leastMean or, if the time allows, goodMean.
	leastMean = 2 * time.Millisecond
	goodMean  = 20 * time.Millisecond

	// longer is how many times the time to advise where the host was disturbed.
	longer = 3

	// mostConfirmed is the most workers that run in real time: each is a goroutine.
	mostConfirmed = 100_000
)

// confirm runs the best few of a simulation in real time.
func (q *Question) confirm(ctx context.Context, r *Result, simulated *record.Run) (*Confirmation, error) {
	trace, budget := q.Trace, q.Confirm
	names := []string{r.Strategy}
	for i, cell := range verdict.Medians(simulated, verdict.Place{Workload: logName, Workers: r.Workers}) {
		if (i < finalists || cell.Strategy == q.Target.Obvious) && !slices.Contains(names, cell.Strategy) {
			names = append(names, cell.Strategy)
		}
	}
	wait := Waits(trace)
	if cores := runtime.GOMAXPROCS(0); !wait && r.Workers > cores {
		return &Confirmation{Skipped: fmt.Sprintf("jobs this short cannot be timed by sleeping, and %d workers that compute need as many processors; this host has %d", r.Workers, cores)}, nil
	}
	if r.Workers > mostConfirmed {
		return &Confirmation{Skipped: fmt.Sprintf("%d workers are too many to run in real time; the most is %d", r.Workers, mostConfirmed)}, nil
	}
	fewest := verdict.FewestConfirming(len(names))
	trials := time.Duration(spare * fewest * len(names))
	part, factor, ok := confirmable(trace, r.Workers, budget/trials)
	if !ok {
		needs := roundedUp(shortest(trace, r.Workers) * trials)
		return &Confirmation{Skipped: fmt.Sprintf("jobs arrive too slowly to confirm within %s; it takes --confirm %s", number.Setting(budget), asFlag(needs))}, nil
	}
	if g, ok := wholeGoal(r.Metric, 0, part.Len()); ok && part.Len() < g.enough {
		return &Confirmation{Skipped: fmt.Sprintf("%s are too few for a %s", plural(part.Len(), "job"), strings.TrimPrefix(r.Metric, "sojourn-"))}, nil
	}
	expected := &record.Run{Settings: record.Settings{Metric: r.Metric}}
	var chosen []bench.Contender
	for _, x := range q.Contenders {
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
	run, err := q.Replay(ctx, Replay{
		Trace: part.Faster(factor).Shorter(late), Wait: wait, Contenders: chosen, Workers: r.Workers, Metric: r.Metric, Budget: budget,
	})
	if err != nil {
		return nil, err
	}
	for _, t := range run.Trials {
		if t.Error != "" {
			return nil, fmt.Errorf("recommend: strategy %q failed in real time: %s", t.Strategy, t.Error)
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	out := &Confirmation{Jobs: part.Len(), Wait: wait, Part: partName(part, trace), Faster: factor, Rounds: run.Settings.RoundsDone, Late: late.Seconds(), Share: late.Seconds() * factor / (part.Work() / float64(part.Len()))}
	if done := out.Rounds; 0 < done && done < fewest {
		out.Longer = asFlag(roundedUp(longerFor(budget, done, fewest)))
	}
	out.Noise = append([]string{}, host.Disturbed(run.Host, "confirm for longer: --confirm "+asFlag(longer*budget))...)
	if !out.judge(run, expected, r.Strategy) {
		return &Confirmation{Skipped: fmt.Sprintf("%s are too few for a %s", plural(part.Len(), "job"), strings.TrimPrefix(r.Metric, "sojourn-"))}, nil
	}
	return out, nil
}

// judge records what a run in real time shows about the strategies, beside the simulated
// values. It returns false if the run shows nothing. Both runs have a single place.
func (x *Confirmation) judge(run, expected *record.Run, recommended string) bool {
	if len(run.Trials) == 0 {
		return false
	}
	place := func(run *record.Run) verdict.Place {
		t := run.Trials[0]
		return verdict.Place{Workload: t.Workload, Workers: t.Workers, Load: t.Load}
	}
	cells := verdict.Against(run, place(run), recommended)
	x.Agrees = true
	for _, cell := range cells {
		t := Confirmed{
			Strategy: cell.Strategy, Measured: cell.Median * x.Faster, Lo: times(cell.Lo, x.Faster), Hi: times(cell.Hi, x.Faster),
			Ratio: cell.Ratio, RatioLo: cell.RatioLo, RatioHi: cell.RatioHi,
		}
		for _, e := range verdict.Medians(expected, place(expected)) {
			if e.Strategy == t.Strategy {
				t.Simulated = e.Median
			}
		}
		t.Better = cell.SurelyLess()
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
	case part.Len() == whole.All():
		return partAll
	case whole.HasArrivals():
		return partBusiest
	}
	return partFirst
}

func times(v *float64, factor float64) *float64 {
	if v == nil {
		return nil
	}
	return new(*v * factor)
}

// confirmable returns the busiest part of a trace that can run within the limit, and the speed
// at which its clock has to run; the part may be empty. Spare time first slows down the clock,
// until the mean is goodMean, and then adds jobs.
func confirmable(trace *workloads.Trace, workers int, limit time.Duration) (part *workloads.Trace, factor float64, ok bool) {
	if limit < shortest(trace, workers) {
		return nil, 0, false
	}
	mean := trace.Work() / float64(trace.Len())
	size := min(trace.Len(), FewestJobs)
	takes := func() float64 { return part.Takes(workers).Seconds() }
	part = trace.Busiest(size)
	needed := takes() / limit.Seconds()
	wanted := max(1, mean/goodMean.Seconds())
	if needed >= wanted {
		return part, needed, true
	}
	// A longer part may be less busy, and so take even longer.
	for more := min(float64(trace.Len()), float64(size)*wanted/needed); int(more) > size; more /= 1.5 {
		if part = trace.Busiest(int(more)); takes() <= wanted*limit.Seconds() {
			return part, wanted, true
		}
	}
	return trace.Busiest(size), wanted, true
}

// shortest returns how long the shortest part takes that can be confirmed, on the fastest clock.
func shortest(trace *workloads.Trace, workers int) time.Duration {
	mean := trace.Work() / float64(trace.Len())
	part := trace.Busiest(min(trace.Len(), FewestJobs))
	return time.Duration(math.Min(part.Takes(workers).Seconds()/max(1, mean/leastMean.Seconds())*1e9, math.MaxInt64/1000))
}

// longerFor returns the time that gives at least the fewest rounds, given how many were done in a
// budget. A part grows with the time, so that its trials and their warm-ups take 2/spare of the
// time of fewest rounds; the rest of a round takes as long as before.
func longerFor(budget time.Duration, done, fewest int) time.Duration {
	return time.Duration(float64(budget) * (spare*float64(fewest)/float64(done) - 2) / (spare - 2))
}

// asFlag writes a time as a flag takes it.
func asFlag(d time.Duration) string { return strings.ReplaceAll(number.Setting(d), " ", "") }

// roundedUp returns a time that is easy to say and at least so long.
func roundedUp(d time.Duration) time.Duration {
	for _, step := range []time.Duration{time.Second, 10 * time.Second, time.Minute, time.Hour} {
		if n := (d + step - 1) / step; n <= 60 || step == time.Hour {
			return n * step
		}
	}
	return d
}

// lateness measures how late timers wake on average.
func lateness(ctx context.Context) (time.Duration, error) {
	const sleeps = 40
	sum := time.Duration(0)
	for i := range sleeps {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		// Cover all phases of a millisecond.
		d := 2*time.Millisecond + time.Duration(i)*time.Millisecond*7/sleeps
		began := time.Now()
		time.Sleep(d)
		sum += min(time.Since(began)-d, 2*time.Millisecond) // one that was disturbed says nothing about timers
	}
	return sum / sleeps, nil
}
