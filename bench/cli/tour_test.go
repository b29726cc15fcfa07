package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/ask"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/study"
)

// TestTourDecides: each comparison of the tour has the rounds that it takes to tell
// anything, and together they take half a minute or so.
func TestTourDecides(t *testing.T) {
	var budget time.Duration
	for _, leg := range study.Tour() {
		c := &command{Env: Env{}.withDefaults(), contenders: bench.Strategies()}
		o, err := c.parse(leg.Args)
		if err != nil {
			t.Fatalf("%v: %v", leg.Args, err)
		}
		if need := stats.FewestRounds(len(o.Contenders)-1, 0.05); o.Rounds < need {
			t.Errorf("%v: %d rounds, want %d at least", leg.Args, o.Rounds, need)
		}
		budget += o.Budget
	}
	if budget > 40*time.Second {
		t.Errorf("the tour may take %v", budget)
	}
}

// TestTour: each comparison is answered under its title and stored, and what to do next is
// the last thing said.
func TestTour(t *testing.T) {
	dir := t.TempDir()
	legs := []study.Leg{
		{Title: "First:", Args: []string{"--virtual", "--workload", "fixed,uniform", "--strategy", "batch,chunked", "--jobs", "50", "--rounds", "2"}},
		{Title: "Second:", Args: []string{"--virtual", "--workload", "skewed", "--strategy", "batch,chunked", "--jobs", "50", "--rounds", "2"}},
	}
	var stdout, stderr strings.Builder
	c := &command{Env: Env{Stdout: &stdout, Stderr: &stderr}.withDefaults(), contenders: bench.Strategies()}
	if err := c.tour(t.Context(), legs, []string{"--results=" + dir, "--seed=7"}); err != nil {
		t.Fatal(err)
	}
	parts := []string{"First:\n", "workload", "fixed", "uniform", "undecided: 2 rounds are too few", "Second:\n", "undecided on skewed", "Next:\n", "compare recommend ", "compare gate --base "}
	rest := stdout.String()
	for _, p := range parts {
		i := strings.Index(rest, p)
		if i < 0 {
			t.Fatalf("no %q, in this order, in\n%s", p, stdout.String())
		}
		rest = rest[i:]
	}
	for line := range strings.Lines(rest) {
		if len(line) > 80 {
			t.Errorf("over 79 columns: %s", line)
		}
	}
	if n := strings.Count(stderr.String(), "stored: "); n != len(legs) {
		t.Errorf("%d runs are stored, want %d:\n%s", n, len(legs), stderr.String())
	}
}

// TestWantsTour: any flag that asks for something is no tour.
func TestWantsTour(t *testing.T) {
	for _, k := range []struct {
		args []string
		want bool
	}{
		{nil, true}, {[]string{"--seed", "3"}, true}, {[]string{"--results=none", "--patience=2m"}, true}, {[]string{"--quick"}, true},
		{[]string{"--virtual"}, false}, {[]string{"--budget", "9s"}, false}, {[]string{"--format", "json"}, false},
	} {
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		newOptions(nil).flags(fs)
		if err := fs.Parse(k.args); err != nil {
			t.Fatal(err)
		}
		names, _ := given(fs)
		if ok := ask.IsTour(names); ok != k.want {
			t.Errorf("%v: a tour is %v, want %v", k.args, ok, k.want)
		}
	}
}
