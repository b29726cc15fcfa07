package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
)

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRead: stored runs and journals are told apart by what is in them, folders are
// searched, and what is neither is an error only if it was named.
func TestRead(t *testing.T) {
	dir := t.TempDir()
	run := &record.Run{Paired: true, Start: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC), Workloads: []record.Workload{{Name: "w", Jobs: 9, Mean: 1}},
		Trials: []record.Trial{{Round: 1, Workload: "w", Strategy: "s", Workers: 2, Metrics: map[string]float64{"throughput": 1}}}}
	if err := run.Save(filepath.Join(dir, "run")); err != nil {
		t.Fatal(err)
	}
	line := `{"history":1,"time":"2026-05-01T03:00:00Z","figures":[{"name":"A","unit":"sec/op","median":1,"n":1}]}` + "\n"
	write(t, filepath.Join(dir, "below", "journal.jsonl"), line+line)
	other := write(t, filepath.Join(dir, "below", "other.json"), "{}")
	write(t, filepath.Join(dir, "README"), "not a run")

	var left []string
	p, err := Read([]string{dir}, func(err error) { left = append(left, err.Error()) })
	if err != nil || len(p.Stored) != 1 || len(p.Noted) != 2 || len(left) != 1 || !strings.Contains(left[0], "other.json") {
		t.Errorf("Read(folder): %+v, %v, left out %q; want 1 stored, 2 noted, other.json left out", p, err, left)
	}
	all := p.Series("throughput")
	if len(all) != 2 || all[0].Metric != "throughput" || all[1].Benchmark != "A" {
		t.Errorf("Series: %+v, want throughput, then A", all)
	}
	for want, path := range map[string]string{"other.json": other, "no stored run in ": t.TempDir(), "none": filepath.Join(dir, "none")} {
		if _, err := Read([]string{path}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Read(%s): %v, want an error with %q", path, err, want)
		}
	}
}
