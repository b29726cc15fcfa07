package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

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
	if err := WriteOutcome(&b, format, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGatedText(t *testing.T) {
	text := written(t, "text", gated())
	for _, want := range []string{
		"regressed: 1 of 4 figures is worse than at 0123456789ab by more than 2 %; 1 is better by more than 2 %; 1 is undecided; 1 is within 2 %.",
		"new, and compared from the next time on: New|one-2",
		"so many more rounds like these would decide.",
	} {
		if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
			t.Errorf("text lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a name can colour the terminal")
	}
}

func TestAnnotations(t *testing.T) {
	text := written(t, "github", gated())
	var commands []string
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, "::") {
			commands = append(commands, l)
		}
	}
	if len(commands) != 2 {
		t.Fatalf("commands %q, want an error and a warning", commands)
	}
	if want := "::error title=regressed%3A Worse%25%2C%3A"; !strings.HasPrefix(commands[0], want) || !strings.Contains(commands[0], "::base 1.001, head 1.201: 1.20×") {
		t.Errorf("%q, want it to begin with %q and tell the ratio", commands[0], want)
	}
	if want := "::warning title=inconclusive%3A Un/a=1%2Cb|c%3A*<x>&\"'-2 (sec/op)::"; !strings.HasPrefix(commands[1], want) {
		t.Errorf("%q, want it to begin with %q", commands[1], want)
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a name can colour the log")
	}
	if got := escapeProperty("50%: a,b\r\nc"); got != "50%25%3A a%2Cb%0D%0Ac" {
		t.Errorf("escaped %q", got)
	}
	// No more than GitHub shows.
	var many []verdict.Paired
	for i := range 40 {
		p := gated().Figures[1].Paired
		p.Name = fmt.Sprint("B", i)
		many = append(many, p)
	}
	text = written(t, "github", findings.Gate{Base: "x", GateReport: verdict.Gate(many, 0.02, 0.05)})
	if n := strings.Count(text, "\n::error"); n != mostAnnotations || !strings.Contains(text, "\n::error::and 31 more\n") {
		t.Errorf("%d errors, want %d, the last of which counts the other 31", n, mostAnnotations)
	}
}

func TestJUnit(t *testing.T) {
	text := written(t, "junit", gated())
	var got junitSuites
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	s := got.Suites[0]
	if s.Tests != 4 || s.Failures != 1 || s.Skipped != 1 || len(s.Cases) != 4 {
		t.Errorf("%+v, want four cases, of which one failed and one was skipped", s)
	}
	if c := s.Cases[0]; c.Failure == nil || !strings.Contains(c.Failure.Message, "1.20×") {
		t.Errorf("the first case is %+v, want the one that is worse", c)
	}
	if c := s.Cases[1]; c.Skipped == nil || c.Class != "Un/a=1,b|c:*<x>&\"'-2" {
		t.Errorf("the second case is %+v, want the one that cannot be told, under its name", c)
	}
}

// TestSummaryLimit: however many figures there are, GitHub takes the summary, and the
// worst are in it.
func TestSummaryLimit(t *testing.T) {
	var many []verdict.Paired
	for i := range 6000 {
		p := gated().Figures[0].Paired
		p.Name = fmt.Sprintf("B%04d%s", i, strings.Repeat("|", 100))
		many = append(many, p)
	}
	many = append(many, gated().Figures[1].Paired)
	text := written(t, "markdown", findings.Gate{Base: "x", GateReport: verdict.Gate(many, 0.02, 0.05)})
	if len(text) >= 1<<20 || len(text) < 1<<19 {
		t.Errorf("%d bytes, want less than 1 MiB", len(text))
	}
	if !strings.Contains(text, "| regressed | Worse%") || !strings.HasSuffix(text, summaryCut) {
		t.Errorf("the worst is not in it, or it does not say that it was cut: …%s", text[len(text)-200:])
	}
	if text := written(t, "markdown", gated()); strings.Contains(text, summaryCut) {
		t.Error("a short one is cut")
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
	if text := written(t, "junit", d); strings.Count(text, "<failure") != 2 {
		t.Errorf("junit:\n%s", text)
	}
	if err := WriteOutcome(new(bytes.Buffer), "xml", d); err == nil || !strings.Contains(err.Error(), "have text, markdown, comment, github, junit, json, bench") {
		t.Errorf("unknown format: %v", err)
	}
}
