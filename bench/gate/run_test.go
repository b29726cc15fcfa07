package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// quick are options of rounds that take an instant.
func quick(rounds int) Options {
	return Options{Bench: ".", Time: "2x", Rounds: rounds, Alpha: 0.05, Margin: 0.02, Seed: 1}
}

// shown lists the figures of a report.
func shown(g *verdict.GateReport) []string {
	var out []string
	if g != nil {
		for _, f := range g.Figures {
			out = append(out, f.Name+" "+f.Unit)
		}
	}
	return out
}

// TestRun: each figure has its value of every round and side, times first.
func TestRun(t *testing.T) {
	s := subject(t, "B=5 A=2", "B=5 A=4")
	g, err := Run(t.Context(), s, quick(5))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"A sec/op", "A B/op", "A allocs/op", "B sec/op", "B B/op", "B allocs/op"}; !slices.Equal(shown(g), want) {
		t.Errorf("figures %q, want %q", shown(g), want)
	}
	for _, f := range g.Figures {
		if len(f.Base) != 5 || len(f.Head) != 5 || len(f.Control) != 5 || f.Package != "example.com/p" {
			t.Errorf("%s: %d, %d and %d values of %s, want 5 each", f.Name, len(f.Base), len(f.Head), len(f.Control), f.Package)
		}
	}
	if f := g.Figures[0]; f.Base[4] != 2e-9 || f.Head[4] != 4e-9 || f.Control[4] != 2e-9 || math.Abs(f.HeadRatio[4]-2) > 1e-9 {
		t.Errorf("%+v, want 2, 4 and 2 ns, and twice as much", f)
	}
}

// TestLayouts: in each round base and head lie anew, the control as the base did in the
// round before; and nothing of what is not needed any more is kept.
func TestLayouts(t *testing.T) {
	s := subject(t, "A=2", "A=2")
	if g, err := Run(t.Context(), s, quick(4)); err != nil || !(g.Linking > 0 && g.Linking < 1) {
		t.Fatalf("%+v, %v, want the share that linking took", g, err)
	}
	base, head := s[0].Base.(*fakeSource), s[0].Head.(*fakeSource)
	if len(base.asked) != 5 || len(head.asked) != 4 {
		t.Errorf("%d layouts of the base and %d of the head in 4 rounds, want 5 and 4", len(base.asked), len(head.asked))
	}
	for _, side := range []*fakeSource{base, head} {
		asked := slices.Sorted(slices.Values(side.asked))
		released := slices.Sorted(slices.Values(side.released))
		if !slices.Equal(asked, slices.Compact(released)) {
			t.Errorf("asked for %v, released %v", asked, released)
		}
		if slices.Contains(asked, 0) || len(slices.Compact(slices.Clone(asked))) != len(asked) {
			t.Errorf("layouts %v: want each to be another", asked)
		}
	}
	s = subject(t, "A=2", "A=2")
	o := quick(3)
	o.FixedLayout = true
	if g, err := Run(t.Context(), s, o); err != nil || g.Linking != 0 {
		t.Fatalf("%+v, %v, want no linking", g, err)
	}
	if asked := s[0].Base.(*fakeSource).asked; slices.ContainsFunc(asked, func(l uint64) bool { return l != 0 }) {
		t.Errorf("layouts %v, want the usual one alone", asked)
	}
}

// TestRunNames: names that look like something else are kept apart.
func TestRunNames(t *testing.T) {
	const all = "A=1:sub=size-1 B=2:sub=size-2 C=3:sub=x(y)+[z] AB=4"
	for _, procs := range []string{"", "procs=1 ", "procs=2 ", "procs=3 "} {
		g, err := Run(t.Context(), subject(t, procs+all, all), quick(2))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range g.Figures {
			if f.Unit == "sec/op" {
				got = append(got, fmt.Sprintf("%s %.0f", f.Name, f.Was*1e9))
			}
		}
		if want := []string{"A/size-1 1", "AB 4", "B/size-2 2", "C/x(y)+[z] 3"}; !slices.Equal(got, want) {
			t.Errorf("%q: figures %q, want %q", procs, got, want)
		}
	}
}

