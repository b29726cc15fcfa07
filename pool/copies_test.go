package pool_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// copying is a queue in order of arrival, whose jobs may have a second copy after a second.
type copying struct {
	mu      sync.Mutex
	now     func() time.Duration
	waiting []Ticket
	running []begunAt
	after   time.Duration                          // 0: a second
	names   func(q *copying) (seq uint64, ok bool) // nil: the oldest after a second
	named   int
}

type begunAt struct {
	seq uint64
	at  time.Duration
}

func (*copying) Name() string { return "copying" }

func (c *copying) NewQueue(s Setup) (Queue, error) {
	return &copying{now: s.Now, names: c.names, after: cmp.Or(c.after, time.Second)}, nil
}

func (c *copying) Push(t Ticket) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waiting = append(c.waiting, t)
	return AnyWorker
}

func (c *copying) Pop(_ int, dst []int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 {
		return 0
	}
	dst[0] = c.waiting[0].Index
	c.running = append(c.running, begunAt{c.waiting[0].Seq, c.now()})
	c.waiting = c.waiting[1:]
	return 1
}

func (c *copying) Done(_ int, t Ticket, _ Outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = slices.DeleteFunc(c.running, func(b begunAt) bool { return b.seq == t.Seq })
}

func (c *copying) Next() (at time.Duration, worker int, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.running) == 0 || c.names != nil && c.now() >= c.running[0].at+c.after {
		return 0, AnyWorker, false
	}
	return c.running[0].at + c.after, AnyWorker, true
}

func (c *copying) Copy(int) (seq uint64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.names != nil {
		return c.names(c)
	}
	if len(c.running) == 0 || c.now() < c.running[0].at+c.after {
		return 0, false
	}
	seq = c.running[0].seq
	c.running = c.running[1:]
	return seq, true
}

// runCopied runs jobs as a stream or as a batch, and returns their results by number.
func runCopied(t *testing.T, d Discipline, batch bool, c Config, jobs int, do Processor[int, int], m Monitor) ([]Result[int], error) {
	t.Helper()
	p := NewWithConfig[int, int](c).WithDiscipline(d).WithProcessor(do)
	if m != nil {
		p.WithMonitor(m)
	}
	byID := make([]Result[int], jobs)
	seen := make([]int, jobs)
	var mu sync.Mutex
	took := func(r Result[int]) {
		mu.Lock()
		defer mu.Unlock()
		i := 0
		if _, err := fmt.Sscan(r.JobID, &i); err != nil {
			t.Error(err)
		}
		byID[i] = r
		seen[i]++
	}
	var err error
	if batch {
		for i := range jobs {
			p.AddJob(Job[int]{ID: fmt.Sprint(i), Data: i})
		}
		var results []Result[int]
		results, err = p.Run()
		for _, r := range results {
			took(r)
		}
	} else {
		p.WithHandler(took)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range jobs {
			if err := p.Submit(t.Context(), Job[int]{ID: fmt.Sprint(i), Data: i}); err != nil {
				t.Fatal(err)
			}
		}
		err = p.Close()
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("job %d has %d results, want 1", i, n)
		}
	}
	return byID, err
}

var errLate = errors.New("late")

// hangs ends with its context.
func hangs(ctx context.Context) (int, error) {
	<-ctx.Done()
	return 0, context.Cause(ctx)
}

// TestSecondCopy: the copy that succeeds first decides, and the other one is canceled.
func TestSecondCopy(t *testing.T) {
	for _, batch := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			var canceled atomic.Int64
			var tally Tally
			results, err := runCopied(t, new(copying), batch, Config{NumWorkers: 2}, 3, func(ctx context.Context, job Job[int]) (int, error) {
				c, ok := CopyOf(ctx)
				if !ok {
					t.Error("the context knows no copy")
				}
				if job.Data == 2 && !c.Second {
					defer func() { canceled.Store(int64(time.Since(began))) }()
					return hangs(ctx)
				}
				time.Sleep(time.Second / 2)
				return 10*job.Data + c.Worker, nil
			}, &tally)
			if err != nil {
				t.Fatal(err)
			}
			r := results[2]
			want := 20 + r.Worker
			if r.Data != want || r.Error != nil || r.Started.Sub(began) != time.Second/2 || r.Duration != 3*time.Second/2 || r.Wait != time.Second/2 {
				t.Errorf("batch %v: the copied job has %+v, want %d after 0.5 s and 1.5 s", batch, r, want)
			}
			if got := time.Duration(canceled.Load()); got != 2*time.Second {
				t.Errorf("batch %v: the first copy was canceled after %v, want 2s", batch, got)
			}
			if tally.Running.Load() != 0 || tally.Waiting.Load() != 0 || tally.Done.Load() != 3 || tally.Retried.Load() != 0 {
				t.Errorf("batch %v: %d run, %d wait, %d done, %d retried, want 0, 0, 3, 0", batch,
					tally.Running.Load(), tally.Waiting.Load(), tally.Done.Load(), tally.Retried.Load())
			}
		})
	}
}

