//go:build unix

package servers

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// mute puts a Redis before all others on the path that runs and does not answer. It returns the
// file in which the server leaves its process number.
func mute(t *testing.T) (file string) {
	t.Helper()
	dir := t.TempDir()
	file = filepath.Join(dir, "number")
	for name, script := range map[string]string{
		"redis-server": "#!/bin/sh\necho $$ >" + file + ".new && mv " + file + ".new " + file + "\nexec sleep 1000\n",
		"redis-cli":    "#!/bin/sh\nexit 1\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	t.Setenv("TMPDIR", t.TempDir())
	return file
}

// TestSoon: a server that is stopped before it leads its session ends, too.
func TestSoon(t *testing.T) {
	mute(t)
	dir, _, _ := strings.Cut(os.Getenv("PATH"), ":")
	real, err := exec.LookPath("setsid")
	if err != nil {
		t.Skip(err)
	}
	for name, script := range map[string]string{
		"setsid":    "#!/bin/sh\nsleep 0.3\nexec " + real + " \"$@\"\n",
		"redis-cli": "#!/bin/sh\necho PONG\n", // for another server, which is gone soon
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Run("redis")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Restart(); err != nil {
		t.Error(err)
	}
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
}

// gone waits until a process has ended.
func gone(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	for syscall.Kill(pid, 0) == nil {
		if t.Context().Err() != nil {
			t.Fatal("the server runs on")
		}
		runtime.Gosched()
	}
}

// TestMute: a server that does not answer is given up, and stopped.
func TestMute(t *testing.T) {
	file := mute(t)
	t.Setenv("SERVERS_PATIENCE", "1")
	if _, err := Run("redis"); err == nil || !strings.Contains(err.Error(), "redis does not answer") {
		t.Fatalf("error %v", err)
	}
	gone(t, file)
}

// TestOrphan: a server that has not answered yet does not outlive the program that wanted it.
func TestOrphan(t *testing.T) {
	file := mute(t)
	parent := exec.Command("bash", "-c", "bash -c \"$0\" servers.sh redis; exit", script)
	stdin, err := parent.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := parent.Start(); err != nil {
		t.Skip(err)
	}
	for {
		if _, err := os.Stat(file); err == nil {
			break
		}
		runtime.Gosched()
	}
	parent.Process.Kill()
	parent.Wait()
	gone(t, file)
}
