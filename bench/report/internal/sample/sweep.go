package sample

import "github.com/go-foundations/poolbench/bench/record"

// Sweep returns a run of a sweep: two workloads, the second with one load less, two worker
// counts, and three contenders, two of them the same.
func Sweep(rounds int) *record.Run {
	run := Stream()
	run.Trials, run.Settings.Study, run.Settings.Metric = nil, record.StudySweep, "sojourn-mean"
	run.Settings.Virtual, run.Settings.Loads, run.Settings.RoundsDone = true, []float64{0.5, 0.75, 0.9}, rounds
	run.Command = []string{"compare", "sweep"}
	run.Workloads = []record.Workload{{Name: "short", Realised: "100 jobs", Jobs: 100}, {Name: "lo<ng", Realised: "200 jobs", Jobs: 200}}
	for round := 1; round <= rounds; round++ {
		for i, w := range run.Workloads {
			for _, workers := range []int{2, 16} {
				for _, load := range run.Settings.Loads[i:] {
					for k, strategy := range []string{"one", "same", "other|way"} {
						v := 1e-6 * float64(i+1) / (1 - load) / float64(workers) * (1 + 0.01*float64(round%3))
						if k == 2 {
							v *= 1.05 + load
						}
						run.Trials = append(run.Trials, record.Trial{
							Round: round, Workload: w.Name, Strategy: strategy, Workers: workers, Jobs: w.Jobs, Load: load,
							Metrics: map[string]float64{"sojourn-mean": v},
						})
					}
				}
			}
		}
	}
	return run
}
