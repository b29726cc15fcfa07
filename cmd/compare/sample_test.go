package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/workloads"
)

// sampleLog is the log that the README tries: four thousand requests of about 20 ms, of
// which a few take much longer, 250 a second.
func sampleLog(t *testing.T) []byte {
	w, err := workloads.ByName("lognormal")
	if err != nil {
		t.Fatal(err)
	}
	w.Mean = 20 * time.Millisecond
	const jobs = 4000
	set, err := w.Generate(jobs, 1)
	if err != nil {
		t.Fatal(err)
	}
	poisson, err := workloads.ArrivalsByName("poisson")
	if err != nil {
		t.Fatal(err)
	}
	arrivals, err := workloads.Schedule(poisson, jobs, float64(4*time.Millisecond), 1)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	b.WriteString("arrival_ms,duration_ms\n")
	for i, job := range set.Jobs {
		fmt.Fprintf(&b, "%.2f,%.2f\n", 1e3*arrivals[i].Seconds(), 1e3*job.Data.Service.Seconds())
	}
	return b.Bytes()
}

// TestSample: the log in the repository is the one that is described here.
func TestSample(t *testing.T) {
	path := filepath.Join(root, sample)
	want := sampleLog(t)
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	is, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(is, want) {
		t.Errorf("%s: not what sampleLog makes; go test ./cmd/compare -run TestSample -update writes it", sample)
	}
}

const sample = "bench/recommend/sample.csv"