// TestCopyFails: a copy that fails does not count while another one runs.
func TestCopyFails(t *testing.T) {
	errFirst, errSecond := errors.New("first"), errors.New("second")
	for _, c := range []struct {
		name                 string
		first, second        func() error // the first copy ends after 2 s, the second after 3 s
		want                 error
		retries, took, calls int
	}{
		{"the first fails", func() error { return errFirst }, func() error { return nil }, nil, 0, 3, 2},
		{"the first panics", func() error { panic(errFirst) }, func() error { return nil }, nil, 0, 3, 2},
		{"the first exits", func() error { runtime.Goexit(); return nil }, func() error { return nil }, nil, 0, 3, 2},
		{"the first asks", func() error { return Again(0) }, func() error { return nil }, nil, 0, 3, 2},
		{"both fail", func() error { return errFirst }, func() error { return errSecond }, errSecond, 0, 3, 2},
		{"both fail, and both again", func() error { return errFirst }, func() error { return errSecond }, errSecond, 1, 6, 4},
		{"the second panics", func() error { return errFirst }, func() error { panic(errSecond) }, errSecond, 0, 3, 2},
		{"the second exits", func() error { return errFirst }, func() error { runtime.Goexit(); return nil }, ErrGoexit, 0, 3, 2},
	} {
		for _, batch := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var tally Tally
				var calls atomic.Int64
				results, _ := runCopied(t, new(copying), batch, Config{NumWorkers: 2, MaxRetries: c.retries, RetryDelay: time.Nanosecond}, 2, func(ctx context.Context, job Job[int]) (int, error) {
					if job.Data == 1 { // in a batch of one job there is no second worker
						return 0, nil
					}
					calls.Add(1)
					time.Sleep(2 * time.Second)
					if copy, _ := CopyOf(ctx); copy.Second {
						return 2, c.second()
					}
					return 1, c.first()
				}, &tally)
				r := results[0]
				if !errors.Is(r.Error, c.want) || r.Error == nil && r.Data != 2 || r.Completed.Sub(began).Truncate(time.Millisecond) != time.Duration(c.took)*time.Second || calls.Load() != int64(c.calls) {
					t.Errorf("%s, batch %v: %+v after %d calls, want error %v after %d s and %d calls", c.name, batch, r, calls.Load(), c.want, c.took, c.calls)
				}
				if tally.Running.Load() != 0 || tally.Waiting.Load() != 0 || tally.Done.Load() != 2 {
					t.Errorf("%s, batch %v: %d run, %d wait, %d done, want 0, 0, 2", c.name, batch, tally.Running.Load(), tally.Waiting.Load(), tally.Done.Load())
				}
			})
		}
	}
}

// TestCopiesAtTheEnd: when the run ends, each job has one result, copied or not.
func TestCopiesAtTheEnd(t *testing.T) {
	for _, batch := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			results, err := runCopied(t, new(copying), batch, Config{NumWorkers: 4, Timeout: 5 * time.Second}, 3, func(ctx context.Context, job Job[int]) (int, error) {
				return hangs(ctx)
			}, nil)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("batch %v: error %v, want that time is up", batch, err)
			}
			for i, r := range results {
				if !errors.Is(r.Error, context.DeadlineExceeded) || r.Duration != 5*time.Second {
					t.Errorf("batch %v: job %d has %+v, want that time is up after 5 s", batch, i, r)
				}
			}
		})
	}
}

// TestWrongCopies: a queue that names the wrong jobs breaks its contract, unless they have
// just ended.
func TestWrongCopies(t *testing.T) {
	for _, c := range []struct {
		name  string
		names func(q *copying) (uint64, bool)
		want  string
	}{
		{"the same job always", func(q *copying) (uint64, bool) { return 0, q.now() > 0 }, "named twice by Copy: job 0"},
		{"jobs that do not exist", func(q *copying) (uint64, bool) { return 1 << 63, q.now() > 0 }, "jobs that do not run"},
		{"a job that has ended, once", func(q *copying) (uint64, bool) { q.named++; return 1 << 62, q.named == 1 }, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, err := runCopied(t, &copying{names: c.names}, false, Config{NumWorkers: 3}, 2, func(ctx context.Context, job Job[int]) (int, error) {
				time.Sleep(time.Minute / time.Duration(1+job.Data)) // job 0 still runs when job 1 has ended
				return 0, nil
			}, nil)
			if got := fmt.Sprint(err); (err == nil) != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("%s: error %v, want %q", c.name, err, c.want)
			}
		})
	}
}

// TestNoCopies: without a Copier a context knows no copy.
func TestNoCopies(t *testing.T) {
	p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
		if c, ok := CopyOf(ctx); ok || c != (Copy{}) {
			t.Errorf("CopyOf = %+v, %v, want none", c, ok)
		}
		return 0, nil
	})
	p.AddJob(Job[int]{})
	if _, err := p.Run(); err != nil {
		t.Error(err)
	}
}

// TestCopiesRace has copies end at any time, in real time.
func TestCopiesRace(t *testing.T) {
	jobs := 2000
	if raceDetector {
		jobs = 200
	}
	for _, batch := range []bool{false, true} {
		d := &copying{names: func(q *copying) (seq uint64, ok bool) {
			if len(q.running) == 0 {
				return 0, false
			}
			seq = q.running[len(q.running)-1].seq
			q.running = nil // older ones have ended, or have been named
			return seq, true
		}}
		results, err := runCopied(t, d, batch, Config{NumWorkers: 4, BufferSize: 8}, jobs, func(ctx context.Context, job Job[int]) (int, error) {
			for range job.Data % 7 {
				runtime.Gosched()
			}
			if c, _ := CopyOf(ctx); c.Second == (job.Data%3 == 0) {
				return 0, errLate
			}
			return job.Data, nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Error == nil && r.Data != i || r.Error != nil && r.Error != errLate {
				t.Errorf("job %d: %+v", i, r)
			}
		}
	}
}
