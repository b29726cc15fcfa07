package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote/internal/machines"
)

// TestTwoMachines: what the README says to do on one machine and on another one does the jobs there, and
// nothing without the token.
func TestTwoMachines(t *testing.T) {
	one, other := machines.Two(t)
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile("`(POOLBENCH_TOKEN=secret) go run ./example (-[^`]*)`").FindAllSubmatch(readme, -1)
	if len(found) != 2 {
		t.Fatalf("%d commands in the README, want 2", len(found))
	}
	program := filepath.Join(t.TempDir(), "example")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	line := func(i int) string {
		flags := strings.NewReplacer("HOST", one.Address, "100000", "2000").Replace(string(found[i][2]))
		return string(found[i][1]) + " " + program + " " + flags
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
	strangers := strings.Replace(line(1), "=secret", "=guess", 1)
	if out, err := other.Shell(ctx, strangers).CombinedOutput(); err == nil || !bytes.Contains(out, []byte("Authorization")) {
		t.Errorf("with another token: %s, %v", out, err)
	}
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
