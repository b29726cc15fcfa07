package cli

import (
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/record"
)

// run runs a comparison of two strategies that runs streams, and returns what was
// stored and said.
func run(t *testing.T, args ...string) (*record.Run, outcome) {
	t.Helper()
	dir := t.TempDir()
	o := compare(t, small(dir, append([]string{"--strategy", "shared-queue,round-robin", "--workload", "priority-mix", "--jobs", "1000"}, args...)...)...)
	o.want(t, exitFine)
	r, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	return r, o
}

// TestVirtual: the answer is that of virtual time, and the same again.
func TestVirtual(t *testing.T) {
	args := []string{"--virtual", "--load", "0.5,0.9", "--arrivals", "bursty:20", "--workers", "4", "--cores", "2", "--metric", "slowdown-mean"}
	r, o := run(t, args...)
	if s := r.Settings; !s.Virtual || s.Mode != record.ModeStream || s.Cores != 2 || s.Arrivals != "bursty:20" || !slices.Equal(s.Loads, []float64{0.5, 0.9}) {
		t.Errorf("settings %+v, want those of %q", s, args)
	}
	if len(r.Trials) != 8 {
		t.Errorf("%d trials, want 2 strategies at 2 loads in 2 rounds", len(r.Trials))
	}
	for _, tr := range r.Trials {
		if tr.Metrics["sojourn-p50"] == 0 || len(tr.Classes) != 3 {
			t.Errorf("trial %+v, want the metrics of a stream and those of three priorities", tr)
		}
		if _, ok := tr.Metrics["allocs"]; ok {
			t.Errorf("trial %+v: has allocations, which virtual time does not know", tr)
		}
	}
	for _, s := range []string{"at load 0.5", "load 0.9", "arrivals: SCV of gaps ", "slowdown-mean", "priority 2: ", "virtual time, stream mode, arrivals bursty:20, 2 cores", "the same on every machine"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	for _, s := range []string{"AMD", "kernel", "GOMAXPROCS", "measuring"} {
		if strings.Contains(o.stdout, s) {
			t.Errorf("the answer has %q, of a host that does not matter", s)
		}
	}
	again, _ := run(t, args...)
	if !reflect.DeepEqual(again.Trials, r.Trials) {
		t.Errorf("trials\n%+v\nand again\n%+v", r.Trials, again.Trials)
	}
	// The line to repeat it does.
	if want := strings.Join(append(append([]string{"compare", "--workload", "priority-mix", "--strategy", "shared-queue,round-robin", "--workers", "4", "--jobs", "1000"},
		"--virtual", "--cores", "2", "--arrivals", "bursty:20", "--load", "0.5,0.9", "--metric", "slowdown-mean"), "--rounds", "2"), " "); !strings.HasPrefix(strings.Join(r.Command, " "), want) {
		t.Errorf("command %q, want it to begin with %q", r.Command, want)
	}
}

// TestRepeatsWhatWasDone: a run in virtual time that time ended says how to get the same figures,
// which more rounds would change, and claims no more.
func TestRepeatsWhatWasDone(t *testing.T) {
	const claim, less = "; the same on every machine", "1 of 30 rounds"
	r, o := run(t, "--virtual", "--jobs", "50", "--rounds", "30", "--budget", "1ns")
	if !strings.Contains(o.stdout, less) || strings.Contains(o.stdout, claim) || !strings.Contains(o.stdout, "; these rounds are the same on every machine") {
		t.Errorf("the answer lacks %q, or claims too much:\n%s", less, o.stdout)
	}
	if command := strings.Join(r.Command, " "); !strings.Contains(command, "--rounds 1 --budget 10ns") || !strings.Contains(o.stdout, command) {
		t.Errorf("command %q, answer\n%s", command, o.stdout)
	}
	if o := compare(t, small(t.TempDir(), "--virtual", "--jobs", "50", "--rounds", "30", "--budget", "1ns", "--results", "none")...); !strings.Contains(o.stdout, "--rounds 1 --budget 10ns --seed 1 --results none") {
		t.Errorf("stored nowhere, it is repeated otherwise:\n%s", o.stdout)
	}
	dir := t.TempDir()
	whole := compare(t, append(r.Command[1:], "--results", dir)...)
	if whole.want(t, exitFine); !strings.Contains(whole.stdout, claim) {
		t.Errorf("repeated, the answer lacks %q:\n%s", claim, whole.stdout)
	}
	if again, err := record.Read(sidecar(t, dir)); err != nil || !reflect.DeepEqual(again.Trials, r.Trials) {
		t.Errorf("repeated: error %v, or other trials", err)
	}
}

// TestVirtualByGoroutines: the figures are the same by events and by goroutines, and the
// record and the report say which it was.
func TestVirtualByGoroutines(t *testing.T) {
	events, o := run(t, "--virtual", "--load", "0.8")
	goroutines, g := run(t, "--virtual="+ask.ByGoroutines, "--load", "0.8")
	for i := range events.Trials {
		// Who ran a job of a stream is known by events alone: its lanes are others.
		events.Trials[i].Picture.Lanes, goroutines.Trials[i].Picture.Lanes = nil, nil
	}
	if !reflect.DeepEqual(events.Trials, goroutines.Trials) {
		t.Errorf("by events %+v, by goroutines %+v", events.Trials, goroutines.Trials)
	}
	if got, want := goroutines.Settings.Goroutines, goroutines.Settings.Strategies; len(events.Settings.Goroutines) != 0 || !slices.Equal(got, want) {
		t.Errorf("the records say that %v and %v ran by goroutines, want none and %v", events.Settings.Goroutines, got, want)
	}
	const said = "virtual time by goroutines, stream mode"
	if !strings.Contains(g.stdout, said) || strings.Contains(o.stdout, said) || !strings.Contains(g.stdout, "--virtual=goroutines ") {
		t.Errorf("by events:\n%s\nby goroutines:\n%s\nwant %q in the second alone, and how to repeat it", o.stdout, g.stdout, said)
	}
	compare(t, "--virtual=quickly").want(t, exitUnusable, `--virtual "quickly": want no value, or goroutines`)
}

// TestManyVirtualWorkers: virtual time takes ten million workers, real time fewer.
func TestManyVirtualWorkers(t *testing.T) {
	if r, _ := run(t, "--virtual", "--workers", "10000000"); !slices.Equal(r.Settings.Workers, []int{10_000_000}) {
		t.Errorf("settings %+v, want ten million workers", r.Settings)
	}
	compare(t, "--workers", "100001").want(t, exitUnusable, "want numbers from 1 to 100000")
	compare(t, "--virtual", "--workers", "10000001").want(t, exitUnusable, "want numbers from 1 to 10000000")
}

// TestVirtualBatch: without a load all jobs are there at the start, for as many
// workers as on any machine.
func TestVirtualBatch(t *testing.T) {
	r, o := run(t, "--virtual")
	if s := r.Settings; s.Mode != record.ModeBatch || !slices.Equal(s.Workers, []int{8}) {
		t.Errorf("settings %+v, want a batch on 8 workers", s)
	}
	if !strings.Contains(o.stdout, "efficiency") || !strings.Contains(o.stdout, "idle-backlogged") {
		t.Errorf("the answer lacks efficiency or idle-backlogged:\n%s", o.stdout)
	}
}

// TestSearch: --load max answers with a load.
func TestSearch(t *testing.T) {
	r, o := run(t, "--virtual", "--load", "max", "--workers", "2")
	if s := r.Settings; s.Arrivals != "poisson" || s.Loads != nil {
		t.Errorf("settings %+v, want Poisson arrivals at no load in particular", s)
	}
	loads := make(map[string]float64)
	for _, tr := range r.Trials {
		if tr.Round == 1 {
			loads[tr.Strategy] = tr.Metrics["load-max"]
		}
	}
	if !(0.3 < loads["round-robin"] && loads["round-robin"] < loads["shared-queue"] && loads["shared-queue"] < 1) {
		t.Errorf("loads %v, want that of the shared queue to be greater, and both to make sense", loads)
	}
	if !strings.Contains(o.stdout, "ratio of load-max") || !strings.Contains(o.stdout, "at a load 1/512 higher it is more") {
		t.Errorf("the answer lacks the load or its bracket:\n%s", o.stdout)
	}
}

// TestStreamInRealTime: the same loads without --virtual.
func TestStreamInRealTime(t *testing.T) {
	r, o := run(t, "--load", "0.3", "--workers", "1")
	for _, tr := range r.Trials {
		if tr.Load != 0.3 || tr.Metrics["sojourn-p50"] == 0 {
			t.Errorf("trial %+v, want the metrics of a stream at load 0.3", tr)
		}
		if _, ok := tr.Metrics["late-p99"]; !ok {
			t.Errorf("trial %+v: does not say how late the generator was", tr)
		}
	}
	if !strings.Contains(o.stdout, "from the intended arrival") {
		t.Errorf("the answer does not say from when sojourns count:\n%s", o.stdout)
	}
}

// TestBatchOnlyStrategiesAreLeftOut of a stream of all.
func TestBatchOnlyStrategiesAreLeftOut(t *testing.T) {
	r, _ := run(t, "--strategy", "all", "--virtual", "--load", "0.5")
	if s := r.Settings.Strategies; slices.Contains(s, "chunked") || !slices.Contains(s, "round-robin") {
		t.Errorf("strategies %q, want all but those that run batches only", s)
	}
}

// TestReplay: a trace's own arrivals are the default at a load, and come as they
// are without one.
func TestReplay(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("arrival,duration\n")
	for i := range 1000 {
		rows.WriteString([]string{"0.0", "0.001"}[i%2] + "0" + string(rune('0'+i%10)) + ",2us\n")
	}
	path := write(t, t.TempDir(), "jobs.csv", rows.String())
	for _, args := range [][]string{{"--load", "0.5"}, {"--arrivals", "replay"}} {
		dir := t.TempDir()
		o := compare(t, append(small(dir, "--workload", "trace:"+path, "--strategy", "shared-queue", "--virtual"), args...)...)
		o.want(t, exitFine)
		r, err := record.Read(filepath.Join(sidecar(t, dir)))
		if err != nil {
			t.Fatal(err)
		}
		if r.Settings.Arrivals != ask.Replay || r.Settings.Mode != record.ModeStream {
			t.Errorf("%q: settings %+v, want a stream that replays", args, r.Settings)
		}
		// Another round would be the same: it would make nothing surer.
		if r.Settings.RoundsDone != 1 || !strings.Contains(o.stdout, "Exact for these jobs") {
			t.Errorf("%q: %d rounds, want one, said to be exact:\n%s", args, r.Settings.RoundsDone, o.stdout)
		}
	}
}

// TestCrowded warns where the generator shares its processor with jobs.
func TestCrowded(t *testing.T) {
	const warning = "leave none of"
	if _, o := run(t, "--load", "0.1", "--workers", strconv.Itoa(runtime.GOMAXPROCS(0))); !strings.Contains(strings.Join(strings.Fields(o.stdout), " "), warning) {
		t.Errorf("as many workers as processors: the answer does not warn:\n%s", o.stdout)
	}
	if _, o := run(t, "--load", "0.1", "--virtual"); strings.Contains(o.stdout, warning) {
		t.Errorf("in virtual time: the answer warns:\n%s", o.stdout)
	}
}

// TestSparse warns of a stream that ends before its queue settles.
func TestSparse(t *testing.T) {
	const warning = "1000 jobs are fewer than ten for each of 101 workers"
	if _, o := run(t, "--virtual", "--load", "0.5", "--workers", "4,101"); !strings.Contains(o.stdout, warning) {
		t.Errorf("the answer does not warn:\n%s", o.stdout)
	}
	if _, o := run(t, "--virtual", "--load", "0.5", "--workers", "100"); strings.Contains(o.stdout, "fewer than ten") {
		t.Errorf("the answer warns of enough jobs:\n%s", o.stdout)
	}
}

// TestOverload warns.
func TestOverload(t *testing.T) {
	if _, o := run(t, "--virtual", "--load", "1.2"); !strings.Contains(o.stdout, "at a load of 1 or more the queue keeps growing") {
		t.Errorf("the answer to a load of 1.2 does not warn:\n%s", o.stdout)
	}
}

// TestVirtualStall: a strategy that spins ends the comparison, one that waits for
// ever fails, and both are named, soon.
func TestVirtualStall(t *testing.T) {
	for name, want := range map[string][]string{
		"spinning": {`strategy "spinning": virtual: stalled: a goroutine spins`, "failed: spinning on tiny-jobs"},
		"hanging":  {`strategy "hanging": failed`, "virtual: deadlock: all goroutines wait"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			o := compareWith(t.Context(), name, small(dir, "--strategy", "chunked,"+name, "--virtual", "--patience", "2s")...)
			o.want(t, exitUnusable, "strategy \""+name+"\"", "stored: ")
			for _, s := range want {
				if !strings.Contains(o.stdout+o.stderr, s) {
					t.Errorf("nowhere %q:\n%s\n%s", s, o.stderr, o.stdout)
				}
			}
		})
	}
}

