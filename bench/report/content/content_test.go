package content

import (
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/report/internal/sample"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func TestDetails(t *testing.T) {
	got := Details(sample.Run(), verdict.Answer{Place: verdict.Place{Workload: "skewed", Workers: 4}})
	want := []string{"work-stealing: steals 400 (median of 8 trials)", "work-stealing: chosen 2 (few long jobs; in 7 of 8 trials)"}
	if !slices.Equal(got, want) {
		t.Errorf("details = %q, want %q", got, want)
	}
}
