package pace

import (
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestLateP99: it is there from 441 jobs on, and nothing is sorted in place.
func TestLateP99(t *testing.T) {
	late := make([]time.Duration, minLate)
	for i := range late {
		late[i] = time.Duration(minLate - i)
	}
	if got, ok := LateP99(late); got != 437 || !ok || late[0] != minLate {
		t.Errorf("LateP99(%d jobs, late by 1 to %[1]d) = %d, %v, want 437; the first is %d now", minLate, got, ok, late[0])
	}
	if got, ok := LateP99(late[1:]); ok {
		t.Errorf("LateP99(%d jobs) = %v, want nothing", minLate-1, got)
	}
}

func TestWarnings(t *testing.T) {
	run := &record.Run{Workloads: []record.Workload{{Name: "short", Mean: 1e-5}, {Name: "long", Mean: 1}, {Name: "batch"}}}
	for i, late := range []float64{0, 2e-4, 3e-4, 4e-4} {
		for _, name := range []string{"short", "long"} {
			run.Trials = append(run.Trials, record.Trial{Round: i, Workload: name, Metrics: map[string]float64{"late-p99": late}})
		}
	}
	got := Warnings(run)
	if len(got) != 1 || !strings.HasPrefix(got[0], "short: the generator submitted one job in a hundred 200µs late") {
		t.Errorf("warnings %q, want one about short jobs", got)
	}
}
