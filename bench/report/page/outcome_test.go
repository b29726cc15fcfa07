package page

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// outcomePage returns the page of an outcome.
func outcomePage(t *testing.T, o content.Outcome) string {
	t.Helper()
	var b bytes.Buffer
	if err := Outcome(&b, o); err != nil {
		t.Fatal(err)
	}
	return complete(t, b.String())
}

// TestOutcome: the answer, the doubts, the chart, the table, the values and the settings follow
// each other.
func TestOutcome(t *testing.T) {
	g := findings.Gate{Base: "0123456789abcdef", Head: "fedcba", Host: &record.Host{CPU: "Some CPU"}, Command: []string{"compare", "gate", "--base", "a b"}, GateReport: sample.Gate()}
	g.Notes = []string{"The base was built with another Go."}
	page := outcomePage(t, g)
	from := 0
	for _, want := range []string{
		"<h1>" + "regressed: 1 of 4 figures", `class="banner"`, "The base was built with another Go.", `figure class="changes"`, "✗ regressed", "? inconclusive", "✓ improved", "= passed",
		"with 95\u00a0% intervals", "up to 2\u00a0%", "The figures", `<th scope=row>Worse%,:[31m-2`, "new, and compared from the next run on: New|one-2", "ratio: head / base of the same round",
		"Round by round", "of base and head", "sides: base 0123456789abcdef, head fedcba", "host: Some CPU", "compare gate --base &#39;a b&#39;",
	} {
		at := strings.Index(page[from:], want)
		if at < 0 {
			t.Errorf("%q is missing, or before what should precede it", want)
			continue
		}
		from += at
	}
	if n := strings.Count(page, "built with another Go"); n != 1 {
		t.Errorf("a doubt is told %d times", n)
	}
	if n := strings.Count(page, `class="dot"`); n != 4 {
		t.Errorf("%d dots, want 4", n)
	}
	for _, g := range []*verdict.GateReport{verdict.Gate(nil, 0.02, 0.05), {Unchanged: true}} {
		page := outcomePage(t, findings.Gate{Base: "x", GateReport: g})
		if strings.Contains(page, `figure class="changes"`) || strings.Contains(page, "Round by round") {
			t.Error("a chart of nothing")
		}
	}
}

// TestOutcomeOfRuns: stored runs and outputs of go test have the same page.
func TestOutcomeOfRuns(t *testing.T) {
	base, head := sample.Run(), sample.Run()
	for i := range head.Trials {
		if head.Trials[i].Strategy == "chunked" {
			for name := range head.Trials[i].Metrics {
				head.Trials[i].Metrics[name] *= 0.7
			}
		}
	}
	d, err := verdict.Difference(base, head, 0.05, verdict.Options{})
	if err != nil {
		t.Fatal(err)
	}
	page := outcomePage(t, findings.Diffs{{Name: "a.json → b.json", Diff: d, Base: base, Head: head}})
	for _, want := range []string{"<h1>regressed: 2 of 6 figures", "not made in turns", "chunked, skewed on 4 <span class=\"unit\">throughput", "(more is better)", `class="rounds"`, "<caption>a.json → b.json</caption>", "Round by round", "base: ", "Some CPU"} {
		if !strings.Contains(page, want) {
			t.Errorf("stored runs: the page lacks %q", want)
		}
	}
	samples := []verdict.Samples{
		{Package: "p", Name: "A-2", Unit: "sec/op", Better: verdict.Lower, Base: []float64{1, 1.01, 1.02, 1.03, 1, 1}, Head: []float64{2, 2.01, 2.02, 2.03, 2, 2}},
		{Package: "p", Name: "A-2", Unit: "B/s", Better: verdict.Higher, Base: []float64{3, 3, 3, 3, 3, 3}, Head: []float64{0, 3, 3, 3, 3, 3}},
	}
	page = outcomePage(t, findings.Outputs{Base: "old.txt", Head: "new.txt", Hosts: [2]record.Host{{CPU: "One"}, {CPU: "Two"}}, UnpairedReport: verdict.JudgeSamples(samples, 0.05, 0.05)})
	for _, want := range []string{"<h1>regressed: ", "Value by value", "base: old.txt; One", "head: new.txt; Two", "<caption>p, sec/op</caption>", "Without a ratio: 1 figure."} {
		if !strings.Contains(page, want) {
			t.Errorf("outputs: the page lacks %q", want)
		}
	}
	if strings.Contains(page, `class="rounds"`) {
		t.Error("outputs have rounds")
	}
}

