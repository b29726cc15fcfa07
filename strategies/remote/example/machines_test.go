package main

import (
	"bufio"
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/machines"
)

// TestTwoMachines: what the README says to do on one machine and on another one does the jobs there, and
// nothing without the token.
func TestTwoMachines(t *testing.T) {
	one, other := machines.Two(t)
	found := machines.Commands(t, "../README.md", "`(POOLBENCH_TOKEN=secret) go run ./example (-[^`]*)`", 2)
	program := filepath.Join(t.TempDir(), "example")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	line := func(i int) string {
		flags := strings.NewReplacer("HOST", one.Address, "100000", "2000").Replace(found[i].Args)
		return found[i].Token + " " + program + " " + flags
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()

	coordinator := one.Shell(ctx, line(0))
	said, err := coordinator.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := coordinator.Start(); err != nil {
		t.Fatal(err)
	}
	defer coordinator.Wait()
	lines := bufio.NewScanner(said)
	if !lines.Scan() || !strings.HasPrefix(lines.Text(), "server: nats://") {
		t.Fatalf("the first machine says %q", lines.Text())
	}
	other.Refused(ctx, t, line(1))
	worker := other.Shell(ctx, line(1))
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	defer worker.Wait()
	defer worker.Process.Kill()
	var all strings.Builder
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
	}
	if !strings.Contains(all.String(), "2000 results, 0 failed") || !strings.Contains(all.String(), "Duplicates:0") {
		t.Errorf("the first machine says %s", all.String())
	}
}
