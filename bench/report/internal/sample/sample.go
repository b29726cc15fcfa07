// Package sample has the runs and reports that the tests of all formats show.
//
// Files in reading order: gate.go, study.go, sweep.go, sample.go.
package sample

import (
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// speeds are jobs per second by contender and round.
var speeds = []struct {
	strategy string
	values   []float64
}{
	{"work-stealing", []float64{131200, 130100, 129800, 131900, 128700, 130500, 131100, 130800}},
	{"chunked", []float64{100300, 99100, 99900, 100700, 98200, 99600, 100100, 100000}},
	{"round|robin", []float64{100100, 99500, 99700, 100900, 98000, 99900, 99800, 100200}},
}

// Run returns the run from which most golden files are made: two workloads, a contender
// that fails, a name that means something to Markdown.
func Run() *record.Run {
	run := &record.Run{
		Schema: record.Version, Start: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Duration: 12.5, Wrapper: 61e-9, Paired: true, Seed: 42,
		Command: []string{"compare", "--workload", "skewed,uniform", "--out", "my run"},
		Host: record.Host{CPU: "Some CPU @ 2.00GHz", Cores: 4, LogicalCPUs: 8, GOMAXPROCS: 4, Memory: 16 << 30, OS: "linux", Arch: "amd64",
			Kernel: "6.1.0", GoVersion: "go1.26.0", Load: new(0.52), Steal: new(0.0), Pressure: new(0.031)},
		Settings: record.Settings{Mode: record.ModeBatch, Workloads: []string{"skewed", "uniform"},
			Strategies: []string{"work-stealing", "chunked", "round|robin", "broken"}, Workers: []int{4}, RoundsPlanned: 8, RoundsDone: 8, Budget: 30},
		Workloads: []record.Workload{
			{Name: "skewed", Summary: "a few long jobs among many short ones", Realised: "1000 jobs, mean 102 µs, SCV 2.3, shares 20/50/30 %", Jobs: 1000,
				Mean: 1.02e-4, SCV: 2.3, Shares: []record.Share{{Priority: 1, Share: 1}}},
			{Name: "uniform", Jobs: 500, Mean: 1e-4, SCV: 0.33, Warnings: []string{"Only 500 jobs: no p99.9."}},
		},
		Warnings: []string{"The host is busy (load 0.52): close other programs, or take more rounds."},
	}
	for round := 1; round <= 8; round++ {
		for w, workload := range []string{"skewed", "uniform"} {
			for i, s := range speeds {
				v := s.values[(round-1+w*i)%8]
				if workload == "uniform" {
					v = 100000 + float64((round*7+i*13)%10)*20
				}
				m := map[string]float64{"throughput": v, "makespan": 1000 / v, "efficiency": v / 135000,
					"sojourn-p50": 500 / v, "sojourn-p95": 950 / v, "sojourn-p99": 990 / v, "sojourn-max": 1000 / v, "wait-mean": 490 / v,
					"overhead": 3.1e-7 * float64(i), "allocs": 0.01, "bytes": 48}
				if workload == "skewed" {
					m["sojourn-p99.9"] = 999 / v
				}
				trial := record.Trial{Round: round, Position: i + 1, Workload: workload,
					Strategy: s.strategy, Workers: 4, Jobs: 1000, Metrics: m}
				if i == 0 && workload == "skewed" {
					note := "few long jobs"
					if round == 1 {
						note = "nothing known yet"
					}
					trial.Details = []record.Detail{{Name: "steals", Value: float64(round * 100)}, {Name: "chosen", Value: 2, Note: note}}
				}
				run.Trials = append(run.Trials, trial)
			}
		}
		run.Trials = append(run.Trials, record.Trial{Round: round, Position: 4, Workload: "skewed", Strategy: "broken", Workers: 4, Jobs: 1000,
			Error: "lost job 7\n\x1b[31mpanic|"})
	}
	return run
}

// Tour returns a run on four workloads.
func Tour() *record.Run {
	run := Run()
	for _, trial := range slices.Clone(run.Trials) {
		trial.Workload = "second-" + trial.Workload
		run.Trials = append(run.Trials, trial)
	}
	return run
}

// Stream returns a run in virtual time: two strategies at two loads, with two
// priorities and no difference at the lower load.
func Stream() *record.Run {
	run := Run()
	run.Host.CPU = "not to be shown"
	run.Settings = record.Settings{Mode: record.ModeStream, Virtual: true, Cores: 2, Arrivals: "poisson", Loads: []float64{0.5, 0.9}, RoundsPlanned: 8, RoundsDone: 8}
	run.Wrapper, run.Warnings, run.Trials = 0, nil, nil
	for round := 1; round <= 8; round++ {
		for _, load := range run.Settings.Loads {
			for i, name := range []string{"shared-queue", "round-robin"} {
				x := 1e-4 * (1 + 0.03*float64(round*5%8))
				if load > 0.5 {
					x *= float64(i + 1)
				}
				classes := []record.Class{
					{Priority: 3, Jobs: 200, Metrics: map[string]float64{"sojourn-mean": x / 2, "wait-max": 3 * x}},
					{Priority: 0, Jobs: 800, Metrics: map[string]float64{"sojourn-mean": x, "sojourn-p99": 6 * x, "wait-max": 7 * x}},
				}
				run.Trials = append(run.Trials, record.Trial{Round: round, Position: i + 1, Workload: "skewed", Strategy: name, Workers: 4, Jobs: 1000, Load: load,
					Metrics: map[string]float64{"throughput": 1e4, "utilisation": load, "sojourn-p50": x, "sojourn-p99": 5 * x, "sojourn-max": 8 * x,
						"wait-mean": x / 3, "slowdown-p99": 3e4 * x, "idle-backlogged": 0.1 * float64(i), "inversions": 0.25, "fairness": 0.9, "imbalance": 0.02, "steals": 0},
					Classes: classes})
			}
		}
	}
	return run
}
