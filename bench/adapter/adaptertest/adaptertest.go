// Package adaptertest checks that an adapter may take part in a comparison.
//
// Call [Test] in a test, and run it under the race detector:
//
//	func TestMine(t *testing.T) { adaptertest.Test(t, mine) }
//
// Each rule is a subtest.
package adaptertest

import (
	"context"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/adapter"
	"github.com/go-foundations/poolbench/pool"
)

// A rule is what must hold of every adapter.
type rule struct {
	name  string
	check func(t testing.TB, a adapter.Adapter)
}

// rules are all of them; a new one is an entry here.
var rules = []rule{
	{"named", named},
	{"exactly-once", exactlyOnce},
	{"tells-errors", tellsErrors},
	{"stream", stream},
	{"virtual-time", virtualTime},
}

// Test runs the rules as subtests of t.
func Test(t *testing.T, a adapter.Adapter) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) { r.check(t, a) })
	}
}

func numbered(n int) []pool.Job[int] {
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i].Data = i
	}
	return jobs
}

// run runs a batch and completes its report.
func run(ctx context.Context, c bench.Contender, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (bench.Report, error) {
	report, err := c.Run(ctx, workers, jobs, do)
	if err == nil && report.Complete != nil {
		err = report.Complete(&report)
	}
	return report, err
}

var validName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// named: the name is one that a flag and a file take, and there is a summary of one line.
func named(t testing.TB, a adapter.Adapter) {
	if !validName.MatchString(a.Name) {
		t.Errorf("Name is %q: want lower-case words joined by hyphens", a.Name)
	}
	if a.Summary == "" || strings.Contains(a.Summary, "\n") {
		t.Errorf("Summary is %q: want one line", a.Summary)
	}
}

// exactlyOnce: every job is done once, with the context that was given, on no more
// workers than allowed, and no goroutine is left behind; any number of times in a row.
func exactlyOnce(t testing.TB, a adapter.Adapter) {
	type key struct{}
	before := runtime.NumGoroutine()
	const workers = 3
	c := a.Contender()
	for _, n := range []int{0, 1, workers + 1, 1000} {
		done := make([]atomic.Int32, n)
		var now, most atomic.Int32
		do := func(ctx context.Context, job pool.Job[int]) (uint64, error) {
			if ctx.Value(key{}) != "here" {
				t.Error("the job has another context")
			}
			running := now.Add(1)
			for m := most.Load(); running > m && !most.CompareAndSwap(m, running); m = most.Load() {
			}
			if n == workers+1 {
				// A chance for one worker too many; virtualTime sees it for certain.
				for tries := 0; now.Load() <= workers && tries < 1e4; tries++ {
					runtime.Gosched()
				}
			}
			done[job.Data].Add(1)
			now.Add(-1)
			return uint64(job.Data), nil
		}
		if _, err := run(context.WithValue(t.Context(), key{}, "here"), c, workers, numbered(n), do); err != nil {
			t.Fatalf("%d jobs: %v", n, err)
		}
		for i := range done {
			if k := done[i].Load(); k != 1 {
				t.Errorf("%d jobs: job %d was done %d times", n, i, k)
			}
		}
		if m := most.Load(); m > workers {
			t.Errorf("%d jobs: %d ran at once, want at most %d", n, m, workers)
		}
	}
	// Goroutines that were told to go may need a moment.
	for began := time.Now(); time.Since(began) < 10*time.Second; {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	buf := make([]byte, 1<<14)
	t.Errorf("%d goroutines, before %d:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
}

// tellsErrors: a job that fails is no success.
func tellsErrors(t testing.TB, a adapter.Adapter) {
	_, err := run(t.Context(), a.Contender(), 2, numbered(50), func(_ context.Context, job pool.Job[int]) (uint64, error) {
		if job.Data == 20 {
			return 0, errors.New("broken")
		}
		return 1, nil
	})
	if err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("error %v, want that of the job", err)
	}
}

// stream: one that takes jobs as they arrive takes as many as may wait while no worker
// is free, does each once, and tells of one that fails.
func stream(t testing.TB, a adapter.Adapter) {
	s, ok := a.Contender().(bench.Streamer)
	if !ok {
		return
	}
	const jobs, workers = 200, 2
	for _, fails := range []bool{false, true} {
		done := make([]atomic.Int32, jobs)
		open := make(chan struct{})
		st, err := s.Stream(t.Context(), workers, jobs, func(_ context.Context, job pool.Job[int]) (uint64, error) {
			<-open
			done[job.Data].Add(1)
			if fails && job.Data == 20 {
				return 0, errors.New("broken")
			}
			return 0, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, job := range numbered(jobs) {
			if err := st.Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
		close(open)
		_, err = st.Close()
		if fails != (err != nil && strings.Contains(err.Error(), "job 20: broken")) {
			t.Errorf("error %v, one that fails: %v", err, fails)
		}
		for i := range done {
			if k := done[i].Load(); k != 1 {
				t.Errorf("job %d was done %d times", i, k)
			}
		}
	}
}

// virtualTime: one that says nothing against it does its jobs in a bubble, where no
// schedule is better than the workers allow, none worse than one worker, and no more jobs
// run at once than there are workers.
func virtualTime(t testing.TB, a adapter.Adapter) {
	c := a.Contender()
	if bench.CanVirtual(c) != nil {
		return
	}
	const workers, jobs = 4, 40
	// Note: the outer T is a blank, for the sake of a caller that has no T.
	synctest.Test(new(testing.T), func(*testing.T) {
		began := time.Now()
		var now, most int // by the clock of the bubble: it stands still while any goroutine can go on
		var mu sync.Mutex
		_, err := run(context.Background(), c, workers, numbered(jobs), func(context.Context, pool.Job[int]) (uint64, error) {
			mu.Lock()
			now++
			most = max(most, now)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			now--
			mu.Unlock()
			return 0, nil
		})
		if took := time.Since(began); err != nil || took < jobs/workers*time.Second || took > jobs*time.Second {
			t.Errorf("%d jobs of 1 s on %d workers took %v, want 10 s to 40 s: %v", jobs, workers, took, err)
		}
		if most > workers {
			t.Errorf("%d jobs ran at once on %d workers", most, workers)
		}
	})
}
