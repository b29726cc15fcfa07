package report

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gated returns an outcome with one figure of each verdict.
func gated() findings.Gate { return findings.Gate{Base: "0123456789abcdef", GateReport: sample.Gate()} }

func written(t *testing.T, format string, o content.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteOutcome(&b, format, o, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestGatedFits: on a terminal no line of an outcome is broken by it.
func TestGatedFits(t *testing.T) {
	var b bytes.Buffer
	if err := WriteOutcome(&b, "text", gated(), Options{Width: 80}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if utf8.RuneCountInString(line) > 81 {
			t.Errorf("over 80 columns: %s", line)
		}
	}
	if n := strings.Count(b.String(), "regressed: 1 of 4 figures"); n != 1 || strings.HasPrefix(b.String(), "\n") || strings.Contains(b.String(), "\n\n\n") {
		t.Errorf("the answer is there %d times:\n%s", n, b.String())
	}
	if !strings.Contains(b.String(), "Left out to fit 80 columns: ") {
		t.Errorf("what is left out is not said:\n%s", b.String())
	}
}

func TestGatedText(t *testing.T) {
	golden(t, "gate.html", []byte(written(t, "html", gated())))
	text := written(t, "text", gated())
	for _, want := range []string{
		"regressed: 1 of 4 figures is worse than at 0123456789ab by more than 2 %; 1 is better by more than 2 %; 1 is undecided; 1 is within 2 %.",
		"new, and compared from the next run on: New|one-2",
		"how many more rounds like these would decide.",
	} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a name can color the terminal")
	}
}

// TestGatedBench: benchfmt reads all rounds, and benchstat compares the sides.
func TestGatedBench(t *testing.T) {
	g := gated()
	for i := range g.Figures {
		g.Figures[i].Name = fmt.Sprintf("Name%d-2", i)
	}
	text := written(t, "bench", g)
	r := benchfmt.NewReader(strings.NewReader(text), "gate")
	n := map[string]int{}
	for r.Scan() {
		res, ok := r.Result().(*benchfmt.Result)
		if !ok {
			t.Fatalf("%v", r.Result())
		}
		n[res.GetConfig("side")]++
	}
	if n["base"] != 96 || n["head"] != 96 || n["control"] != 96 {
		t.Errorf("lines %v, want 96 of each side", n)
	}
	file := filepath.Join(t.TempDir(), "gate.txt")
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "tool", "benchstat", "-col", "side", file).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Name1-2") || !strings.Contains(string(out), "+20.00%") {
		t.Errorf("benchstat: %v\n%s", err, out)
	}
	if err := (findings.Diffs{}).Bench(nil); err == nil {
		t.Error("stored runs have no rounds to write")
	}
}

// TestDiffOutcome: stored runs are told in the same formats.
func TestDiffOutcome(t *testing.T) {
	ratio := 1.5
	d := findings.Diffs{{Name: "a.json", Diff: &verdict.Diff{Exact: true, Tolerance: 0.005, Changes: []verdict.Change{
		{Place: verdict.Place{Workload: "w", Workers: 2, Load: 0.8}, Strategy: "s", Metric: "sojourn-p99", Unit: "s", Base: 1, Head: 1.5, Ratio: &ratio, Verdict: verdict.Regressed},
		{Place: verdict.Place{Workload: "w", Workers: 2}, Strategy: "gone", Metric: "makespan", Unit: "s", Base: 1, Verdict: verdict.Missing},
	}}}}
	if text := written(t, "github", d); !strings.Contains(text, "\n::error title=missing%3A gone%2C w on 2 (makespan)::a.json: makespan was 1.00 s, and has vanished\n") ||
		!strings.Contains(text, "\n::error title=regressed%3A s%2C w on 2 at load 0.8 (sojourn-p99)::a.json: sojourn-p99 was 1.00 s, is 1.50 s: 1.50×\n") {
		t.Errorf("annotations:\n%s", text)
	}
	d[0].Diff.Warnings = []string{"these runs are not alike"}
	if text := written(t, "text", d); !strings.HasPrefix(text, "warning: these runs are not alike\n\nfailed: ") {
		t.Errorf("want the warning before what it is about:\n%s", text)
	}
	if text := written(t, "junit", d); strings.Count(text, "<failure") != 2 {
		t.Errorf("junit:\n%s", text)
	}
	if err := WriteOutcome(new(bytes.Buffer), "xml", d, Options{}); err == nil || !strings.Contains(err.Error(), "have text, markdown, comment, html, github, junit, json, bench") {
		t.Errorf("unknown format: %v", err)
	}
}
