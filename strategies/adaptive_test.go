package strategies_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// prioritised is a batch of which only the priorities matter.
type prioritised []int

func (b prioritised) Len() int                 { return len(b) }
func (b prioritised) Ticket(i int) pool.Ticket { return pool.Ticket{Index: i, Priority: b[i]} }

func TestProfile(t *testing.T) {
	got := Profile(prioritised{7, 8, 2, 3, 100, -5, 0}, 3)
	if want := (WorkloadProfile{HighPriorityCount: 2, MediumPriorityCount: 2, LowPriorityCount: 3, TotalJobs: 7, WorkerCount: 3}); got != want {
		t.Errorf("Profile = %+v, want %+v", got, want)
	}
}

func TestKind(t *testing.T) {
	for _, c := range []struct {
		p    WorkloadProfile
		want string
	}{
		{WorkloadProfile{TotalJobs: 100, WorkerCount: 1, HighPriorityCount: 51}, "priority-first"},
		{WorkloadProfile{TotalJobs: 100, WorkerCount: 10, HighPriorityCount: 50}, "balanced"}, // half is not more than half
		{WorkloadProfile{TotalJobs: 81, WorkerCount: 4}, "large-batch"},
		{WorkloadProfile{TotalJobs: 80, WorkerCount: 4}, "balanced"},
		{WorkloadProfile{TotalJobs: 8, WorkerCount: 4}, "balanced"},
		{WorkloadProfile{TotalJobs: 7, WorkerCount: 4}, "small-batch"},
	} {
		if got := c.p.Kind(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.p, got, c.want)
		}
	}
}

// chosen runs a batch and returns what the strategy says of its choice.
func chosen(t *testing.T, p *pool.WorkerPool[time.Duration, int], jobs []time.Duration, priority int) string {
	t.Helper()
	for _, d := range jobs {
		p.AddJob(pool.Job[time.Duration]{Data: d, Priority: priority})
	}
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	for _, d := range p.Metrics().Details {
		if d.Name == "chosen" {
			return d.Note
		}
	}
	t.Fatalf("details %+v: nothing chosen", p.Metrics().Details)
	return ""
}

func adaptivePool(a *Adaptive, workers int) *pool.WorkerPool[time.Duration, int] {
	return pool.NewWithConfig[time.Duration, int](pool.Config{NumWorkers: workers, EnableMetrics: true}).WithDiscipline(a).
		WithProcessor(func(_ context.Context, job pool.Job[time.Duration]) (int, error) {
			time.Sleep(job.Data)
			return 0, nil
		})
}

// ascending jobs are what chunked is worst at, and batches of ten bad.
func ascending(n int) []time.Duration {
	var out []time.Duration
	for i := range n {
		out = append(out, time.Duration(i+1)*time.Second)
	}
	return out
}

// TestAdaptiveLearns: the rule first, then each candidate once, then the one
// that did best, and another in one run of sixteen.
func TestAdaptiveLearns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := adaptivePool(new(Adaptive), 4)
		var notes []string
		for range 40 {
			notes = append(notes, chosen(t, p, ascending(100), 0))
		}
		for i, want := range []string{
			"batch for a large-batch run: the first guess",
			"shared-queue for a large-batch run: not tried yet",
			"work-stealing for a large-batch run: not tried yet",
			"chunked for a large-batch run: not tried yet",
		} {
			if notes[i] != want {
				t.Errorf("run %d: %q, want %q", i+1, notes[i], want)
			}
		}
		other := 0
		for i, note := range notes[4:] {
			switch {
			case strings.Contains(note, "another look"):
				if other++; (i+5)%16 != 0 {
					t.Errorf("run %d: %q", i+5, note)
				}
			case !strings.HasPrefix(note, "shared-queue") && !strings.HasPrefix(note, "work-stealing"),
				!strings.Contains(note, "the best so far, at 9"):
				t.Errorf("run %d: %q, want one of the two that balance", i+5, note)
			}
		}
		if other != 2 {
			t.Errorf("%d other looks in runs 5 to 40, want 2", other)
		}
	})
}

// TestAdaptiveKindsApart: what is learnt of one kind of batch says nothing of
// another, and urgent batches always get Priority.
func TestAdaptiveKindsApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := adaptivePool(new(Adaptive), 4)
		for range 6 {
			chosen(t, p, ascending(100), 0)
		}
		for _, c := range []struct {
			jobs     int
			priority int
			want     string
		}{
			{5, 0, "shared-queue for a small-batch run: the first guess"},
			{40, 0, "work-stealing for a balanced run: the first guess"},
			{40, 8, "priority for a priority-first run: the rule"},
			{40, 8, "priority for a priority-first run: the rule"},
			{5, 0, "round-robin for a small-batch run: not tried yet"},
		} {
			if got := chosen(t, p, ascending(c.jobs), c.priority); got != c.want {
				t.Errorf("%d jobs of priority %d: %q, want %q", c.jobs, c.priority, got, c.want)
			}
		}
	})
}

// TestAdaptiveChanges: when the jobs change, so does the choice.
func TestAdaptiveChanges(t *testing.T) {
	const s = time.Second
	longFirst := append([]time.Duration{20 * s}, slices.Repeat([]time.Duration{s}, 19)...)
	// Dealt out in turn, each of two workers gets 8 s; otherwise the long job
	// begins late.
	alternating := slices.Repeat([]time.Duration{0, s}, 8)
	alternating[12] = 8 * s
	synctest.Test(t, func(t *testing.T) {
		p := adaptivePool(new(Adaptive), 2)
		for n, c := range []struct {
			jobs []time.Duration
			want string
		}{
			{longFirst, "work-stealing for a balanced run: the best so far, at 100.0 % efficiency"},
			{alternating, "round-robin for a balanced run: the best so far, at 100.0 % efficiency"},
		} {
			var last string
			for range 20 + 380*n {
				last = chosen(t, p, c.jobs, 0)
			}
			if !strings.HasPrefix(last, c.want) {
				t.Errorf("after many batches of kind %d: %q, want %q", n, last, c.want)
			}
		}
	})
}

// TestAdaptiveConcurrent: one value serves runs at the same time.
func TestAdaptiveConcurrent(t *testing.T) {
	a := new(Adaptive)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			p := adaptivePool(a, w+1)
			for n := range 20 {
				chosen(t, p, make([]time.Duration, 10*n+1), n%10)
			}
		})
	}
	wg.Wait()
}

// TestAdaptiveUnmeasured: a run that shows nothing, because it was canceled
// before anything was done, is no lesson: the candidate has its turn again.
func TestAdaptiveUnmeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := adaptivePool(new(Adaptive), 4)
		for _, before := range []time.Duration{0, time.Second / 2} { // canceled before the start; while the first jobs run
			ctx, cancel := context.WithCancel(t.Context())
			if before == 0 {
				cancel()
			}
			for range 10 {
				p.AddJob(pool.Job[time.Duration]{Data: time.Second})
			}
			stop := time.AfterFunc(before, cancel)
			if _, err := p.RunContext(ctx); err == nil {
				t.Error("a canceled run has no error")
			}
			stop.Stop()
			cancel()
			if d := p.Metrics().Details; before == 0 && len(d) != 0 {
				t.Errorf("canceled before the start: details %+v, want none, as nothing was chosen", d)
			}
		}
		for _, want := range []string{
			"work-stealing for a balanced run: the first guess",
			"shared-queue for a balanced run: not tried yet",
		} {
			if got := chosen(t, p, ascending(10), 0); got != want {
				t.Errorf("after canceled runs: %q, want %q", got, want)
			}
		}
	})
}
