package cli

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestProfiles: of each strategy a CPU profile whose labels name it, a profile of
// allocations and an execution trace, in files of its own; of one alone, in the files named.
func TestProfiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	profiled := func(more ...string) {
		args := []string{"--workload", "fixed:1ms", "--cpuprofile", file("cpu.pprof"), "--memprofile", file("mem"), "--trace", file("trace")}
		compare(t, small(t.TempDir(), append(args, more...)...)...).want(t, exitFine, "CPU profile of chunked: go tool pprof ")
	}
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
	check := func(strategy, cpuFile, mem, trace string) {
		cpu := unzip(cpuFile)
		for _, s := range []string{"strategy", strategy, "workload", "fixed:1ms"} {
			if !bytes.Contains(cpu, []byte(s)) {
				t.Errorf("%s: the CPU profile lacks %q", strategy, s)
			}
		}
		for _, other := range []string{"shared-queue", "chunked"} {
			if other != strategy && bytes.Contains(cpu, []byte(other)) {
				t.Errorf("%s: the CPU profile has %s", strategy, other)
			}
		}
		if len(unzip(mem)) == 0 {
			t.Errorf("%s: the profile of allocations is empty", strategy)
		}
		if text, err := os.ReadFile(file(trace)); err != nil || !bytes.HasPrefix(text, []byte("go 1.")) {
			t.Errorf("%s: the trace: %v, %.20q", strategy, err, text)
		}
	}
	profiled()
	for _, strategy := range []string{"shared-queue", "chunked"} {
		check(strategy, "cpu-"+strategy+".pprof", "mem-"+strategy, "trace-"+strategy)
	}
	if files := filesIn(t, dir); len(files) != 6 {
		t.Errorf("%q, want three of each", files)
	}
	profiled("--strategy", "chunked")
	check("chunked", "cpu.pprof", "mem", "trace")
	compare(t, small(dir, "--cpuprofile", file("x"), "--trace", file("x"))...).wantRefused(t, "would be written twice")
}
