package trial

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// contender is one made of a function, as those of package fake, which a test within
// this package cannot import.
type contender struct {
	name string
	run  func(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error)
}

func (c contender) Name() string { return c.name }
func (c contender) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
	return c.run(ctx, workers, jobs, do)
}

// loop runs the jobs that pick chooses, one after the other.
func loop(name string, pick func(n int) []int) Contender {
	return contender{name, func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
		for _, i := range pick(len(jobs)) {
			do(ctx, jobs[i])
		}
		return Report{}, nil
	}}
}

func all(n int) []int {
	var out []int
	for i := range n {
		out = append(out, i)
	}
	return out
}

func nothing(context.Context, pool.Job[workloads.Task]) (uint64, error) { return 0, nil }

// TestTrialCatches: a contender that does not do every job once has an error
// and no metrics, however fast it was.
func TestTrialCatches(t *testing.T) {
	for _, c := range []struct {
		name    string
		pick    func(n int) []int
		process pool.Processor[workloads.Task, uint64]
		want    string
	}{
		{"lost", func(n int) []int { return all(n)[1:] }, nothing, "job 0 of 5 did not run"},
		{"repeated", func(n int) []int { return append(all(n), 3) }, nothing, "job 3 of 5 ran 2 times"},
		{"failed", all, func(_ context.Context, j pool.Job[workloads.Task]) (uint64, error) {
			if j.Data.Seed == 2 {
				return 0, errors.New("broken")
			}
			return 0, nil
		}, "job 2 of 5 failed"},
		{"panicked", all, func(_ context.Context, j pool.Job[workloads.Task]) (uint64, error) { panic("broken") }, "panic: broken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			jobs := make([]pool.Job[workloads.Task], 5)
			for i := range jobs {
				jobs[i].Data.Seed = uint32(i)
			}
			con := loop(c.name, c.pick)
			if c.name == "panicked" {
				con = Discipline(pool.FIFO{})
			}
			m, err := New(jobs, c.process, 1).Run(t.Context(), con)
			if err == nil || !strings.Contains(err.Error(), c.want) || m.Metrics != nil {
				t.Errorf("Run = %v, error %v; want no metrics, error %q", m, err, c.want)
			}
		})
	}
}

// TestTrialAgain: a trial is used for one contender after the other.
func TestTrialAgain(t *testing.T) {
	trial := New(make([]pool.Job[workloads.Task], 100), nothing, 2)
	for range 3 {
		for _, c := range append(Strategies(), loop("loop", all)) {
			out, err := trial.Run(t.Context(), c)
			if err != nil {
				t.Fatalf("%s: %v", c.Name(), err)
			}
			m := out.Metrics
			if m["throughput"] <= 0 || m["efficiency"] <= 0 || m["efficiency"] > 1+1e-9 {
				t.Errorf("%s: throughput %v, efficiency %v", c.Name(), m["throughput"], m["efficiency"])
			}
		}
	}
}

// TestAllocsAreCounted: what a contender allocates is in its metrics.
func TestAllocsAreCounted(t *testing.T) {
	var sink [][]byte
	wasteful := contender{"wasteful", func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
		for _, j := range jobs {
			sink = append(sink, make([]byte, 1024))
			do(ctx, j)
		}
		return Report{}, nil
	}}
	out, err := New(make([]pool.Job[workloads.Task], 1000), nothing, 1).Run(t.Context(), wasteful)
	if err != nil {
		t.Fatal(err)
	}
	m := out.Metrics
	if m["allocs"] < 1 || m["allocs"] > 2 || m["bytes"] < 1024 || m["bytes"] > 2048 {
		t.Errorf("allocs %v, bytes %v a job; want a little over 1 and 1024", m["allocs"], m["bytes"])
	}
	sink = nil
}

