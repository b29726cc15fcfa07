package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/findings"
)

// gateOn stores a run in virtual time, spoils what was stored, and runs the gate.
func gateOn(t *testing.T, spoil func(*record.Run), args ...string) outcome {
	t.Helper()
	dir := t.TempDir()
	compare(t, small(dir, "--virtual", "--workload", "priority-mix", "--load", "0.5,0.8", "--strategy", "shared-queue,priority")...).want(t, exitFine)
	path := sidecar(t, dir)
	r, err := record.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	spoil(r)
	if err := r.Save(path); err != nil {
		t.Fatal(err)
	}
	return compare(t, append([]string{"gate", "--baseline", dir}, args...)...)
}

// TestGatePasses: the same code schedules as it did, to the last figure.
func TestGatePasses(t *testing.T) {
	o := gateOn(t, func(*record.Run) {}, "--tolerance", "0%")
	o.want(t, exitFine)
	if !strings.HasPrefix(o.stdout, "passed: all ") || !strings.Contains(o.stdout, " figures are within 0 % of what they were.") {
		t.Errorf("stdout:\n%s", o.stdout)
	}
}

// TestGateCloses: a figure that is worse ends in exit code 1, one that has
// vanished in 2, and one that is better in 0, each with its line.
func TestGateCloses(t *testing.T) {
	scale := func(metric string, by float64) func(*record.Run) {
		return func(r *record.Run) {
			for i := range r.Trials {
				if r.Trials[i].Strategy == "priority" && r.Trials[i].Load == 0.8 {
					r.Trials[i].Metrics[metric] *= by
				}
			}
		}
	}
	for _, tt := range []struct {
		name  string
		spoil func(*record.Run)
		code  int
		want  []string
	}{
		{"worse", scale("sojourn-mean", 0.99), exitRegressed, []string{"regressed: 1 of ", " figures is worse; ", "regressed  priority-mix", "priority  sojourn-mean", "1.010×", "if this is intended", "compare --workload priority-mix"}},
		{"within", scale("sojourn-mean", 0.997), exitFine, []string{"passed: all "}},
		{"better", scale("utilisation", 0.9), exitFine, []string{"passed: 1 of ", " figures is better; ", "1.11×"}},
		{"vanished", func(r *record.Run) {
			gone := r.Trials[0]
			gone.Strategy = "gone"
			r.Trials = append(r.Trials, gone)
		}, exitUnusable, []string{"failed: ", " vanished; ", "missing", "gone"}},
		{"not in it", func(r *record.Run) {
			for i := range r.Trials {
				if r.Trials[i].Strategy == "priority" {
					r.Trials[i].Strategy, r.Trials[i].Workers = "shared-queue", 99
				}
			}
		}, exitUnusable, []string{"missing from it: priority"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := gateOn(t, tt.spoil)
			o.want(t, tt.code)
			for _, s := range tt.want {
				if !strings.Contains(strings.Join(strings.Fields(o.stdout), " "), strings.Join(strings.Fields(s), " ")) {
					t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
				}
			}
		})
	}
}

// TestGateFormats: Markdown has a table, JSON everything, and --out a file.
func TestGateFormats(t *testing.T) {
	worse := func(r *record.Run) { r.Trials[0].Metrics["wait-max"] *= 0.5 }
	if o := gateOn(t, worse, "--format", "markdown"); o.code != exitRegressed || !strings.Contains(o.stdout, "| regressed | priority-mix |") {
		t.Errorf("markdown, exit code %d:\n%s", o.code, o.stdout)
	}
	o := gateOn(t, worse, "--format", "json")
	var diffs []findings.NamedDiff
	if err := json.Unmarshal([]byte(o.stdout), &diffs); err != nil || len(diffs) != 1 || len(diffs[0].Diff.Changes) < 100 {
		t.Errorf("json: %v, %d runs", err, len(diffs))
	}
	page := filepath.Join(t.TempDir(), "gate.html")
	o = gateOn(t, worse, "--html", page)
	text, err := os.ReadFile(page)
	if err != nil || !strings.HasPrefix(o.stdout, "regressed: ") || !strings.Contains(string(text), "<h1>regressed: ") || !strings.Contains(string(text), "✗ regressed") || !strings.Contains(string(text), "To renew the baseline:") {
		t.Errorf("--html: %v, stdout:\n%s", err, o.stdout)
	}
	file := filepath.Join(t.TempDir(), "gate.md")
	if o := gateOn(t, func(*record.Run) {}, "--out", file); o.code != exitFine || o.stdout != "" {
		t.Errorf("--out: exit code %d, stdout %q, want all in the file", o.code, o.stdout)
	}
}

// TestGateOfAnotherSeed: a baseline that does not fit its own command is broken.
func TestGateOfAnotherSeed(t *testing.T) {
	o := gateOn(t, func(r *record.Run) { r.Seed = 77 })
	o.want(t, exitUnusable, "the base has seed 77, the head 1")
}