// TestRunIterations: both sides run a benchmark for the same number of iterations,
// whatever they cost, if the user has not said how many.
func TestRunIterations(t *testing.T) {
	o := quick(2)
	o.Time = ""
	g, err := Run(t.Context(), subject(t, "A=1000000:n", "A=9000000:n"), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range g.Figures {
		if f.Unit == "n" && (f.Was != f.Is || f.Was != 25) {
			t.Errorf("%v iterations at the base and %v at the head, want 25", f.Was, f.Is)
		}
	}
}

// TestRunOnlyWhatBoth: a benchmark that is new, gone or was broken is named, and what
// is left is judged.
func TestRunOnlyWhatBoth(t *testing.T) {
	for _, tt := range []struct {
		name, base, head     string
		figures              int // of sec/op
		added, missing, note string
	}{
		{"new", "A=1", "A=1 B=1", 1, "B", "", ""},
		{"gone", "A=1 B=1", "A=1", 1, "", "B", ""},
		{"renamed", "A=1", "B=1", 0, "B", "A", ""},
		{"the first one", "", "A=1", 0, "A", "", ""},
		{"repaired", "A=1 B=1:fail", "A=1 B=1", 1, "B", "", "Benchmark B failed at the base but runs at the head."},
		{"all repaired", "B=1:fail", "B=1", 0, "B", "", "fail at the base but run at the head: benchmark B fails"},
		{"did not start", "exit", "B=1", 0, "B", "", "fail at the base but run at the head: exit status 3"},
		{"another unit", "A=1", "A=1:hits=3", 1, "A (hits/op)", "", ""},
		{"a unit less", "A=1:hits=3", "A=1", 1, "", "A (hits/op)", ""},
	} {
		g, err := Run(t.Context(), subject(t, "say=x "+tt.base, tt.head), quick(1))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		var missing []string
		for _, m := range g.Missing {
			missing = append(missing, Figure{m.Package, m.Name, m.Unit}.String())
		}
		n := 0
		for _, f := range g.Figures {
			if f.Unit == "sec/op" {
				n++
			}
		}
		if n != tt.figures || strings.Join(g.Added, ",") != tt.added || strings.Join(missing, ",") != tt.missing || !strings.Contains(strings.Join(g.Notes, "\n"), tt.note) {
			t.Errorf("%s: %d times, added %q, missing %q, notes %q; want %+v", tt.name, n, g.Added, missing, g.Notes, tt)
		}
	}
}

// TestRunRefuses what cannot be compared.
func TestRunRefuses(t *testing.T) {
	for want, head := range map[string]string{
		"head: benchmark A fails: exit status 1": "A=1:fail",
		"head: benchmark B fails":                "A=1 B=1:fail",
		"head: exit status 2":                    "A=1:panic",
		"head: exit status 3":                    "exit",
	} {
		if g, err := Run(t.Context(), subject(t, "A=1", head), quick(1)); err == nil || !strings.Contains(err.Error(), want) || g != nil {
			t.Errorf("head %q: %v, %v; want an error with %q", head, g, err, want)
		}
	}
	if _, err := Run(t.Context(), subject(t, "say=what_is_this", "say=and_this"), quick(1)); !errors.Is(err, errNothing) || !strings.Contains(err.Error(), "what is this | and this") {
		t.Errorf("nothing to run: %v", err)
	}
	for _, time := range []string{"x", "0x", "-1x", "1.5x", "5", "-1s", "0s", "2x2x"} {
		o := quick(1)
		o.Time = time
		if _, err := Run(t.Context(), subject(t, "A=1", "A=1"), o); err == nil || !strings.Contains(err.Error(), "want a ") {
			t.Errorf("-benchtime %q: %v", time, err)
		}
	}
}

// TestRunUnits: others do not count.
func TestRunUnits(t *testing.T) {
	o := quick(1)
	o.Unit = regexp.MustCompile("^B/op$")
	g, err := Run(t.Context(), subject(t, "A=1 B=1", "A=1 B=1"), o)
	if err != nil || !slices.Equal(shown(g), []string{"A B/op", "B B/op"}) {
		t.Errorf("%q, %v, want the two of B/op", shown(g), err)
	}
}

// TestRunRule: what a rule says of a figure reaches the judge, and the most important
// benchmarks are kept where there is no time for all.
func TestRunRule(t *testing.T) {
	margin := 0.5
	o := quick(1)
	o.Budget = 1 // nothing fits
	o.Rule = func(f Figure) Rule {
		return Rule{Rank: map[string]int{"A": 2, "B": 1, "C": 2}[f.Name], Margin: &margin, Unjudged: map[bool]string{true: "so it is"}[f.Unit == "B/op"]}
	}
	g, err := Run(t.Context(), subject(t, "A=1 B=1 C=1", "A=1 B=1 C=1"), o)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(shown(g), []string{"B sec/op", "B B/op", "B allocs/op"}) || !slices.Equal(g.NotMeasured, []string{"A", "C"}) {
		t.Errorf("figures %q, not measured %q, want B alone", shown(g), g.NotMeasured)
	}
	for _, f := range g.Figures {
		if f.Margin == nil || *f.Margin != margin || (f.Unjudged != "") != (f.Unit == "B/op") {
			t.Errorf("%+v: the rule is lost", f.Paired)
		}
	}
}

// TestRunManyNames: more names, and longer ones, than fit a command line.
func TestRunManyNames(t *testing.T) {
	var all strings.Builder
	for i := range 1500 {
		fmt.Fprintf(&all, "%s%d=1 ", strings.Repeat("x", 60), i)
	}
	o := quick(1)
	o.Budget = 1
	g, err := Run(t.Context(), subject(t, all.String(), all.String()), o)
	if err != nil || len(g.NotMeasured) != 1499 {
		t.Errorf("%d of 1500 not measured, %v", len(g.NotMeasured), err)
	}
}

// TestRunEnds with the rounds that are complete, and the cause.
func TestRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	o := quick(9)
	o.Progress = func(p Progress) {
		if p.Round == 3 {
			cancel(want)
		}
	}
	g, err := Run(ctx, subject(t, "A=1", "A=1"), o)
	if !errors.Is(err, want) || g == nil || len(g.Figures[0].Base) != 2 {
		t.Errorf("%+v, error %v, want the figures of two rounds and the cause", g, err)
	}
	if g, err := Run(ctx, subject(t, "A=1", "A=1"), quick(2)); !errors.Is(err, want) || g != nil {
		t.Errorf("%+v, error %v, want the cause alone", g, err)
	}
}

