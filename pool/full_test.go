package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestWhenFull: one worker, room for two, and six jobs of a second, submitted at once.
func TestWhenFull(t *testing.T) {
	for _, c := range []struct {
		policy  FullPolicy
		refused string // jobs that Submit refuses
		dropped string // jobs whose result says that they were dropped
		took    time.Duration
	}{
		{WaitWhenFull, "", "", 6 * time.Second},
		{RefuseWhenFull, "345", "", 3 * time.Second},
		{DropOldest, "", "123", 3 * time.Second},
		{DropNewest, "", "345", 3 * time.Second},
		{RunInCaller, "", "", 3 * time.Second}, // 3 runs in the caller, then 4 and 5 find room or run there
	} {
		for _, handled := range []bool{false, true} {
			t.Run(fmt.Sprint(int(c.policy), handled), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var tally Tally
					p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2, WhenFull: c.policy, EnableMetrics: true}).
						WithProcessor(func(context.Context, Job[int]) (int, error) { time.Sleep(time.Second); return 0, nil }).
						WithMonitor(&tally).WithUnboundedResults()
					var mu sync.Mutex
					results := make(map[string]Result[int])
					note := func(r Result[int]) { mu.Lock(); defer mu.Unlock(); results[r.JobID] = r }
					if handled {
						p.WithHandler(note)
					}
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					began := time.Now()
					refused := ""
					jobs := numbered(6)
					for i := range jobs {
						switch err := p.Submit(t.Context(), jobs[i]); {
						case errors.Is(err, ErrFull):
							refused += jobs[i].ID
						case err != nil:
							t.Error(err)
						}
						synctest.Wait()
					}
					if err := p.Close(); err != nil {
						t.Error(err)
					}
					took := time.Since(began)
					for r := range p.Results() {
						note(r)
					}
					dropped := ""
					for i := range jobs {
						r, ok := results[jobs[i].ID]
						switch {
						case strings.Contains(refused, jobs[i].ID):
							if ok {
								t.Errorf("a job that was refused has a result: %+v", r)
							}
						case !ok:
							t.Errorf("job %d has no result", i)
						case errors.Is(r.Error, ErrDropped) && errors.Is(r.Error, ErrFull):
							dropped += r.JobID
						case r.Error != nil || r.Duration != time.Second:
							t.Errorf("%+v", r)
						}
					}
					if refused != c.refused || dropped != c.dropped {
						t.Errorf("refused %q, dropped %q, want %q and %q", refused, dropped, c.refused, c.dropped)
					}
					if c.policy == RunInCaller {
						if results["3"].Worker != -1 || took > 4*time.Second {
							t.Errorf("the first that finds no room: %+v; all took %v", results["3"], took)
						}
					} else if took != c.took {
						t.Errorf("took %v, want %v", took, c.took)
					}
					if m := p.Metrics(); m.JobsProcessed != len(results) || m.ErrorCount != len(dropped) {
						t.Errorf("%+v", m)
					}
					if tally.Waiting.Load() != 0 || tally.Running.Load() != 0 || tally.Lost.Load() != int64(len(dropped)) {
						t.Errorf("%d wait, %d run, %d lost", tally.Waiting.Load(), tally.Running.Load(), tally.Lost.Load())
					}
				})
			})
		}
	}
}

// TestRunInCallerFails: a processor that panics or exits does not take the goroutine along
// that submits.
func TestRunInCallerFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1, WhenFull: RunInCaller}).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				switch job.Data {
				case 2:
					panic(errBug)
				case 3:
					runtime.Goexit()
				}
				time.Sleep(time.Hour)
				return 0, nil
			}).WithUnboundedResults()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		jobs := numbered(4)
		for i := range jobs {
			if err := p.Submit(t.Context(), jobs[i]); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		p.Close()
		n := 0
		for r := range p.Results() {
			n++
			if r.JobID == "2" && !errors.Is(r.Error, errBug) || r.JobID == "3" && !errors.Is(r.Error, ErrGoexit) {
				t.Errorf("%+v", r)
			}
		}
		if n != 4 {
			t.Errorf("%d results", n)
		}
	})
}

// TestWhenFullStress: in real time each job that was accepted has one result.
func TestWhenFullStress(t *testing.T) {
	for policy := WaitWhenFull; policy <= RunInCaller; policy++ {
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 3, WhenFull: policy}).WithProcessor(double).WithUnboundedResults()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		accepted := make([]int, 4)
		for k := range accepted {
			all.Go(func() {
				for i := range 2000 {
					if p.Submit(t.Context(), Job[int]{Data: i}) == nil {
						accepted[k]++
					}
				}
			})
		}
		all.Wait()
		p.Close()
		n := 0
		for range p.Results() {
			n++
		}
		if want := accepted[0] + accepted[1] + accepted[2] + accepted[3]; n != want {
			t.Errorf("policy %d: %d results of %d jobs", policy, n, want)
		}
	}
}

// TestDropOldestElsewhere: a strategy that does not keep the order refuses.
func TestDropOldestElsewhere(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 2, WhenFull: DropOldest}).WithProcessor(double).WithDiscipline(own{})
	var config *ConfigError
	if err := p.Start(t.Context()); !errors.As(err, &config) || config.Field != "WhenFull" {
		t.Error(err)
	}
}

func TestFullPolicyString(t *testing.T) {
	got := fmt.Sprint(WaitWhenFull, RefuseWhenFull, DropOldest, DropNewest, RunInCaller, FullPolicy(5), FullPolicy(-1))
	if want := "WaitWhenFull RefuseWhenFull DropOldest DropNewest RunInCaller FullPolicy(5) FullPolicy(-1)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
