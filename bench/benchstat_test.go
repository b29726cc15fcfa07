package bench_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// benchmarks runs this binary's benchmarks and returns what it printed.
func benchmarks(t *testing.T, pattern string, count string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$", "-test.bench="+pattern, "-test.benchtime=1x", "-test.count="+count)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("benchmarks %s: %v\n%s%s", pattern, err, out, &stderr)
	}
	return string(out)
}

// TestBenchstat lets the real benchstat compare what go test -bench printed
// twice: each metric is in one table, whose columns are the two.
func TestBenchstat(t *testing.T) {
	if testing.Short() {
		t.Skip("builds benchstat and runs benchmarks")
	}
	dir := t.TempDir()
	var files []string
	for _, name := range []string{"before", "after"} {
		path := filepath.Join(dir, name+".txt")
		text := benchmarks(t, "Execute/workload=(fixed|skewed)/strategy=(shared-queue|chunked)", "6")
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		files = append(files, name+"="+path)

		run, err := record.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(run.Trials) != 24 || run.Settings.RoundsDone != 6 {
			t.Errorf("read as %d trials in %d rounds, want 2 workloads × 2 strategies × 6", len(run.Trials), run.Settings.RoundsDone)
		}
	}
	cmd := exec.Command("go", append([]string{"tool", "benchstat"}, files...)...)
	var stderr bytes.Buffer
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
	if n := strings.Count(text, "goos: "); n != 1 {
		t.Errorf("benchstat made %d groups of tables, want 1:\n%s", n, text)
	}
	tables := make(map[string]int)
	for line := range strings.Lines(text) {
		// The head of a table names its unit once for each column, and the last
		// says that it is compared.
		if _, units, ok := strings.Cut(line, "│"); ok && strings.Contains(line, "vs base") {
			tables[strings.Fields(units)[0]]++
		}
	}
	for _, m := range record.Metrics() {
		want := 0
		if m.Scope == "" || m.Scope == record.Batches || m.Scope == record.RealTime {
			want = 1
		}
		if tables[m.BenchUnit] != want {
			t.Errorf("benchstat shows %d tables of %s that compare, want %d", tables[m.BenchUnit], m.BenchUnit, want)
		}
		delete(tables, m.BenchUnit)
	}
	// What package testing measures of its own accord.
	if tables["sec/op"] != 1 || len(tables) != 1 {
		t.Errorf("further tables %v, want one of sec/op", tables)
	}
	for _, workload := range []string{"fixed", "skewed"} {
		for _, strategy := range []string{"shared-queue", "chunked"} {
			if name := "Execute/workload=" + workload + "/strategy=" + strategy + "/workers="; !strings.Contains(text, name) {
				t.Errorf("benchstat does not name %s", name)
			}
		}
	}
	if t.Failed() {
		t.Log(text)
	}
}