// TestRoundsStop: what is clear at a look is not run any more, and what is not gets
// the rest of the rounds.
func TestRoundsStop(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 1))
	var asked []string
	figures := []verdict.Paired{
		{Name: "clear", Unit: "allocs/op", Better: "lower"},
		{Name: "noisy", Unit: "sec/op", Better: "lower"},
		{Name: "worse", Unit: "sec/op", Better: "lower"},
	}
	g, err := Rounds(t.Context(), Options{Rounds: 20, Margin: 0.05, Alpha: 0.05}, figures, func(_ context.Context, _ int, open func(pkg, name string) bool) (map[Figure]Sample, error) {
		out := make(map[Figure]Sample)
		names := ""
		for name, s := range map[string]Sample{
			"clear": {Base: 7, Head: 7, Control: 7},
			"noisy": {Base: math.Exp(noise.NormFloat64()), Head: math.Exp(noise.NormFloat64()), Control: math.Exp(noise.NormFloat64())},
			"worse": {Base: 1, Head: 2, Control: 1},
		} {
			if open("", name) {
				names += name
				out[Figure{"", name, map[bool]string{true: "allocs/op", false: "sec/op"}[name == "clear"]}] = s
			}
		}
		asked = append(asked, names)
		return out, nil
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := make(map[string]int)
	said := make(map[string]verdict.Verdict)
	for _, f := range g.Figures {
		n[f.Name], said[f.Name] = f.N, f.Verdict
	}
	if n["clear"] != 12 || n["worse"] != 12 || n["noisy"] != 20 {
		t.Errorf("rounds %v, want those that are clear to end at the look after 12", n)
	}
	if said["clear"] != verdict.Passed || said["worse"] != verdict.Regressed || said["noisy"] != verdict.Inconclusive {
		t.Errorf("verdicts %v", said)
	}
	if len(asked) != 20 || len(asked[11]) != 15 || asked[12] != "noisy" {
		t.Errorf("asked for %q", asked)
	}
}

// TestRunSays how long it will take, and what no time is enough for.
func TestRunSays(t *testing.T) {
	var said []string
	o := quick(6)
	o.Say = func(s string) { said = append(said, s) }
	if _, err := Run(t.Context(), subject(t, "A=1 B=1", "A=1 B=1"), o); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(said, "\n")
	for _, want := range []string{"2 benchmarks, up to 6 rounds of about ", "6 rounds cannot decide 6 figures: it takes at least 8 to show that a time has changed"} {
		if !strings.Contains(text, want) {
			t.Errorf("said %q, want %q", text, want)
		}
	}
	said, o.Budget = nil, 1
	if _, err := Run(t.Context(), subject(t, "A=1 B=1", "A=1 B=1"), o); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(said, "\n"); !strings.Contains(text, "no time for 1 benchmark within the budget of 1ns: B; --budget ") || !strings.Contains(text, "s has time for all") {
		t.Errorf("said %q", text)
	}
	// A budget that has room for fewer rounds than any verdict needs.
	said, o.Rounds = nil, 20
	if _, err := Run(t.Context(), subject(t, "A=1", "A=1"), o); err != nil {
		t.Fatal(err)
	}
	text = strings.Join(said, "\n")
	for _, want := range []string{"1 benchmark, up to 20 rounds of about ", ": the budget allows about 1\n",
		"a budget of 1ns allows about 1 round, too few to decide 3 figures: it takes at least 7 to show that a time has changed; --budget "} {
		if !strings.Contains(text, want) {
			t.Errorf("said %q, want %q", text, want)
		}
	}
	said, o.Budget = nil, time.Hour
	if _, err := Run(t.Context(), subject(t, "A=1", "A=1"), o); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(said, "\n"); strings.Contains(text, "budget") {
		t.Errorf("with time enough it says %q", text)
	}
}
