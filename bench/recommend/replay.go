package recommend

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// A Replay is a comparison to run in real time.
type Replay struct {
	Trace      *workloads.Trace // on the clock on which it is to run
	Wait       bool             // its jobs wait; else they compute
	Contenders []bench.Contender
	Workers    int
	Metric     string // that decides
	Budget     time.Duration
}

// Args returns the flags of compare for it, with the jobs in a file.
func (r Replay) Args(trace string) []string {
	var names []string
	for _, x := range r.Contenders {
		names = append(names, x.Name())
	}
	args := []string{"--workload", workloads.TracePrefix + trace, "--strategy", strings.Join(names, ","),
		"--workers", strconv.Itoa(r.Workers), "--metric", r.Metric, "--budget", r.Budget.String()}
	return append(args, howTheyRun(r.Wait, r.Trace.HasArrivals())...)
}

// mostRounds is the most useful rounds of a replay.
const mostRounds = 20

// inProcess runs rounds in this process until the budget is spent.
func inProcess(ctx context.Context, r Replay) (*record.Run, error) {
	w := workloads.Workload{Name: logName, Trace: r.Trace}
	if r.Wait {
		w.Parts = []workloads.Part{{IO: 1}}
	}
	calibration, err := workloads.Calibrate(ctx)
	if err != nil {
		return nil, fmt.Errorf("calibration: %w", err)
	}
	plan := bench.Plan{
		Contenders: r.Contenders, Workloads: []workloads.Workload{w}, Workers: []int{r.Workers},
		Replay: r.Trace.HasArrivals(), Seed: 1, Calibration: calibration,
	}
	run, err := plan.Measure(ctx, mostRounds, r.Budget)
	if err == nil {
		run.Settings.Metric = r.Metric
	}
	return run, err
}

// Waits reports whether jobs are long enough to be replayed by waiting: a log does not say
// what its jobs did. Shorter ones have to compute.
func Waits(trace *workloads.Trace) bool {
	return trace.Work()/float64(trace.Len()) >= leastMean.Seconds()
}

// howTheyRun returns the flags for how the jobs of a trace run and arrive.
func howTheyRun(wait, replay bool) []string {
	var args []string
	if wait {
		args = append(args, "--io")
	}
	if replay {
		args = append(args, "--arrivals", "replay")
	}
	return args
}
