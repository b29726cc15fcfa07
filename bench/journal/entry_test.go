package journal

import (
	"reflect"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/benchtext"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func output(t *testing.T, text string) *benchtext.Output {
	t.Helper()
	o, err := benchtext.Read("b", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestEntryOf: medians of all runs, which way is better if somebody knows, and of a
// gate's rounds the head.
func TestEntryOf(t *testing.T) {
	e, err := EntryOf(output(t, "goos: linux\ngoarch: amd64\ncpu: C\npkg: a\nUnit hits/op better=higher\nBenchmarkA-8 1 10 ns/op 5 hits/op 7 x/op\nBenchmarkA-8 1 30 ns/op 5 hits/op 7 x/op\n"))
	want := Entry{Host: "C, linux/amd64", Figures: []Figure{
		{Package: "a", Name: "A-8", Unit: "sec/op", Median: 2e-8, N: 2, Better: "lower"},
		{Package: "a", Name: "A-8", Unit: "hits/op", Median: 5, N: 2, Better: "higher"},
		{Package: "a", Name: "A-8", Unit: "x/op", Median: 7, N: 2},
	}}
	if err != nil || !reflect.DeepEqual(e, want) {
		t.Errorf("EntryOf: %+v, %v, want %+v", e, err, want)
	}
	e, err = EntryOf(output(t, "side: base\nBenchmarkA 1 1 ns/op\nside: head\nBenchmarkA 1 2 ns/op\nside: control\nBenchmarkA 1 3 ns/op\n"))
	if err != nil || len(e.Figures) != 1 || e.Figures[0].Median != 2e-9 {
		t.Errorf("a gate's rounds: %+v, %v, want the head's 2 ns", e, err)
	}
	for text, want := range map[string]string{
		"BenchmarkA 1 NaN ns/op\n":                     "values must be finite: A (sec/op) is b:1: NaN",
		"BenchmarkA 1 1 ns/op\n--- FAIL: BenchmarkB\n": "since a benchmark failed: b:2: --- FAIL: BenchmarkB",
		"side: base\nBenchmarkA 1 1 ns/op\n":           "the gate's rounds have no head",
	} {
		if _, err := EntryOf(output(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("EntryOf(%q): %v, want %q", text, err, want)
		}
	}
}

// TestNoted: a benchmark is named after its package, and a run without a commit has a name.
func TestNoted(t *testing.T) {
	e := entry(1, "")
	want := []verdict.Noted{{Name: "a run", Time: e.Time, Machine: "C", Figures: []verdict.NotedFigure{
		{Benchmark: "example.com/a A-8", Unit: "sec/op", Better: verdict.Lower, Median: 1e-7, N: 6}}}}
	if got := Noted([]Entry{e}); !reflect.DeepEqual(got, want) {
		t.Errorf("Noted: %+v, want %+v", got, want)
	}
}
