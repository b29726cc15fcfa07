package pool_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"testing/synctest"

	. "github.com/go-foundations/poolbench/pool"
)

func exit() { runtime.Goexit() }

// loading is a rogue queue that takes the whole batch at once.
type loading struct {
	*rogueQueue
	load func()
}

func (q loading) Load(b Batch) { q.load() }

func loadingWith(f func()) rogue {
	return rogue{newQueue: func(s Setup) (Queue, error) {
		return loading{&rogueQueue{jobs: make(chan int, s.Capacity+100)}, f}, nil
	}}
}

// exits are queues that end the goroutine that calls them. The engine goes on
// without it.
var exits = []struct {
	name  string
	rogue rogue
	batch bool // in batches only
}{
	{"NewQueue", rogue{newQueue: func(Setup) (Queue, error) { exit(); return nil, nil }}, false},
	{"Push", rogue{push: func(*rogueQueue, Ticket) int { exit(); return AnyWorker }}, true},
	{"Load", loadingWith(exit), true},
	{"Pop", rogue{pop: func(*rogueQueue, int, []int) int { exit(); return 0 }}, false},
	{"Done", rogue{done: exit}, false},
	{"Finish", rogue{finish: exit}, false},
	{"Report", rogue{report: func() []Detail { exit(); return nil }}, false},
}

func TestQueueExitsInBatch(t *testing.T) {
	for _, q := range exits {
		t.Run(q.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(q.rogue).WithProcessor(double)
				p.AddJobs(numbered(20))
				var results []Result[int]
				var err error
				ended := make(chan bool)
				go func() {
					returned := false
					defer func() { ended <- returned }()
					results, err = p.Run()
					returned = true
				}()
				if !<-ended {
					t.Fatal("Run ended its caller's goroutine")
				}
				checkBroken(t, err, "called runtime.Goexit", false)
				if len(results) != 20 {
					t.Fatalf("%d results, want 20", len(results))
				}
				for i, r := range results {
					if r.JobID != fmt.Sprint(i) || r.Error == nil && r.Data != 2*i {
						t.Errorf("result %d: %+v", i, r)
					}
				}
			})
		})
	}
}

func TestQueueExitsInStream(t *testing.T) {
	for _, q := range exits {
		if q.batch {
			continue
		}
		t.Run(q.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 4}).WithDiscipline(q.rogue).WithProcessor(double)
				err := p.Start(t.Context())
				if q.name == "NewQueue" {
					checkBroken(t, err, "called runtime.Goexit", false)
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				accepted := 0
				for _, job := range numbered(10) {
					if p.Submit(t.Context(), job) == nil {
						accepted++
					}
				}
				checkBroken(t, p.Close(), "called runtime.Goexit", false)
				if ids, _ := collect(p); len(ids) != accepted {
					t.Errorf("%d results, %d jobs accepted", len(ids), accepted)
				}
			})
		})
	}
}

// TestPushExitsInStream: the goroutine of the Submit that called Push is lost.
// The stream ends, and everybody else learns of it.
func TestPushExitsInStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pushes := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2}).WithProcessor(sleepy).
			WithDiscipline(rogue{push: func(q *rogueQueue, t Ticket) int {
				if pushes++; pushes == 3 {
					exit()
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
		checkBroken(t, p.Submit(t.Context(), Job[int]{}), "called runtime.Goexit", false)
		checkBroken(t, p.Close(), "called runtime.Goexit", false)
		if ids, _ := collect(p); len(ids) != 3 {
			t.Errorf("results of %v, want of three jobs", ids)
		}
	})
}

// TestPushExitsInWorker: a worker that lets a waiting Submit in is lost in Push
// with the jobs that it holds. Another one takes over.
func TestPushExitsInWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pushes := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1}).WithProcessor(sleepy).
			WithDiscipline(rogue{push: func(q *rogueQueue, t Ticket) int {
				if pushes++; pushes == 3 {
					exit()
				}
				q.jobs <- t.Index
				return AnyWorker
			}})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range 4 { // one runs, one waits, two stand in line
			go p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(i), Data: 1})
			synctest.Wait()
		}
		ids, _ := collect(p)
		if len(ids) != 3 {
			t.Errorf("results of %v, want of the three jobs accepted", ids)
		}
		checkBroken(t, p.Close(), "called runtime.Goexit", false)
	})
}

// TestDoneFailsAfterPanic: a queue that fails in Done, after a job that failed
// itself.
func TestDoneFailsAfterPanic(t *testing.T) {
	for _, c := range []struct {
		name string
		done func()
		want string
	}{
		{"panic", func() { panic(errBug) }, "panic: bug"},
		{"Goexit", exit, "called runtime.Goexit"},
	} {
		for _, do := range []func(){func() { panic("job") }, exit} {
			t.Run(c.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(rogue{done: c.done}).
						WithProcessor(func(context.Context, Job[int]) (int, error) { do(); return 0, nil })
					p.AddJobs(numbered(5))
					results, err := p.Run()
					checkBroken(t, err, c.want, false)
					for i, r := range results {
						if r.JobID != fmt.Sprint(i) || r.Error == nil {
							t.Errorf("result %d: %+v", i, r)
						}
					}
				})
			})
		}
	}
}

// TestLimitBroken: a queue whose Limit panics, exits or lets nobody work.
func TestLimitBroken(t *testing.T) {
	for _, c := range []struct {
		name  string
		limit func() int
		want  string
	}{
		{"panics", func() int { panic(errBug) }, "panic: bug"},
		{"exits", func() int { exit(); return 0 }, "called runtime.Goexit"},
		{"is 0", func() int { return 0 }, "queue returned Limit 0, want at least 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithProcessor(double).WithDiscipline(badLimit(c.limit))
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				go p.Submit(t.Context(), Job[int]{}) // "exits" ends the goroutine
				synctest.Wait()
				checkBroken(t, p.Close(), c.want, false)
			})
		})
	}
}

type badLimit func() int

func (badLimit) Name() string { return "rogue" }
func (l badLimit) NewQueue(s Setup) (Queue, error) {
	q, err := FIFO{}.NewQueue(s)
	return badLimitQueue{q, l}, err
}

type badLimitQueue struct {
	Queue
	limit func() int
}

func (q badLimitQueue) Limit() int { return q.limit() }
