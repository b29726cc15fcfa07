package workloads

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// named returns a workload by its name.
func named(t *testing.T, name string) Workload {
	t.Helper()
	w, err := ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	if w.Name != name {
		t.Errorf("ByName(%q): named %q", name, w.Name)
	}
	return w
}

// jobsOf returns the jobs of a workload by its name.
func jobsOf(t *testing.T, name string, n int) []pool.Job[Task] {
	t.Helper()
	set, err := named(t, name).Generate(n, 1)
	if err != nil {
		t.Fatal(err)
	}
	return set.Jobs
}

// TestOptions: what follows a preset in a name changes it as the fields would.
func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		want Workload // name, summary and default number of jobs aside
	}{
		{"fixed+mean=1ms", Workload{Mean: time.Millisecond}},
		{"fixed+scv=0", Workload{Service: Fixed{}}},
		{"fixed+scv=1", Workload{Service: Exponential{}}},
		{"fixed+scv=2.5", Workload{Service: Lognormal{Var: 2.5}}},
		{"fixed+service=lognormal:9", Workload{Service: Lognormal{Var: 9}}},
		{"fixed+service=pareto:1.2:50", Workload{Service: Pareto{Alpha: 1.2, Bound: 50}}},
		{"fixed+service=pareto:2", Workload{Service: Pareto{Alpha: 2}}},
		{"fixed+service=uniform:0.5", Workload{Service: Uniform{Low: 0.5}}},
		{"fixed+service=tpcc", Workload{Service: TPCC()}},
		{"fixed+priorities=20:50:30", Workload{Shares: []float64{20, 50, 30}}},
		{"fixed+keys=64", Workload{Keys: 64}},
		{"fixed+keys=zipf:1.1:1000", Workload{Keys: 1000, KeySkew: 1.1}},
		{"fixed+keys=runs:10:64", Workload{Keys: 64, KeyRun: 10}},
		{"fixed+deadline=5x", Workload{Deadline: Deadline{Factor: 5}}},
		{"fixed+deadline=10ms", Workload{Deadline: Deadline{Within: []time.Duration{10 * time.Millisecond}}}},
		{"fixed+deadline=1ms:1s", Workload{Deadline: Deadline{Within: []time.Duration{time.Millisecond, time.Second}}}},
		{"fixed+cost-error=2x", Workload{Cost: Cost{Error: 2}}},
		{"fixed+cost-error=2", Workload{Cost: Cost{Error: 2}}},
		{"fixed+cost-error=unknown", Workload{Cost: Cost{Unknown: true}}},
		{"fixed+cold=2ms", Workload{Cold: Cold{Extra: 2 * time.Millisecond}}},
		{"fixed+cold=2ms:8", Workload{Cold: Cold{2 * time.Millisecond, 8}}},
		{"fixed+slice=3us", Workload{Slice: 3 * time.Microsecond}},
		{"fixed+copies=anew", Workload{Anew: true}},
		{"fixed+scv=1+keys=3+mean=2ms", Workload{Service: Exponential{}, Keys: 3, Mean: 2 * time.Millisecond}},
	} {
		got := named(t, tt.name)
		if got.Name, got.Summary, got.DefaultJobs = "", "", 0; !reflect.DeepEqual(got, tt.want) {
			t.Errorf("ByName(%q): %+v, want %+v", tt.name, got, tt.want)
		}
	}
	if w := named(t, "priority-mix+mean=1ms"); w.DefaultJobs != 500 || w.Keys != 64 {
		t.Errorf("priority-mix with a mean of 1 ms: %d jobs of %d keys, want 500 of 64", w.DefaultJobs, w.Keys)
	}
	if w := named(t, "fixed+mean=5us"); w.DefaultJobs != 16000 {
		t.Errorf("fixed with half the mean: %d jobs, want 16000", w.DefaultJobs)
	}
}

