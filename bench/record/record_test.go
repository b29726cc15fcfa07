package record

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// sample returns a run of two rounds, in which one trial failed and one
// overhead is exactly 0.
func sample() *Run {
	run := &Run{
		Start: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Duration: 12.5,
		Command: []string{"compare", "--workload", "skewed"}, Seed: 42, Paired: true,
		Host:     Host{CPU: "Some CPU @ 2.00GHz", OS: "linux", Arch: "amd64", GOMAXPROCS: 4, Load: new(0.5)},
		Settings: Settings{Mode: ModeBatch, Jobs: 1000, RoundsPlanned: 2, RoundsDone: 2, Budget: 30},
		Warnings: []string{"The host is\nbusy."},
	}
	for round := 1; round <= 2; round++ {
		run.Trials = append(run.Trials,
			Trial{Round: round, Position: 1, Workload: "skewed", Strategy: "chunked", Workers: 4, Jobs: 1000,
				Metrics: map[string]float64{"throughput": 1e5 + float64(round), "overhead": 0, "sojourn-p99.9": 1.25e-7}},
			Trial{Round: round, Position: 2, Workload: "trace:my jobs/a=b.csv", Strategy: "work-stealing", Workers: 4, Jobs: 1000,
				Metrics: map[string]float64{"throughput": 2e5}})
	}
	run.Trials[3].Metrics, run.Trials[3].Error = nil, "lost job 7\nBenchmarkX 1 \x1b[31moops"
	return run
}

func TestSaveThenReadGivesTheSameRun(t *testing.T) {
	dir := t.TempDir()
	want := sample()
	if err := want.Save(filepath.Join(dir, "run.v2")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"run.v2", "run.v2.txt", "run.v2.json"} {
		got, err := Read(filepath.Join(dir, name))
		if err != nil {
			t.Fatalf("Read(%s): %v", name, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Read(%s) = %+v, want %+v", name, got, want)
		}
	}
	if err := os.Remove(filepath.Join(dir, "run.v2.txt")); err != nil {
		t.Fatal(err)
	}
	if got, err := Read(filepath.Join(dir, "run.v2.txt")); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Read without the text file: %v, want the run from the sidecar", err)
	}
}

func TestSaveLeavesNothingElse(t *testing.T) {
	dir := t.TempDir()
	run := sample()
	for range 3 {
		if err := run.Save(filepath.Join(dir, "run.txt")); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, dir); got != "run.json run.txt" {
		t.Errorf("the folder holds %s, want run.json run.txt", got)
	}
}

