package bench

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// MetricsVar is the environment variable that says what [Run] reports: names of metrics,
// separated by commas, or "all".
const MetricsVar = "POOLBENCH_METRICS"

// Run benchmarks contenders on workloads. Without contenders it takes the built-in
// strategies, without workloads every preset. Give it strategies of your own:
//
//	func BenchmarkExecute(b *testing.B) {
//		bench.Run(b, []bench.Contender{bench.Discipline(Mine{})}, nil)
//	}
//
// One operation is one batch. Sub-benchmarks are named
// workload=W/strategy=S/workers=N, or workers=cpu where there is a worker for each
// processor, of which the flag -cpu says how many there are. They report throughput,
// 99th percentile of the sojourn, and allocations, in units that benchstat reads, times
// in nanoseconds; the environment variable [MetricsVar] asks for others. The metrics are
// those of the last batch: use -count for more. Unlike with compare, all repetitions of
// one contender come before the next contender, so drift of the machine looks like a
// difference between contenders.
//
// With [Main] for a TestMain, -bench finds them by any part of their names.
func Run(b *testing.B, contenders []Contender, ws []workloads.Workload) {
	if len(contenders) == 0 {
		contenders = Strategies()
	}
	if len(ws) == 0 {
		ws = workloads.All()
	}
	metrics, err := reported(os.Getenv(MetricsVar))
	if err != nil {
		b.Fatal(err)
	}
	cal, err := workloads.Calibrate(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	p := Plan{Contenders: contenders, Workloads: ws, Calibration: cal}
	for _, w := range ws {
		b.Run("workload="+w.Name, func(b *testing.B) { runWorkload(b, p, w, metrics) })
	}
}

func runWorkload(b *testing.B, p Plan, w workloads.Workload, metrics []record.Metric) {
	set, err := p.Generate(w, 1)
	if err != nil {
		b.Fatal(err)
	}
	runner, err := workloads.NewRunner(p.Calibration, set.Jobs)
	if err != nil {
		b.Fatal(err)
	}
	defer runner.Close()
	for _, c := range p.Contenders {
		for _, workers := range p.WorkersOf(w) {
			name := fmt.Sprintf("strategy=%s/workers=%d", c.Name(), workers)
			perCPU := len(p.Workers) == 0 && w.DefaultWorkers == 0
			if perCPU {
				name = fmt.Sprintf("strategy=%s/workers=%s", c.Name(), record.PerCPU)
			}
			b.Run(name, func(b *testing.B) {
				if perCPU {
					workers = runtime.GOMAXPROCS(0) // -cpu has been set by now
				}
				t := trial.New(set.Jobs, runner.Process, workers)
				if err := trial.WarmUp(b.Context(), c, (*trial.Trial).Run, t, t); err != nil {
					b.Fatal(err)
				}
				var m trial.Measured
				for b.Loop() {
					if m, err = t.Run(b.Context(), c); err != nil {
						b.Fatal(err)
					}
				}
				for _, metric := range metrics {
					if value, ok := m.Metrics[metric.Name]; ok {
						b.ReportMetric(metric.Testing(value))
					}
				}
			})
		}
	}
}

// reported returns the metrics that the variable asks for.
func reported(names string) ([]record.Metric, error) {
	switch names {
	case "":
		names = "throughput,sojourn-p99,allocs"
	case "all":
		return record.Metrics(), nil
	}
	var metrics []record.Metric
	for name := range strings.SplitSeq(names, ",") {
		m, ok := record.MetricByName(strings.TrimSpace(name))
		if !ok {
			return nil, fmt.Errorf("%s: no metric is named %q", MetricsVar, name)
		}
		metrics = append(metrics, m)
	}
	return metrics, nil
}

// Main runs the tests and benchmarks of a package, and returns the exit code. Call it from
// TestMain: with it, the flag -bench takes any part of the name of a benchmark that Run
// makes in BenchmarkExecute, as in -bench skewed, -bench strategy=chunked or -bench
// skewed/chunked, and not only patterns that begin with the name of the function.
func Main(m *testing.M) int {
	flag.Parse()
	if f := flag.Lookup("test.bench"); f != nil {
		if err := f.Value.Set(anywhere(f.Value.String())); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 2
		}
	}
	return m.Run()
}

// anywhere returns a pattern for -bench that also matches where the given one matches
// below BenchmarkExecute.
func anywhere(pattern string) string {
	const function = "BenchmarkExecute"
	var all []string
	for _, alternative := range alternatives(pattern) {
		all = append(all, alternative)
		first, _, _ := strings.Cut(alternative, "/")
		if re, err := regexp.Compile(first); alternative == "" || err != nil || re.MatchString(function) {
			continue
		}
		for range 3 { // workload, strategy, workers
			all = append(all, "^"+function+"$/"+alternative)
			alternative = "./" + alternative
		}
	}
	return strings.Join(all, "|")
}

// alternatives returns what a pattern has between bars, as package testing does: not
// within parentheses or brackets.
func alternatives(pattern string) []string {
	var all []string
	begin, depth := 0, 0
	for i, r := range pattern {
		switch r {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '|':
			if depth <= 0 {
				all = append(all, pattern[begin:i])
				begin = i + 1
			}
		}
	}
	return append(all, pattern[begin:])
}
