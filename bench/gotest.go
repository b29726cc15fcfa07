package bench

import (
	"fmt"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/workloads"
)

// Run benchmarks contenders on workloads. Without contenders it takes the built-in
// strategies, without workloads every preset. Give it strategies of your own:
//
//	func BenchmarkExecute(b *testing.B) {
//		bench.Run(b, []bench.Contender{bench.Discipline(Mine{})}, nil)
//	}
//
// One operation is one batch. Sub-benchmarks are named
// workload=W/strategy=S/workers=N, and report the metrics of record's catalogue
// in units that benchstat reads, times in nanoseconds. The metrics are those of the last
// batch: use -count for more. Unlike with compare, all repetitions of one contender come
// before the next contender, so drift of the machine looks like a difference between
// contenders.
func Run(b *testing.B, contenders []Contender, ws []workloads.Workload) {
	if len(contenders) == 0 {
		contenders = Strategies()
	}
	if len(ws) == 0 {
		ws = workloads.All()
	}
	cal, err := workloads.Calibrate(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	p := Plan{Contenders: contenders, Workloads: ws, Calibration: cal}
	for _, w := range ws {
		b.Run("workload="+w.Name, func(b *testing.B) { runWorkload(b, p, w) })
	}
}

func runWorkload(b *testing.B, p Plan, w workloads.Workload) {
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
			t := trial.New(set.Jobs, runner.Process, workers)
			b.Run(fmt.Sprintf("strategy=%s/workers=%d", c.Name(), workers), func(b *testing.B) {
				if err := trial.WarmUp(b.Context(), c, (*trial.Trial).Run, t, t); err != nil {
					b.Fatal(err)
				}
				var m trial.Measured
				for b.Loop() {
					if m, err = t.Run(b.Context(), c); err != nil {
						b.Fatal(err)
					}
				}
				for _, metric := range record.Metrics() {
					if value, ok := m.Metrics[metric.Name]; ok {
						b.ReportMetric(metric.Testing(value))
					}
				}
			})
		}
	}
}
