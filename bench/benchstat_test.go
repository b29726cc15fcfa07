package bench_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
)

// benchmarks runs this binary's benchmarks and returns what it printed.
func benchmarks(t *testing.T, pattern string, flags ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], append([]string{"-test.run=^$", "-test.bench=" + pattern, "-test.benchtime=1x"}, flags...)...)
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
	t.Setenv(bench.MetricsVar, "all")
	dir := t.TempDir()
	var files []string
	for _, name := range []string{"before", "after"} {
		path := filepath.Join(dir, name+".txt")
		text := benchmarks(t, "Execute/workload=(fixed|skewed)/strategy=(shared-queue|chunked)", "-test.count=6")
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

// TestHabits: what users of go test -bench type finds benchmarks, which have few metrics
// unless more are wanted, and -cpu says how many workers there are.
func TestHabits(t *testing.T) {
	for _, k := range []struct {
		pattern string
		lines   int // with workload skewed and strategy chunked
	}{
		{"skewed/chunked", 1},
		{"skewed/strategy=(chunked|nothing)", 1},
		{"^BenchmarkExecute$/skewed/chunked", 1},
		{"Execute/workload=skewed/strategy=chunked", 1},
		{"nothing/chunked", 0},
	} {
		text := benchmarks(t, k.pattern, "-test.cpu=1,2")
		for _, workers := range []string{"cpu ", "cpu-2 "} {
			if n := strings.Count(text, "BenchmarkExecute/workload=skewed/strategy=chunked/workers="+workers); n != k.lines {
				t.Errorf("-bench %s: %d lines with workers=%s, want %d:\n%s", k.pattern, n, workers, k.lines, text)
			}
		}
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "Benchmark") {
				continue
			}
			units := strings.Fields(line)[2:]
			if len(units) != 2*4 || units[1] != "ns/op" {
				t.Errorf("-bench %s reports %q, want ns/op and three metrics", k.pattern, units)
			}
		}
		run, err := record.ReadText(strings.NewReader(text))
		if k.lines == 0 {
			continue
		}
		if err != nil || len(run.Trials) != 2 || run.Trials[0].Workers != 1 || run.Trials[1].Workers != 2 {
			t.Errorf("-bench %s is read as %+v, error %v; want runs of 1 and 2 workers", k.pattern, run, err)
		}
	}
}
