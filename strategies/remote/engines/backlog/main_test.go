package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// stored is a run of seven rounds of two contenders, whose figures are the round's number times
// a power of ten.
func stored() *record.Run {
	r := &record.Run{
		Command:   []string{"compare", "--load", "1.8"},
		Settings:  record.Settings{Loads: []float64{1.8}, Workers: []int{4}},
		Workloads: []record.Workload{{Jobs: 300, Mean: 0.04, Shares: []record.Share{{Priority: 1, Share: 0.25}, {Priority: 0, Share: 0.75}}}},
		Warnings:  []string{"the queue keeps growing"},
	}
	for round := 1; round <= 7; round++ {
		for i, strategy := range []string{"nats:64", "nats:64:priority"} {
			x := float64(round)
			r.Trials = append(r.Trials, record.Trial{
				Round: round, Strategy: strategy, Metrics: map[string]float64{"key-fairness": x / 10},
				Classes: []record.Class{
					{Priority: 1, Metrics: map[string]float64{"sojourn-mean": x / []float64{1, 100}[i]}},
					{Priority: 0, Metrics: map[string]float64{"sojourn-mean": x}},
				},
			})
		}
	}
	return r
}

func TestSection(t *testing.T) {
	text, err := section(stored())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## Priorities and keys under backlog\n\nWritten by `.ci/engines backlog`, which runs\n\n\tcompare --load 1.8\n",
		"**Warning**: the queue keeps growing.",
		"| contender | priority 1 (25.0 % of the jobs) | priority 0 (75.0 % of the jobs) | key fairness | n |\n|---|---:|---:|---:|---:|\n" +
			"| nats:64:priority | 40.0 ms (20.0 ms–60.0 ms) | 4.00 s (2.00 s–6.00 s) | 40.0 % (20.0 %–60.0 %) | 7 |\n" +
			"| nats:64 | 4.00 s (2.00 s–6.00 s) |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\ndoes not contain\n%s", text, want)
		}
	}
}

// TestRefused: a run that has not all the figures, or in which a trial failed, makes no table.
func TestRefused(t *testing.T) {
	for want, change := range map[string]func(*record.Run){
		"nats:64 failed in round 1: it hangs":                                      func(r *record.Run) { r.Trials[0].Error = "it hangs" },
		"nats:64:priority in round 7: want jobs with keys, and jobs of every prio": func(r *record.Run) { r.Trials[13].Metrics = nil },
		"nats:64 in round 2: want jobs with keys, and jobs of every priority":      func(r *record.Run) { r.Trials[2].Classes = nil },
		"want a run of one workload whose jobs have priorities":                    func(r *record.Run) { r.Workloads[0].Shares = nil },
	} {
		r := stored()
		change(r)
		if _, err := section(r); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("error %v, want %s", err, want)
		}
	}
	file := filepath.Join(t.TempDir(), "a.md")
	if err := os.WriteFile(file, []byte("# A\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"none.json"}, file); err == nil {
		t.Error("no such run: no error")
	}
	if err := run(nil, file); err == nil {
		t.Error("no run named: no error")
	}
}
