package guard

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

const agreedPolicy = `gate: {margin: 20%, inconclusive: pass}
better: {hits/op: higher, misses/op: lower}
rules:
  - {benchmark: ^Decode$, package: ./decoder, margin: 5%}
  - {benchmark: ^Scratch$, units: []}
`

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "poolbench.yml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestFollow: the policy decides margins, ranks and directions where the question does
// not, and package patterns start at the module.
func TestFollow(t *testing.T) {
	q := &Question{Options: gate.Options{Bench: ".", Better: map[string]verdict.Better{"misses/op": verdict.Higher}}, Policy: file(t, agreedPolicy)}
	p, err := q.policy("")
	if err != nil {
		t.Fatal(err)
	}
	run := q.follow(p, "example.com/m")
	if run.Better["hits/op"] != verdict.Higher || run.Better["misses/op"] != verdict.Higher || len(q.Options.Better) != 1 {
		t.Errorf("better: %v (the question has %v), want hits/op of the policy and misses/op of the question", run.Better, q.Options.Better)
	}
	for _, tt := range []struct {
		figure   gate.Figure
		margin   float64
		rank     int
		unjudged bool
	}{
		{gate.Figure{Package: "example.com/m/decoder", Name: "Decode", Unit: "ns/op"}, 0.05, 0, false},
		{gate.Figure{Package: "example.com/other/decoder", Name: "Decode", Unit: "ns/op"}, 0.2, 2, false},
		{gate.Figure{Package: "example.com/m", Name: "Scratch", Unit: "ns/op"}, 0.2, 1, true},
	} {
		r := run.Rule(tt.figure)
		if r.Margin == nil || *r.Margin != tt.margin || r.Rank != tt.rank || (r.Unjudged != "") != tt.unjudged {
			t.Errorf("%+v: %+v, want margin %g, rank %d, unjudged %t", tt.figure, r, tt.margin, tt.rank, tt.unjudged)
		}
	}
	if err := run.Check(nil); err == nil || !strings.Contains(err.Error(), "^Decode$") {
		t.Errorf("no figures: %v, want an error that names what matches nothing", err)
	}
	q.FixedMargin = true
	if r := q.follow(p, "").Rule(gate.Figure{Name: "Decode"}); r.Margin != nil {
		t.Errorf("a fixed margin: the rule has %g", *r.Margin)
	}
	q.Options.Bench = "Decode"
	if q.follow(p, "").Check != nil {
		t.Error("what applies to nothing is reported though only some benchmarks run")
	}
}

// TestPolicy: a file in the root of the repository applies and is reported; without one
// the policy is empty, and a file that is named must be there.
func TestPolicy(t *testing.T) {
	var said []string
	q := &Question{Say: func(s string) { said = append(said, s) }}
	if p, err := q.policy(t.TempDir()); err != nil || p.Inconclusive != "" || len(said) > 0 {
		t.Errorf("no file: %+v, %v, said %q", p, err, said)
	}
	path := file(t, agreedPolicy)
	if p, err := q.policy(filepath.Dir(path)); err != nil || p.Inconclusive != "pass" || !slices.Equal(said, []string{"policy: poolbench.yml"}) {
		t.Errorf("a file: %+v, %v, said %q", p, err, said)
	}
	q.Policy = path + "x"
	if _, err := q.policy(filepath.Dir(path)); err == nil {
		t.Error("a file that is not there is no error")
	}
}

// TestSubjects: what only one version has is not compared, but reported.
func TestSubjects(t *testing.T) {
	s := func(names ...string) *checkout.Side { return &checkout.Side{Benchmarks: names} }
	both, single := subjects(&checkout.Sources{Packages: []checkout.Package{
		{Path: "m/both", Base: s("BenchmarkA"), Head: s("BenchmarkA")},
		{Path: "m/new", Head: s("BenchmarkB")},
		{Path: "m/broken", Head: s("BenchmarkC"), BaseProblem: "x.go:1: no\nmore"},
		{Path: "m/gone", Base: s("BenchmarkD")},
	}}, nil, nil)
	if len(both) != 1 || both[0].Package != "m/both" {
		t.Errorf("compared: %+v", both)
	}
	if !slices.Equal(single.Added, []string{"B", "C"}) || len(single.Missing) != 1 || single.Missing[0].Name != "D" {
		t.Errorf("added %q, missing %+v", single.Added, single.Missing)
	}
	if want := []string{"Package m/new is new: the base has no such benchmarks.", "Package m/broken is new: the base does not build it: x.go:1: no."}; !slices.Equal(single.Notes, want) {
		t.Errorf("notes %q, want %q", single.Notes, want)
	}
}

// TestWarnOnce: a side warns in each round, and is heard once.
func TestWarnOnce(t *testing.T) {
	var said []string
	warn := (&Question{Say: func(s string) { said = append(said, s) }}).warnOnce()
	for range 3 {
		warn("a")
		warn("b")
	}
	if !slices.Equal(said, []string{"warning: a", "warning: b"}) {
		t.Errorf("said %q", said)
	}
}

// TestWarnBusy: a machine that is busy is named before the rounds and in the answer, unless
// nothing is measured.
func TestWarnBusy(t *testing.T) {
	var said []string
	q := &Question{Say: func(s string) { said = append(said, s) }}
	busy, quiet := record.Host{Load: new(34.2), LogicalCPUs: 2}, record.Host{Load: new(0.4), LogicalCPUs: 2}
	got := q.warn(&checkout.Sources{Warnings: []string{"a"}}, busy)
	const want = "the load average was 34.2 on 2 processors when the run began: something else is using the machine; stop it, or give the run more rounds"
	if !slices.Equal(got, []string{"a", want}) || !slices.Equal(said, []string{"warning: a", "warning: " + want}) {
		t.Errorf("busy: %q, said %q", got, said)
	}
	if got := q.warn(&checkout.Sources{}, quiet); len(got) > 0 {
		t.Errorf("quiet: %q, want none", got)
	}
	if got := q.warn(&checkout.Sources{Unchanged: true}, busy); len(got) > 0 {
		t.Errorf("nothing to measure: %q, want none", got)
	}
}
