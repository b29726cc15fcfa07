package strategies_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// flow is a stream of exponential jobs of a second before some workers, at a load that
// changes after each thousand jobs.
type flow struct {
	workers int
	loads   []float64
	cost    func(service time.Duration) time.Duration
	key     func(service time.Duration) string
}

// run has a strategy do the jobs, and returns what it reports, and the mean sojourn in
// seconds.
func (f flow) run(t *testing.T, d pool.Discipline, jobs int) (details map[string]pool.Detail, mean float64) {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 6))
	tasks := make([]pool.Job[workloads.Task], jobs)
	arrivals := make([]time.Duration, jobs)
	at := time.Duration(0)
	for i := range tasks {
		service := 1 + time.Duration(r.ExpFloat64()*1e9)
		tasks[i].Data = workloads.Task{Service: service, CPU: service, Seed: uint32(i)}
		if f.cost != nil {
			tasks[i].Cost = f.cost(service)
		}
		if f.key != nil {
			tasks[i].Key = f.key(service)
		}
		at += time.Duration(r.ExpFloat64() * 1e9 / f.loads[i/1000%len(f.loads)] / float64(f.workers))
		arrivals[i] = at
	}
	out, err := virtual.Simulation{
		Discipline: d, Workers: f.workers, Seed: 1, Jobs: jobs, Arrivals: arrivals,
		Job:   func(i int) *pool.Job[workloads.Task] { return &tasks[i] },
		Ended: func(e virtual.Ended) { mean += (e.Completed - arrivals[e.Job]).Seconds() / float64(jobs) },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	details = make(map[string]pool.Detail)
	for _, d := range out.Details {
		details[d.Name] = d
	}
	return details, mean
}

func right(service time.Duration) time.Duration { return service }
func inverse(service time.Duration) time.Duration {
	return time.Duration(1e18 / float64(service))
}
func byLength(service time.Duration) string { return fmt.Sprint(service.Round(time.Second)) }

// TestAdaptiveStream: what jobs tell decides what is tried, and what waits show decides what
// is used, at any load and while it changes.
func TestAdaptiveStream(t *testing.T) {
	steady, changing := []float64{.8}, []float64{.4, .9}
	for name, tt := range map[string]struct {
		flow
		want string // begins the reason of the last choice
		most string // the candidate of most windows
	}{
		"nothing is known":             {flow{1, steady, nil, nil}, "shared-queue for a stream: the rule", "shared-queue"},
		"costs are right":              {flow{1, steady, right, nil}, "shortest-first for a stream with costs: ", "shortest-first"},
		"costs are upside down":        {flow{1, steady, inverse, nil}, "shared-queue for a stream with costs: ", "shared-queue"},
		"right, and changing":          {flow{1, changing, right, nil}, "shortest-first for a stream with costs: ", "shortest-first"},
		"wrong, and changing":          {flow{1, changing, inverse, nil}, "shared-queue for a stream with costs: ", "shared-queue"},
		"four workers":                 {flow{4, changing, right, nil}, "shortest-first for a stream with costs: ", "shortest-first"},
		"keys say how long":            {flow{1, steady, nil, byLength}, "predicted-first for a stream with keys: ", "predicted-first"},
		"costs are wrong, not so keys": {flow{1, steady, inverse, byLength}, "predicted-first for a stream with costs and keys: ", "predicted-first"},
	} {
		details, _ := tt.run(t, new(Adaptive), 20_000)
		chosen := details["chosen"].Note
		if !strings.HasPrefix(chosen, tt.want) && !strings.Contains(chosen, "another look") {
			t.Errorf("%s: %q, want %q", name, chosen, tt.want)
		}
		for detail, d := range details {
			if of, ok := strings.CutPrefix(detail, "windows-"); ok && of != tt.most && 4*d.Value > details["windows-"+tt.most].Value {
				t.Errorf("%s: %v windows of %s, and %v of %s, want few beside those", name, d.Value, of, details["windows-"+tt.most].Value, tt.most)
			}
		}
	}
}

// TestAdaptiveStreamGains: with costs that are right it is nearly as good as the strategy
// that uses them, and with costs that are wrong nearly as good as the one that does not.
func TestAdaptiveStreamGains(t *testing.T) {
	for name, tt := range map[string]struct {
		cost func(time.Duration) time.Duration
		best pool.Discipline
	}{"right": {right, ShortestFirst{}}, "upside down": {inverse, SharedQueue{}}} {
		f := flow{workers: 1, loads: []float64{.8}, cost: tt.cost}
		_, got := f.run(t, new(Adaptive), 50_000)
		_, best := f.run(t, tt.best, 50_000)
		if got > 1.15*best {
			t.Errorf("costs are %s: mean sojourn %.3g s, want not much more than %.3g s of %s", name, got, best, tt.best.Name())
		}
	}
}

// TestAdaptiveStreamLoad: in order of arrival every window is as quick as order of arrival,
// however long its jobs wait.
func TestAdaptiveStreamLoad(t *testing.T) {
	for _, loads := range [][]float64{{.2}, {.95}, {.2, .95}} {
		a := new(Adaptive)
		f := flow{workers: 1, loads: loads, cost: func(time.Duration) time.Duration { return time.Second }}
		details, _ := f.run(t, a, 20_000)
		if got := details["chosen"].Note; !strings.Contains(got, "1.00 times the speed of order of arrival") {
			t.Errorf("equal costs at loads %v: %q, want no gain", loads, got)
		}
	}
}

// TestAdaptiveStreamsShare: what one stream shows is known to the next.
func TestAdaptiveStreamsShare(t *testing.T) {
	a := new(Adaptive)
	f := flow{workers: 1, loads: []float64{.8}, cost: right}
	f.run(t, a, 20_000)
	details, _ := f.run(t, a, 200) // less than one window
	if got := details["chosen"].Note; !strings.HasPrefix(got, "shortest-first") && !strings.Contains(got, "another look") {
		t.Errorf("the second stream begins with %q, want what the first has shown", got)
	}
}

// TestAdaptiveStreamOverload: while jobs always wait, the choice stays, and what is kept of
// them does not grow.
func TestAdaptiveStreamOverload(t *testing.T) {
	f := flow{workers: 1, loads: []float64{1.5}, cost: right}
	details, _ := f.run(t, new(Adaptive), 60_000)
	if got := details["windows-shared-queue"].Value + details["windows-shortest-first"].Value; got > 20 {
		t.Errorf("%v windows under overload, want few", got)
	}
}
