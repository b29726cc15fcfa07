package main_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/verdict"
)

var update = flag.Bool("update", false, "write what documents should say into them")

// A part of a page is made of something else.
type part struct {
	name string
	make func(*testing.T) string
}

// pages are those with parts that are made of runs stored under results, and of code
// that is compiled. A line
//
//	<!-- begin: NAME -->
//
// opens each such part. Run the test with -update after storing new runs.
var pages = map[string][]part{
	"README.md": {
		{"sorted", sortedRun},
		{"sample", func(t *testing.T) string {
			_, answer, _ := strings.Cut(recommended(t), "\n\n")
			answer, _, _ = strings.Cut(answer, "\n\n")
			return "```text\n" + answer + "\n```\n"
		}},
		{"pool", poolCode},
		{"key", func(t *testing.T) string { return code(t, "bench/cli/example_test.go", "\t\tcli.Main(", "\t\t}))\n") }},
	},
	"cmd/compare/README.md": {{"skewed", skewedRun}},
	"bench/virtual/README.md": {
		{"virtual", virtualTable},
		{"scale", scaleTable},
		{"million", millionJobs},
	},
	"bench/recommend/README.md": {
		{"sample", func(t *testing.T) string { return "```text\n" + recommended(t) + "```\n" }},
		{"machines", overMachines},
		{"record", func(t *testing.T) string {
			return code(t, "pool/example_test.go", "\trec := pool.NewRecorder", "\tfmt.Println(strings.Count(")
		}},
		{"recorder", func(t *testing.T) string { return benchTable(t, "recorder.txt") }},
	},
	"pool/README.md": {
		{"pool", poolCode},
		{"stopping", func(t *testing.T) string { return code(t, "pool/stopping_test.go", "// serve", "\n// TestStopping") }},
		{"cost", func(t *testing.T) string { return benchTable(t, "pool.txt", "Recorder/") }},
	},
	"bench/peers/README.md": {
		{"adapter", func(t *testing.T) string { return mainFile(t, "bench/adapter/example_test.go", "\n// The whole") }},
		{"adaptertest", func(t *testing.T) string { return mainFile(t, "bench/adapter/mine_test.go", "") }},
	},
	"results/peers.md": {
		{"nop", func(t *testing.T) string { return peerTable(t, "Batch/job=nop/workers=2/way=") }},
		{"1us", func(t *testing.T) string { return peersByWorkers(t, "1us", 2, 4, 16) }},
		{"stream", func(t *testing.T) string { return peerTable(t, "Stream/job=nop/way=") }},
		{"grain", peerGrain},
		{"skewed", peerSkewed},
		{"abilities", peerAbilities},
		{"rules", peerRules},
		{"bars", peerBars},
	},
	"strategies/GUIDE.md": {
		{"strategies", strategyTable},
		guide("first"), guide("queue"), guide("homes"), guide("hold"), guide("drop"), guide("again"), guide("idle"), guide("relaxed"),
		guide("analysis"), guide("unit"), guide("integration"), guide("hand"), guide("load"),
		guide("weighted"), guide("errors"), guide("metrics"), guide("memory"), guide("factory"), guide("route"), guide("main"),
	},
	"cmd/compare/MANUAL.md": {{"manual", manual}},
	"cmd/compare/VERDICT.md": {
		{"gate", func(t *testing.T) string { return "```text\n" + resultFile(t, "gate-pool.txt") + "```\n" }},
		{"selftest", selftestTable},
		{"power", powerTable},
	},
}

// manual is what compare says of itself.
func manual(t *testing.T) string {
	said := func(args ...string) string {
		var b bytes.Buffer
		if code := cli.Run(t.Context(), cli.Env{Args: args, Stdout: &b, Stderr: os.Stderr}); code != 0 {
			t.Fatalf("compare %q: exit code %d", args, code)
		}
		return b.String()
	}
	var b strings.Builder
	b.WriteString(said("help", "markdown"))
	b.WriteString("## Lists\n")
	for _, name := range []string{"strategies", "workloads", "arrivals", "metrics", "formats"} {
		fmt.Fprintf(&b, "\n### %s\n\n```text\n%s```\n", name, said("list", name))
	}
	return b.String()
}

