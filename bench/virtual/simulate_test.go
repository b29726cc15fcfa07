package virtual_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// popping is the shared queue with a Pop of its own.
type popping struct {
	pool.FIFO
	pop func(q pool.Queue, worker int, dst []int) int
}

func (popping) Name() string { return "popping" }

func (p popping) NewQueue(setup pool.Setup) (pool.Queue, error) {
	setup.Stream = true // a queue with Push
	q, err := p.FIFO.NewQueue(setup)
	return poppingQueue{q, p}, err
}

type poppingQueue struct {
	pool.Queue
	popping
}

func (q poppingQueue) Pop(worker int, dst []int) int { return q.pop(q.Queue, worker, dst) }

// equal is a batch of equal jobs.
func equal(n, workers int, d pool.Discipline) virtual.Simulation {
	jobs := make([]pool.Job[workloads.Task], n)
	for i := range jobs {
		jobs[i] = task(i, time.Millisecond, 0)
	}
	return virtual.Simulation{Discipline: d, Workers: workers, Jobs: n, Job: func(i int) *pool.Job[workloads.Task] { return &jobs[i] }}
}

// TestBrokenQueues: a queue that breaks its contract ends the simulation, with an error
// that names the strategy and says how.
func TestBrokenQueues(t *testing.T) {
	for want, pop := range map[string]func(q pool.Queue, worker int, dst []int) int{
		"panic: oops":            func(pool.Queue, int, []int) int { panic("oops") },
		"called runtime.Goexit":  func(pool.Queue, int, []int) int { runtime.Goexit(); return 0 },
		"Pop returned 2 jobs":    func(pool.Queue, int, []int) int { return 2 },
		"handed out job 7 of 4":  func(_ pool.Queue, _ int, dst []int) int { dst[0] = 7; return 1 },
		"lost job 0 of 4":        func(pool.Queue, int, []int) int { return 0 },
		"handed out job 3 twice": func(_ pool.Queue, _ int, dst []int) int { dst[0] = 3; return 1 },
	} {
		for _, stream := range []bool{false, true} {
			s := equal(4, 2, popping{pop: pop})
			if stream {
				s.Arrivals = make([]time.Duration, 4)
				want = strings.NewReplacer(" twice", ", which does not wait", "lost job 0 of 4", "lost job 0").Replace(want)
			}
			_, err := s.Run(t.Context())
			broken := (*pool.StrategyError)(nil)
			if !errors.As(err, &broken) || broken.Strategy != "popping" || !strings.Contains(err.Error(), want) {
				t.Errorf("stream %v: error %v, want a StrategyError of popping: %s", stream, err, want)
			}
		}
	}
}

// TestSimulationRefused: the discipline refuses the setup, or the configuration is wrong.
func TestSimulationRefused(t *testing.T) {
	s := equal(4, 0, pool.FIFO{})
	if _, err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "NumWorkers") {
		t.Errorf("no workers: error %v", err)
	}
}

// TestSimulationCancel: the end of the context ends the simulation, with its cause.
func TestSimulationCancel(t *testing.T) {
	want := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	s := equal(1, 2, popping{pop: func(q pool.Queue, worker int, dst []int) int { return q.Pop(worker, dst) }})
	job := task(0, time.Millisecond, 0)
	s.Job = func(i int) *pool.Job[workloads.Task] { return &job }
	s.Jobs = 1000
	s.Arrivals = make([]time.Duration, s.Jobs)
	s.Ended = func(virtual.Ended) { cancel(want) }
	if _, err := s.Run(ctx); err != want {
		t.Errorf("canceled during the run: error %v, want the cause", err)
	}
	if _, err := s.Run(ctx); err != want {
		t.Errorf("canceled before: error %v, want the cause", err)
	}
}

// TestSimulationStalls: a queue that does not come back is said to have stalled.
func TestSimulationStalls(t *testing.T) {
	var end atomic.Bool
	defer end.Store(true)
	s := equal(4, 2, popping{pop: func(pool.Queue, int, []int) int {
		for !end.Load() {
			runtime.Gosched()
		}
		return 0
	}})
	s.Patience = 20 * time.Millisecond
	if _, err := s.Run(t.Context()); !errors.Is(err, virtual.ErrStalled) {
		t.Errorf("error %v, want ErrStalled", err)
	}
}

// TestSimulationEnds: every job that has ended is told, in order.
func TestSimulationEnds(t *testing.T) {
	s := equal(4, 3, pool.FIFO{})
	var order []virtual.Ended
	s.Ended = func(e virtual.Ended) { order = append(order, e) }
	got, err := s.Run(t.Context())
	want := []virtual.Ended{
		{Job: 0, Worker: 0, Completed: time.Millisecond},
		{Job: 1, Worker: 1, Completed: time.Millisecond},
		{Job: 2, Worker: 2, Completed: time.Millisecond},
		{Job: 3, Worker: 0, Started: time.Millisecond, Completed: 2 * time.Millisecond},
	}
	if err != nil || !slices.Equal(order, want) {
		t.Errorf("ended %+v, %v, want %+v", order, err, want)
	}
	if want := (pool.Summary{Workers: 3, Jobs: 4, Makespan: 2 * time.Millisecond, Busy: 4 * time.Millisecond, Longest: time.Millisecond}); got.Summary != want {
		t.Errorf("summary %+v, want %+v", got.Summary, want)
	}
}
