package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// exitPanicking ends its goroutine with Goexit while a deferred function
// panics: recover returns the panic, and the goroutine ends all the same.
func exitPanicking() {
	defer func() { panic(errBug) }()
	exit()
}

// TestProcessorExitsPanicking: the job fails alone, in batches, in streams and
// under strategies written by hand.
func TestProcessorExitsPanicking(t *testing.T) {
	do := func(_ context.Context, job Job[int]) (int, error) {
		if job.Data%3 == 1 {
			exitPanicking()
		}
		return 2 * job.Data, nil
	}
	check := func(t *testing.T, results []Result[int], err error) {
		t.Helper()
		if err != nil || len(results) != 10 {
			t.Errorf("%d results, error %v, want 10 and none", len(results), err)
		}
		for _, r := range results {
			fails := r.JobID == "1" || r.JobID == "4" || r.JobID == "7"
			if fails != errors.Is(r.Error, errBug) || !fails && r.Error != nil {
				t.Errorf("job %s: error %v, want a panic: %v", r.JobID, r.Error, fails)
			}
		}
	}
	for name, run := range map[string]func() ([]Result[int], error){
		"batch": func() ([]Result[int], error) {
			p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(do)
			p.AddJobs(numbered(10))
			return p.Run()
		},
		"strategy by hand": func() ([]Result[int], error) {
			p := foreignPool(Config{NumWorkers: 2}, groups{3}, do)
			p.AddJobs(numbered(10))
			return p.Run()
		},
		"stream": func() (results []Result[int], err error) {
			p := started(t, Config{NumWorkers: 2}, do)
			for _, job := range numbered(10) {
				if err := p.Submit(t.Context(), job); err != nil {
					return nil, err
				}
			}
			err = p.Close()
			for r := range p.Results() {
				results = append(results, r)
			}
			return results, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			results, err := run()
			check(t, results, err)
		})
	}
}

// exitsPanicking are queues that end the goroutine that calls them, while a
// deferred function of theirs panics.
var exitsPanicking = []struct {
	name  string
	rogue rogue
	batch bool // in batches only
}{
	{"NewQueue", rogue{newQueue: func(Setup) (Queue, error) { exitPanicking(); return nil, nil }}, false},
	{"Push", rogue{push: func(*rogueQueue, Ticket) int { exitPanicking(); return AnyWorker }}, true},
	{"Load", loadingWith(exitPanicking), true},
	{"Pop", rogue{pop: func(*rogueQueue, int, []int) int { exitPanicking(); return 0 }}, false},
	{"Done", rogue{done: exitPanicking}, false},
	{"Finish", rogue{finish: exitPanicking}, false},
	{"Report", rogue{report: func() []Detail { exitPanicking(); return nil }}, false},
}

// TestQueueExitsPanicking: the run ends with the panic, and every job has its
// result.
func TestQueueExitsPanicking(t *testing.T) {
	for _, q := range exitsPanicking {
		t.Run("batch/"+q.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(q.rogue).WithProcessor(double)
				p.AddJobs(numbered(20))
				results, err := p.Run()
				checkBroken(t, err, "panic: bug", false)
				if len(results) != 20 {
					t.Errorf("%d results, want 20", len(results))
				}
			})
		})
		if q.batch {
			continue
		}
		t.Run("stream/"+q.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 4}).WithDiscipline(q.rogue).WithProcessor(double)
				if err := p.Start(t.Context()); err != nil {
					checkBroken(t, err, "panic: bug", false)
					return
				}
				accepted := 0
				for _, job := range numbered(10) {
					if p.Submit(t.Context(), job) == nil {
						accepted++
					}
				}
				checkBroken(t, p.Close(), "panic: bug", false)
				if ids, _ := collect(p); len(ids) != accepted {
					t.Errorf("%d results, %d jobs accepted", len(ids), accepted)
				}
			})
		})
	}
}

// TestPushExitsPanicking: whoever called Push, a Submit or a worker that lets
// one in, the intake goes on to answer.
func TestPushExitsPanicking(t *testing.T) {
	for _, buffer := range []int{1, 2} { // the third Push: by a worker, by Submit
		t.Run(fmt.Sprint("buffer ", buffer), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				pushes := 0
				p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: buffer}).WithProcessor(sleepy).
					WithDiscipline(rogue{push: func(q *rogueQueue, t Ticket) int {
						if pushes++; pushes == 3 {
							exitPanicking()
						}
						q.jobs <- t.Index
						return AnyWorker
					}})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for i := range 3 {
					go p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(i), Data: 1})
					synctest.Wait()
				}
				ids, _ := collect(p)
				if len(ids) != 3 {
					t.Errorf("results of %v, want of three jobs", ids)
				}
				checkBroken(t, p.Submit(t.Context(), Job[int]{}), "panic: bug", false)
				checkBroken(t, p.Close(), "panic: bug", false)
			})
		})
	}
}

// TestHandlerExitsPanicking: the stream ends with the panic, and the handler
// sees every result.
func TestHandlerExitsPanicking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := make(map[string]int)
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(sleepy).WithHandler(func(r Result[int]) {
			seen[r.JobID]++
			exitPanicking()
		})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, job := range numbered(5) {
			job.Data++ // none ends, and with it the stream, before all are submitted
			if err := p.Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.Close(); !errors.Is(err, errBug) {
			t.Errorf("Close = %v, want the handler's panic", err)
		}
		for _, job := range numbered(5) {
			if seen[job.ID] != 1 {
				t.Errorf("the handler saw result %s %d times, want once", job.ID, seen[job.ID])
			}
		}
	})
}
