package selftest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// TestTheory holds the strategies to theory, with as many jobs as a test has time
// for: the intervals are as wide as that allows, see Figure. Seeds are fixed, and
// virtual time repeats, so it passes always or never. For more jobs:
//
//	go run ./cmd/compare selftest --theory --jobs 4000000
func TestTheory(t *testing.T) {
	if raceDetector && testing.Short() {
		t.Skip("two minutes; the race detector sees the same goroutines in TestOwn")
	}
	jobs := 200_000
	if raceDetector || testing.Short() {
		jobs = LeastJobs
	}
	n := 0
	err := Theory(t.Context(), Options{Jobs: jobs, Seed: 1}, func(f Figure) {
		n++
		if !f.Agrees() {
			t.Errorf("%s = %.5g ± %.2g, want %.5g (%s) and the interval at most ± %.2g", f.What, f.Measured, f.Half, f.Theory, f.Source, f.Most*f.Theory)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 164 {
		t.Errorf("%d figures, want all of them", n)
	}
}

// TestEveryStrategy: there is theory of each strategy of the list.
func TestEveryStrategy(t *testing.T) {
	known := Known()
	for _, e := range strategies.All() {
		if !slices.Contains(known, e.Name()) {
			t.Errorf("%s: no theory", e.Name())
		}
	}
}

// TestAgrees: neither a wrong figure nor an imprecise one does.
func TestAgrees(t *testing.T) {
	for _, tt := range []struct {
		Figure
		want bool
	}{
		{Figure{Theory: 2, Measured: 2}, true},
		{Figure{Theory: 2, Measured: 2.001}, false},
		{Figure{Theory: 2, Measured: 2.1, Half: 0.15, Most: 0.1}, true},
		{Figure{Theory: 2, Measured: 1.8, Half: 0.15, Most: 0.1}, false},
		{Figure{Theory: 2, Measured: 2.1, Half: 0.3, Most: 0.1}, false},
	} {
		if got := tt.Agrees(); got != tt.want {
			t.Errorf("%+v agrees: %v, want %v", tt.Figure, got, tt.want)
		}
	}
}

// TestOnly: the figures of some strategies only.
func TestOnly(t *testing.T) {
	var what []string
	err := Theory(t.Context(), Options{Jobs: LeastJobs, Only: []string{"chunked", "lottery"}}, func(Figure) {})
	if err == nil || !strings.Contains(err.Error(), `strategy "lottery": no theory (have adaptive, affinity, `) {
		t.Errorf("unknown strategy: %v", err)
	}
	if err := Theory(t.Context(), Options{Jobs: LeastJobs, Only: []string{"chunked"}}, func(f Figure) { what = append(what, f.What) }); err != nil {
		t.Fatal(err)
	}
	if len(what) != 2 || !strings.Contains(what[0], "chunked: starts as known") || !strings.Contains(what[1], "E[makespan]") {
		t.Errorf("figures of chunked: %q", what)
	}
}

// TestOwn: a strategy in place of another is held to all that is known of that one, job by
// job, and one that is like no other to what is known of all.
func TestOwn(t *testing.T) {
	count := func(d pool.Discipline, like string) (figures, off int) {
		err := Theory(t.Context(), Options{Jobs: LeastJobs, Seed: 1, Own: d, Like: like}, func(f Figure) {
			figures++
			if !f.Agrees() {
				off++
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return figures, off
	}
	byDeadline := strategies.Keyed{Label: "mine", Key: func(t pool.Ticket) int64 { return int64(t.Deadline) }}
	if n, off := count(byDeadline, "deadline"); n != 4 || off != 0 {
		t.Errorf("an order of deadlines in place of deadline: %d of %d figures are off, want 0 of 4", off, n)
	}
	if n, off := count(byDeadline, "shortest-first"); n != 11 || off < 8 {
		t.Errorf("an order of deadlines in place of shortest-first: %d of %d figures are off, want most of 11", off, n)
	}
	if n, off := count(byDeadline, ""); n != 5 || off != 0 {
		t.Errorf("an order of deadlines: %d of %d figures are off, want 0 of 5", off, n)
	}
	if _, off := count(strategies.RoundRobin{}, ""); off < 2 {
		t.Errorf("a strategy that keeps workers idle: %d figures are off, want several", off)
	}
}

func TestTooFewJobs(t *testing.T) {
	if err := Theory(t.Context(), Options{Jobs: 10}, nil); err == nil {
		t.Error("10 jobs: no error")
	}
}

func TestEstimate(t *testing.T) {
	mean, half := estimate([]float64{1, 2, 3, 4, 5})
	// Standard deviation √2.5, over √5.
	if want := student * 0.70710678; mean != 3 || half < want-1e-6 || half > want+1e-6 {
		t.Errorf("estimate = %v ± %v, want 3 ± %v", mean, half, want)
	}
}

// TestCancel ends with the cause.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	want := errors.New("enough")
	cancel(want)
	if err := Theory(ctx, Options{}, func(Figure) {}); !errors.Is(err, want) {
		t.Errorf("error %v, want the cause", err)
	}
}
