package pool_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

// rogue is a discipline whose queue does what it is told.
type rogue struct {
	newQueue func(Setup) (Queue, error)
	push     func(q *rogueQueue, t Ticket) int
	pop      func(q *rogueQueue, worker int, dst []int) int
	finish   func()
	report   func() []Detail
	done     func()
}

func (rogue) Name() string { return "rogue" }

func (r rogue) NewQueue(s Setup) (Queue, error) {
	if r.newQueue != nil {
		return r.newQueue(s)
	}
	q := &rogueQueue{rogue: r, jobs: make(chan int, s.Capacity+100)}
	if r.done != nil {
		return &observing{q}, nil
	}
	return q, nil
}

type rogueQueue struct {
	rogue
	jobs chan int // with room for those that are handed out twice: Push never waits
}

func (q *rogueQueue) Push(t Ticket) int {
	if q.push != nil {
		return q.push(q, t)
	}
	q.jobs <- t.Index
	return AnyWorker
}

func (q *rogueQueue) Pop(worker int, dst []int) int {
	if q.pop != nil {
		return q.pop(q, worker, dst)
	}
	return q.take(dst)
}

func (q *rogueQueue) take(dst []int) int {
	select {
	case dst[0] = <-q.jobs:
		return 1
	default:
		return 0
	}
}

func (q *rogueQueue) Finish(Summary) {
	if q.finish != nil {
		q.finish()
	}
}

func (q *rogueQueue) Report() []Detail {
	if q.report != nil {
		return q.report()
	}
	return nil
}

type observing struct{ *rogueQueue }

func (q *observing) Done(int, Ticket, Outcome) { q.done() }

var errBug = errors.New("bug")

// rogues are queues that break their contract, and what a run must say of it.
// In each, every job still has one result, and the run ends.
var rogues = []struct {
	name    string
	rogue   rogue
	want    string
	refused bool // NewQueue fails: nothing runs
	batch   bool // shows in batches only
}{
	{"NewQueue fails", rogue{newQueue: func(Setup) (Queue, error) { return nil, errBug }}, "bug", true, false},
	{"NewQueue panics", rogue{newQueue: func(Setup) (Queue, error) { panic(errBug) }}, "panic: bug", true, false},
	{"Push panics", rogue{push: func(*rogueQueue, Ticket) int { panic(errBug) }}, "panic: bug", false, false},
	{"Push loses a job", rogue{push: func(q *rogueQueue, t Ticket) int {
		if t.Index != 3 {
			q.jobs <- t.Index
		}
		return AnyWorker
	}}, "lost job 3", false, true},
	{"Pop panics", rogue{pop: func(*rogueQueue, int, []int) int { panic(errBug) }}, "panic: bug", false, false},
	{"Pop exits", rogue{pop: func(*rogueQueue, int, []int) int { runtime.Goexit(); return 0 }}, "called runtime.Goexit", false, false},
	{"Pop returns -1", rogue{pop: func(*rogueQueue, int, []int) int { return -1 }}, "Pop returned -1 jobs", false, false},
	{"Pop returns too many", rogue{pop: func(_ *rogueQueue, _ int, dst []int) int { return len(dst) + 1 }}, "Pop returned", false, false},
	{"Pop makes a job up", rogue{pop: func(_ *rogueQueue, _ int, dst []int) int { dst[0] = 1 << 30; return 1 }}, "handed out job 1073741824", false, false},
	{"Pop hands out -1", rogue{pop: func(_ *rogueQueue, _ int, dst []int) int { dst[0] = -1; return 1 }}, "handed out job -1", false, false},
	{"Pop hands a job out twice", rogue{pop: func(q *rogueQueue, _ int, dst []int) int {
		n := q.take(dst)
		if n == 1 {
			select {
			case q.jobs <- dst[0]: // once more
			default:
			}
		}
		return n
	}}, "handed out job", false, false},
	{"Done panics", rogue{done: func() { panic(errBug) }}, "panic: bug", false, false},
	{"Done exits", rogue{done: func() { runtime.Goexit() }}, "called runtime.Goexit", false, false},
	{"Finish panics", rogue{finish: func() { panic(errBug) }}, "panic: bug", false, false},
	{"Report panics", rogue{report: func() []Detail { panic(errBug) }}, "panic: bug", false, false},
}

func checkBroken(t *testing.T, err error, want string, refused bool) {
	t.Helper()
	var broken *StrategyError
	if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `strategy "rogue"`) || !refused && !errors.As(err, &broken) {
		t.Errorf("error %v, want a *StrategyError that names the strategy and says %q", err, want)
	}
}

func TestBrokenQueueInBatch(t *testing.T) {
	for _, r := range rogues {
		t.Run(r.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // which finds goroutines left behind
				p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(r.rogue).WithProcessor(double)
				p.AddJobs(numbered(20))
				results, err := p.Run()
				checkBroken(t, err, r.want, r.refused)
				if r.refused && !strings.Contains(r.want, "panic") {
					return
				}
				if len(results) != 20 {
					t.Fatalf("%d results, want 20", len(results))
				}
				for i, res := range results {
					if res.JobID != fmt.Sprint(i) || res.Error == nil && res.Data != 2*i || (res.Error != nil) != (res.Worker < 0) {
						t.Errorf("result %d: %+v", i, res)
					}
				}
			})
		})
	}
}

func TestBrokenQueueInStream(t *testing.T) {
	for _, r := range rogues {
		if r.batch {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 4}).WithDiscipline(r.rogue).WithProcessor(double)
				if err := p.Start(t.Context()); err != nil {
					if !r.refused {
						t.Fatal(err)
					}
					checkBroken(t, err, r.want, true)
					return
				}
				accepted := make(chan int)
				go func() {
					n := 0
					for _, job := range numbered(20) {
						if p.Submit(t.Context(), job) == nil {
							n++
						}
					}
					checkBroken(t, p.Close(), r.want, false)
					accepted <- n
				}()
				seen := make(map[string]bool)
				for res := range p.Results() {
					if seen[res.JobID] {
						t.Errorf("a second result: %+v", res)
					}
					seen[res.JobID] = true
				}
				if n := <-accepted; n != len(seen) {
					t.Errorf("%d jobs were accepted, %d have a result", n, len(seen))
				}
			})
		})
	}
}
