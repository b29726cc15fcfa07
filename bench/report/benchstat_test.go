package report

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
)

// TestBenchstat lets the real benchstat compare two runs that differ in all that
// varies from run to run. A trap that splits tables would leave a unit without
// "vs base", or show it twice.
func TestBenchstat(t *testing.T) {
	if testing.Short() {
		t.Skip("builds benchstat")
	}
	dir := t.TempDir()
	before, after := sample.Run(), sample.Run()
	after.Seed, after.Start, after.Duration, after.Command = 43, after.Start.AddDate(0, 0, 1), 99, []string{"compare"}
	for name, run := range map[string]*record.Run{"before": before, "after": after} {
		if err := os.WriteFile(filepath.Join(dir, name), write(t, "bench", run, Options{}), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stderr bytes.Buffer
	cmd := exec.Command("go", "tool", "benchstat", "before="+filepath.Join(dir, "before"), "after="+filepath.Join(dir, "after"))
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("benchstat: %v\n%s", err, &stderr)
	}
	// It exits 0 whatever happens; what it could not read it says on stderr.
	if stderr.Len() > 0 {
		t.Errorf("benchstat complains:\n%s", &stderr)
	}
	text := string(out)
	if n := strings.Count(text, "goos: linux"); n != 1 {
		t.Errorf("benchstat made %d groups of tables, want 1:\n%s", n, text)
	}
	for _, m := range record.Metrics() {
		// The unit stands once for each of the two columns of its one table.
		n := 0
		for line := range strings.Lines(text) {
			if strings.Contains(line, "│ ") && strings.Contains(line, " "+m.BenchUnit+" ") && strings.Contains(line, "vs base") {
				n++
			}
		}
		want := 0
		if _, has := sample.Run().Trials[0].Metrics[m.Name]; has {
			want = 1
		}
		if n != want {
			t.Errorf("benchstat shows %d tables of %s that compare the runs, want %d", n, m.BenchUnit, want)
		}
	}
	if want := "Execute/workload=skewed/strategy=work-stealing/workers=4"; !strings.Contains(text, want) {
		t.Errorf("benchstat does not name %s", want)
	}
}
