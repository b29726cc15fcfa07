package pool_test

import (
	"errors"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

var errShed = errors.New("shed")

// shedding is a discipline that gives jobs up: those with a negative priority when they
// come, and those whose deadline has passed when they are looked at; and, if it is
// wrong, one that does not wait.
type shedding struct{ wrong bool }

func (shedding) Name() string { return "shedding" }

func (d shedding) NewQueue(s Setup) (Queue, error) { return &sheddingQueue{shedding: d, setup: s}, nil }

type sheddingQueue struct {
	shedding
	setup   Setup
	mu      sync.Mutex
	waiting []Ticket
}

func (q *sheddingQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.Priority < 0 {
		q.setup.Drop(t.Index, errShed)
		return 0
	}
	q.waiting = append(q.waiting, t)
	return AnyWorker
}

func (q *sheddingQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 {
		t := q.waiting[0]
		q.waiting = q.waiting[1:]
		if t.Deadline >= q.setup.Now() {
			dst[0] = t.Index
			if q.wrong {
				q.setup.Drop(t.Index, nil)
				q.setup.Drop(t.Index, nil)
			}
			return 1
		}
		q.setup.Drop(t.Index, nil)
	}
	return 0
}

// TestDrop: a job that the queue gives up has a result with ErrDropped and the reason,
// at once, and is no error of the run: in a batch, and in a stream with a reader and
// with a handler.
func TestDrop(t *testing.T) {
	jobs := func() []Job[int] {
		now := time.Now()
		return []Job[int]{
			{ID: "runs", Data: 2},
			{ID: "shed", Priority: -1},
			{ID: "late", Deadline: now.Add(time.Second)},
			{ID: "in time", Deadline: now.Add(time.Minute)},
		}
	}
	check := func(t *testing.T, began time.Time, results []Result[int]) {
		t.Helper()
		for _, r := range results {
			dropped := r.JobID == "shed" || r.JobID == "late"
			if dropped != errors.Is(r.Error, ErrDropped) || dropped != (r.Error != nil) || (r.JobID == "shed") != errors.Is(r.Error, errShed) || dropped != (r.Worker < 0) {
				t.Errorf("result %+v", r)
			}
			if want := began.Add(2 * time.Second); r.JobID == "late" && !r.Completed.Equal(want) {
				t.Errorf("dropped at %v, want %v", r.Completed, want)
			}
		}
	}
	t.Run("batch", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 1, EnableMetrics: true}).WithDiscipline(shedding{}).WithProcessor(sleepy)
			began := time.Now()
			check(t, began, runJobs(t, p, jobs(), false))
			if m := p.Metrics(); m.JobsProcessed != 4 || m.ErrorCount != 2 {
				t.Errorf("metrics %+v", m)
			}
		})
	})
	t.Run("stream", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1, EnableMetrics: true}).WithDiscipline(shedding{}).WithProcessor(sleepy).WithUnboundedResults()
			began := time.Now()
			check(t, began, runJobs(t, p, jobs(), true))
			if m := p.Metrics(); m.JobsProcessed != 4 || m.ErrorCount != 2 {
				t.Errorf("metrics %+v", m)
			}
		})
	})
	t.Run("handler", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			var results []Result[int]
			p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(shedding{}).WithProcessor(sleepy).
				WithHandler(func(r Result[int]) { results = append(results, r) })
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			for _, job := range jobs() {
				p.Submit(t.Context(), job)
			}
			if err := p.Close(); err != nil || len(results) != 4 {
				t.Errorf("%d results, error %v", len(results), err)
			}
			check(t, began, results)
		})
	})
}

// TestDropWakes: idle workers give a job its result that is given up as it comes; the
// place that it had is free again.
func TestDropWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 1}).WithDiscipline(shedding{}).WithProcessor(double)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		go func() {
			for range 50 {
				synctest.Wait()
				if err := p.TrySubmit(Job[int]{Priority: -1}); err != nil {
					t.Error(err)
				}
			}
			synctest.Wait()
			p.Close()
		}()
		if n := len(slices.Collect(p.Results())); n != 50 {
			t.Errorf("%d results, want 50", n)
		}
	})
}

// TestDropOfNothing: to give up a job that does not wait breaks the contract, and its
// job has one result all the same.
func TestDropOfNothing(t *testing.T) {
	for _, stream := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(shedding{wrong: true}).WithProcessor(double).WithUnboundedResults()
			var err error
			n := 0
			if stream {
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				if p.Submit(t.Context(), Job[int]{}) != nil {
					t.Fatal("not accepted")
				}
				err = p.Close()
				n = len(slices.Collect(p.Results()))
			} else {
				p.AddJob(Job[int]{})
				var results []Result[int]
				results, err = p.Run()
				n = len(results)
			}
			var broken *StrategyError
			if !errors.As(err, &broken) || n != 1 {
				t.Errorf("stream %v: %d results, error %v, want one and that the job does not wait", stream, n, err)
			}
		})
	}
}

// TestDropMeetsExit: a handler that ends its goroutine while it is given the result of
// a dropped job takes no other result along.
func TestDropMeetsExit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := make(map[string]int)
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(shedding{}).WithProcessor(double).
			WithHandler(func(r Result[int]) {
				seen[r.JobID]++
				if errors.Is(r.Error, ErrDropped) {
					runtime.Goexit()
				}
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		accepted := 0
		for i, job := range numbered(9) {
			if i%3 == 0 {
				job.Priority = -1
			}
			if p.Submit(t.Context(), job) == nil {
				accepted++
			}
		}
		if err := p.Close(); err == nil {
			t.Error("Close = nil, want what the handler did")
		}
		for id, n := range seen {
			if n != 1 {
				t.Errorf("job %s: %d results", id, n)
			}
		}
		if len(seen) != accepted {
			t.Errorf("%d results, %d jobs accepted", len(seen), accepted)
		}
	})
}
