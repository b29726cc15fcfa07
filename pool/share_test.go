package pool_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// alike is a discipline in which a job shares the result of the next one of its key that
// comes while it waits. wrong is what it does instead.
type alike struct {
	wrong string
	first int // hands out nothing until so many have come
}

func (alike) Name() string { return "alike" }

func (d alike) NewQueue(s Setup) (Queue, error) { return &alikeQueue{alike: d, setup: s}, nil }

type alikeQueue struct {
	alike
	setup   Setup
	mu      sync.Mutex
	waiting []Ticket
	came    int
}

func (q *alikeQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.came++
	switch q.wrong {
	case "with itself":
		q.setup.Share(t.Index, t.Index)
	case "with nobody":
		q.setup.Share(t.Index, -1)
	}
	i := slices.IndexFunc(q.waiting, func(o Ticket) bool { return o.Key != "" && o.Key == t.Key })
	if i < 0 {
		q.waiting = append(q.waiting, t)
		return AnyWorker
	}
	q.setup.Share(q.waiting[i].Index, t.Index)
	if q.wrong == "twice" {
		q.setup.Share(q.waiting[i].Index, t.Index)
	}
	q.waiting[i] = t
	return AnyWorker
}

func (q *alikeQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.came < q.first {
		return 0
	}
	t := q.waiting[0]
	q.waiting = q.waiting[1:]
	if t.Priority < 0 {
		q.setup.Drop(t.Index, errShed)
		return 0
	}
	dst[0] = t.Index
	return 1
}

var errFailed = errors.New("failed")

// TestShare: a job that shares the result of another one has the same Data and Error, at the
// same time, however that one ends: in a batch, in a stream with a reader, and with a handler.
func TestShare(t *testing.T) {
	tries := 0
	how := map[string]struct {
		process Processor[int, int]
		leader  func(*Job[int]) // of the last job of the key
		config  Config
		want    func(error) bool
		after   time.Duration
	}{
		"succeeds": {want: func(err error) bool { return err == nil }, after: 3 * time.Second},
		"fails": {process: func(ctx context.Context, job Job[int]) (int, error) {
			data, _ := sleepy(ctx, job)
			return data, errFailed
		}, want: func(err error) bool { return err == errFailed }, after: 3 * time.Second},
		"panics": {process: func(context.Context, Job[int]) (int, error) { panic("a bug") },
			want: func(err error) bool { return errors.As(err, new(*PanicError)) }},
		"ends its goroutine": {process: func(context.Context, Job[int]) (int, error) { runtime.Goexit(); return 0, nil },
			want: func(err error) bool { return err == ErrGoexit }},
		"comes back": {process: func(ctx context.Context, job Job[int]) (int, error) {
			if tries++; tries%3 != 0 {
				return 0, Again(time.Second)
			}
			return sleepy(ctx, job)
		}, want: func(err error) bool { return err == nil }, after: 5 * time.Second},
		"is retried": {process: func(ctx context.Context, job Job[int]) (int, error) {
			if tries++; tries%3 != 0 {
				return 0, errFailed
			}
			return sleepy(ctx, job)
		}, config: Config{MaxRetries: 2, RetryDelay: time.Second}, want: func(err error) bool { return err == nil }},
		"is dropped": {leader: func(j *Job[int]) { j.Priority = -1 },
			want: func(err error) bool { return errors.Is(err, ErrDropped) && errors.Is(err, errShed) }},
		"is too late": {leader: func(j *Job[int]) { j.Deadline = time.Now() }, config: Config{HonorDeadlines: true},
			want: func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }},
	}
	for name, h := range how {
		for _, door := range []string{"batch", "stream", "handler"} {
			t.Run(name+"/"+door, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					tries = 0
					h.config.NumWorkers, h.config.BufferSize, h.config.EnableMetrics = 1, 9, true
					tally := new(Tally)
					if h.process == nil {
						h.process = sleepy
					}
					p := NewWithConfig[int, int](h.config).WithDiscipline(alike{first: 3}).WithProcessor(h.process).WithMonitor(tally).WithUnboundedResults()
					var jobs []Job[int]
					for i := range 3 {
						jobs = append(jobs, Job[int]{ID: fmt.Sprint(i), Data: i + 1, Key: "a"})
					}
					if h.leader != nil {
						h.leader(&jobs[2])
					}
					began := time.Now()
					var results []Result[int]
					switch door {
					case "batch":
						results = runJobs(t, p, jobs, false)
					case "stream":
						results = runShared(t, p, jobs)
					case "handler":
						p.WithHandler(func(r Result[int]) { results = append(results, r) })
						runShared(t, p, jobs)
					}
					slices.SortFunc(results, func(a, b Result[int]) int { return strings.Compare(a.JobID, b.JobID) })
					if len(results) != 3 {
						t.Fatalf("%d results, want 3", len(results))
					}
					leader := results[2]
					if !h.want(leader.Error) || h.after > 0 && leader.Completed.Sub(began) != h.after {
						t.Errorf("the leader has %+v after %v", leader, leader.Completed.Sub(began))
					}
					for i, r := range results[:2] {
						want := Result[int]{JobID: jobs[i].ID, Data: leader.Data, Error: leader.Error, Worker: -1, Completed: leader.Completed}
						if r != want {
							t.Errorf("job %d has %+v, want %+v", i, r, want)
						}
					}
					failed := int64(0)
					if leader.Error != nil {
						failed = 3
					}
					if m := p.Metrics(); m.JobsProcessed != 3 || int64(m.ErrorCount) != failed {
						t.Errorf("metrics %+v, want 3 jobs and %d errors", m, failed)
					}
					if w, r, s := tally.Waiting.Load(), tally.Running.Load(), tally.Shared.Load(); w != 0 || r != 0 || (s == 2) != (failed == 0) {
						t.Errorf("the monitor has %d jobs waiting, %d running and %d shared", w, r, s)
					}
				})
			})
		}
	}
}

