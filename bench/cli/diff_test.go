package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// storedRun stores a run in which each strategy has these values in ten rounds, and
// returns its file.
func storedRun(t *testing.T, factor float64, rounds int) string {
	t.Helper()
	run := &record.Run{Paired: true, Seed: 5, Command: []string{"compare"}, Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}}}
	for round := 1; round <= rounds; round++ {
		run.Trials = append(run.Trials, record.Trial{Round: round, Workload: "w", Strategy: "s", Workers: 2,
			Metrics: map[string]float64{"throughput": factor * (100 + float64(round*7%10))}})
	}
	path := filepath.Join(t.TempDir(), "run.json")
	if err := run.Save(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestDiff: the exit code says whether something is worse, and the answer by how
// much.
func TestDiff(t *testing.T) {
	base := storedRun(t, 1, 10)
	for _, tt := range []struct {
		name string
		head string
		args []string
		code int
		want []string
	}{
		{"same", storedRun(t, 1.001, 10), nil, exitFine, []string{"passed: the only figure is within 5 % of what it was.", "not made in turns", "1.001×", "10, 10"}},
		{"worse", storedRun(t, 0.8, 10), nil, exitRegressed, []string{"regressed: the only figure is worse", "0.80×"}},
		{"worse within the margin", storedRun(t, 0.8, 10), []string{"--margin", "30%"}, exitFine, []string{"passed: the only figure is within 30 %"}},
		{"better", storedRun(t, 1.2, 10), nil, exitFine, []string{"the only figure is better"}},
		{"too few", storedRun(t, 1, 3), nil, exitInconclusive, []string{"inconclusive: the only figure is undecided"}},
		{"another metric", storedRun(t, 1, 10), []string{"--metric", "makespan"}, exitUnusable, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := compare(t, append([]string{"diff", base, tt.head}, tt.args...)...)
			o.want(t, tt.code)
			for _, s := range tt.want {
				if !strings.Contains(o.stdout, s) {
					t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
				}
			}
			if strings.Contains(o.stdout, "make the baseline anew") {
				t.Errorf("diff talks of a baseline:\n%s", o.stdout)
			}
		})
	}
}
