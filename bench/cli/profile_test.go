package cli

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestProfiles: a CPU profile whose labels name the strategies, a profile of allocations
// and an execution trace.
func TestProfiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	compare(t, small(t.TempDir(), "--workload", "fixed:1ms", "--cpuprofile", file("cpu"), "--memprofile", file("mem"), "--trace", file("trace"))...).want(t, exitFine, "CPU profile: ")
	unzip := func(name string) []byte {
		f, err := os.Open(file(name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	cpu := unzip("cpu")
	for _, s := range []string{"strategy", "shared-queue", "chunked", "workload", "fixed:1ms"} {
		if !bytes.Contains(cpu, []byte(s)) {
			t.Errorf("the CPU profile lacks %q", s)
		}
	}
	if len(unzip("mem")) == 0 {
		t.Error("the profile of allocations is empty")
	}
	if text, err := os.ReadFile(file("trace")); err != nil || !bytes.HasPrefix(text, []byte("go 1.")) {
		t.Errorf("the trace: %v, %.20q", err, text)
	}
	compare(t, small(dir, "--cpuprofile", file("x"), "--trace", file("x"))...).wantRefused(t, "is to be written twice")
}
