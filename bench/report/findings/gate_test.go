package findings_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/report"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// written returns an outcome in a format.
func written(t *testing.T, format string, o content.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteOutcome(&b, format, o, report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// counted returns a count that is another in k of n rounds.
func counted(name, unit string, from, to float64, k, n int) verdict.Paired {
	p := verdict.Paired{Name: name, Unit: unit}
	for i := range n {
		head := from
		if i < k {
			head = to
		}
		p.Base, p.Head, p.Control = append(p.Base, from), append(p.Head, head), append(p.Control, from)
	}
	return p
}

func gate(figures ...verdict.Paired) findings.Gate {
	return findings.Gate{Base: "0123456789abcdef", GateReport: verdict.Gate(figures, 0.02, 0.05)}
}

// TestGatedSentence: the first line is the answer, in numbers that fit their words.
func TestGatedSentence(t *testing.T) {
	same := counted("Same", "B/op", 100, 100, 0, 20)
	worse, once := counted("Worse", "B/op", 100, 200, 20, 20), counted("Once", "B/op", 100, 200, 1, 20)
	better, nan := counted("Better", "B/op", 200, 100, 20, 20), counted("NaN", "B/op", 100, math.NaN(), 1, 20)
	steps, allocs := counted("Steps", "steps/op", 1, 2, 9, 20), counted("Allocs", "allocs/op", 1, 2, 9, 20)
	own := same
	own.Margin = new(0.1)
	waived := gate(worse, same)
	waived.Figures[0].Verdict, waived.Figures[0].Waiver = verdict.Waived, "the cache pays for it"
	added, gone := gate(), gate(same)
	added.Added = []string{"A", "B", "C"}
	gone.Missing = []verdict.Gone{{Package: "example.com/p", Name: "Old", Why: "the head does not have it"}}
	disturbed := counted("Off", "B/op", 100, 100, 0, 20)
	for i := range disturbed.Control {
		disturbed.Control[i] = 200
	}
	unchanged := gate()
	unchanged.Unchanged = true
	one := gate()
	one.Added = []string{"A"}
	for _, tt := range []struct {
		g    findings.Gate
		want string
	}{
		{gate(same), "passed: the only figure is within 2 %."},
		{gate(same, same), "passed: all 2 figures are within 2 %."},
		{gate(same, own), "passed: all 2 figures are within the margin."},
		{gate(same, better), "passed: 1 of 2 figures is better by more than 2 %; 1 is within 2 %."},
		{gate(same, worse), "regressed: 1 of 2 figures is worse than at 0123456789ab by more than 2 %; 1 is within 2 %."},
		{gate(allocs), "regressed: the only figure is worse than at 0123456789ab by more than the margin."},
		{gate(once, same), "inconclusive: 1 of 2 figures is undecided; 1 is within 2 %."},
		{gate(nan, same), "failed: 1 figure is unusable; the other figure is within 2 %."},
		{gate(nan, worse), "failed: 1 figure is unusable; the other figure is worse than at 0123456789ab by more than 2 %."},
		{gate(nan, same, same), "failed: 1 figure is unusable; all 2 others are within 2 %."},
		{gate(steps), "nothing to judge: the only figure is reported, not judged."},
		{gate(steps, same, same), "passed: 2 of 3 figures are within 2 %; 1 is reported, not judged."},
		{waived, "passed: 1 of 2 figures is worse, but waived; 1 is within 2 %."},
		{added, "nothing to compare: 3 benchmarks are new."},
		{one, "nothing to compare: 1 benchmark is new."},
		{gate(), "nothing to compare: no benchmark was measured."},
		{unchanged, "passed: no code has changed since 0123456789ab; nothing was measured."},
		{gone, "failed: 1 benchmark is missing; the only figure is within 2 %."},
		{gate(disturbed), "inconclusive: the control, a second copy of 0123456789ab, differs"},
	} {
		for _, format := range []string{"text", "github"} {
			if got, _, _ := strings.Cut(written(t, format, tt.g), "\n"); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s: %q, want %q", format, got, tt.want)
			}
		}
		for _, format := range report.OutcomeFormats() {
			written(t, format, tt.g)
		}
	}
}

// TestGatedRemarks: what is unusual is named, with its reason and what to do.
func TestGatedRemarks(t *testing.T) {
	rate, times := counted("Copy", "B/s", 1, 1, 0, 20), counted("Copy", "sec/op", 1, 1, 0, 20)
	g := gate(counted("Odd", "B/op", 100, math.Inf(1), 1, 20), counted("Some", "allocs/op", 0, 1, 9, 20), counted("Once", "allocs/op", 0, 1, 1, 20), rate, times,
		counted("Below", "sec/op", -10, -9, 20, 20))
	g.Figures[4].Placement = 0.412
	g.Missing = []verdict.Gone{{Package: "example.com/p", Name: "Old", Why: "the head does not have it"}}
	g.NotMeasured, g.Notes = []string{"Slow", "Slower"}, []string{"The base was built with another Go."}
	text := strings.Join(strings.Fields(written(t, "text", g)), " ")
	for _, want := range []string{
		"unusable: Odd (B/op): round 1: the head is +Inf, want a finite number",
		"inconclusive: Once (allocs/op): changed in 1 of 20 rounds, which may be chance",
		"reported: Copy (B/s): it repeats sec/op, which is judged",
		"missing: example.com/p Old: the head does not have it",
		"not measured, out of time: Slow, Slower",
		"The base was built with another Go.",
		"Copy (sec/op) varies by 41.2 % with the linker's placement of the code (one standard deviation over random layouts",
		"9 of 20", "from 0", "changed: rounds in which a count differs",
		"+10 %", "next: about 60 more rounds (--rounds 80)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("text lacks %q:\n%s", want, written(t, "text", g))
		}
	}
	if text := written(t, "text", gate(times)); strings.Contains(text, "changed") || strings.Contains(text, "more:") {
		t.Errorf("columns that say nothing:\n%s", text)
	}
	annotated := written(t, "github", g)
	for _, want := range []string{"::error title=missing%3A example.com/p Old", "::error title=unusable%3A Odd (B/op)::round 1", "::error title=regressed%3A Some (allocs/op)::base 0, head 0.450: from 0, p < 0.001; changed in 9 of 20 rounds"} {
		if !strings.Contains(annotated, want) {
			t.Errorf("annotations lack %q:\n%s", want, annotated)
		}
	}
	var back struct {
		Missing     []verdict.Gone
		NotMeasured []string `json:"not_measured"`
		Notes       []string
		Figures     []struct {
			Verdict, Reason string
			Placement       float64
			Changed         int
		}
	}
	if err := json.Unmarshal([]byte(written(t, "json", g)), &back); err != nil || len(back.Missing) != 1 || len(back.NotMeasured) != 2 || len(back.Notes) != 1 ||
		back.Figures[0].Verdict != "unusable" || back.Figures[1].Changed != 9 || back.Figures[4].Placement != 0.412 {
		t.Errorf("json: %v, %+v", err, back)
	}
}

