package benchdiff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/benchdiff"
	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func output(t *testing.T, name, text string) *benchtext.Output {
	t.Helper()
	o, err := benchtext.Read(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// lines are n results of a benchmark, each a little different.
func lines(name, unit string, value float64, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Benchmark%s 1 %.2f %s\n", name, value*(1+float64(i*7%11)/5000), unit)
	}
	return b.String()
}

// TestJudge: figures are paired by name, judged by the way that is declared, and warned of.
func TestJudge(t *testing.T) {
	base := output(t, "old", "goos: linux\n"+lines("A-8", "ns/op", 100, 10)+lines("B-8", "hits/op", 50, 10)+lines("C-8", "ns/op", 1, 10))
	head := output(t, "new", "goos: plan9\n"+lines("A-8", "ns/op", 130, 10)+lines("B-8", "hits/op", 60, 10)+lines("C-4", "ns/op", 1, 10))
	for _, k := range []struct {
		better map[string]verdict.Better
		want   string
	}{
		{nil, "regressed reported missing"},
		{map[string]verdict.Better{"hits/op": verdict.Higher}, "regressed improved missing"},
		{map[string]verdict.Better{"hits/op": verdict.Lower}, "regressed regressed missing"},
	} {
		r := benchdiff.Judge(base, head, k.better, 0.05)
		var got []string
		for _, f := range r.Figures {
			got = append(got, string(f.Verdict))
		}
		if strings.Join(got, " ") != k.want {
			t.Errorf("better %v: %q, want %q", k.better, got, k.want)
		}
		said := strings.Join(r.Warnings, "\n")
		for _, want := range []string{"were not interleaved", `the base ran on the system "linux", the head on "plan9"`, "C ran on 8 processors at the base and on 4 at the head"} {
			if !strings.Contains(said, want) {
				t.Errorf("warnings lack %q:\n%s", want, said)
			}
		}
	}
	few := benchdiff.Judge(output(t, "old", lines("A", "ns/op", 1, 2)), output(t, "new", lines("A", "ns/op", 2, 3)), nil, 0.05)
	if !strings.HasPrefix(few.Warnings[0], "n=2 and 3: too few samples") {
		t.Errorf("%q", few.Warnings)
	}
}
