package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestHistory: a folder of stored runs shows since when one is another; what is no run
// is said and left out.
func TestHistory(t *testing.T) {
	dir := t.TempDir()
	for day := range 12 {
		run := &record.Run{Paired: true, Start: time.Date(2026, 5, 1+day, 9, 0, 0, 0, time.UTC), Seed: 1, Command: []string{"compare"}, Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}}}
		for round := range 3 {
			v := 100 + float64((day*7+round)%5)
			if day >= 6 {
				v *= 0.8
			}
			run.Trials = append(run.Trials, record.Trial{Round: round + 1, Workload: "w", Strategy: "s", Workers: 2, Metrics: map[string]float64{"throughput": v}})
		}
		if err := run.Save(filepath.Join(dir, fmt.Sprintf("night-%02d.json", day))); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir, "other.json", "{}")
	o := compare(t, "history", dir)
	o.want(t, exitFine, "left out: ", "other.json")
	for _, want := range []string{"1 series: 1 changed", "w on 2 workers: s, throughput", "regressed since " + filepath.Join(dir, "night-06.json") + " (2026-05-07 09:00): 0.81×"} {
		if !strings.Contains(o.stdout, want) {
			t.Errorf("the answer lacks %q:\n%s", want, o.stdout)
		}
	}
	if o := compare(t, "history", "--format", "json", "--metric", "throughput", dir); !strings.Contains(o.stdout, `"at": 6`) {
		t.Errorf("json:\n%s", o.stdout)
	}
	compare(t, "history", filepath.Join(dir, "other.json")).want(t, exitUnusable, "other.json: ")
	compare(t, "history", t.TempDir()).want(t, exitUnusable, "history: no stored run in")
	compare(t, "history", "--format", "svg", dir).want(t, exitUnusable, `format "svg": unknown`, "text, json")
	compare(t, "history", "--metric", "speed", dir).want(t, exitUnusable, `metric "speed": unknown`)
	compare(t, "history", "none").want(t, exitUnusable, "none: ")
}