// TestShape: flags make a workload, the run is told as by its name, and repeats.
func TestShape(t *testing.T) {
	dir := t.TempDir()
	o := compare(t, small(dir, "--strategy", "shared-queue,deadline", "--virtual", "--load", "0.9", "--jobs", "1000", "--workers", "2",
		"--mean", "1ms", "--scv", "4", "--priorities", "20,50,30", "--keys", "zipf:1.1:9", "--deadline", "5ms,9ms", "--cost-error", "2x",
		"--metric", "wait-mean@2,late,at-home")...)
	o.want(t, exitFine)
	run, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	const name = "tiny-jobs+scv=4+mean=1ms+priorities=20:50:30+keys=zipf:1.1:9+deadline=5ms:9ms+cost-error=2x"
	if got := run.Workloads[0]; got.Name != name || got.SCV < 2 || len(got.Shares) != 3 {
		t.Errorf("%+v, want %s", got, name)
	}
	if s := run.Settings; s.Metric != "wait-mean@2" || !slices.Equal(s.Also, []string{"late", "at-home"}) {
		t.Errorf("metrics %q and %q", s.Metric, s.Also)
	}
	for _, s := range []string{"wait-mean@2", "By late: ", "By at-home: ", "mean wait"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	for _, metric := range []string{"late", "tardiness-p99", "key-fairness", "at-home"} {
		if _, ok := run.Trials[0].Metrics[metric]; !ok {
			t.Errorf("a trial lacks %s", metric)
		}
	}
	again := t.TempDir()
	compare(t, append(run.Command[1:], "--results", again)...).want(t, exitFine)
	if b, err := record.Read(sidecar(t, again)); err != nil || !reflect.DeepEqual(b.Trials, run.Trials) {
		t.Errorf("repeated by %q: %v, other trials", run.Command, err)
	}
}