// runShared submits jobs before any of them can run.
func runShared(t *testing.T, p *WorkerPool[int, int], jobs []Job[int]) []Result[int] {
	t.Helper()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		if err := p.Submit(t.Context(), job); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return slices.Collect(p.Results())
}

// TestShareDo: each Do that waits for a job that shares a result has it.
func TestShareDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 9}).WithDiscipline(alike{}).
			WithProcessor(func(ctx context.Context, job Job[int]) (int, error) { ran++; return sleepy(ctx, job) })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var calls sync.WaitGroup
		ask := func(data, want int) {
			calls.Go(func() {
				if got, err := p.Do(t.Context(), Job[int]{Data: data, Key: "a"}); got != want || err != nil {
					t.Errorf("Do(%d) = %d, %v, want %d", data, got, err, want)
				}
			})
			synctest.Wait()
		}
		ask(1, 1)
		for data := 2; data <= 5; data++ { // 1 runs already
			ask(data, 5)
		}
		calls.Wait()
		if err := p.Close(); err != nil || ran != 2 {
			t.Errorf("%d jobs ran, error %v, want 2", ran, err)
		}
		if rest := slices.Collect(p.Results()); len(rest) > 0 {
			t.Errorf("%d results, want none", len(rest))
		}
	})
}

// TestShareAtEnd: when the run is canceled, a job that shares a result has that of its
// leader, whether that runs or still waits.
func TestShareAtEnd(t *testing.T) {
	for _, stream := range []bool{false, true} {
		for _, first := range []string{"", "b"} { // with it, the leader waits
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, errFailed)
				defer cancel()
				p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 9}).WithDiscipline(alike{first: 2}).WithUnboundedResults().
					WithProcessor(func(ctx context.Context, _ Job[int]) (int, error) {
						<-ctx.Done()
						return 0, context.Cause(ctx)
					})
				jobs := []Job[int]{{ID: "0", Key: first}, {ID: "1", Key: "a"}, {ID: "2", Key: "a"}}
				if first == "" {
					jobs = jobs[1:]
				}
				var results []Result[int]
				if stream {
					if err := p.Start(ctx); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						_ = p.Submit(ctx, job)
					}
					if err := p.Close(); err != errFailed {
						t.Errorf("Close = %v", err)
					}
					results = slices.Collect(p.Results())
				} else {
					p.AddJobs(jobs)
					var err error
					if results, err = p.RunContext(ctx); err != errFailed {
						t.Errorf("RunContext = %v", err)
					}
				}
				for _, r := range results {
					if r.Error != errFailed {
						t.Errorf("result %+v", r)
					}
				}
				if len(results) != len(jobs) {
					t.Errorf("stream %v, first %q: %d results of %d jobs", stream, first, len(results), len(jobs))
				}
			})
		}
	}
}

// TestShareWrongly: to share a result that there will not be breaks the contract, and each
// job has one result all the same.
func TestShareWrongly(t *testing.T) {
	for _, wrong := range []string{"with itself", "with nobody", "twice"} {
		for _, stream := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 9}).WithDiscipline(alike{wrong: wrong, first: 3}).WithProcessor(sleepy).WithUnboundedResults()
				jobs := []Job[int]{{ID: "0", Key: "b"}, {ID: "1", Key: "a"}, {ID: "2", Key: "a"}}
				var results []Result[int]
				var err error
				accepted := 0
				if stream {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						if p.Submit(t.Context(), job) == nil {
							accepted++
						}
					}
					err = p.Close()
					results = slices.Collect(p.Results())
				} else {
					accepted = len(jobs)
					p.AddJobs(jobs)
					results, err = p.Run()
				}
				var broken *StrategyError
				if !errors.As(err, &broken) || len(results) != accepted {
					t.Errorf("%s, stream %v: %d results of %d jobs, error %v", wrong, stream, len(results), accepted, err)
				}
			})
		}
	}
}

// TestShareManyWorkers: with many workers and submitters, each job has one result, and room
// in the buffer comes back.
func TestShareManyWorkers(t *testing.T) {
	const jobs = 20_000
	p := NewWithConfig[int, int](Config{NumWorkers: 4, BufferSize: 50}).WithDiscipline(alike{}).WithProcessor(double)
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	go func() {
		var submitters sync.WaitGroup
		for s := range 2 {
			submitters.Go(func() {
				for i := s; i < jobs; i += 2 {
					if err := p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(i), Data: i % 3, Key: fmt.Sprint(i % 3)}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		submitters.Wait()
		p.Close()
	}()
	seen := make(map[string]bool)
	for r := range p.Results() {
		if seen[r.JobID] || r.Error != nil {
			t.Fatalf("result %+v, seen before: %v", r, seen[r.JobID])
		}
		seen[r.JobID] = true
	}
	if len(seen) != jobs {
		t.Errorf("%d results, want %d", len(seen), jobs)
	}
}
