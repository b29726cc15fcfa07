package content

import (
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestConfigured: a figure that follows from a setting in most trials is told once, and not
// as a detail.
func TestConfigured(t *testing.T) {
	trial := func(strategy string, workers int, notes ...string) record.Trial {
		out := record.Trial{Strategy: strategy, Workload: "w", Workers: workers}
		for _, n := range notes {
			out.Details = append(out.Details, record.Detail{Name: record.Configuration, Value: 1, Note: n})
		}
		return out
	}
	run := &record.Run{Trials: []record.Trial{
		trial("slow", 2, "it asks every hour"), trial("fast", 2), trial("slow", 2, "it asks every hour"), trial("fast", 2, "by chance"), trial("slow", 2),
		trial("slow", 4, "it asks every hour"),
	}}
	want := []string{
		"slow on w: this measures the configuration: it asks every hour (in 2 of 3 trials)",
		"slow on w: this measures the configuration: it asks every hour (in 1 of 1 trial)",
	}
	if got := Warnings(run, &verdict.Report{}); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Details(run, verdict.Answer{Place: verdict.Place{Workload: "w", Workers: 2}}); len(got) != 0 {
		t.Errorf("details %q, want none", got)
	}
}

// TestTitleOfProcesses: it says how many workers there are in all, and in how many processes.
func TestTitleOfProcesses(t *testing.T) {
	run := &record.Run{Settings: record.Settings{Processes: []int{1, 4}, Each: []int{2}}, Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}}}
	for workers, want := range map[int]string{
		2: "w (2 workers in 1 process, 9 jobs, mean 1.00 s, SCV 0)",
		8: "w (8 workers in 4 processes of 2 or in one, 9 jobs, mean 1.00 s, SCV 0)",
		3: "w (3 workers, 9 jobs, mean 1.00 s, SCV 0)",
	} {
		if got := Title(run, verdict.Answer{Place: verdict.Place{Workload: "w", Workers: workers}}); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