// TestGatedPackages: figures of several packages say of which, and the rounds of each stay
// its own.
func TestGatedPackages(t *testing.T) {
	a, b := counted("Same", "B/op", 100, 100, 0, 6), counted("Same", "B/op", 7, 7, 0, 6)
	a.Package, b.Package = "example.com/a", "example.com/b"
	g := gate(a, b)
	if text := written(t, "text", g); !strings.Contains(text, "example.com/b") {
		t.Errorf("the table does not name the packages:\n%s", text)
	}
	if text := written(t, "text", gate(a)); strings.Contains(text, "package") {
		t.Errorf("the table names the only package:\n%s", text)
	}
	n := make(map[string]int)
	r := benchfmt.NewReader(strings.NewReader(written(t, "bench", g)), "gate")
	for r.Scan() {
		if res, ok := r.Result().(*benchfmt.Result); ok {
			v, _ := res.Value("B/op")
			n[fmt.Sprint(res.GetConfig("pkg"), " ", v)]++
		}
	}
	if len(n) != 2 || n["example.com/a 100"] != 18 || n["example.com/b 7"] != 18 {
		t.Errorf("lines %v, want 18 of each package", n)
	}
}

// TestGatedContradiction: medians that say something else than the ratio are not left to the reader.
func TestGatedContradiction(t *testing.T) {
	jump := verdict.Paired{Name: "Jump", Unit: "sec/op"}
	for i := range 21 {
		// The machine becomes three times as fast: the head has its median after that, the base before.
		v, head := 56e-6, 0.97
		if i >= 10 {
			v = 17e-6
		}
		noise := 1 + float64(i)/1e4
		jump.Base, jump.Head, jump.Control = append(jump.Base, v*noise), append(jump.Head, v*head), append(jump.Control, v)
		jump.HeadRatio, jump.ControlRatio = append(jump.HeadRatio, head*noise), append(jump.ControlRatio, noise)
	}
	jump.Base[10] = 56e-6 // it changed within this round
	const want = "Jump (sec/op): the machine changed during the run: medians over rounds disagree with ratios of the same round; trust the ratio."
	if text := strings.Join(strings.Fields(written(t, "text", gate(jump))), " "); !strings.Contains(text, want) {
		t.Errorf("the answer lacks %q:\n%s", want, text)
	}
	steady := jump
	steady.Base, steady.Head, steady.Control = nil, nil, nil
	for _, r := range jump.HeadRatio {
		steady.Base, steady.Head, steady.Control = append(steady.Base, 1), append(steady.Head, r), append(steady.Control, 1)
	}
	if text := written(t, "text", gate(steady)); strings.Contains(text, "machine changed") {
		t.Errorf("a steady machine has changed:\n%s", text)
	}
}

// TestGatedLegend: only the columns that there is room for are explained.
func TestGatedLegend(t *testing.T) {
	var figures []verdict.Paired
	for i := range 3 {
		figures = append(figures, counted(fmt.Sprintf("ABenchmarkOfALongName%d", i), "allocs/op", 100, 200, 1, 20))
	}
	for width, left := range map[int]bool{0: false, 80: true} {
		var b bytes.Buffer
		if err := report.WriteOutcome(&b, "text", gate(figures...), report.Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		text := strings.Join(strings.Fields(b.String()), " ")
		for name, legend := range map[string]string{"sees": "sees: a smaller", "p": "p: p-value of"} {
			_, out, _ := strings.Cut(text, "Left out to fit 80 columns: ")
			out, _, _ = strings.Cut(out, ".")
			dropped := slices.Contains(strings.Split(out, ", "), name)
			if explained := strings.Contains(text, legend); explained == dropped || name == "sees" && dropped != left {
				t.Errorf("width %d: %s is left out: %v, explained: %v:\n%s", width, name, dropped, explained, b.String())
			}
		}
	}
}
