package gate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// script makes a side of a shell script that takes the place of a test binary.
func script(t *testing.T, name, text string) *Side {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return prebuilt(name, path)
}

const two = `echo "BenchmarkA 1 2 ns/op 3 B/op"
echo "BenchmarkB 1 5 ns/op 7 B/op"
`

// TestRunPairs: each figure has its value of every round and side, times first.
func TestRunPairs(t *testing.T) {
	var order []string
	o := Options{Bench: ".", Rounds: 5, Alpha: 0.05, Seed: 1, Progress: func(_ int, name string) { order = append(order, name) }}
	g, err := Run(t.Context(), script(t, "base", two), script(t, "head", strings.ReplaceAll(two, " 2 ns", " 4 ns")), o)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range g.Figures {
		names = append(names, p.Name+" "+p.Unit)
		if len(p.Base) != 5 || len(p.Head) != 5 || len(p.Control) != 5 {
			t.Errorf("%s: %d, %d and %d values, want 5 each", p.Name, len(p.Base), len(p.Head), len(p.Control))
		}
	}
	if want := []string{"A sec/op", "A B/op", "B sec/op", "B B/op"}; !slices.Equal(names, want) {
		t.Errorf("figures %q, want %q", names, want)
	}
	if f := g.Figures[0]; f.Base[0] != 2e-9 || f.Head[0] != 4e-9 || f.Control[0] != 2e-9 {
		t.Errorf("%+v, want 2, 4 and 2 ns", f)
	}
	// Every side is first now and then, and each runs once a round.
	first := make(map[string]int)
	for i := 0; i < len(order); i += 3 {
		first[order[i]]++
		if r := slices.Sorted(slices.Values(order[i : i+3])); !slices.Equal(r, []string{"base", "control", "head"}) {
			t.Errorf("round %d ran %q", i/3+1, r)
		}
	}
	if len(first) < 2 {
		t.Errorf("first in the rounds: %v, want not always the same", first)
	}
}

// TestRunRefuses what cannot be compared.
func TestRunRefuses(t *testing.T) {
	good := script(t, "base", two)
	for want, text := range map[string]string{
		"the benchmarks failed: exit status 3": two + "echo it hurts >&2\nexit 3\n",
		"no benchmark matches":                 "echo PASS\n",
		"reports sec/op twice":                 two + `echo "BenchmarkA 1 2 ns/op"` + "\n",
		"the head has no benchmark B":          `echo "BenchmarkA 1 2 ns/op 3 B/op"` + "\n",
		"the head has no benchmark A (B/op)":   strings.Replace(two, "3 B/op", "", 1),
		"unreadable output":                    two + `echo "BenchmarkC 1 many ns/op"` + "\n",
	} {
		got, err := Run(t.Context(), good, script(t, "head", text), Options{Bench: ".", Rounds: 2, Alpha: 0.05})
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("report %v, error %v, want none and one with %q", got, err, want)
		}
	}
}

// TestRunAdded: a benchmark that is new is named, and judged another day.
func TestRunAdded(t *testing.T) {
	g, err := Run(t.Context(), script(t, "base", two), script(t, "head", two+`echo "BenchmarkC 1 2 ns/op"`+"\n"), Options{Bench: ".", Rounds: 2, Alpha: 0.05})
	if err != nil || !slices.Equal(g.Added, []string{"C"}) || len(g.Figures) != 4 {
		t.Errorf("%+v, %v, want four figures and C added", g, err)
	}
}

// TestRunUnits: others do not count.
func TestRunUnits(t *testing.T) {
	g, err := Run(t.Context(), script(t, "base", two), script(t, "head", two), Options{Bench: ".", Rounds: 1, Alpha: 0.05, Unit: regexp.MustCompile("^B/op$")})
	if err != nil || len(g.Figures) != 2 || g.Figures[0].Unit != "B/op" {
		t.Errorf("%+v, %v, want the two of B/op", g, err)
	}
}

// TestRunEnds with the rounds that are complete, and the cause.
func TestRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	o := Options{Bench: ".", Rounds: 9, Alpha: 0.05, Progress: func(round int, _ string) {
		if round == 3 {
			cancel(want)
		}
	}}
	g, err := Run(ctx, script(t, "base", two), script(t, "head", two), o)
	if !errors.Is(err, want) || g == nil || len(g.Figures) != 4 || len(g.Figures[0].Base) != 2 {
		t.Errorf("%+v, error %v, want the figures of two rounds and the cause", g, err)
	}
}

// TestRoundsStop: what is clear at a look is not run any more, and what is not gets
// the rest of the rounds.
func TestRoundsStop(t *testing.T) {
	var asked [][]string
	noise := rand.New(rand.NewPCG(1, 1))
	g, err := Rounds(t.Context(), Options{Rounds: 20, Margin: 0.05, Alpha: 0.05}, func(_ context.Context, side int, only []string) (map[Figure]float64, error) {
		if side == Base {
			asked = append(asked, only)
		}
		values := map[Figure]float64{{"clear", "allocs/op"}: 7, {"noisy", "sec/op"}: math.Exp(noise.NormFloat64())}
		if side == Head {
			values[Figure{"worse", "sec/op"}] = 2
		} else {
			values[Figure{"worse", "sec/op"}] = 1
		}
		for f := range values { // what is not asked for is not there
			if only != nil && !slices.Contains(only, f.Name) {
				delete(values, f)
			}
		}
		return values, nil
	})
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
	if len(asked) != 20 || asked[11] != nil || !slices.Equal(asked[12], []string{"noisy"}) {
		t.Errorf("asked for %q", asked)
	}
}

// TestPattern: exactly the benchmarks that are needed.
func TestPattern(t *testing.T) {
	procs := fmt.Sprintf("-%d", runtime.GOMAXPROCS(0))
	for _, tt := range []struct {
		only []string
		want string
	}{
		{nil, "as given"},
		{[]string{"A" + procs}, "^BenchmarkA$"},
		{[]string{"A/n=1+2" + procs, "B"}, `^BenchmarkA$/^n=1\+2$|^BenchmarkB$`},
	} {
		if got := pattern("as given", tt.only); got != tt.want {
			t.Errorf("pattern of %q is %q, want %q", tt.only, got, tt.want)
		}
	}
}
