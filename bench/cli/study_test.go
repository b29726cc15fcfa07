package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestScaleCommand: speed-ups against one worker, which runs though nobody asked for it;
// shown again and repeated the same.
func TestScaleCommand(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, "scale", "--virtual", "--workload", "skewed", "--jobs", "400", "--rounds", "7", "--strategy", "shared-queue,chunked", "--workers", "4,16", "--results", dir)
	o.want(t, exitFine, "stored: ")
	for _, s := range []string{"on skewed with 16 workers: ", " as fast as with one", "speed-up, by workers", "serial", "repeat: compare scale --workload skewed --strategy shared-queue,chunked --workers 1,4,16 --jobs 400 --virtual"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	side := sidecar(t, dir)
	if again := compare(t, "show", side); again.stdout != o.stdout {
		t.Errorf("show:\n%s\nwant\n%s", again.stdout, o.stdout)
	}
	run, err := record.Read(side)
	if err != nil || run.Settings.Study != record.StudyScale || !strings.Contains(filepath.Base(side), "scale") {
		t.Fatalf("%+v, %v", run.Settings, err)
	}
	again := t.TempDir()
	compare(t, append(run.Command[1:], "--results", again)...).want(t, exitFine)
	if b, err := record.Read(sidecar(t, again)); err != nil || len(b.Trials) != len(run.Trials) {
		t.Errorf("repeated: %v, %d trials, want %d", err, len(b.Trials), len(run.Trials))
	}
	// Other formats have the trials.
	if csv := compare(t, "show", "--format", "csv", side); csv.code != exitFine || !strings.Contains(csv.stdout, "chunked,") {
		t.Errorf("csv:\n%s", csv.stdout)
	}
	var doc struct{ Study struct{ Curves []any } }
	if out := compare(t, "show", "--format", "json", side); json.Unmarshal([]byte(out.stdout), &doc) != nil || len(doc.Study.Curves) != 2 {
		t.Errorf("json:\n%.200s", out.stdout)
	}
	// A stored study may be a baseline, which is made again by its own command.
	base := compare(t, "gate", "--baseline", dir)
	base.want(t, exitFine)
}

// TestGrainCommand: efficiencies by size, the reference among the contenders without
// being asked for.
func TestGrainCommand(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, "grain", "--from", "10us", "--to", "100us", "--jobs", "20", "--rounds", "1", "--strategy", "shared-queue", "--workers", "1,2", "--results", dir)
	o.want(t, exitFine, "stored: ")
	for _, s := range []string{"ith 2 workers", "plain-static", "efficiency, by job size",
		"repeat: compare grain --from 10µs --to 100µs --strategy shared-queue --workers 1,2 --jobs 20 --rounds 1 "} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	run, err := record.Read(sidecar(t, dir))
	if err != nil || len(run.Trials) != 2*2*3 || !slices.Contains(run.Settings.Strategies, "plain-static") || run.Wrapper != 0 {
		t.Fatalf("%+v, %v", run.Settings, err)
	}
	for _, w := range run.Workloads {
		if w.Computed <= 0 || w.Jobs != 20 {
			t.Errorf("%+v", w)
		}
	}
	o = compare(t, append(run.Command[1:], "--peer", "plain-static", "--results", t.TempDir())...)
	o.want(t, exitFine)
	if !strings.Contains(o.stdout, "--peer plain-static") {
		t.Errorf("named, it is not repeated:\n%s", o.stdout)
	}
}

