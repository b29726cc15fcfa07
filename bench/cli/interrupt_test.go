package cli

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// trigger calls f once the text has been written to it.
type trigger struct {
	bytes.Buffer
	text string
	f    func()
}

func (w *trigger) Write(b []byte) (int, error) {
	n, err := w.Buffer.Write(b)
	if strings.Contains(w.String(), w.text) {
		w.f()
	}
	return n, err
}

// TestInterrupted: what is known when Ctrl-C comes is answered, and stored for
// later.
func TestInterrupted(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	gate, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer gate.Close()
	t.Setenv("CLI_TEST_GATE", gate.Addr().String())
	// A round runs a contender twice: to warm it up, and to measure it. The
	// second round's waits at the gate when Ctrl-C comes.
	go func() {
		defer cancel()
		for range 2 {
			conn, err := gate.Accept()
			if err != nil {
				return
			}
			conn.Write([]byte("go"))
			conn.Close()
		}
		conn, err := gate.Accept()
		if err != nil {
			return
		}
		cancel()
		io.Copy(io.Discard, conn) // until the process is gone
		conn.Close()
	}()
	o := compareWith(ctx, "gated", small(dir, "--strategy", "chunked,gated", "--rounds", "5")...)
	o.want(t, exitInconclusive, "stored: ", "compare: interrupted: the answer covers the rounds done so far\n")
	for _, s := range []string{"chunked", "gated", "interrupted: 1 of 5 planned rounds are complete"} {
		if !strings.Contains(o.stdout, s) {
			t.Errorf("the answer lacks %q:\n%s", s, o.stdout)
		}
	}
	run, err := record.Read(sidecar(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	if !run.Interrupted || run.Settings.RoundsDone != 1 || len(run.Trials) < 2 {
		t.Errorf("stored: interrupted %v, %d rounds done, %d trials; want true, 1, at least 2", run.Interrupted, run.Settings.RoundsDone, len(run.Trials))
	}
	if again := compare(t, "show", sidecar(t, dir)); again.stdout != o.stdout {
		t.Errorf("shown again:\n%s\nwant\n%s", again.stdout, o.stdout)
	}
}

// TestInterruptedEarly: before anything is known there is no answer and no file.
func TestInterruptedEarly(t *testing.T) {
	t.Run("before the first round", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		dir := filepath.Join(t.TempDir(), "results")
		wantNothing(t, compareWith(ctx, "", small(dir)...), dir)
	})
	t.Run("in the first trial", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		dir := filepath.Join(t.TempDir(), "results")
		var stdout bytes.Buffer
		stderr := &trigger{text: "trial 1 of 1", f: cancel}
		code := Run(ctx, Env{
			Args: small(dir, "--strategy", "hanging"), Stdout: &stdout, Stderr: stderr, Prefix: []string{roundFlag, "hanging"},
		}, extras("hanging")...)
		_, last, _ := strings.Cut(stderr.String(), "\n")
		wantNothing(t, outcome{code, stdout.String(), last}, dir)
	})
}

func wantNothing(t *testing.T, o outcome, dir string) {
	t.Helper()
	if want := "compare: interrupted before the first trial finished: there is no answer\n"; o.stderr != want || o.stdout != "" || o.code != exitInconclusive {
		t.Errorf("exit code %d, stdout %q, stderr %q; want %d, nothing, %q", o.code, o.stdout, o.stderr, exitInconclusive, want)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Errorf("%s is there, want nothing left", dir)
	}
}

// TestUnanswered: that an answer cannot be given in the end is said, and the run
// is stored all the same.
func TestUnanswered(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(t.TempDir(), "out")
	stderr := &trigger{text: "trial 1 of 2", f: func() { os.Mkdir(out, 0o777) }}
	code := Run(t.Context(), Env{
		Args: small(dir, "--rounds", "1", "--out", out), Stderr: stderr, Prefix: []string{roundFlag, ""},
	})
	if code != exitUnusable || !strings.Contains(stderr.String(), "compare: file \""+out+"\": is a folder\n") {
		t.Errorf("exit code %d, stderr:\n%s\nwant %d, and that %s is a folder", code, stderr, exitUnusable, out)
	}
	compare(t, "show", sidecar(t, dir)).want(t, exitFine)
}

// TestUnstored: what cannot be stored is not said to be.
func TestUnstored(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	var stdout bytes.Buffer
	stderr := &trigger{text: "trial 1 of 2", f: func() { os.RemoveAll(dir) }}
	code := Run(t.Context(), Env{Args: small(dir), Stdout: &stdout, Stderr: stderr, Prefix: []string{roundFlag, ""}})
	if code != exitUnusable || strings.Contains(stderr.String(), "stored: ") || !strings.Contains(stderr.String(), "compare: record "+dir) {
		t.Errorf("exit code %d, stderr:\n%s\nwant %d, and not that it was stored", code, stderr, exitUnusable)
	}
	if !strings.Contains(stdout.String(), "chunked") {
		t.Errorf("stdout:\n%s\nwant what is known", stdout.String())
	}
}