// TestOptionsRefuse: an error names the option, the value and what would do.
func TestOptionsRefuse(t *testing.T) {
	for name, want := range map[string]string{
		"fixed+speed=2":                   `option "speed": unknown (have service, scv, mean`,
		"fixed+mean":                      `option mean "": want a value such as 1ms`,
		"fixed+mean=-1ms":                 `option mean "-1ms": want`,
		"fixed+mean=2h":                   `option mean "2h": want`,
		"fixed+mean=1ms+mean=2ms":         `option "mean" appears twice`,
		"fixed+scv=-1":                    `option scv "-1": want`,
		"fixed+scv=NaN":                   `option scv "NaN": want`,
		"fixed+service=logn":              `distribution "logn": unknown (have fixed, uniform`,
		"fixed+service=lognormal:0":       `distribution "lognormal:0": want`,
		"fixed+service=lognormal:x":       `parameter "x": want a number`,
		"fixed+service=uniform:1":         `Low is 1, want`,
		"fixed+service=tpcc:1":            `distribution "tpcc:1": want`,
		"fixed+priorities=20:0":           `option priorities "20:0": want`,
		"fixed+keys=0":                    `option keys "0": want a value such as 64, zipf`,
		"fixed+keys=zipf:0:5":             `option keys "zipf:0:5": want`,
		"fixed+keys=zipf:1.1":             `option keys "zipf:1.1": want`,
		"fixed+keys=zipf:1:2000000":       `Workload.Keys is 2000000, want`,
		"fixed+keys=some:5":               `option keys "some:5": want`,
		"fixed+deadline=0x":               `option deadline "0x": want`,
		"fixed+deadline=5":                `option deadline "5": want a value such as 5x`,
		"fixed+cost-error=0.5x":           `Workload.Cost.Error is 0.5, want a factor from 1`,
		"fixed+cost-error=lots":           `option cost-error "lots": want`,
		"fixed+cold=0s":                   `option cold "0s": want a value such as 2ms or 2ms:8`,
		"fixed+cold=2ms:":                 `option cold "2ms:": want`,
		"fixed+cold=2ms:0":                `option cold "2ms:0": want`,
		"fixed+cold=2ms:2000000":          `Workload.Cold is 2ms for 2000000 keys, want`,
		"fixed+copies=2":                  `option copies "2": want a value such as anew`,
		"no-such+mean=1ms":                `workload "no-such": unknown`,
		"fixed+":                          `option "": unknown`,
		"fixed+priorities=" + forty("1:"): `Levels is 40, want 1 to 30`,
	} {
		if _, err := ByName(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ByName(%q): %v, want %q", name, err, want)
		}
	}
}

func forty(s string) string { return strings.TrimSuffix(strings.Repeat(s, 40), ":") }

// TestShares: jobs have the priorities in the shares asked for, and nothing else changes.
func TestShares(t *testing.T) {
	const n = 100_000
	plain, mixed := jobsOf(t, "exponential", n), jobsOf(t, "exponential+priorities=20:50:30", n)
	var count [3]int
	for i := range mixed {
		count[mixed[i].Priority]++
		if mixed[i].Data.Service != plain[i].Data.Service {
			t.Fatalf("job %d takes %v with priorities, %v without", i, mixed[i].Data.Service, plain[i].Data.Service)
		}
	}
	for priority, want := range []float64{.3, .5, .2} {
		// Five standard deviations.
		if got := float64(count[priority]) / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
			t.Errorf("priority %d: %.4f of the jobs, want %v", priority, got, want)
		}
	}
}

// TestZipf: the k-th key has jobs as often as k^-skew.
func TestZipf(t *testing.T) {
	const n = 100_000
	count := make(map[string]int)
	for _, j := range jobsOf(t, "fixed+keys=zipf:1.1:1000", n) {
		count[j.Key]++
	}
	sum := 0.0
	for k := 1; k <= 1000; k++ {
		sum += math.Pow(float64(k), -1.1)
	}
	for k, key := range []string{"key-0", "key-1", "key-2"} {
		want := math.Pow(float64(k+1), -1.1) / sum
		if got := float64(count[key]) / n; math.Abs(got-want) > 5*math.Sqrt(want*(1-want)/n) {
			t.Errorf("%s: %.4f of the jobs, want %.4f", key, got, want)
		}
	}
	if len(count) > 1000 || len(count) < 900 {
		t.Errorf("%d keys, want 900 to 1000", len(count))
	}
}

// TestKeyRuns: jobs of a key come in runs of so many on average.
func TestKeyRuns(t *testing.T) {
	const n = 100_000
	jobs := jobsOf(t, "fixed+keys=runs:10:64", n)
	runs := 1
	for i := 1; i < n; i++ {
		if jobs[i].Key != jobs[i-1].Key {
			runs++
		}
	}
	// One run in 64 is followed by one of the same key: 10 / (63/64) jobs on average.
	if got, want := float64(n)/float64(runs), 640.0/63; math.Abs(got/want-1) > .05 {
		t.Errorf("%.2f jobs a run, want %.2f", got, want)
	}
}

// TestDeadlines: by service time, for all alike, and by priority.
func TestDeadlines(t *testing.T) {
	for _, j := range jobsOf(t, "exponential+deadline=5x", 100) {
		if j.Data.Within != 5*j.Data.Service {
			t.Errorf("a job of %v has %v, want 5 times that", j.Data.Service, j.Data.Within)
		}
	}
	for _, j := range jobsOf(t, "exponential+deadline=10ms", 100) {
		if j.Data.Within != 10*time.Millisecond {
			t.Errorf("a job has %v, want 10 ms", j.Data.Within)
		}
	}
	byPriority := []time.Duration{time.Second, 10 * time.Millisecond, time.Millisecond}
	for _, j := range jobsOf(t, "exponential+deadline=1ms:10ms:1s+priorities=1:1:1", 100) {
		if j.Data.Within != byPriority[j.Priority] {
			t.Errorf("a job of priority %d has %v, want %v", j.Priority, j.Data.Within, byPriority[j.Priority])
		}
	}
	for _, j := range jobsOf(t, "exponential", 100) {
		if j.Data.Within != 0 {
			t.Errorf("a job has %v, want no deadline", j.Data.Within)
		}
	}
}

