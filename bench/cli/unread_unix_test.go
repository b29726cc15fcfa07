//go:build unix

package cli

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestUnreadIsQuiet: where nobody reads on, as with head, there is nobody to tell.
func TestUnreadIsQuiet(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"list", "metrics"}, {"list", "workloads"}, {"--virtual", "--workload", "skewed", "--jobs", "100", "--rounds", "1", "--results", "none"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		cmd := exec.CommandContext(t.Context(), exe, append([]string{mainFlag}, args...)...)
		cmd.Stdout, cmd.Stderr = w, &stderr
		err = cmd.Run()
		w.Close()
		if err == nil || cmd.ProcessState.ExitCode() != exitUnusable || strings.Contains(stderr.String(), "pipe") {
			t.Errorf("%q ended with %v, want exit code %d and no word of the pipe; said %q", args, err, exitUnusable, stderr.String())
		}
	}
}