// poolCode is a batch by the pool.
func poolCode(t *testing.T) string {
	return code(t, "strategies/example_test.go", "\tp := pool.New[string", "\tfor _, r := range")
}

// guide is a part of the guide: the code after the line that begins it.
func guide(name string) part {
	return part{name, func(t *testing.T) string {
		text, err := os.ReadFile(filepath.Join(root, "strategies/guide/guide_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, ok := strings.Cut(string(text), "\n// begin: "+name+"\n")
		rest = strings.Replace(rest, "\n// end\n", "\n// begin: \n", 1)
		body, _, ok2 := strings.Cut(rest, "\n// begin: ")
		if !ok || !ok2 {
			t.Fatalf("the guide's code has no part %q", name)
		}
		return "```go\n" + strings.TrimSpace(body) + "\n```\n"
	}}
}

func TestPages(t *testing.T) {
	for page, parts := range pages {
		path := filepath.Join(root, page)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		got := string(text)
		for _, part := range parts {
			begin, end := "<!-- begin: "+part.name+" -->\n", "<!-- end -->\n"
			before, rest, ok := strings.Cut(got, begin)
			is, after, ok2 := strings.Cut(rest, end)
			if !ok || !ok2 {
				t.Errorf("%s: no part between %q and %q", page, begin, end)
				continue
			}
			want := part.make(t)
			if is != want && !*update {
				t.Errorf("%s, %s: is\n%s\nwant\n%s\n(go test ./cmd/compare -update writes it)", page, part.name, is, want)
			}
			got = before + begin + want + end + after
		}
		if *update && !t.Failed() {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func resultFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "results", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// selftestTable has those rows of the gate's test of itself that are with a margin,
// and fewer columns.
func selftestTable(t *testing.T) string {
	return gateRows(t, func(turns, head, margin string, most string) bool { return margin != "0 %" && turns == most })
}

// powerTable is the curve of power against time: slowdowns of 5 % by how many turns a
// round has.
func powerTable(t *testing.T) string {
	return gateRows(t, func(turns, head, _ string, most string) bool {
		return most != "1" && strings.Contains(head, " 5 %")
	})
}

// gateRows lists the rows of results/gate.txt that are wanted. most is how many turns the
// rows of the same noise have at most.
func gateRows(t *testing.T, wanted func(turns, head, margin, most string) bool) string {
	t.Helper()
	command, table, _ := strings.Cut(resultFile(t, "gate.txt"), "\n")
	columns := regexp.MustCompile(` {2,}`)
	var rows [][]string
	most := make(map[string]string)
	for line := range strings.Lines(table) {
		cells := columns.Split(strings.TrimSpace(line), -1)
		if len(cells) < 10 || cells[0] == "noise" {
			continue
		}
		rows = append(rows, cells)
		if len(cells[1]) > len(most[cells[0]]) || len(cells[1]) == len(most[cells[0]]) && cells[1] > most[cells[0]] {
			most[cells[0]] = cells[1]
		}
	}
	var b strings.Builder
	b.WriteString("| noise | turns | time | spread | head | n | false alarms | caught |\n|---|---|---|---|---|---|---|---|\n")
	for _, c := range rows {
		if wanted(c[1], c[4], c[5], most[c[0]]) {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", c[0], c[1], c[2], c[3], c[4], c[6], c[7], c[8])
		}
	}
	if len(rows) == 0 {
		t.Error("results/gate.txt: has no rows")
	}
	fmt.Fprintf(&b, "\n`%s`, with intervals of 95 %%; n comparisons in each row. Each comparison has three figures and at most 20 rounds; the margin is 2 %%. Those of this machine are resampled from a few recorded rounds, so they are not independent: their intervals are too narrow.\n", strings.TrimPrefix(command, "$ "))
	return b.String()
}

func stored(t *testing.T, name string) (*record.Run, *verdict.Report) {
	t.Helper()
	run, err := record.Read(filepath.Join(root, "results", name))
	if err != nil {
		t.Fatal(err)
	}
	return run, verdict.Judge(run, verdict.Options{})
}

// skewedRun is what the README's own command printed.
func skewedRun(t *testing.T) string {
	run, judged := stored(t, "skewed.json.gz")
	return answerOf(t, run, judged, 110)
}

// sortedRun is the answer of a batch in virtual time, as an 80-column terminal has it, cut to
// its sentence, the best three rows and the worst one, and holds what the README says beside it.
func sortedRun(t *testing.T) string {
	run, judged := stored(t, "sorted.json.gz")
	for _, c := range judged.Cells {
		if c.Strategy == "chunked" && c.Metric == "throughput" && *c.Ratio > 0.25 {
			t.Errorf("chunked has %.2f of the best throughput, and README.md says less than a quarter", *c.Ratio)
		}
	}
	_, answer, _ := strings.Cut(answerOf(t, run, judged, 80), "\n\n") // above: what the workload is
	top, legend, ok := strings.Cut(answer, "\nMedians, n =")
	if !ok || legend == "" {
		t.Fatal("sorted.json.gz: the answer lacks the legend before which README.md ends")
	}
	lines := strings.Split(top, "\n")
	const best = 3
	first := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "───") }) + 1
	if first == 0 || len(lines) < first+best+2 {
		t.Fatalf("sorted.json.gz: no table of many rows in\n%s", answer)
	}
	lines = slices.Replace(lines, first+best, len(lines)-1, " ...")
	last := answer[strings.LastIndex(answer, "\n\n")+1:] // the answer, and what to do next
	said, _, ok := strings.Cut(last, "\nnext: ")
	if !ok {
		t.Fatalf("sorted.json.gz: no answer before what to do next in\n%s", answer)
	}
	return "```text\n" + strings.Join(lines, "\n") + "\n" + said + "\n```\n"
}

func answerOf(t *testing.T, run *record.Run, judged *verdict.Report, width int) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, "text", run, judged, report.Options{Width: width}); err != nil {
		t.Fatal(err)
	}
	return "```text\n" + b.String() + "```\n"
}

