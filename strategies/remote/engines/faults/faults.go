package main

import (
	"context"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/enginetest"
)

// A fault is what goes wrong in a run.
type fault struct {
	name string
	says string // in the table

	// One of these is set.
	worker      string                                                   // the step at which a worker is killed
	coordinator string                                                   // the step at which a coordinator is killed
	network     func(context.Context, *proxy)                            // goes wrong, and returns once it is well again
	server      func(p *place, ctx context.Context, broken func()) error // the same, for all runs that use it; it calls broken in between
	processes   func(*run, context.Context) error                        // has worker processes of its own kind

	small bool // the server's files are where there is little room
}

func (f fault) Name() string { return f.name }

// How long what is broken stays so.
const (
	cutFor    = time.Second
	silentFor = 3 * time.Second
	fullFor   = 2 * time.Second
	slowBy    = 50 * time.Millisecond // each way
	slowRate  = 100_000               // bytes a second, each way
	skewBy    = 5 * time.Minute
)

var faults = slices.Concat(
	workerFaults(enginetest.WorkerSteps),
	coordinatorFaults(enginetest.CoordinatorSteps),
	[]fault{
		{name: "restart", says: "server killed, and started again", server: (*place).restart},
		{name: "cut", says: "every connection cut, and none for a second", network: func(ctx context.Context, p *proxy) { p.cut(ctx, cutFor) }},
		{name: "silent", says: "network silent for 3 s, then every connection cut", network: func(ctx context.Context, p *proxy) { p.silent(ctx, silentFor) }},
		{name: "slow", says: "network slow: 50 ms and 100 kB/s each way", network: func(_ context.Context, p *proxy) { p.slow(slowBy, slowRate) }},
		{name: "full-disk", says: "disk full for 2 s", server: (*place).fill, small: true},
		{name: "clock-skew", says: "workers' clocks 5 min fast and slow; a job outlasts its lease", processes: (*run).skewed},
		{name: "poison", says: "a job kills its worker, three times", processes: (*run).poisoned},
		{name: "forget", says: "server loses messages that it has confirmed", processes: (*run).robbed},
		{name: "million", says: "10⁶ jobs, no fault", processes: (*run).million},
	},
)

func workerFaults(steps []string) (all []fault) {
	says := map[string]string{
		"before-fetch":  "worker killed before it fetches",
		"fetched":       "worker killed after it has fetched",
		"running":       "worker killed during work",
		"before-append": "worker killed after work, before it stores the result",
		"appended":      "worker killed after the result, before the ack",
		"acked":         "worker killed after an ack",
		"extended":      "worker killed after it has extended a lease",
	}
	for _, step := range steps {
		all = append(all, fault{name: "worker-" + step, says: says[step], worker: step})
	}
	return all
}

func coordinatorFaults(steps []string) (all []fault) {
	says := map[string]string{
		"before-open":    "coordinator killed before it has begun",
		"opened":         "coordinator killed after it has made the log",
		"before-publish": "coordinator killed before it publishes",
		"published":      "coordinator killed after it has published",
		"read":           "coordinator killed while it reads results",
	}
	for _, step := range steps {
		all = append(all, fault{name: "coordinator-" + step, says: says[step], coordinator: step})
	}
	return all
}

// concerns reports whether an engine can have the fault: a file has no network and no server.
func (f fault) concerns(e engine) bool {
	return e.server != "" || f.network == nil && f.name != "restart"
}