// TestCostError: two in three costs are off by no more than the factor, either way; unknown
// ones are 0; and service times stay as they are.
func TestCostError(t *testing.T) {
	const n = 100_000
	plain := jobsOf(t, "exponential+mean=1ms", n)
	within, over := 0, 0
	for i, j := range jobsOf(t, "exponential+mean=1ms+cost-error=2x", n) {
		if j.Data.Service != plain[i].Data.Service {
			t.Fatalf("job %d takes %v, want %v", i, j.Data.Service, plain[i].Data.Service)
		}
		ratio := float64(j.Cost) / float64(j.Data.Service)
		if ratio <= 2 && ratio >= .5 {
			within++
		}
		if ratio > 1 {
			over++
		}
	}
	if got := float64(within) / n; math.Abs(got-.6827) > .01 {
		t.Errorf("%.3f of the costs are off by a factor of 2 at most, want .683", got)
	}
	if got := float64(over) / n; math.Abs(got-.5) > .01 {
		t.Errorf("%.3f of the costs are too high, want .5", got)
	}
	if slices.ContainsFunc(jobsOf(t, "exponential+cost-error=unknown", 100), func(j pool.Job[Task]) bool { return j.Cost != 0 }) {
		t.Error("unknown costs are not 0")
	}
}

// TestTraceHasNoOptions: a trace is as it is.
func TestTraceHasNoOptions(t *testing.T) {
	if _, err := (Workload{Name: "trace:x", Trace: &Trace{}}).With("mean", "1ms"); err == nil || !strings.Contains(err.Error(), "a trace has its own jobs") {
		t.Errorf("With(mean) of a trace: %v", err)
	}
}

// FuzzOptions: whatever follows a preset, a workload that is returned can be drawn.
func FuzzOptions(f *testing.F) {
	for _, s := range []string{"mean=1ms", "scv=1e300", "service=pareto:1e-9:1e9", "priorities=1:2", "keys=zipf:20:9", "keys=runs:9:9", "deadline=1h:1ns", "deadline=2147483647x", "cost-error=1000x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, options string) {
		w, err := ByName("exponential+" + options)
		if err != nil {
			return
		}
		set, err := w.Generate(20, 1)
		if err != nil {
			return // service times that no Duration holds
		}
		for _, j := range set.Jobs {
			if j.Data.Service < 1 || j.Data.Within < 0 || j.Cost < 0 {
				t.Errorf("%s: %+v", w.Name, j)
			}
		}
	})
}

// TestCopies: second copies take as long as the first, or a time drawn anew.
func TestCopies(t *testing.T) {
	for _, j := range jobsOf(t, "exponential", 100) {
		if j.Data.Second != 0 || j.Data.Copy() != j.Data {
			t.Fatalf("without the option a copy of %+v is %+v", j.Data, j.Data.Copy())
		}
	}
	const n = 20_000
	var first, second, both float64
	before := jobsOf(t, "exponential", n)
	for i, j := range jobsOf(t, "exponential+copies=anew", n) {
		if j.Data.Service != before[i].Data.Service {
			t.Fatalf("the first copy of job %d takes %v, and %v without the option", i, j.Data.Service, before[i].Data.Service)
		}
		a, b := j.Data.Service.Seconds(), j.Data.Copy().Service.Seconds()
		first, second, both = first+a, second+b, both+a*b
	}
	if r := second / first; math.Abs(r-1) > .05 {
		t.Errorf("second copies take %.3f times as long as the first on average, want 1", r)
	}
	if r := n * both / first / second; math.Abs(r-1) > .05 {
		t.Errorf("the mean product is %.3f times that of the means, want 1", r)
	}
	task := Task{Service: 100, CPU: 30, Second: 1000, Iterations: 7, Pages: 5}
	if got, want := task.Copy(), (Task{Service: 1000, CPU: 300, Iterations: 70, Pages: 50}); got != want {
		t.Errorf("the copy of %+v is %+v, want %+v", task, got, want)
	}
}

// TestSummaryIsTrue: what a preset says of its jobs is not said of others.
func TestSummaryIsTrue(t *testing.T) {
	for _, w := range All() {
		for option, keeps := range map[string]bool{"service": false, "scv": false, "priorities": false, "keys": false, "mean": true, "deadline": true, "cost-error": true} {
			value := map[string]string{"service": "lognormal:4", "scv": "2", "priorities": "20:80", "keys": "7", "mean": "2ms", "deadline": "5x", "cost-error": "2x"}[option]
			changed, err := w.With(option, value)
			if err != nil {
				t.Fatal(err)
			}
			if kept := changed.Summary == w.Summary; kept != keeps {
				t.Errorf("%s says %q; kept: %v, want %v", changed.Name, changed.Summary, kept, keeps)
			}
		}
	}
}