// recommended is what compare recommend says of the sample.
func recommended(t *testing.T, more ...string) string {
	t.Helper()
	var out, progress bytes.Buffer
	code := cli.Run(t.Context(), cli.Env{Stdout: &out, Stderr: &progress,
		Args: append([]string{"recommend", "--jobs-file", filepath.Join(root, sample), "--slo", "p99=250ms", "--confirm", "0"}, more...)})
	if code != 0 {
		t.Fatalf("recommend: exit code %d: %s", code, &progress)
	}
	return strings.ReplaceAll(out.String(), filepath.Join(root, sample), sample)
}

// overMachines is what the recommendation says of processes behind a broker.
func overMachines(t *testing.T) string {
	said := recommended(t, "--processes", "1,4", "--prefetch", "8,64", "--poll", "100ms", "--ack-wait", "400ms", "--cost", "0.1")
	_, table, ok := strings.Cut(said, "\nprocesses ")
	table, _, ok2 := strings.Cut(table, "\n\n")
	_, sentence, ok3 := strings.Cut(said, "\nover machines: ")
	sentence, _, _ = strings.Cut(sentence, "\n")
	if !ok || !ok2 || !ok3 {
		t.Fatal(said)
	}
	return "```text\nprocesses " + table + "\nover machines: " + sentence + "\n```\n"
}

