package strategies_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// placed runs a batch of jobs that each take a second, or as many as given, and
// returns who ran each.
func placed(t *testing.T, d pool.Discipline, workers int, seconds []int) (by []int, makespan time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers}).WithDiscipline(d).WithProcessor(nap)
		for _, s := range seconds {
			p.AddJob(pool.Job[int]{Data: s})
		}
		began := time.Now()
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		makespan = time.Since(began)
		for _, r := range results {
			by = append(by, r.Worker)
		}
	})
	return by, makespan
}

func ones(n int) []int { return slices.Repeat([]int{1}, n) }

func TestRoundRobinDeals(t *testing.T) {
	if by, _ := placed(t, RoundRobin{}, 3, ones(8)); !slices.Equal(by, []int{0, 1, 2, 0, 1, 2, 0, 1}) {
		t.Errorf("jobs went to %v", by)
	}
	q := stream(t, RoundRobin{}, pool.Setup{Workers: 3})
	for i := range 7 {
		if w := q.Push(pool.Ticket{Index: i}); w != i%3 {
			t.Errorf("job %d went to worker %d, want %d", i, w, i%3)
		}
	}
}

func TestChunkedCuts(t *testing.T) {
	for _, c := range []struct{ jobs, workers int }{{10, 3}, {3, 3}, {2, 5}, {100, 7}} {
		by, _ := placed(t, Chunked{}, c.workers, ones(c.jobs))
		count := make(map[int]int)
		for _, w := range by {
			count[w]++
		}
		if !slices.IsSorted(by) {
			t.Errorf("%d jobs, %d workers: went to %v, want runs of neighbours", c.jobs, c.workers, by)
		}
		for w, n := range count {
			if even := c.jobs / min(c.workers, c.jobs); n < even || n > even+1 {
				t.Errorf("%d jobs, %d workers: worker %d has %d", c.jobs, c.workers, w, n)
			}
		}
	}
	if _, err := (Chunked{}).NewQueue(pool.Setup{Workers: 2, Stream: true}); err == nil || !strings.Contains(err.Error(), "batches only") {
		t.Errorf("a stream: %v", err)
	}
}

// TestBatchSize: a worker runs whole batches, of ten if nothing else is said.
func TestBatchSize(t *testing.T) {
	for _, c := range []struct{ size, want int }{{0, 10}, {1, 1}, {3, 3}, {100, 100}} {
		by, _ := placed(t, Batch{Size: c.size}, 4, ones(40))
		for i := range by {
			if first := i / c.want * c.want; by[i] != by[first] {
				t.Errorf("size %d: job %d went to worker %d, job %d to %d", c.size, i, by[i], first, by[first])
			}
		}
		if c.want <= 10 && by[0] == by[c.want] {
			t.Errorf("size %d: job %d went to the worker of the first batch", c.size, c.want)
		}
	}
	if _, err := (Batch{Size: -1}).NewQueue(pool.Setup{Workers: 1}); err == nil || !strings.Contains(err.Error(), "Batch.Size is -1") {
		t.Errorf("size -1: %v", err)
	}
}

// TestStealing: while one worker is held up, the others do its jobs, from the
// far end; nobody steals from who is just as fast.
func TestStealing(t *testing.T) {
	by, makespan := placed(t, WorkStealing{}, 2, append([]int{10}, ones(9)...))
	if makespan != 10*time.Second || !slices.Equal(by, []int{0, 1, 1, 1, 1, 1, 1, 1, 1, 1}) {
		t.Errorf("jobs went to %v in %v, want all but the long one to the other worker, in 10s", by, makespan)
	}
	if by, makespan = placed(t, WorkStealing{}, 4, ones(40)); makespan != 10*time.Second || !slices.IsSorted(by) {
		t.Errorf("equal jobs went to %v in %v, want 10 neighbours each in 10s", by, makespan)
	}
	// The far end: the thief's first loot is the last of the victim's run.
	var order []int
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, EnableMetrics: true}).WithDiscipline(WorkStealing{})
	synctest.Test(t, func(t *testing.T) {
		p.WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
			if job.Data == 0 {
				time.Sleep(time.Minute)
				return 0, nil
			}
			order = append(order, job.Data)
			time.Sleep(time.Second)
			return 0, nil
		})
		for i := range 8 {
			p.AddJob(pool.Job[int]{Data: i})
		}
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
	})
	if want := []int{4, 5, 6, 7, 3, 2, 1}; !slices.Equal(order, want) {
		t.Errorf("the other worker ran %v, want %v", order, want)
	}
	if d := p.Metrics().Details; len(d) != 1 || d[0].Name != "steals" || d[0].Value != 3 {
		t.Errorf("details %+v, want 3 steals", d)
	}
}

// TestStealingStream: a job waits for its own worker only while nobody is idle.
func TestStealingStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithDiscipline(WorkStealing{}).WithProcessor(nap)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		for _, s := range append([]int{9}, ones(9)...) {
			p.Submit(t.Context(), pool.Job[int]{Data: s})
		}
		p.Close()
		if d := time.Since(began); d != 9*time.Second {
			t.Errorf("a job of 9 s and nine of 1 s on 2 workers took %v, want 9s", d)
		}
	})
}

// TestList: what the list says of the strategies holds.
func TestList(t *testing.T) {
	f := Factory[int, int]()
	if got, want := len(f.Names()), len(All()); got != want {
		t.Errorf("the factory has %d strategies, the list %d", got, want)
	}
	for _, e := range All() {
		if s, err := f.Lookup(e.Name()); err != nil || s.Name() != e.Name() {
			t.Errorf("%s: the factory has %v, %v", e.Name(), s, err)
		}
		if e.Summary == "" || !slices.Contains([]string{Static, Dynamic, Ordered, Meta}, e.Family) {
			t.Errorf("%s: family %q, summary %q", e.Name(), e.Family, e.Summary)
		}
		_, err := e.New().NewQueue(pool.Setup{Workers: 2, Capacity: 8, Stream: true, Now: func() time.Duration { return 0 }})
		if (err != nil) != e.Batch {
			t.Errorf("%s: a stream gives %v, the list says batches only: %v", e.Name(), err, e.Batch)
		}
	}
}