func list(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestSaveThatFailsKeepsWhatWasThere(t *testing.T) {
	dir := t.TempDir()
	stem := filepath.Join(dir, "run")
	run := sample()
	if err := run.Save(stem); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(stem + ".json")
	run.Trials[0].Metrics["throughput"] = math.NaN()
	err := run.Save(stem)
	if err == nil || !strings.Contains(err.Error(), `metric "throughput" is NaN`) {
		t.Errorf("Save with a NaN: %v, want an error that names the metric", err)
	}
	after, _ := os.ReadFile(stem + ".json")
	if !bytes.Equal(before, after) {
		t.Error("Save with a NaN changed the file")
	}

	// A rename onto a folder fails after the temporary file was written.
	other := filepath.Join(dir, "sub")
	if err := os.MkdirAll(filepath.Join(other, "run.txt", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := sample().Save(filepath.Join(other, "run")); err == nil {
		t.Error("Save onto a folder succeeded")
	}
	if got := list(t, other); got != "run.txt" {
		t.Errorf("a failed Save left %s", got)
	}
	if err := sample().Save(filepath.Join(dir, "none", "run")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Save into a missing folder: %v, want fs.ErrNotExist", err)
	}
}

func TestTextWithoutSidecarIsUnpaired(t *testing.T) {
	var buf bytes.Buffer
	want := sample()
	if err := want.WriteBench(&buf); err != nil {
		t.Fatal(err)
	}
	got, err := ReadText(&buf)
	if err != nil {
		t.Fatal(err)
	}
	if got.Paired || len(got.Warnings) != 1 {
		t.Errorf("Paired = %v, %d warnings, want false and one", got.Paired, len(got.Warnings))
	}
	if got.Host.CPU != want.Host.CPU || got.Host.OS != "linux" || got.Host.Arch != "amd64" {
		t.Errorf("host = %+v, want that of the run", got.Host)
	}
	if len(got.Trials) != 3 {
		t.Fatalf("%d trials, want the 3 that did not fail", len(got.Trials))
	}
	for i, trial := range got.Trials {
		w := want.Trials[i]
		if trial.Workload != w.Workload || trial.Strategy != w.Strategy || trial.Workers != w.Workers ||
			trial.Round != w.Round || !reflect.DeepEqual(trial.Metrics, w.Metrics) {
			t.Errorf("trial %d = %+v, want %+v", i, trial, w)
		}
	}
}

func TestTextHasOnlyConstantKeys(t *testing.T) {
	var a, b bytes.Buffer
	one, two := sample(), sample()
	two.Seed, two.Start, two.Duration, two.Command = 43, one.Start.Add(time.Hour), 99, []string{"compare"}
	if err := one.WriteBench(&a); err != nil {
		t.Fatal(err)
	}
	if err := two.WriteBench(&b); err != nil {
		t.Fatal(err)
	}
	strip := func(s string) string {
		var keep []string
		for line := range strings.Lines(s) {
			if !strings.HasPrefix(line, "#") {
				keep = append(keep, line)
			}
		}
		return strings.Join(keep, "")
	}
	if strip(a.String()) != strip(b.String()) {
		t.Errorf("runs that differ in seed, time and command differ outside # lines:\n%s\n%s", &a, &b)
	}
	if strings.Contains(a.String(), "\x1b") {
		t.Error("the text holds an escape sequence")
	}
	if !strings.Contains(a.String(), "\nBenchmarkExecute/workload=skewed/strategy=chunked/workers=4 1 100001 jobs/s") {
		t.Errorf("no line for chunked on skewed:\n%s", &a)
	}
}

func TestReadsWhatGoTestPrints(t *testing.T) {
	const text = `goos: linux
goarch: amd64
pkg: github.com/go-foundations/poolbench/bench
cpu: Some CPU
BenchmarkExecute/workload=skewed/strategy=chunked/workers=4-8         	     100	  10000000 ns/op	         0 overhead-ns/job	      1500 sojourn-p50-ns	    100000 jobs/s	    5000 B/op
BenchmarkExecute/workload=skewed/strategy=chunked/workers=4-8         	     100	  10000000 ns/op	        20 overhead-ns/job	      1600 sojourn-p50-ns	    100001 jobs/s	    5000 B/op
BenchmarkOther-8   100  5 ns/op
PASS
`
	run, err := ReadText(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Trials) != 2 || run.Settings.RoundsDone != 2 || run.Trials[1].Round != 2 {
		t.Fatalf("trials = %+v, want two rounds", run.Trials)
	}
	got := run.Trials[0].Metrics
	if len(got) != 3 || got["overhead"] != 0 || math.Abs(got["sojourn-p50"]-1.5e-6) > 1e-18 || got["throughput"] != 1e5 {
		t.Errorf("metrics = %v, want overhead 0, sojourn-p50 1.5e-06, throughput 100000 and no other", got)
	}
}

func TestReadErrors(t *testing.T) {
	good := t.TempDir()
	if err := sample().Save(filepath.Join(good, "run")); err != nil {
		t.Fatal(err)
	}
	side, _ := os.ReadFile(filepath.Join(good, "run.json"))
	text, _ := os.ReadFile(filepath.Join(good, "run.txt"))
	edit := func(data []byte, old, new string) string {
		s := strings.Replace(string(data), old, new, 1)
		if s == string(data) {
			t.Fatalf("nothing to edit: %q", old)
		}
		return s
	}
	for _, tt := range []struct{ name, read, text, side, file, want string }{
		{"nothing there", "run.json", "", "", "run.json", "file does not exist"},
		{"nothing at the stem", "run", "", "", "run", "file does not exist"},
		{"cut sidecar", "run", string(text), string(side[:len(side)/2]), "run.json", "corrupt: unexpected end of JSON"},
		{"foreign JSON", "run.json", "", `{"a":1}`, "run.json", "no schema version"},
		{"newer schema", "run", string(text), edit(side, `"schema": 2`, `"schema": 3`), "run.json", "schema version 3, this program reads versions up to 2"},
		{"newer and different", "run", "", `{"schema":9,"trials":"none"}`, "run.json", "schema version 9"},
		{"impossible trial", "run", "", edit(side, `"chunked",4,`, `"chunked",0,`), "run.json", "0 workers"},
		{"trial twice", "run", "", edit(side, `[2,1,"skewed"`, `[1,1,"skewed"`), "run.json", "ran twice in round 1"},
		{"number beyond float64", "run", "", edit(side, `"duration_s": `, `"duration_s": 1e999, "x": `), "run.json", "corrupt: "},
		{"metric beyond float64", "run", "", edit(side, `,100001]`, `,1e999]`), "run.json", `corrupt: trial 1: metric "throughput": 1e999, want a finite number`},
		{"absurd metric", "run", "", edit(side, `,100001]`, `,-1e300]`), "run.json", `metric "throughput" is -1e+300, want at most 1e+100 in size`},
		{"too few columns", "run", "", edit(side, `,100001]`, `]`), "run.json", "corrupt: trial 1: 9 columns, want 10"},
		{"too many columns", "run", "", edit(side, `,100001]`, `,100001,{},7]`), "run.json", "corrupt: trial 1: 12 columns, want 10"},
		{"other columns", "run", "", edit(side, `"position"`, `"place"`), "run.json", `corrupt: columns ["round" "place"`},
		{"no columns", "run", "", `{"schema":2}`, "run.json", "corrupt: columns []"},
		{"half a worker", "run", "", edit(side, `"chunked",4,`, `"chunked",0.5,`), "run.json", "corrupt: trial 1: workers: "},
		{"a text for a number", "run", "", edit(side, `,100001]`, `,"fast"]`), "run.json", `corrupt: trial 1: metric "throughput": "fast", want`},
		{"first schema, beyond float64", "run", "", `{"schema":1,"trials":[{"metrics":{"throughput":1e999}}]}`, "run.json", "corrupt: trials.metrics: number 1e999, want a finite number"},
		{"first schema, impossible", "run", "", `{"schema":1,"trials":[{"round":1,"workload":"w","strategy":"s"}]}`, "run.json", "0 workers"},
		{"absurd host", "run", "", edit(side, `"wrapper_s": `, `"wrapper_s": 1e300, "x": `), "run.json", "wrapper_s is 1e+300"},
		{"NaN in text", "run.txt", edit(text, " 1 100001 ", " 1 NaN "), "", "run.txt", `metric "throughput" is NaN, want a finite number`},
		{"Inf in text", "run", edit(text, " 1 100001 ", " 1 -Inf "), string(side), "run.txt", `is -Inf, want a finite number`},
		{"beyond float64 in text", "run.txt", edit(text, " 1 100001 ", " 1 1e999 "), "", "run.txt", "corrupt: "},
		{"corrupt text", "run", edit(text, " 1 100001 ", " x 100001 "), string(side), "run.txt", "corrupt: line"},
		{"cut text", "run", string(text[:bytes.LastIndex(text, []byte("Benchmark"))]), string(side), "run.txt", "holds 2 trials, its sidecar 3"},
		{"text cut in a line, no sidecar", "run.txt", string(text[:len(text)-8]), "", "run.txt", "corrupt: the last line"},
		{"no benchmarks", "run.txt", "hello\n", "", "run.txt", "holds no benchmark"},
		{"unknown units", "run.txt", "BenchmarkExecute/workload=a/strategy=b/workers=1 1 5 ns/op\n", "", "run.txt", "line 1: no unit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			for name, data := range map[string]string{"run.txt": tt.text, "run.json": tt.side} {
				if data != "" {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
						t.Fatal(err)
					}
				}
			}
			_, err := Read(filepath.Join(dir, tt.read))
			if err == nil {
				t.Fatal("no error")
			}
			if got := err.Error(); !strings.HasPrefix(got, "record "+filepath.Join(dir, tt.file)+": ") ||
				!strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
				t.Errorf("error %q, want one line that names %s and %q", got, tt.file, tt.want)
			}
		})
	}
	if _, err := Read(filepath.Join(good, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Read of a missing file: %v, want fs.ErrNotExist", err)
	}
}