// TestSweepCommand: a table of the metric over workers and loads, from lists and ranges;
// shown again and repeated the same, in other formats, and on a page.
func TestSweepCommand(t *testing.T) {
	dir := t.TempDir()
	html := filepath.Join(t.TempDir(), "page.html")
	o := compare(t, "sweep", "--workload", "exponential,skewed", "--jobs", "500", "--rounds", "6", "--strategy", "shared-queue,round-robin",
		"--workers", "2..8,16", "--load", "0.5..0.7,0.95", "--metric", "wait-mean", "--results", dir, "--html", html)
	o.want(t, exitFine, "stored: ")
	for _, s := range []string{"shared-queue is best, or not shown to differ from the best, in 32 of 32 places.", " workers  strategy ", "0.95", "wait-mean by load (lower is better): medians, n = 6 rounds",
		"repeat: compare sweep --workload exponential,skewed --strategy shared-queue,round-robin --workers 2,4,8,16 --jobs 500 --virtual --arrivals poisson --load 0.5,0.6,0.7,0.95 --metric wait-mean"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	side := sidecar(t, dir)
	if again := compare(t, "show", side); again.stdout != o.stdout {
		t.Errorf("show:\n%s\nwant\n%s", again.stdout, o.stdout)
	}
	run, err := record.Read(side)
	if err != nil || run.Settings.Study != record.StudySweep || len(run.Trials) != 6*2*4*4*2 || run.Trials[0].Picture != nil {
		t.Fatalf("%+v, %v, %d trials", run.Settings, err, len(run.Trials))
	}
	again := t.TempDir()
	compare(t, append(run.Command[1:], "--results", again)...).want(t, exitFine)
	if b, err := record.Read(sidecar(t, again)); err != nil || !reflect.DeepEqual(b.Trials, run.Trials) {
		t.Errorf("repeated: %v, other trials", err)
	}
	if page, err := os.ReadFile(html); err != nil || !strings.Contains(string(page), ">skewed: each strategy by itself</h2>") {
		t.Errorf("page: %v", err)
	}
	if csv := compare(t, "show", "--format", "csv", side); csv.code != exitFine || !strings.Contains(csv.stdout, "skewed,round-robin,16,0.95,,wait-mean") {
		t.Errorf("csv:\n%.300s", csv.stdout)
	}
	var doc struct{ Study struct{ Surfaces []any } }
	if out := compare(t, "show", "--format", "json", side); json.Unmarshal([]byte(out.stdout), &doc) != nil || len(doc.Study.Surfaces) != 4 {
		t.Errorf("json:\n%.200s", out.stdout)
	}
}

// TestSweepOfBatches: without loads there is a column for each number of workers, and the
// run repeats as it was.
func TestSweepOfBatches(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, "sweep", "--load", "none", "--jobs", "50", "--rounds", "1", "--strategy", "guided,shared-queue", "--workers", "1..4", "--results", dir)
	o.want(t, exitFine, "stored: ")
	for _, s := range []string{" strategy ", "throughput by number of workers (higher is better)", "Too few rounds to tell strategies apart", "--workers 1,2,4 --jobs 50 --virtual"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("lacks %q:\n%s", s, o.stdout)
		}
	}
	run, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	again := t.TempDir()
	compare(t, append(run.Command[1:], "--results", again)...).want(t, exitFine)
	if b, err := record.Read(sidecar(t, again)); err != nil || !reflect.DeepEqual(b.Trials, run.Trials) {
		t.Errorf("repeated by %q: %v, other trials", run.Command, err)
	}
}

// TestStudiesRefuse: what makes no sense is said before anything runs.
func TestStudiesRefuse(t *testing.T) {
	for _, k := range []struct {
		args string
		want string
	}{
		{"scale --load 0.5", "--load: does not apply to compare scale"},
		{"scale --metric throughput", "--metric: does not apply to compare scale"},
		{"scale --workers 0", `--workers "0": want numbers`},
		{"scale 4", `argument "4": want only flags here`},
		{"scale --from 1us", `flag "--from": unknown`},
		{"sweep --load 0.9..0.1", `--load "0.9..0.1": from 0.9 to 0.1: want two loads, the smaller one first`},
		{"sweep --load 0.5,0.1..0.9", `--load "0.1..0.9": 0.5 appears twice`},
		{"sweep --load 0.1..11", `--load "0.1..11": want FIRST..LAST, up to 10`},
		{"sweep --load 0.1..", `--load "0.1..": want FIRST..LAST`},
		{"sweep --load 0..1", `--load "0..1": from 0 to 1: want two loads`},
		{"sweep --workers 0", `--workers "0": want numbers`},
		{"sweep --metric speed", `metric "speed": unknown`},
		{"sweep --cpuprofile x", "--cpuprofile: does not apply to compare sweep"},
		{"grain --virtual", "--virtual: does not apply to compare grain"},
		{"grain --workload skewed", "--workload: does not apply to compare grain"},
		{"grain --from 1us --to 2us", "want two sizes or more"},
		{"grain --from 0s", "want two sizes or more"},
		{"grain --to 1h", "want two sizes or more"},
		{"grain --from x", `--from "x": want a time with its unit`},
	} {
		compare(t, strings.Fields(k.args)...).wantRefused(t, k.want)
	}
}
