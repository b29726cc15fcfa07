package strategies_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// nap sleeps for so many seconds.
func nap(_ context.Context, job pool.Job[int]) (int, error) {
	time.Sleep(time.Duration(job.Data) * time.Second)
	return 0, nil
}

// TestLoadAwareBatch: how long a batch takes shows how many workers there were.
func TestLoadAwareBatch(t *testing.T) {
	for _, c := range []struct {
		threshold, load float64
		workers, want   int
	}{
		{0, 0.8, 8, 8}, // at the default threshold, not above it
		{0, 0.81, 8, 4},
		{0, 0.81, 5, 2},
		{0, 99, 1, 1}, // at least one
		{2, 1.9, 8, 8},
		{2, 2.1, 8, 4},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := LoadAware{Threshold: c.threshold, Source: func() (float64, error) { return c.load, nil }}
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: c.workers, EnableMetrics: true}).WithDiscipline(d).WithProcessor(nap)
			for range 40 {
				p.AddJob(pool.Job[int]{Data: 1})
			}
			began := time.Now()
			if _, err := p.Run(); err != nil {
				t.Fatal(err)
			}
			if got := 40 / int(time.Since(began)/time.Second); got != c.want {
				t.Errorf("threshold %v, load %v: %d of %d workers, want %d", c.threshold, c.load, got, c.workers, c.want)
			}
			details := p.Metrics().Details
			if len(details) != 2 || details[0].Value != c.load || details[1].Value != float64(c.want) {
				t.Errorf("details %+v", details)
			}
		})
	}
}

// TestLoadAwareStream: a stream looks again every interval, and follows the load
// down and up: also up while jobs wait and nobody submits any more.
func TestLoadAwareStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		d := LoadAware{Interval: 5 * time.Second, Source: func() (float64, error) {
			if since := time.Since(began); since > 7*time.Second && since < 20*time.Second {
				return 5, nil
			}
			return 0, nil
		}}
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 4, BufferSize: 1000, EnableMetrics: true}).WithDiscipline(d).WithProcessor(nap)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 120 {
			p.Submit(t.Context(), pool.Job[int]{Data: 1})
		}
		time.AfterFunc(25*time.Second, func() { p.Close() })
		perSecond := make(map[int]int)
		for r := range p.Results() {
			perSecond[int(r.Completed.Sub(began)/time.Second)]++
		}
		// It looks at 0, 5, 10 (loaded), 15 (loaded) and 20 s.
		for second, want := range map[int]int{1: 4, 10: 4, 12: 2, 20: 2, 21: 4, 30: 4} {
			if got := perSecond[second]; got != want {
				t.Errorf("%d jobs were done in second %d, want %d", got, second, want)
			}
		}
	})
}

// loadAwareStream starts a stream of four workers that looks at the load every
// second.
func loadAwareStream(t *testing.T, load func() float64) *pool.WorkerPool[int, int] {
	t.Helper()
	d := LoadAware{Source: func() (float64, error) { return load(), nil }}
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 4, BufferSize: 100}).WithDiscipline(d).WithProcessor(nap)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestLoadAwareDownWhileIdle: a job that wakes a worker of those who are too
// many by now is run at once, by another.
func TestLoadAwareDownWhileIdle(t *testing.T) {
	for range 20 { // which worker is woken is chance
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			p := loadAwareStream(t, func() float64 { return time.Since(began).Seconds() })
			time.Sleep(10 * time.Second) // all are idle, and the load is up
			p.Submit(t.Context(), pool.Job[int]{Data: 1})
			time.AfterFunc(time.Minute, func() { p.Close() })
			for r := range p.Results() {
				if r.Wait != 0 {
					t.Errorf("the job waited %v while workers were idle", r.Wait)
				}
			}
		})
	}
}

// TestLoadAwareUpUnseen: when the load falls again, those who were too many go
// on, also if the worker who sees it has not noticed that it ever was up.
func TestLoadAwareUpUnseen(t *testing.T) {
	for range 20 { // who runs the long jobs is chance
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			p := loadAwareStream(t, func() float64 {
				if since := time.Since(began); since > 4*time.Second && since < 9*time.Second {
					return 5
				}
				return 0
			})
			for _, seconds := range []int{10, 10, 5, 5} { // of the last two, one sees the load at 5 s
				p.Submit(t.Context(), pool.Job[int]{Data: seconds})
			}
			for range 40 {
				p.Submit(t.Context(), pool.Job[int]{Data: 1})
			}
			time.AfterFunc(time.Minute, func() { p.Close() }) // which wakes all
			var last time.Duration
			for r := range p.Results() {
				last = max(last, r.Completed.Sub(began))
			}
			// At 10 s all four go on: 40 jobs in 10 s, or less if a worker
			// under the limit had not been on a long job.
			if last > 20*time.Second {
				t.Errorf("the last job was done after %v, want at most 20s: not all workers came back", last)
			}
		})
	}
}

// TestLoadAwareStreamFailure: a source that fails later leaves the value as it
// was, and that is told.
func TestLoadAwareStreamFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reads := 0
		d := LoadAware{Source: func() (float64, error) {
			if reads++; reads > 1 {
				return 0, errors.New("gone")
			}
			return 5, nil
		}}
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, EnableMetrics: true}).WithDiscipline(d).WithProcessor(nap)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			p.Submit(t.Context(), pool.Job[int]{Data: 2})
		}
		began := time.Now()
		if err := p.Close(); err != nil || time.Since(began) != 6*time.Second {
			t.Errorf("Close = %v after %v, want 6s: one of two workers", err, time.Since(began))
		}
		last := p.Metrics().Details
		if len(last) != 3 || last[2].Name != "load-failures" || last[2].Value < 2 {
			t.Errorf("details %+v", last)
		}
	})
}

func TestLoadAwareErrors(t *testing.T) {
	why := errors.New("no such file")
	for _, c := range []struct {
		d    LoadAware
		want string
	}{
		{LoadAware{Threshold: -1}, "LoadAware.Threshold is -1"},
		{LoadAware{Threshold: math.NaN()}, "LoadAware.Threshold is NaN"},
		{LoadAware{Interval: -1}, "LoadAware.Interval is -1ns"},
		{LoadAware{Source: func() (float64, error) { return 0, why }}, why.Error()},
		{LoadAware{Source: func() (float64, error) { return math.NaN(), nil }}, "load source returned NaN"},
		{LoadAware{Source: func() (float64, error) { return -1, nil }}, "load source returned -1"},
	} {
		if _, err := c.d.NewQueue(pool.Setup{Workers: 1}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.d, err, c.want)
		}
	}
}

func TestHostLoad(t *testing.T) {
	if load, err := HostLoad(); err != nil || load < 0 {
		t.Errorf("HostLoad() = %v, %v", load, err)
	}
}