// TestWrapperAllocatesNothing: the wrapper measures contenders, not itself.
func TestWrapperAllocatesNothing(t *testing.T) {
	trial := New(make([]pool.Job[workloads.Task], 1), nothing, 1)
	trial.unpack()
	if n := testing.AllocsPerRun(100, func() { trial.do(t.Context(), trial.jobs[0]) }); n != 0 {
		t.Errorf("the wrapper allocates %v times a job, want 0", n)
	}
	if cost := WrapperCost(t.Context()); cost <= 0 {
		t.Errorf("WrapperCost(t.Context()) = %v, want more than 0", cost)
	}
}

// TestTrialCountsConcurrentRepetition: a job that two workers run at once is
// seen to have run twice (and the race detector sees nothing).
func TestTrialCountsConcurrentRepetition(t *testing.T) {
	twice := contender{"twice", func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
		first := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { do(ctx, jobs[0]); close(first) })
		wg.Go(func() { <-first; do(ctx, jobs[0]) })
		wg.Wait()
		return Report{}, nil
	}}
	_, err := New(make([]pool.Job[workloads.Task], 1), nothing, 2).Run(t.Context(), twice)
	if err == nil || !strings.Contains(err.Error(), "ran 2 times") {
		t.Errorf("error %v, want one that says it ran 2 times", err)
	}
}

// TestRunBare: a batch is measured as a whole, a short one again and again, by a
// processor that is not wrapped; one that fails, or reports that it lost a job, is an
// error.
func TestRunBare(t *testing.T) {
	calls := 0
	trial := New(make([]pool.Job[workloads.Task], 50), func(context.Context, pool.Job[workloads.Task]) (uint64, error) {
		calls++
		return 0, nil
	}, 1)
	m, err := trial.RunBare(t.Context(), loop("loop", all))
	if err != nil {
		t.Fatal(err)
	}
	if calls < 100 || calls%50 != 0 {
		t.Errorf("%d calls, want several batches of 50", calls)
	}
	for name := range m.Metrics {
		if !slices.Contains([]string{"makespan", "throughput", "allocs", "bytes"}, name) {
			t.Errorf("metric %q of a batch as a whole", name)
		}
	}
	if got := m.Metrics["throughput"] * m.Metrics["makespan"]; math.Abs(got-50) > 1e-6 {
		t.Errorf("throughput × makespan is %v, want 50 jobs", got)
	}
	broken := errors.New("lost a job")
	for _, c := range []Contender{
		contender{"fails", func(context.Context, int, []pool.Job[int], pool.Processor[int, uint64]) (Report, error) {
			return Report{}, broken
		}},
		contender{"tells", func(context.Context, int, []pool.Job[int], pool.Processor[int, uint64]) (Report, error) {
			return Report{Complete: func(*Report) error { return broken }}, nil
		}},
	} {
		if _, err := trial.RunBare(t.Context(), c); !errors.Is(err, broken) {
			t.Errorf("%s: error %v", c.Name(), err)
		}
		if _, err := trial.Run(t.Context(), c); err == nil {
			t.Errorf("%s: no error", c.Name())
		}
	}
}

// TestRunBareChargesRun: allocations are those of Run, however many Complete makes.
func TestRunBareChargesRun(t *testing.T) {
	const n = 50
	var kept [][]byte
	c := contender{"allocates", func(context.Context, int, []pool.Job[int], pool.Processor[int, uint64]) (Report, error) {
		kept = nil
		for range n { // one a job
			kept = append(kept, make([]byte, 1000))
		}
		return Report{Complete: func(*Report) error {
			for range 100 * n {
				kept = append(kept, make([]byte, 1000))
			}
			return nil
		}}, nil
	}}
	m, err := New(make([]pool.Job[workloads.Task], n), nothing, 1).RunBare(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if allocs, bytes := m.Metrics["allocs"], m.Metrics["bytes"]; allocs < 1 || allocs > 3 || bytes < 1000 || bytes > 3000 {
		t.Errorf("RunBare(%d jobs, an allocation of 1024 bytes each): %v allocations of %v bytes in all a job", n, allocs, bytes)
	}
}
