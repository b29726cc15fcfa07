// Package servers starts the servers that tests of engines need, by servers.sh: each on a
// port and in a folder of its own, for one test.
package servers

import (
	"bufio"
	_ "embed"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

//go:embed servers.sh
var script string

// Env is the environment variable that, set to "required", makes a test fail that is skipped
// otherwise because its server is not installed.
const Env = "SERVERS"

// missing is the exit code of the script for a server that is not installed.
const missing = 3

// Start starts the server of that name, such as "redis", and returns its URL. The server
// ends with the test, and with its process should that one be killed. Without the server the
// test is skipped.
func Start(t testing.TB, name string) string {
	t.Helper()
	cmd := exec.Command("bash", "-c", script, "servers.sh", name)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		absent(t, name, err.Error()) // no bash
	}
	url, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		exit := (*exec.ExitError)(nil)
		if err := cmd.Wait(); errors.As(err, &exit) && exit.ExitCode() == missing {
			absent(t, name, stderr.String())
		}
		t.Fatalf("server %s: %v\n%s", name, err, &stderr)
	}
	t.Cleanup(func() {
		stdin.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("server %s: %v\n%s", name, err, &stderr)
		}
	})
	return strings.TrimSpace(url)
}

// absent skips the test, or fails it where servers are required.
func absent(t testing.TB, name, why string) {
	t.Helper()
	if os.Getenv(Env) == "required" {
		t.Fatalf("server %s: %s", name, why)
	}
	t.Skipf("NOT TESTED with the server %s: %s", name, why)
}
