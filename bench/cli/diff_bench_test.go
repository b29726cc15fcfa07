package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// benchText returns what go test -bench -count n prints of a benchmark.
func benchText(name string, nanoseconds float64, n int, more string) string {
	var b strings.Builder
	b.WriteString("goos: linux\npkg: example.com/a\ncpu: C\n")
	for i := range n {
		fmt.Fprintf(&b, "Benchmark%s 	100	%.1f ns/op%s\n", name, nanoseconds*(1+float64(i*7%11)/5000), more)
	}
	return b.String() + "PASS\n"
}

// TestDiffOutputs: files that people have are compared as they are, and the exit code
// says what came of it.
func TestDiffOutputs(t *testing.T) {
	dir := t.TempDir()
	base := write(t, dir, "old.txt", benchText("A-8", 100, 10, "")+benchText("B-8", 50, 10, ""))
	file := func(name, text string) string { return write(t, dir, name, text) }
	for _, tt := range []struct {
		name   string
		head   string
		args   []string
		code   int
		stdout []string
		stderr string
	}{
		{"same", base, nil, exitFine, []string{"passed: all 2 figures are within 5 %.", "example.com/a, sec/op", "~ (p=1.000 n=10)", "geometric mean", "not interleaved"}, ""},
		{"worse", file("worse", benchText("A-8", 130, 10, "")+benchText("B-8", 50, 10, "")), nil, exitRegressed,
			[]string{"regressed: 1 of 2 figures is worse; 1 is within 5 %.", "+30.02 % (p=0.000 n=10)", "1.30× (1.30–1.30×)"}, "1 of 2 figures is worse"},
		{"worse within the margin", file("worse", benchText("A-8", 130, 10, "")+benchText("B-8", 50, 10, "")), []string{"--margin", "50%"}, exitFine, []string{"passed: "}, ""},
		{"vanished", file("gone", benchText("A-8", 100, 10, "")), nil, exitUnusable, []string{"failed: 1 of 2 figures has vanished"}, "1 of 2 figures has vanished"},
		{"new", file("new", benchText("A-8", 100, 10, "")+benchText("B-8", 50, 10, "")+benchText("C-8", 1, 10, "")), nil, exitFine, []string{"only in " + dir, "C-8"}, ""},
		{"one each", file("one", benchText("A-8", 100, 1, "")+benchText("B-8", 50, 1, "")), nil, exitInconclusive,
			[]string{"warning: n=10 and 1: too few samples to detect a change of 2 figures (it takes 5 each): run both with -count 10"}, "2 of 2 figures"},
		{"another machine", file("machine", strings.ReplaceAll(benchText("A-8", 100, 10, "")+benchText("B-8", 50, 10, ""), "cpu: C", "cpu: D")), nil, exitFine,
			[]string{`the base ran on the processor "C", the head on "D"`}, ""},
		{"other processors", file("procs", benchText("A-4", 100, 10, "")+benchText("B-4", 50, 10, "")), nil, exitUnusable,
			[]string{"A ran on 8 processors at the base and on 4 at the head"}, ""},
		{"failed", file("failed", benchText("A-8", 100, 10, "")+benchText("B-8", 50, 10, "")+"--- FAIL: BenchmarkC\n"), nil, exitFine, []string{"some benchmarks failed (1 lines): " + dir}, ""},
		{"not a number", file("nan", benchText("A-8", 100, 10, " NaN r/op")+benchText("B-8", 50, 10, "")), nil, exitUnusable, []string{"passed: all 2 figures"}, "A-8 (r/op) is " + dir},
		{"corrupt", file("corrupt", "BenchmarkA-8 1 x ns/op\n"), nil, exitUnusable, nil, "corrupt:1: parsing measurement"},
		{"of a gate", file("gate", "side: base\nBenchmarkA-8 1 1 ns/op\n"), nil, exitUnusable, nil, "contains the rounds of a gate"},
		{"no benchmark", file("none", "ok\n"), nil, exitUnusable, nil, "has no benchmark"},
		{"of another kind", storedRun(t, 1, 10), nil, exitUnusable, nil, "want two of one kind"},
		{"not there", "nowhere.txt", nil, exitUnusable, nil, "want two of one kind"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := compare(t, append([]string{"diff", base, tt.head}, tt.args...)...)
			o.want(t, tt.code, tt.stderr)
			for _, s := range tt.stdout {
				if !strings.Contains(o.stdout, s) {
					t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
				}
			}
		})
	}
}

// TestDiffOutputsBetter: units that nobody knows are judged if somebody says how, in the
// file or on the command line.
func TestDiffOutputsBetter(t *testing.T) {
	dir := t.TempDir()
	hits := func(v float64) string { return strings.ReplaceAll(benchText("A", v, 10, ""), "ns/op", "hits/op") }
	base, head := write(t, dir, "a", hits(100)), write(t, dir, "b", hits(80))
	compare(t, "diff", base, head).want(t, exitUnusable, "nothing to judge: say which direction is better, such as --better hits/op=higher")
	compare(t, "diff", base, head, "--better", "hits/op=higher").want(t, exitRegressed)
	compare(t, "diff", base, head, "--better", "hits/op=lower").want(t, exitFine)
	compare(t, "diff", base, write(t, dir, "c", hits(80)+"Unit hits/op better=higher\n")).want(t, exitRegressed)
	compare(t, "diff", base, write(t, dir, "c", hits(80)+"Unit hits/op better=higher\n"), "--better", "hits/op=lower").want(t, exitFine)
	compare(t, "diff", base, head, "--better", "hits/op=more").wantRefused(t, `--better "hits/op=more": want UNIT=higher or UNIT=lower, each unit once`)
	compare(t, "diff", base, head, "--better", "a=lower", "--better", "a=higher").wantRefused(t, "each unit once")
}

// TestDiffOutputsStdin: one of the two may come through a pipe.
func TestDiffOutputsStdin(t *testing.T) {
	base := write(t, t.TempDir(), "old", benchText("A", 100, 10, ""))
	var stdout, stderr bytes.Buffer
	code := Run(t.Context(), Env{Args: []string{"diff", base, "-"}, Stdin: strings.NewReader(benchText("A", 150, 10, "")), Stdout: &stdout, Stderr: &stderr})
	outcome{code, stdout.String(), stderr.String()}.want(t, exitRegressed)
	compare(t, "diff", "-", "-").wantRefused(t, "both files are standard input")
}

// TestDiffOutputsFormats: every format can be written, also of what is no number.
func TestDiffOutputsFormats(t *testing.T) {
	dir := t.TempDir()
	base, head := write(t, dir, "a", benchText("A", 100, 10, " NaN r/op")), write(t, dir, "b", benchText("A", 150, 10, " 1 r/op"))
	for format, want := range map[string]string{
		"json": `"verdict": "unusable"`, "markdown": "| regressed | A |", "github": "::error title=regressed", "junit": "<failure", "comment": "| unusable | example.com/a A | r/op |",
	} {
		o := compare(t, "diff", base, head, "--format", format)
		if o.want(t, exitUnusable); !strings.Contains(o.stdout, want) {
			t.Errorf("%s lacks %q:\n%s", format, want, o.stdout)
		}
		if format == "json" && !json.Valid([]byte(o.stdout)) {
			t.Errorf("json:\n%s", o.stdout)
		}
	}
	compare(t, "diff", base, head, "--format", "bench").want(t, exitUnusable, "format bench: ")
}
