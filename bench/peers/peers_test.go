package peers

import (
	"context"
	"errors"
	"regexp"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/pool"
)

func numbered(n int) []pool.Job[int] {
	jobs := make([]pool.Job[int], n)
	for i := range jobs {
		jobs[i].Data = i
	}
	return jobs
}

// TestPeers: every peer does every job once, with the context it was given, on no more
// workers than allowed, on all of them, and leaves no goroutine behind.
func TestPeers(t *testing.T) {
	type key struct{}
	for _, c := range Contenders() {
		t.Run(c.Name(), func(t *testing.T) {
			before := runtime.NumGoroutine()
			const workers = 3
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
					if job.Data < workers && n == workers+1 {
						// Until as many run at once as there are workers, or nearly for ever.
						for tries := 0; now.Load() < workers && tries < 1e4; tries++ {
							runtime.Gosched()
						}
					}
					done[job.Data].Add(1)
					now.Add(-1)
					return uint64(job.Data), nil
				}
				if _, err := c.Run(context.WithValue(t.Context(), key{}, "here"), workers, numbered(n), do); err != nil {
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
		})
	}
}

// TestStreams: those that take jobs as they arrive take as many as may wait while no
// worker is free, do each once, and tell of one that fails.
func TestStreams(t *testing.T) {
	n := 0
	for _, c := range Contenders() {
		s, ok := c.(bench.Streamer)
		if !ok {
			if bench.CanStream(c) == nil {
				t.Errorf("%s: can stream, and cannot", c.Name())
			}
			continue
		}
		n++
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
				t.Errorf("%s: error %v, one that fails: %v", c.Name(), err, fails)
			}
			for i := range done {
				if k := done[i].Load(); k != 1 {
					t.Errorf("%s: job %d was done %d times", c.Name(), i, k)
				}
			}
		}
	}
	if n < 5 {
		t.Errorf("%d peers take jobs as they arrive", n)
	}
}

// TestVirtualTime: those that say nothing against it do their jobs in a bubble, each
// as fast as its workers allow, or a little less.
func TestVirtualTime(t *testing.T) {
	for _, c := range Contenders() {
		if bench.CanVirtual(c) != nil {
			continue
		}
		t.Run(c.Name(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				_, err := c.Run(t.Context(), 4, numbered(40), func(context.Context, pool.Job[int]) (uint64, error) {
					time.Sleep(time.Second)
					return 0, nil
				})
				want := 10 * time.Second
				if c.Name() == "plain-loop" {
					want = 40 * time.Second
				}
				// A last step of 64 jobs at a time is one worker's.
				if took := time.Since(began); err != nil || took < want || took > 40*time.Second {
					t.Errorf("took %v, want %v: %v", took, want, err)
				}
			})
		})
	}
}

// TestPeersTellErrors: a job that fails is no success.
func TestPeersTellErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range Contenders() {
		_, err := c.Run(t.Context(), 2, numbered(50), func(_ context.Context, job pool.Job[int]) (uint64, error) {
			if job.Data == 20 {
				return 0, broken
			}
			return 1, nil
		})
		if err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("%s: error %v, want that of the job", c.Name(), err)
		}
	}
}

// TestPeersAreMeasured: the harness takes them as it takes strategies.
func TestPeersAreMeasured(t *testing.T) {
	for _, c := range Contenders() {
		p, ok := c.(bench.Preparer)
		if !ok {
			t.Fatalf("%s: is not prepared", c.Name())
		}
		p.Prepare(100)
		began := time.Now()
		if _, err := c.Run(t.Context(), 2, numbered(100), func(context.Context, pool.Job[int]) (uint64, error) { return 0, nil }); err != nil || time.Since(began) > time.Minute {
			t.Errorf("%s: %v after %v", c.Name(), err, time.Since(began))
		}
	}
}

// TestEntries: names are such as flags take, each once, and say whose they are.
func TestEntries(t *testing.T) {
	seen := make(map[string]bool)
	for _, e := range All() {
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(e.Name) || seen[e.Name] || e.Summary == "" {
			t.Errorf("%+v: want a name of its own and a summary", e)
		}
		seen[e.Name] = true
		if plain := strings.HasPrefix(e.Name, "plain-"); plain != (e.Source == "") {
			t.Errorf("%s: source %q", e.Name, e.Source)
		}
	}
}