func TestCaptureWithAnyName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bench.out")
	var buf bytes.Buffer
	if err := sample().WriteBench(&buf); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	if run, err := Read(path); err != nil || len(run.Trials) != 3 {
		t.Errorf("Read(bench.out): %v, want 3 trials", err)
	}
}

func TestMetrics(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		if seen[m.Name] || seen[m.BenchUnit] {
			t.Errorf("metric %q: name or unit is not unique", m.Name)
		}
		seen[m.Name], seen[m.BenchUnit] = true, true
		if m.Unit == "" || m.Description == "" || m.Better != Higher && m.Better != Lower {
			t.Errorf("metric %q is incomplete: %+v", m.Name, m)
		}
		for _, v := range []float64{0, 1.5} {
			value, unit := m.Testing(v)
			got, ok := metricByBenchUnit(unit)
			if !ok || got.Name != m.Name {
				t.Errorf("metric %q: unit %q reads back as %q", m.Name, unit, got.Name)
			}
			if m.Unit == "s" && v > 0 && value != v*1e9 {
				t.Errorf("metric %q: Testing(%v) = %v %s, want nanoseconds", m.Name, v, value, unit)
			}
		}
	}
	if _, ok := MetricByName(DefaultMetric); !ok {
		t.Errorf("the default metric %q is not in the catalogue", DefaultMetric)
	}
	Metrics()[0].Name = "changed"
	if Metrics()[0].Name != "throughput" {
		t.Error("changing what Metrics returned changed the catalogue")
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"skewed", "trace:my jobs/a=b.csv", "100%", "µ-mix", "a-4"} {
		for _, load := range []float64{0, 0.8, 1} {
			trial := Trial{Workload: name, Strategy: name, Workers: 4, Load: load}
			full := strings.TrimPrefix(trial.benchName(), "Benchmark")
			for _, suffix := range []string{"", "-16"} {
				if got, ok := parseName(full + suffix); !ok || !reflect.DeepEqual(got, trial) {
					t.Errorf("parseName(%q) = %+v, %v, want %+v", full+suffix, got, ok, trial)
				}
			}
		}
	}
}

