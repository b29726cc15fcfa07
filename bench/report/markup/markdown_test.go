package markup

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// written returns what a function writes of an outcome.
func written(t *testing.T, write func(*bytes.Buffer, content.Outcome) error, o content.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// gated returns an outcome with one figure of each verdict.
func gated() findings.Gate {
	return findings.Gate{Base: "0123456789abcdef", GateReport: sample.Gate()}
}

// markdownOf returns what Write says of a run.
func markdownOf(t *testing.T, run *record.Run) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, run, verdict.Judge(run, verdict.Options{})); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarkdownTablesAreWhole(t *testing.T) {
	text := string(markdownOf(t, sample.Run()))
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
	text := written(t, Summary, findings.Gate{Base: "x", GateReport: verdict.Gate(many, 0.02, 0.05)})
	if len(text) >= 1<<20 || len(text) < 1<<19 {
		t.Errorf("%d bytes, want less than 1 MiB", len(text))
	}
	if !strings.Contains(text, "| regressed | Worse%") || !strings.HasSuffix(text, summaryCut) {
		t.Errorf("the worst is not in it, or it does not say that it was cut: …%s", text[len(text)-200:])
	}
	if text := written(t, Summary, gated()); strings.Contains(text, summaryCut) {
		t.Error("a short one is cut")
	}
}
