package cli

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/workloads"
)

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
	names := r.Strategy
	if r.Strategy != obvious {
		names += "," + obvious
	}
	args := []string{"compare", "--workload", placeholder, "--strategy", names, "--workers", strconv.Itoa(r.Workers)}
	if waits(trace) {
		args = append(args, "--io")
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
