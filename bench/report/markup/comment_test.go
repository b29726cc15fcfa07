package markup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestComment: the marker comes first, changes are in sight, all else is folded.
func TestComment(t *testing.T) {
	g := gated()
	g.Head = "fedcba9876543210"
	g.Figures[1].Name = "Worse@team<b>|</details>"
	text := written(t, Comment, g)
	if !strings.HasPrefix(text, CommentMarker+"\n**regressed: ") {
		t.Errorf("begins %q", text[:80])
	}
	seen, folded, ok := strings.Cut(text, "<details>\n<summary>all figures</summary>\n\n")
	if !ok || strings.Count(text, "</details>") != 1 {
		t.Fatalf("want one fold:\n%s", text)
	}
	for _, want := range []string{"| regressed | Worse@\u200bteam&lt;b>\\|&lt;/details> | sec/op | ", "| improved | Better-2 | "} {
		if !strings.Contains(seen, want) {
			t.Errorf("in sight lacks %q:\n%s", want, seen)
		}
	}
	if strings.Contains(seen, "Same-2") || strings.Contains(seen, "Un/a=1") || !strings.Contains(folded, "Same-2") || !strings.Contains(folded, "Un/a=1") {
		t.Errorf("what has not changed is not folded:\n%s", text)
	}
	if !strings.HasSuffix(text, "\n</details>\n\nbase 0123456789abcdef, head fedcba9876543210\n") {
		t.Errorf("ends %q", text[len(text)-80:])
	}
	if strings.Contains(strings.ReplaceAll(text, "@\u200b", ""), "@") {
		t.Errorf("somebody is mentioned:\n%s", text)
	}
}

// TestCommentUnchanged: a gate that ran and found nothing says so.
func TestCommentUnchanged(t *testing.T) {
	all := gated().Figures
	for _, tt := range []struct {
		figures []verdict.Paired
		want    string
	}{
		{[]verdict.Paired{all[0].Paired}, "\n\nNothing changed.\n"},
		{[]verdict.Paired{all[0].Paired, all[2].Paired}, "\n\nNo change detected; undecided: 1 of 2 figures.\n"},
		{nil, "\n\nNothing to compare.\n"},
	} {
		text := written(t, Comment, findings.Gate{Base: "x", GateReport: verdict.Gate(tt.figures, 0.02, 0.05)})
		if !strings.Contains(text, tt.want) || !strings.HasSuffix(text, "\nbase x\n") {
			t.Errorf("the comment lacks %q:\n%s", tt.want, text)
		}
	}
}

// TestCommentNoCode: where no code has changed the comment is one sentence, with nothing to unfold.
func TestCommentNoCode(t *testing.T) {
	g := findings.Gate{Base: "x", GateReport: verdict.Gate(nil, 0.02, 0.05)}
	g.Unchanged = true
	const want = "\n**passed: no code has changed since x; nothing was measured.**\n\n\nbase x\n"
	if text := written(t, Comment, g); !strings.HasSuffix(text, want) {
		t.Errorf("%q, want %q last", text, want)
	}
}

// TestCommentWaived: a waived regression is in sight.
func TestCommentWaived(t *testing.T) {
	g := gated()
	g.Figures[1].Verdict = verdict.Waived
	if text := written(t, Comment, g); !strings.Contains(text, "| waived | Worse%") {
		t.Errorf("the comment lacks it:\n%s", text)
	}
}

// TestCommentLimit: GitHub takes the comment, however many figures there are and however
// long their names.
func TestCommentLimit(t *testing.T) {
	for _, length := range []int{1, 200, 700, 50000} {
		for _, i := range []int{0, 1} { // the same, worse
			var many []verdict.Paired
			for n := range 3000 / (1 + length/100) {
				p := gated().Figures[i].Paired
				p.Name = fmt.Sprintf("B%04d%s", n, strings.Repeat("<ü@", length))
				many = append(many, p)
			}
			text := written(t, Comment, findings.Gate{Base: strings.Repeat("x", 1e6), GateReport: verdict.Gate(many, 0.02, 0.05)})
			if len(text) >= 65536 || !strings.HasPrefix(text, CommentMarker+"\n") || strings.Count(text, "<details>") != 1 || strings.Count(text, "</details>") != 1 {
				t.Errorf("names of %d, figure %d: %d bytes:\n%.300s", length, i, len(text), text)
			}
			if strings.ToValidUTF8(text, "") != text {
				t.Error("a character is cut in two")
			}
		}
	}
}

// TestCommentDiff: stored runs have no commits, and the rest as well.
func TestCommentDiff(t *testing.T) {
	d := findings.Diffs{{Name: "a.json", Diff: &verdict.Diff{Exact: true, Changes: []verdict.Change{
		{Place: verdict.Place{Workload: "w", Workers: 2}, Strategy: "gone", Metric: "makespan", Unit: "s", Base: 1, Verdict: verdict.Missing},
	}}}}
	if text := written(t, Comment, d); !strings.Contains(text, "| missing | gone, w on 2 | makespan | a.json: makespan was 1.00 s, and has vanished |") || !strings.HasSuffix(text, "\n</details>\n") {
		t.Errorf("comment:\n%s", text)
	}
}
