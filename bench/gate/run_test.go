package gate

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// script makes a side of a shell script that takes the place of a test binary.
func script(t *testing.T, name, text string) Side {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a shell")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+text), 0o755); err != nil {
		t.Fatal(err)
	}
	return Side{Name: name, binary: path, dir: dir}
}

const two = `echo "BenchmarkA 1 2 ns/op 3 B/op"
echo "BenchmarkB 1 5 ns/op 7 B/op"
`

// TestRunPairs: each figure has its value of every round and side, times first.
func TestRunPairs(t *testing.T) {
	var order []string
	o := Options{Bench: ".", Rounds: 12, Seed: 1, Progress: func(_ int, name string) { order = append(order, name) }}
	got, err := Run(t.Context(), script(t, "base", two), script(t, "head", strings.ReplaceAll(two, " 2 ns", " 4 ns")), o)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range got {
		names = append(names, p.Name+" "+p.Unit)
		if len(p.Base) != 12 || len(p.Head) != 12 || len(p.Control) != 12 {
			t.Errorf("%s: %d, %d and %d values, want 12 each", p.Name, len(p.Base), len(p.Head), len(p.Control))
		}
	}
	if want := []string{"A sec/op", "A B/op", "B sec/op", "B B/op"}; !slices.Equal(names, want) {
		t.Errorf("figures %q, want %q", names, want)
	}
	if got[0].Base[0] != 2e-9 || got[0].Head[0] != 4e-9 || got[0].Control[0] != 2e-9 {
		t.Errorf("%+v, want 2, 4 and 2 ns", got[0])
	}
	// Every side is first now and then, and each runs once a round.
	first := make(map[string]int)
	for i := 0; i < len(order); i += 3 {
		first[order[i]]++
		if r := slices.Sorted(slices.Values(order[i : i+3])); !slices.Equal(r, []string{"base", "control", "head"}) {
			t.Errorf("round %d ran %q", i/3+1, r)
		}
	}
	if len(first) != 3 {
		t.Errorf("first in the rounds: %v, want each now and then", first)
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
		"the base has no benchmark C":          two + `echo "BenchmarkC 1 2 ns/op"` + "\n",
		"unreadable output":                    two + `echo "BenchmarkC 1 many ns/op"` + "\n",
	} {
		got, err := Run(t.Context(), good, script(t, "head", text), Options{Bench: ".", Rounds: 2})
		if err == nil || !strings.Contains(err.Error(), want) || got != nil {
			t.Errorf("%d figures, error %v, want none and one with %q", len(got), err, want)
		}
	}
}

// TestRunUnits: others do not count.
func TestRunUnits(t *testing.T) {
	got, err := Run(t.Context(), script(t, "base", two), script(t, "head", two), Options{Bench: ".", Rounds: 1, Unit: regexp.MustCompile("^B/op$")})
	if err != nil || len(got) != 2 || got[0].Unit != "B/op" {
		t.Errorf("%+v, %v, want the two of B/op", got, err)
	}
}

// TestRunEnds with the rounds that are complete, and the cause.
func TestRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	o := Options{Bench: ".", Rounds: 9, Progress: func(round int, _ string) {
		if round == 3 {
			cancel(want)
		}
	}}
	got, err := Run(ctx, script(t, "base", two), script(t, "head", two), o)
	if !errors.Is(err, want) || len(got) != 4 || len(got[0].Base) != 2 {
		t.Errorf("%d figures, error %v, want those of two rounds and the cause", len(got), err)
	}
}
