package strategies_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/perf/benchfmt"
	"golang.org/x/perf/benchmath"

	. "github.com/go-foundations/poolbench/strategies"
)

var update = flag.Bool("update", false, "write the costs of results/cost.txt into the doc comments")

var costSentence = regexp.MustCompile(`(?m)^// Cost: .*\n`)

// TestCosts holds the sentence "Cost: …" in the comment of each strategy to the
// medians of the stored benchmark. To renew them:
//
//	for i in $(seq 10); do go test -run '^$' -bench Cost -benchtime 0.1s ./strategies; done > results/cost.txt
//	go test -run TestCosts -update ./strategies
func TestCosts(t *testing.T) {
	costs, n := medians(t, "../results/cost.txt")
	for _, e := range All() {
		file := strings.ReplaceAll(e.Name(), "-", "") + ".go"
		text, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		_, measured := costs["batch/strategy="+e.Name()]
		is := costSentence.FindAllString(string(text), -1)
		if !measured {
			t.Errorf("%s: results/cost.txt does not have what it costs", file)
			continue
		}
		want := fmt.Sprintf("// Cost: %.0f ns a job in a batch", costs["batch/strategy="+e.Name()])
		if !e.Batch {
			want += fmt.Sprintf(", %.0f in a stream", costs["stream/strategy="+e.Name()])
		}
		want += fmt.Sprintf(" (BenchmarkCost, n = %d).\n", n)
		if len(is) != 1 {
			t.Errorf("%s: %d lines begin with \"// Cost: \", want 1", file, len(is))
			continue
		}
		if is[0] == want {
			continue
		}
		if !*update {
			t.Errorf("%s: says\n%swant\n%s", file, is[0], want)
			continue
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(text), is[0], want, 1)), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// medians returns the medians of ns/job by mode and strategy, and how many
// values each is of.
func medians(t *testing.T, path string) (map[string]float64, int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	samples := make(map[string][]float64)
	for r := benchfmt.NewReader(f, path); r.Scan(); {
		result, ok := r.Result().(*benchfmt.Result)
		if !ok {
			continue // a unit, perhaps
		}
		if seconds, ok := result.Value("sec/job"); ok {
			_, name, _ := strings.Cut(string(result.Name.Full()), "mode=")
			name = regexp.MustCompile(`-\d+$`).ReplaceAllString(name, "")
			samples[name] = append(samples[name], seconds*1e9)
		}
	}
	out := make(map[string]float64)
	n := 0
	for name, s := range samples {
		n = len(s)
		out[name] = benchmath.AssumeNothing.Summary(benchmath.NewSample(s, &benchmath.DefaultThresholds), 0.95).Center
	}
	return out, n
}
