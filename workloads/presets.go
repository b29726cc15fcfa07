package workloads

import (
	"fmt"
	"strings"
	"time"
)

// All returns the presets in the order in which to show them. A batch of a
// preset's default size is ideally 20–60 ms of work for each of two workers if its
// jobs compute, and 100–200 ms for each of its default workers if they wait.
func All() []Workload {
	const us, ms = time.Microsecond, time.Millisecond
	io := Uniform{Low: 0.5} // of a mean of 10 ms: no wait under MinWait
	return []Workload{
		{Name: "fixed", Summary: "all jobs alike: what a strategy itself costs", DefaultJobs: 8000},
		{Name: "uniform", Summary: "sizes differ a little, none stands out", Service: Uniform{}, DefaultJobs: 8000},
		{Name: "exponential", Summary: "the textbook case: results can be checked against queueing theory", Service: Exponential{}, DefaultJobs: 8000},
		{Name: "skewed", Summary: "one job in twenty takes a hundred times as long as the others", Service: Skewed(), Mean: 12 * us, DefaultJobs: 4400},
		{Name: "lognormal", Summary: "sizes over two decades, most of them small (SCV 4)", Service: Lognormal{Var: 4}, DefaultJobs: 8000},
		{Name: "bimodal", Summary: "two kinds of request: one in ten takes eleven times as long", Service: Bimodal1(), DefaultJobs: 8000},
		{Name: "heavy-tail", Summary: "a few huge jobs hold much of the work (bounded Pareto, 1.5)", Service: Pareto{}, Mean: 15 * us, DefaultJobs: 5000},
		{Name: "tpcc", Summary: "five kinds of database transaction", Service: TPCC(), Mean: 19068 * time.Nanosecond, DefaultJobs: 4000},
		{Name: "azure-functions", Summary: "cloud functions: sizes over five decades, scaled down", Service: AzureFunctions{}, Mean: 20 * us, DefaultJobs: 4000},
		{Name: "priority-mix", Summary: "few urgent jobs among many others, from 64 customers", Service: Exponential{}, Priority: Pyramid, Keys: 64, DefaultJobs: 8000},
		{Name: "cpu-bound", Summary: "memory-hungry computing: cores share caches", Service: Uniform{}, Mean: 20 * us, Parts: []Part{{Kernel: Walk}}, DefaultJobs: 4000},
		{Name: "alloc-heavy", Summary: "jobs that make garbage: the collector competes for cores", Service: Uniform{}, Parts: []Part{{Kernel: Alloc}}, DefaultJobs: 8000},
		{Name: "io-bound", Summary: "jobs that wait for something else: more workers than cores", Service: io, Mean: 10 * ms, Parts: []Part{{IO: 1}}, DefaultJobs: 400, DefaultWorkers: 32},
		{Name: "mixed", Summary: "computing jobs beside jobs that compute and then wait", Service: Uniform{Low: 0.6}, Mean: 5100 * us,
			Parts: []Part{{Size: 0.02}, {Size: 1, IO: 0.98}}, DefaultJobs: 600, DefaultWorkers: 32},
		{Name: "http", Summary: "calls to a service, over real loopback connections", Service: io, Mean: 10 * ms, Keys: 64,
			Parts: []Part{{IO: 1, Wait: HTTP}}, DefaultJobs: 400, DefaultWorkers: 32},
		{Name: "file", Summary: "jobs that write and read a file", Service: Uniform{Low: 0.5}, Mean: 100 * us,
			Parts: []Part{{IO: 0.9, Wait: File}}, DefaultJobs: 1000, DefaultWorkers: 8},
		{Name: "sorted-adversarial", Summary: "the longest jobs come last: the worst case for static splits", Service: Lognormal{Var: 4}, Order: Ascending, DefaultJobs: 8000},
		{Name: "tiny-jobs", Summary: "jobs so short that handing them out costs as much", Service: Uniform{}, Mean: 200 * time.Nanosecond, DefaultJobs: 200_000},
	}
}

// TracePrefix begins the name of a workload that is a log of jobs; the name of the file
// follows.
const TracePrefix = "trace:"

const fixedPrefix = "fixed:"

// ByName returns a preset, or for "trace:FILE" the jobs of a CSV file, or for
// "fixed:TIME" equal jobs that take that long. After a preset options may follow:
// "skewed+mean=1ms+keys=64"; see [Options]. The error for an unknown name is an
// *UnknownError.
func ByName(name string) (Workload, error) {
	if path, ok := strings.CutPrefix(name, TracePrefix); ok {
		return OpenTrace(path)
	}
	if preset, options, ok := strings.Cut(name, optionSign); ok {
		return withOptions(preset, options)
	}
	if size, ok := strings.CutPrefix(name, fixedPrefix); ok {
		d, err := time.ParseDuration(size)
		if err != nil || d <= 0 || d > maxFixed {
			return Workload{}, fmt.Errorf("workload %q: want %s and a time such as 250ns or 2ms, of at most %v", name, fixedPrefix, maxFixed)
		}
		return FixedOf(d), nil
	}
	all := All()
	known := make([]string, len(all))
	for i, w := range all {
		if w.Name == name {
			return w, nil
		}
		known[i] = w.Name
	}
	return Workload{}, &UnknownError{name, known}
}

// withOptions returns the workload whose name is a preset and options.
func withOptions(preset, options string) (Workload, error) {
	w, err := ByName(preset)
	if err != nil {
		return w, err
	}
	for _, text := range strings.Split(options, optionSign) {
		name, value, _ := strings.Cut(text, "=")
		if w, err = w.With(name, value); err != nil {
			return w, err
		}
	}
	return w, nil
}

// maxFixed is longer than anybody would wait for.
const maxFixed = time.Hour

// FixedOf returns the workload "fixed:TIME": equal computing jobs, by default about 80 ms
// of them, but no fewer than 100 and no more than 200,000.
func FixedOf(size time.Duration) Workload {
	n := min(max(100, 80*time.Millisecond/max(1, size)), 200_000)
	return Workload{Name: fixedPrefix + size.String(), Summary: "all jobs alike, of a size that you choose", Mean: size, DefaultJobs: int(n)}
}

// An UnknownError says that no preset has a name.
type UnknownError struct {
	Name  string
	Known []string // names there are, in the order of [All]
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("workload %q: unknown (have %s, %sFILE.csv)", e.Name, strings.Join(e.Known, ", "), TracePrefix)
}
