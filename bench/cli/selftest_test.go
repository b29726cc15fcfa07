package cli

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// TestSelftest prints theory, measured and error of each figure.
func TestSelftest(t *testing.T) {
	if raceDetector {
		t.Skip("package selftest runs it under the race detector")
	}
	o := compare(t, "selftest", "--theory", "--jobs", "20000")
	o.want(t, exitFine, "M/M/4 at load 0.8, shared-queue: E[W]: agrees")
	for _, s := range []string{"M/M/1 at load 0.8, shared-queue: E[W]: ", "theory 0.746, ", "exact: agrees", "Cobham 1954", "n = 20000 jobs in 20 replications", "figures agree with theory.\nnext: "} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
}

// TestSelftestOwn holds a strategy of one's own to theory: to that of any strategy, or of
// one that it is like.
func TestSelftestOwn(t *testing.T) {
	newest := bench.Discipline(strategies.Keyed{Label: "mine", Key: func(t pool.Ticket) int64 { return -int64(t.Seq) }})
	run := func(code int, want string, args ...string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		args = append([]string{"selftest", "--theory", "--jobs", "20000"}, args...)
		got := Run(t.Context(), Env{Args: args, Stdout: &stdout, Stderr: &stderr}, newest)
		if out := stdout.String() + stderr.String(); got != code || !strings.Contains(out, want) {
			t.Errorf("%q: exit code %d, want %d and %q in\n%s", args, got, code, want, out)
		}
	}
	run(exitFine, "M/M/4 at load 0.8, mine: E[W]: ", "--strategy", "mine")
	run(exitFine, "100 random streams, mine: starts as known, of 20000", "--strategy", "mine", "--like", "lifo")
	run(exitUnusable, "figures do not agree with theory", "--strategy", "mine", "--like", "serial")
	run(exitFine, "100 random batches, chunked: starts as known", "--strategy", "chunked")
	run(exitUnusable, `strategy "lifi": unknown; did you mean "lifo"?`, "--strategy", "mine", "--like", "lifi")
	run(exitUnusable, "--strategy mine,lifo: want one strategy", "--strategy", "mine,lifo")
	run(exitUnusable, "--like lifo: want --strategy", "--like", "lifo")
}

func TestSelftestIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	compareWith(ctx, "", "selftest", "--theory").want(t, exitInconclusive, "interrupted")
}

// TestSelftestGate prints a row per kind of comparison.
func TestSelftestGate(t *testing.T) {
	o := compare(t, "selftest", "--gate", "--simulated", "--comparisons", "4")
	if o.code != exitFine && o.code != exitUnusable { // so few may miss a bar by chance
		t.Errorf("exit code %d", o.code)
	}
	for _, s := range []string{"noise ", "false alarms", " 2 %, drift ", "one 5 %", "none", "holds", "Shares are of n comparisons"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	compareWith(ctx, "", "selftest", "--gate", "--simulated").want(t, exitInconclusive, "interrupted")
}
