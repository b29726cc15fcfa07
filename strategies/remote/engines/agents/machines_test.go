package agents_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/machines"
)

// TestTwoMachines: what the README says to do on each of several machines does the rounds of a comparison
// there; nobody joins without the token.
func TestTwoMachines(t *testing.T) {
	one, other := machines.Two(t)
	found := machines.Commands(t, "../../README.md", "[0-9]\\. `(POOLBENCH_TOKEN=secret) ./compare ([^`]*)`", 3)
	line := func(i int, more string) string {
		return found[i].Token + " " + modeVar + "=" + asCompare + " " + os.Args[0] + " " + strings.ReplaceAll(found[i].Args, "HOST", one.Address) + more
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for i, m := range []machines.Machine{one, other} {
		agent := m.Shell(ctx, line(i, ""))
		said, err := agent.StderrPipe()
		if err == nil {
			err = agent.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		defer agent.Wait()
		defer agent.Process.Kill()
		if lines := bufio.NewScanner(said); !lines.Scan() || !strings.Contains(lines.Text(), "waiting for rounds of nats://") {
			t.Fatalf("agent %d says %q", i, lines.Text())
		}
	}
	const sweep = " --jobs 300 --rounds 3 --workload exponential --workers 2 --load 0.5 --results none --format csv"
	out, err := other.Shell(ctx, line(2, sweep)).CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("shared-queue")) {
		t.Errorf("%s, %v", out, err)
	}
	other.Refused(ctx, t, line(2, sweep))
}
