// Package servers starts the servers that engines need, by servers.sh: each on a port and in
// a folder of its own, for a test or a measurement.
package servers

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
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

// A Server runs until Stop is called, or its process ends.
type Server struct {
	URL string

	stdin  io.WriteCloser
	stdout *bufio.Reader
	cmd    *exec.Cmd
	stderr *strings.Builder
}

// Options are how a server is started. The zero value is useful.
type Options struct {
	// Dir is where the server's own folder is made; empty means where temporary files are.
	Dir string

	// Keep has a Redis write to a file, without which it forgets everything when it stops.
	Keep bool
}

// NotInstalled is the error of a server that is not installed.
type NotInstalled struct{ Name, Why string }

func (e *NotInstalled) Error() string { return "server " + e.Name + ": " + e.Why }

// Run starts the server of that name, such as "redis". The error is a [*NotInstalled] if
// this machine does not have it.
func Run(name string) (*Server, error) { return RunWith(name, Options{}) }

// RunWith is Run with options.
func RunWith(name string, o Options) (*Server, error) {
	cmd := exec.Command("bash", "-c", script, "servers.sh", name)
	cmd.Env = os.Environ()
	if o.Dir != "" {
		cmd.Env = append(cmd.Env, "TMPDIR="+o.Dir)
	}
	if o.Keep {
		cmd.Env = append(cmd.Env, "SERVERS_KEEP=1")
	}
	s := &Server{cmd: cmd, stderr: new(strings.Builder)}
	cmd.Stderr = s.stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	s.stdin = stdin
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil { // no bash
		return nil, &NotInstalled{name, err.Error()}
	}
	s.stdout = bufio.NewReader(stdout)
	url, err := s.stdout.ReadString('\n')
	if err != nil {
		exit := (*exec.ExitError)(nil)
		if err := cmd.Wait(); errors.As(err, &exit) && exit.ExitCode() == missing {
			return nil, &NotInstalled{name, strings.TrimSpace(s.stderr.String())}
		}
		return nil, fmt.Errorf("server %s: %w\n%s", name, err, s.stderr)
	}
	s.URL = strings.TrimSpace(url)
	return s, nil
}

// Restart kills the server with signal 9, starts it again with its files, and returns once it
// answers.
func (s *Server) Restart() error { return s.tell("restart") }

// Revive is Restart if the server does not answer, and otherwise does nothing.
func (s *Server) Revive() error { return s.tell("revive") }

func (s *Server) tell(command string) error {
	if _, err := fmt.Fprintln(s.stdin, command); err != nil {
		return fmt.Errorf("server %s: %w", command, err)
	}
	if _, err := s.stdout.ReadString('\n'); err != nil {
		return fmt.Errorf("server %s: %w", command, errors.Join(err, s.Stop()))
	}
	return nil
}

// Stop stops the server, and returns once it has ended.
func (s *Server) Stop() error {
	s.stdin.Close()
	if err := s.cmd.Wait(); err != nil {
		return fmt.Errorf("%w\n%s", err, s.stderr)
	}
	return nil
}

// Start starts the server of that name, and returns its URL. The server ends with the test,
// and with its process should that one be killed. Without the server the test is skipped,
// or fails where [Env] says so.
func Start(t testing.TB, name string) string {
	t.Helper()
	s, err := Run(name)
	var missing *NotInstalled
	switch {
	case errors.As(err, &missing) && os.Getenv(Env) == "required":
		t.Fatal(err)
	case errors.As(err, &missing):
		t.Skipf("NOT TESTED with the %v", err)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(); err != nil {
			t.Errorf("server %s: %v", name, err)
		}
	})
	return s.URL
}