// TestOutcomeAgrees: whatever was measured, the page says what the judgement says, and each row
// is drawn where its verdict puts it.
func TestOutcomeAgrees(t *testing.T) {
	row := regexp.MustCompile(`(?s)<li class="([a-z]+)"><span class="name"><b>. ([a-z]+)</b> (\S+) <span class="unit">(.*?)</span>.*?<rect class="band" x="([0-9.]+)" y="0" width="([0-9.]+)".*?</svg>`)
	bar := regexp.MustCompile(`class="bar" d="M([0-9.]+) 12H([0-9.]+)"`)
	number := func(text string) float64 {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		var figures []verdict.Paired
		for i := range 1 + r.IntN(6) {
			p := verdict.Paired{Name: fmt.Sprint("B", i), Unit: "sec/op"}
			if r.IntN(3) == 0 {
				p.Unit, p.Better = "hits/op", verdict.Higher
			}
			effect, noise := 1+0.4*(r.Float64()-0.5), []float64{0.001, 0.02, 0.2}[r.IntN(3)]
			for range 8 + r.IntN(16) {
				p.Base = append(p.Base, 0.1*(1+noise*r.Float64()))
				p.Head = append(p.Head, 0.1*effect*(1+noise*r.Float64()))
			}
			figures = append(figures, p)
		}
		g := findings.Gate{Base: "x", GateReport: verdict.Gate(figures, 0.02, 0.05)}
		page := outcomePage(t, g)
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", " "), "<h1>"+g.Answer()+"</h1>") {
			t.Errorf("seed %d: another answer than %q", seed, g.Answer())
		}
		rows := row.FindAllStringSubmatch(page, -1)
		if len(rows) != len(figures) {
			t.Fatalf("seed %d: %d rows, want %d", seed, len(rows), len(figures))
		}
		for _, m := range rows {
			f := g.Figures[slices.IndexFunc(g.Figures, func(f verdict.Judged) bool { return f.Name == m[3] })]
			if string(f.Verdict) != m[2] || looks[f.Verdict][0] != m[1] {
				t.Errorf("seed %d: %s is %s as %s, want %s", seed, f.Name, m[2], m[1], f.Verdict)
			}
			from, to := number(m[5]), number(m[5])+number(m[6])
			ends := bar.FindStringSubmatch(m[0])
			if ends == nil {
				t.Errorf("seed %d: %s has no interval", seed, f.Name)
				continue
			}
			lo, hi := number(ends[1]), number(ends[2])
			more, less := lo > to-0.1, hi < from+0.1
			if f.Better == verdict.Higher {
				more, less = less, more
			}
			within := lo > from-0.1 && hi < to+0.1
			if f.Verdict == verdict.Regressed && !more || f.Verdict == verdict.Improved && !less || f.Verdict == verdict.Passed && !within {
				t.Errorf("seed %d: %s is %s, drawn from %v to %v beside a margin from %v to %v", seed, f.Name, f.Verdict, lo, hi, from, to)
			}
		}
	}
}

// TestOutcomeEscapes: nothing that comes from a file becomes part of the page's code.
func TestOutcomeEscapes(t *testing.T) {
	const evil = `</title><img onerror=alert(1)>'"&</script><script>alert(1)</script>`
	p := verdict.Paired{Package: evil, Name: evil, Unit: evil, Better: verdict.Lower, Base: []float64{1, 2, 3, 4, 5, 6}, Head: []float64{2, 3, 4, 5, 6, 7}}
	g := findings.Gate{Base: evil, Head: evil, Command: []string{evil}, GateReport: verdict.Gate([]verdict.Paired{p}, 0.02, 0.05)}
	g.Notes, g.Added = []string{evil}, []string{evil}
	if page := outcomePage(t, g); strings.Contains(page, "<img") {
		t.Error("not escaped")
	}
}

// TestChangesLimit: of many figures the worst are drawn, and that is said.
func TestChangesLimit(t *testing.T) {
	var figures []verdict.Paired
	for i := range 100 {
		p := verdict.Paired{Name: fmt.Sprint("B", i), Unit: "sec/op"}
		for k := range 8 {
			p.Base, p.Head = append(p.Base, 1+float64(k)/1e3), append(p.Head, 1+float64(k)/1e3)
			if i == 70 {
				p.Head[k] *= 2
			}
		}
		figures = append(figures, p)
	}
	page := outcomePage(t, findings.Gate{Base: "x", GateReport: verdict.Gate(figures, 0.02, 0.05)})
	if n := strings.Count(page, `class="dot"`); n != mostChanges || !strings.Contains(page, "The 40 worst of 100 figures.") || !strings.Contains(page, "</b> B70 ") {
		t.Errorf("%d figures are drawn", n)
	}
}