// strategyTable has a row per strategy and a column per workload.
func strategyTable(t *testing.T) string {
	run, judged := stored(t, "strategies.json.gz")
	var workloads []string
	cells := make(map[[2]string]string)
	for _, c := range judged.Cells {
		if c.Metric != "throughput" {
			continue
		}
		if !slices.Contains(workloads, c.Workload) {
			workloads = append(workloads, c.Workload)
		}
		cell := "best"
		if *c.Ratio != 1 || c.RatioLo != nil && *c.RatioLo != 1 {
			cell = fmt.Sprintf("%.2f (%.2f–%.2f)", *c.Ratio, *c.RatioLo, *c.RatioHi)
		}
		if c.Group == 1 {
			cell = "**" + cell + "**"
		}
		cells[[2]string{c.Strategy, c.Workload}] = cell
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| | all | %s |\n|---|---|%s\n", strings.Join(workloads, " | "), strings.Repeat("---|", len(workloads)))
	for _, o := range judged.Overall { // the best first
		s := o.Strategy
		fmt.Fprintf(&b, "| `%s` | %.2f |", s, o.OfBest)
		for _, w := range workloads {
			fmt.Fprintf(&b, " %s |", cells[[2]string{s, w}])
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "\n%s; n = %d rounds; `%s`\n", machine(run), run.Settings.RoundsDone, strings.Join(run.Command, " "))
	return b.String()
}

func machine(run *record.Run) string {
	return fmt.Sprintf("%s, %d cores, %s", run.Host.CPU, run.Host.Cores, run.Host.GoVersion)
}

// virtualTable has a row per strategy and, for each load, the tail of the most
// urgent jobs, that of all jobs, and the longest wait of the least urgent.
func virtualTable(t *testing.T) string {
	run, judged := stored(t, "virtual.json.gz")
	var loads []float64
	var strategies []string
	cells := make(map[string]string)
	key := func(strategy string, load float64, column int) string { return fmt.Sprint(strategy, load, column) }
	for _, c := range judged.Cells {
		if !slices.Contains(loads, c.Load) {
			loads = append(loads, c.Load)
		}
		if !slices.Contains(strategies, c.Strategy) {
			strategies = append(strategies, c.Strategy)
		}
		column := -1
		switch {
		case c.Metric == "sojourn-p99" && c.Priority != nil && *c.Priority == 2:
			column = 0
		case c.Metric == "sojourn-p99" && c.Priority == nil:
			column = 1
		case c.Metric == "wait-max" && c.Priority != nil && *c.Priority == 0:
			column = 2
		}
		text := fmt.Sprintf("%.0f", c.Median*1e6)
		if c.Group == 1 {
			text = "**" + text + "**"
		}
		cells[key(c.Strategy, c.Load, column)] = text
	}
	slices.Sort(strategies)
	var b strings.Builder
	b.WriteString("| µs |")
	for _, load := range loads {
		fmt.Fprintf(&b, " load %g: urgent p99 | p99 | longest wait |", load)
	}
	fmt.Fprintf(&b, "\n|---|%s\n", strings.Repeat("---|", 3*len(loads)))
	for _, s := range strategies {
		fmt.Fprintf(&b, "| `%s` |", s)
		for _, load := range loads {
			for column := range 3 {
				fmt.Fprintf(&b, " %s |", cells[key(s, load, column)])
			}
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "\nAny machine; n = %d rounds; `%s`\n", run.Settings.RoundsDone, strings.Join(run.Command, " "))
	return b.String()
}

// benchTable is of a capture of benchmarks that report ns/job, without those whose names begin
// with a prefix.
func benchTable(t *testing.T, name string, without ...string) string {
	names, samples := benchSamples(t, name, "sec/job")
	var b strings.Builder
	b.WriteString("| benchmark | ns a job | n |\n|---|---|---|\n")
	for _, name := range names {
		if slices.ContainsFunc(without, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %d |\n", name, nanoseconds(samples[name]), len(samples[name]))
	}
	return b.String()
}

// scaleTable has what virtual time costs by the number of workers, and how many times as much
// by goroutines.
func scaleTable(t *testing.T) string {
	names, loop := benchSamples(t, "scale.txt", "loop-sec/job")
	_, bubble := benchSamples(t, "scale.txt", "bubble-sec/job")
	_, times := benchSamples(t, "scale.txt", "times")
	var b strings.Builder
	b.WriteString("| workers | by events, ns a job | by goroutines, ns a job | times | n |\n|---|---|---|---|---|\n")
	for _, name := range names {
		workers, ok := strings.CutPrefix(name, "Scale/workers=")
		if !ok {
			continue
		}
		least, most := slices.Min(times[name]), slices.Max(times[name])
		if least < 5 {
			t.Errorf("%s: by events it is only %.1f times as fast", name, least)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %.0f–%.0f | %d |\n", workers, nanoseconds(loop[name]), nanoseconds(bubble[name]), least, most, len(loop[name]))
	}
	median := func(workers string) float64 {
		s := slices.Sorted(slices.Values(loop["Scale/workers="+workers]))
		return s[len(s)/2]
	}
	if growth := median("100000") / median("100"); growth > 3 {
		t.Errorf("from 100 to 100,000 workers a job takes %.1f times as long", growth)
	}
	return b.String()
}

// millionJobs says what ten million jobs on a million workers take.
func millionJobs(t *testing.T) string {
	_, loop := benchSamples(t, "scale.txt", "loop-sec/job")
	_, memory := benchSamples(t, "scale.txt", "sys-MiB")
	if len(loop["Million"]) != 1 || len(memory["Million"]) != 1 {
		t.Fatalf("scale.txt: Million ran %d times, want once", len(loop["Million"]))
	}
	const jobs = 1e7
	seconds, mebibytes := jobs*loop["Million"][0], memory["Million"][0]
	if seconds > 60 || mebibytes > 1024 {
		t.Errorf("ten million jobs on a million workers: %.0f s, %.0f MiB", seconds, mebibytes)
	}
	return fmt.Sprintf("Ten million jobs on a million workers take %.0f s and %.0f MiB by events.\n", seconds, mebibytes)
}

// nanoseconds writes the median of seconds and its interval.
func nanoseconds(seconds []float64) string {
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(seconds), &benchmath.DefaultThresholds), 0.95)
	return fmt.Sprintf("%.0f (%.0f–%.0f)", 1e9*s.Center, 1e9*s.Lo, 1e9*s.Hi)
}

// benchSamples reads a unit of stored benchmarks, by their names, which it returns in
// the order of the file.
func benchSamples(t *testing.T, name, unit string) (names []string, samples map[string][]float64) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "results", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	samples = make(map[string][]float64)
	reader := benchfmt.NewReader(f, f.Name())
	for reader.Scan() {
		r, ok := reader.Result().(*benchfmt.Result)
		if !ok {
			t.Fatal(reader.Result())
		}
		// Tidied by the reader: ns/job are sec/job.
		if v, ok := r.Value(unit); ok {
			name := strings.TrimSuffix(r.Name.String(), "-2") // the processors, unless 1
			if samples[name] == nil {
				names = append(names, name)
			}
			samples[name] = append(samples[name], v)
		}
	}
	if err := reader.Err(); err != nil {
		t.Fatal(err)
	}
	return names, samples
}

// mainFile returns an external test file up to a text, "" for all of it, as a file of package
// main.
func mainFile(t *testing.T, file, to string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), "_test\n")
	body, _, ok2 := strings.Cut(rest, cmp.Or(to, "\x00"))
	if !ok || ok2 != (to != "") {
		t.Fatalf("%s: no package, or nothing up to %q", file, to)
	}
	return "```go\npackage main\n" + strings.TrimRight(body, "\n") + "\n```\n"
}

// code returns the code of a file from one text to another, as a block of Markdown. Of
// code in a function that is in a function it makes a whole program.
func code(t *testing.T, file, from, to string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), from)
	body, _, ok2 := strings.Cut(rest, to)
	if !ok || !ok2 {
		t.Fatalf("%s: nothing from %q to %q", file, from, to)
	}
	switch {
	case strings.HasPrefix(from, "\t\t"):
		body = strings.ReplaceAll(from+body+to, "\n\t\t", "\n\t")
		_, imports, _ := strings.Cut(before, "import (\n")
		imports, _, _ = strings.Cut(imports, "\n)\n")
		return "```go\npackage main\n\nimport (\n" + imports + "\n)\n\nfunc main() {\n" + strings.TrimPrefix(body, "\t") + "}\n```\n"
	case strings.HasPrefix(from, "\t"):
		return "```go\n" + strings.TrimRight(strings.ReplaceAll(strings.TrimPrefix(from+body, "\t"), "\n\t", "\n"), "\n\t") + "\n```\n"
	}
	return "```go\n" + from + strings.TrimRight(body, "\n") + "\n```\n"
}