// TestLoads has one contender at several loads, and classes, through both files.
func TestLoads(t *testing.T) {
	run := &Run{Start: time.Unix(0, 0).UTC(), Settings: Settings{Mode: ModeStream, Virtual: true, Cores: 2, Arrivals: "poisson", Loads: []float64{0.5, 0.8}}}
	for _, load := range run.Settings.Loads {
		run.Trials = append(run.Trials, Trial{Round: 1, Position: 1, Workload: "skewed", Strategy: "priority", Workers: 4, Jobs: 9, Load: load,
			Metrics: map[string]float64{"sojourn-p99": load},
			Classes: []Class{{Priority: 1, Jobs: 3, Metrics: map[string]float64{"wait-max": 2 * load}}}})
	}
	stem := filepath.Join(t.TempDir(), "run")
	if err := run.Save(stem); err != nil {
		t.Fatal(err)
	}
	got, err := Read(stem)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Trials, run.Trials) || !reflect.DeepEqual(got.Settings, run.Settings) {
		t.Errorf("saved %+v\n read %+v", run, got)
	}
	if err := os.Remove(stem + ".json"); err != nil {
		t.Fatal(err)
	}
	if got, err = Read(stem + ".txt"); err != nil {
		t.Fatal(err)
	}
	if len(got.Trials) != 2 || got.Trials[1].Load != 0.8 || got.Trials[1].Round != 1 || got.Settings.Mode != ModeStream {
		t.Errorf("text: %+v, want the trials of two loads, each the first of its round", got)
	}
	for what, spoil := range map[string]func(*Trial){
		"load NaN":   func(t *Trial) { t.Load = math.NaN() },
		"wait-max":   func(t *Trial) { t.Classes[0].Metrics["wait-max"] = math.Inf(1) },
		"ran twice":  func(t *Trial) { t.Load = 0.8 },
		"no metrics": func(t *Trial) { t.Error, t.Metrics = "failed", nil },
	} {
		bad := Run{Schema: Version, Trials: []Trial{run.Trials[0], run.Trials[1]}}
		bad.Trials[0].Classes = []Class{{Priority: 1, Metrics: map[string]float64{"wait-max": 1}}}
		spoil(&bad.Trials[0])
		if err := bad.Check(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("Check: error %v, want one with %q", err, what)
		}
	}
}

func TestDefaultMetrics(t *testing.T) {
	for _, s := range []Settings{{}, {Mode: ModeBatch}, {Mode: ModeStream}, {Metric: "makespan"}} {
		for _, name := range s.DefaultMetrics() {
			if _, ok := MetricByName(name); !ok {
				t.Errorf("default metric %q of mode %q is not in the catalogue", name, s.Mode)
			}
		}
	}
}

// TestPercentileMinima checks the numbers of jobs: with fewer, no order statistic
// above the percentile bounds it with the stated confidence. The chance that all
// n jobs lie below the true percentile is qⁿ.
func TestPercentileMinima(t *testing.T) {
	for _, p := range Percentiles() {
		if p.Quantile == 0.5 {
			continue // never short of jobs
		}
		if all := math.Pow(p.Quantile, float64(p.Jobs)); all > 0.0125 {
			t.Errorf("%s from %d jobs: the greatest is below the percentile with chance %.4f, want at most 0.0125", p.Name, p.Jobs, all)
		}
		if all := math.Pow(p.Quantile, float64(p.Jobs-7)); p.Quantile < 0.999 && all < 0.0112 {
			t.Errorf("%s from %d jobs: more than it takes (%.4f)", p.Name, p.Jobs, all)
		}
	}
}

// TestClassMetric: the name of a metric may end in a class, if jobs of one class have it.
func TestClassMetric(t *testing.T) {
	for name, want := range map[string]string{
		"wait-mean@2": "wait-mean-sec@2", "sojourn-p99@urgent": "sojourn-p99-sec@urgent", "late@-1": "late@-1", "slowdown-max@0": "slowdown-max@0",
		"throughput@2": "", "wait-mean@": "", "wait-mean@x": "", "wait-mean@2@3": "", "@2": "", "fairness@1": "",
	} {
		m, ok := MetricByName(name)
		if ok != (want != "") || ok && (m.Name != name || m.BenchUnit != want || m.Better != Lower) {
			t.Errorf("MetricByName(%q): %+v, %v, want the unit %q", name, m, ok, want)
		}
	}
}
