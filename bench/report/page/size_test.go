package page

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// TestSize: a page of all stored runs, and of as many as seventeen, stays under a megabyte.
func TestSize(t *testing.T) {
	stored, err := filepath.Glob("../../../results/*.json.gz")
	if err != nil || len(stored) < 3 {
		t.Fatalf("%d stored runs, %v", len(stored), err)
	}
	var all []Judgement
	for _, path := range stored {
		run, err := record.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, Judgement{run, verdict.Judge(run, verdict.Options{})})
	}
	for len(all) < 17 {
		all = append(all, all[:min(len(stored), 17-len(all))]...)
	}
	for _, n := range []int{len(stored), 17} {
		var b strings.Builder
		if err := WriteAll(&b, all[:n]); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d runs: %d bytes", n, b.Len())
		if b.Len() > 1e6 {
			t.Errorf("%d runs: %d bytes, want at most a million", n, b.Len())
		}
	}
}
