package ask

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
)

// TestTraceAmongOthers: a comma parts names, but for one in the name of a file.
func TestTraceAmongOthers(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"a,b.csv", "c.csv"} {
		if err := os.WriteFile(name, []byte("duration\n1\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		list string
		want []string
	}{
		{"skewed", []string{"skewed"}},
		{" skewed , fixed ", []string{"skewed", "fixed"}},
		{"trace:c.csv", []string{"trace:c.csv"}},
		{"trace:c.csv,fixed", []string{"trace:c.csv", "fixed"}},
		{"trace:c.csv,trace:a,b.csv", []string{"trace:c.csv", "trace:a,b.csv"}},
		{"fixed, trace:a,b.csv ,skewed", []string{"fixed", "trace:a,b.csv", "skewed"}},
		{"trace:none,fixed", []string{"trace:none", "fixed"}},
		{"trace:a,b.csv?where=x%2Cy,skewed", []string{"trace:a,b.csv?where=x%2Cy", "skewed"}},
		{"trace:c.csv?zone=UTC,trace:a,b.csv?zone=UTC", []string{"trace:c.csv?zone=UTC", "trace:a,b.csv?zone=UTC"}},
		{"trace:none?zone=UTC,fixed", []string{"trace:none?zone=UTC", "fixed"}},
		{"a,b.csv", []string{"a", "b.csv"}},
		{"", []string{""}},
		{"trace:c.csv,", []string{"trace:c.csv", ""}},
	} {
		if got := splitWorkloads(tt.list); !slices.Equal(got, tt.want) {
			t.Errorf("splitWorkloads(%q) = %q, want %q", tt.list, got, tt.want)
		}
	}
}

// TestParseWorkers: a range stands for its ends and the powers of two between them, also in
// a list.
func TestParseWorkers(t *testing.T) {
	for list, want := range map[string][]int{
		"": nil, "3": {3}, "4, 2": {4, 2}, "1..1": {1}, "1..2": {1, 2}, "1..64": {1, 2, 4, 8, 16, 32, 64}, "3..20": {3, 4, 8, 16, 20}, "1..4,6": {1, 2, 4, 6},
	} {
		if got, err := ParseWorkers(list, MaxWorkers); err != nil || !slices.Equal(got, want) {
			t.Errorf("ParseWorkers(%q) = %v, %v, want %v", list, got, err, want)
		}
	}
}

// TestLacking: a metric that the jobs have nothing for is refused before anything runs, with what
// to give them.
func TestLacking(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "jobs.csv")
	if err := os.WriteFile(trace, []byte("arrival,duration,who\n0,1ms,a\n1,2ms,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ workload, metric, want string }{
		{"skewed", "fairness", `metric "fairness": takes jobs with several priorities, and those of skewed have none: --priorities 20,50,30, or --workload priority-mix, gives them some`},
		{"skewed,tiny-jobs", "throughput,wait-mean@urgent", `metric "wait-mean@urgent": takes jobs with several priorities, and those of skewed, tiny-jobs have none: `},
		{"skewed", "key-fairness", `metric "key-fairness": takes jobs with several keys, and those of skewed have none: --keys 64 gives them some`},
		{"skewed", "tardiness-p99", `metric "tardiness-p99": takes jobs with deadlines, and those of skewed have none: --deadline 5x gives them some`},
		{"trace:" + trace + "?log=any", "key-p99", "name their column, as in trace:" + trace + "?key=COLUMN"},
		{"trace:" + trace + "?key=who", "key-fairness", ""},
		{"skewed,priority-mix", "fairness", ""},
		{"skewed+keys=64", "key-fairness", ""},
		{"skewed", "wait-mean", ""},
	} {
		c := New(nil)
		c.Given.Workload, c.Given.Metric = tt.workload, tt.metric
		c.Mode.Virtual = true
		err := c.Settle(Roster{Strategies: bench.Strategies()}, map[string]bool{"workload": true, "metric": true, "virtual": true})
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("--workload %s --metric %s: %v, want %q", tt.workload, tt.metric, err, tt.want)
		}
	}
}
