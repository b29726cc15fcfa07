package cli

import (
	"context"
	"strings"
	"testing"
)

// TestSelftest prints theory, measured and error of each figure.
func TestSelftest(t *testing.T) {
	if raceDetector {
		t.Skip("package selftest runs it under the race detector")
	}
	o := compare(t, "selftest", "--theory", "--jobs", "20000")
	o.want(t, exitFine, "M/M/4 at load 0.8, shared-queue: E[W]: agrees")
	for _, s := range []string{"figure ", "theory", "measured", "M/M/1 at load 0.8, shared-queue: E[W] ", "0.745541", "exact", "Cobham 1954", "n = 20000 jobs in 20 replications"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
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
	for _, s := range []string{"noise ", "false alarms", "simulated: 2 %, drift ", "one 5 % slower", "the same", "holds", "Shares are of n comparisons"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	compareWith(ctx, "", "selftest", "--gate", "--simulated").want(t, exitInconclusive, "interrupted")
}
