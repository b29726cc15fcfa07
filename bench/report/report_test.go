package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var update = flag.Bool("update", false, "write the golden files")

// speeds are jobs per second by contender and round.
var speeds = []struct {
	strategy string
	values   []float64
}{
	{"work-stealing", []float64{131200, 130100, 129800, 131900, 128700, 130500, 131100, 130800}},
	{"chunked", []float64{100300, 99100, 99900, 100700, 98200, 99600, 100100, 100000}},
	{"round|robin", []float64{100100, 99500, 99700, 100900, 98000, 99900, 99800, 100200}},
}

// sample is the run from which every golden file is made.
func sample() *record.Run {
	run := &record.Run{
		Schema: record.Version, Start: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Duration: 12.5, Wrapper: 61e-9, Paired: true, Seed: 42,
		Command: []string{"compare", "--workload", "skewed,uniform", "--out", "my run"},
		Host: record.Host{CPU: "Some CPU @ 2.00GHz", Cores: 4, LogicalCPUs: 8, GOMAXPROCS: 4, Memory: 16 << 30, OS: "linux", Arch: "amd64",
			Kernel: "6.1.0", GoVersion: "go1.26.0", Load: new(0.52), Steal: new(0.0), Pressure: new(0.031)},
		Settings: record.Settings{Mode: record.ModeBatch, Workloads: []string{"skewed", "uniform"},
			Strategies: []string{"work-stealing", "chunked", "round|robin", "broken"}, Workers: []int{4}, RoundsPlanned: 8, RoundsDone: 8, Budget: 30},
		Workloads: []record.Workload{
			{Name: "skewed", Summary: "a few long jobs among many short ones", Realised: "1000 jobs, mean 102 µs, SCV 2.3, shares 20/50/30 %", Jobs: 1000,
				Mean: 1.02e-4, SCV: 2.3, Shares: []record.Share{{Priority: 1, Share: 1}}},
			{Name: "uniform", Jobs: 500, Mean: 1e-4, SCV: 0.33, Warnings: []string{"Only 500 jobs: no p99.9."}},
		},
		Warnings: []string{"The host is busy (load 0.52): close other programs, or take more rounds."},
	}
	for round := 1; round <= 8; round++ {
		for w, workload := range []string{"skewed", "uniform"} {
			for i, s := range speeds {
				v := s.values[(round-1+w*i)%8]
				if workload == "uniform" {
					v = 100000 + float64((round*7+i*13)%10)*20
				}
				m := map[string]float64{"throughput": v, "makespan": 1000 / v, "efficiency": v / 135000,
					"sojourn-p50": 500 / v, "sojourn-p95": 950 / v, "sojourn-p99": 990 / v, "sojourn-max": 1000 / v, "wait-mean": 490 / v,
					"overhead": 3.1e-7 * float64(i), "allocs": 0.01, "bytes": 48}
				if workload == "skewed" {
					m["sojourn-p99.9"] = 999 / v
				}
				trial := record.Trial{Round: round, Position: i + 1, Workload: workload,
					Strategy: s.strategy, Workers: 4, Jobs: 1000, Metrics: m}
				if i == 0 && workload == "skewed" {
					note := "few long jobs"
					if round == 1 {
						note = "nothing known yet"
					}
					trial.Details = []record.Detail{{Name: "steals", Value: float64(round * 100)}, {Name: "chosen", Value: 2, Note: note}}
				}
				run.Trials = append(run.Trials, trial)
			}
		}
		run.Trials = append(run.Trials, record.Trial{Round: round, Position: 4, Workload: "skewed", Strategy: "broken", Workers: 4, Jobs: 1000,
			Error: "lost job 7\n\x1b[31mpanic|"})
	}
	return run
}

// golden compares got with a file; the flag -update writes it.
func golden(t *testing.T, name string, got []byte) {
	if strings.HasSuffix(name, ".html") {
		got = []byte(withoutScript(t, string(got)))
	}
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew); got:\n%s", path, got)
	}
}

