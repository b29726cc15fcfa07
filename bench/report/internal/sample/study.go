package sample

import (
	"fmt"

	"github.com/go-foundations/poolbench/bench/record"
)

// Study returns a run of a study, [record.StudyScale] or [record.StudyGrain], with more
// contenders than can be drawn. The reference of the grain is named reference.
func Study(study, reference string) *record.Run {
	run := Run()
	run.Trials, run.Workloads, run.Settings.Study = nil, nil, study
	run.Command = []string{"compare", study}
	add := func(round int, workload, strategy string, workers int, metric string, v float64) {
		v *= 1 + 0.001*float64((round*7+len(strategy)*workers)%5)
		run.Trials = append(run.Trials, record.Trial{Round: round, Workload: workload, Strategy: strategy, Workers: workers, Jobs: 100, Metrics: map[string]float64{metric: v}})
	}
	var names []string
	for i := range 13 { // more than can be drawn
		names = append(names, fmt.Sprintf("way-%c", 'a'+i))
	}
	names[12] = reference
	if study == record.StudyScale {
		run.Workloads = []record.Workload{{Name: "fixed", Realised: "100 jobs", Jobs: 100}}
		for round := 1; round <= 8; round++ {
			for i, name := range names {
				for _, w := range []int{1, 2, 4} {
					add(round, "fixed", name, w, "makespan", 0.01*float64(i)+1/float64(w))
				}
			}
		}
		return run
	}
	for k, size := range []float64{1e-7, 1e-6, 1e-5} {
		name := fmt.Sprintf("fixed:%d", k)
		run.Workloads = append(run.Workloads, record.Workload{Name: name, Mean: size, Jobs: 100})
		for round := 1; round <= 8; round++ {
			for i, strategy := range names {
				add(round, name, strategy, 2, "throughput", 2/(size+1e-7*float64(i)))
			}
		}
	}
	return run
}