func write(t *testing.T, format string, run *record.Run, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, run, verdict.Judge(run, verdict.Options{}), o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// tourRun returns a run on four workloads.
func tourRun() *record.Run {
	run := sample()
	for _, trial := range slices.Clone(run.Trials) {
		trial.Workload = "second-" + trial.Workload
		run.Trials = append(run.Trials, trial)
	}
	return run
}

// streamRun returns a run in virtual time: two strategies at two loads, with two
// priorities and no difference at the lower load.
func streamRun() *record.Run {
	run := sample()
	run.Host.CPU = "not to be shown"
	run.Settings = record.Settings{Mode: record.ModeStream, Virtual: true, Cores: 2, Arrivals: "poisson", Loads: []float64{0.5, 0.9}, RoundsPlanned: 8, RoundsDone: 8}
	run.Wrapper, run.Warnings, run.Trials = 0, nil, nil
	for round := 1; round <= 8; round++ {
		for _, load := range run.Settings.Loads {
			for i, name := range []string{"shared-queue", "round-robin"} {
				x := 1e-4 * (1 + 0.03*float64(round*5%8))
				if load > 0.5 {
					x *= float64(i + 1)
				}
				classes := []record.Class{
					{Priority: 3, Jobs: 200, Metrics: map[string]float64{"sojourn-mean": x / 2, "wait-max": 3 * x}},
					{Priority: 0, Jobs: 800, Metrics: map[string]float64{"sojourn-mean": x, "sojourn-p99": 6 * x, "wait-max": 7 * x}},
				}
				run.Trials = append(run.Trials, record.Trial{Round: round, Position: i + 1, Workload: "skewed", Strategy: name, Workers: 4, Jobs: 1000, Load: load,
					Metrics: map[string]float64{"throughput": 1e4, "utilisation": load, "sojourn-p50": x, "sojourn-p99": 5 * x, "sojourn-max": 8 * x,
						"wait-mean": x / 3, "slowdown-p99": 3e4 * x, "idle-backlogged": 0.1 * float64(i), "inversions": 0.25, "fairness": 0.9, "imbalance": 0.02, "steals": 0},
					Classes: classes})
			}
		}
	}
	return run
}

func TestGolden(t *testing.T) {
	for _, f := range Formats() {
		golden(t, "stream."+f.Name, write(t, f.Name, streamRun(), Options{}))
	}
	golden(t, "stream-80.text", write(t, "text", streamRun(), Options{Width: 80}))
	for _, f := range Formats() {
		golden(t, "run."+f.Name, write(t, f.Name, sample(), Options{}))
	}
	golden(t, "run-80.text", write(t, "text", sample(), Options{Width: 80}))
	golden(t, "run-60.text", write(t, "text", sample(), Options{Width: 60}))
	golden(t, "run-color.text", write(t, "text", sample(), Options{Width: 100, Color: true}))
	golden(t, "tour.text", write(t, "text", tourRun(), Options{Width: 100}))
	golden(t, "tour-80.text", write(t, "text", tourRun(), Options{Width: 80}))
	few := sample()
	few.Trials = slices.DeleteFunc(few.Trials, func(t record.Trial) bool { return t.Round > 3 })
	few.Interrupted, few.Settings.RoundsDone = true, 3
	golden(t, "few.text", write(t, "text", few, Options{Width: 100}))
	few.Paired = false
	golden(t, "unpaired.text", write(t, "text", few, Options{Width: 100}))
	golden(t, "empty.text", write(t, "text", &record.Run{Schema: record.Version}, Options{}))
	golden(t, "empty.json", write(t, "json", &record.Run{Schema: record.Version}, Options{}))
}

func TestTextFitsTheTerminal(t *testing.T) {
	for _, run := range []*record.Run{sample(), tourRun(), streamRun()} {
		for _, columns := range []int{70, 80, 90, 100, 120, 160, 200} {
			for line := range strings.Lines(string(write(t, "text", run, Options{Width: columns}))) {
				if n := width(line); n > columns && !strings.HasPrefix(line, "repeat: ") {
					t.Errorf("width %d: a line of %d columns: %q", columns, n, line)
				}
			}
		}
	}
}

func TestColorsOnlyAdd(t *testing.T) {
	plain := write(t, "text", sample(), Options{Width: 100})
	colored := write(t, "text", sample(), Options{Width: 100, Color: true})
	if bytes.Contains(plain, []byte("\x1b")) {
		t.Error("plain text holds an escape sequence")
	}
	if !bytes.Contains(colored, []byte(green+"work-stealing"+reset)) {
		t.Error("the winner has no colour")
	}
	if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAll(colored, nil); !bytes.Equal(got, plain) {
		t.Errorf("without colours the text is not the plain one:\n%s", got)
	}
}

func TestEveryTableOfATourOnRequest(t *testing.T) {
	short := write(t, "text", tourRun(), Options{})
	full := write(t, "text", tourRun(), Options{Full: true})
	if n := bytes.Count(short, []byte("\n group")); n != 0 {
		t.Errorf("the short tour has %d tables of contenders, want none", n)
	}
	if n := bytes.Count(full, []byte("\n group")); n != 4 {
		t.Errorf("the full tour has %d tables of contenders, want 4", n)
	}
}

func TestPercentilesThatWereNotReportedHaveNoColumn(t *testing.T) {
	skewed, uniform, _ := strings.Cut(string(write(t, "text", sample(), Options{})), "\nuniform")
	if !strings.Contains(skewed, " p99.9 ") || regexp.MustCompile(`group .* p99\.9`).MatchString(uniform) {
		t.Error("want a p99.9 column for skewed and none for uniform")
	}
}

func TestDetails(t *testing.T) {
	got := details(sample(), verdict.Answer{Place: verdict.Place{Workload: "skewed", Workers: 4}})
	want := []string{"work-stealing: steals 400 (median of 8 trials)", "work-stealing: chosen 2.00 (few long jobs; in 7 of 8 trials)"}
	if !slices.Equal(got, want) {
		t.Errorf("details = %q, want %q", got, want)
	}
}

func TestMarkdownTablesAreWhole(t *testing.T) {
	text := string(write(t, "markdown", sample(), Options{}))
	pipes := regexp.MustCompile(`(^|[^\\])\|`)
	want := 0
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "|") {
			want = 0
			continue
		}
		n := len(pipes.FindAllString(strings.ReplaceAll(line, "|---", "| ---"), -1))
		if want == 0 {
			want = n
		}
		if n != want {
			t.Errorf("a line of %d separators in a table of %d: %s", n, want, line)
		}
	}
	if !strings.Contains(text, `| round\|robin |`) {
		t.Error("the | in a name is not escaped")
	}
}

func TestJSONKeys(t *testing.T) {
	data := write(t, "json", sample(), Options{})
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	// What the package comment lists is what there is.
	var listed []string
	for _, m := range regexp.MustCompile(`(?m)^//\t([a-z_]+) +\S`).FindAllSubmatch(doc, -1) {
		listed = append(listed, string(m[1]))
	}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Sort(listed)
	if !slices.Equal(names, listed) {
		t.Errorf("the document has %v, the package comment lists %v", names, listed)
	}
	if bytes.Contains(write(t, "json", &record.Run{Schema: 1}, Options{}), []byte(`s": null`)) {
		t.Error("a list is null")
	}
	var doc2 Document
	if err := json.Unmarshal(data, &doc2); err != nil {
		t.Fatal(err)
	}
	if rep := verdict.Judge(sample(), verdict.Options{}); !reflect.DeepEqual(doc2.Cells, rep.Cells) || !reflect.DeepEqual(doc2.Failures, rep.Failures) {
		t.Error("the cells or failures do not read back as they were")
	}
}

func TestCSVReadsBack(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(write(t, "csv", sample(), Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rep := verdict.Judge(sample(), verdict.Options{})
	if want := 1 + len(rep.Cells) + len(rep.Failures); len(rows) != want {
		t.Errorf("%d lines, want %d", len(rows), want)
	}
	if last := rows[len(rows)-1]; last[1] != "broken" || last[16] != "lost job 7 [31mpanic|" {
		t.Errorf("last line %v, want the failure of broken", last)
	}
}

func TestFormatsLeaveTheRunAlone(t *testing.T) {
	run := sample()
	for _, f := range Formats() {
		write(t, f.Name, run, Options{})
	}
	if !reflect.DeepEqual(run, sample()) {
		t.Error("a format changed the run")
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteErrors(t *testing.T) {
	run := sample()
	rep := verdict.Judge(run, verdict.Options{})
	for _, f := range Formats() {
		if err := Write(brokenWriter{}, f.Name, run, rep, Options{}); err == nil {
			t.Errorf("%s: no error from a writer that fails", f.Name)
		}
	}
	var b bytes.Buffer
	err := Write(&b, "xml", run, rep, Options{})
	if err == nil || err.Error() != `format "xml": unknown (have `+strings.Join(Names(), ", ")+`)` || b.Len() > 0 {
		t.Errorf("format xml: %v", err)
	}
}

func TestHuman(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{0, "s", "0 s"}, {1.234e-3, "s", "1.23 ms"}, {999.7e-6, "s", "1.00 ms"}, {42e-9, "s/job", "42.0 ns"}, {61, "s", "61.0 s"},
		{131234, "jobs/s", "131k"}, {12.34e6, "jobs/s", "12.3M"}, {0.01, "allocs/job", "0.01"}, {0, "allocs/job", "0"},
		{48, "B/job", "48.0 B"}, {2048, "B/job", "2.00 KiB"}, {0, "B/job", "0 B"}, {0.9712, "1", "97.1%"}, {-3e-7, "s/job", "-300 ns"},
	} {
		if got := human(tt.v, tt.unit); got != tt.want {
			t.Errorf("human(%v, %q) = %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}
