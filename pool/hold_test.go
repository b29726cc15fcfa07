package pool_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// timed is a discipline whose jobs are held back until Cost after the run began; those
// with a Key are for worker 1, and wait until no other job with that Key runs.
type timed struct {
	mute  bool // Next says nothing
	eager bool // Next says that there is a job now
	wrap  bool // the queue is inside another one
}

func (timed) Name() string { return "timed" }

func (d timed) NewQueue(s Setup) (Queue, error) {
	q := &timedQueue{timed: d, now: s.Now, running: make(map[string]bool)}
	if d.wrap {
		return wrapping{q}, nil
	}
	return q, nil
}

// wrapping is a queue that hides all but Push and Pop, and says what it wraps.
type wrapping struct{ inner Queue }

func (q wrapping) Push(t Ticket) int             { return q.inner.Push(t) }
func (q wrapping) Pop(worker int, dst []int) int { return q.inner.Pop(worker, dst) }
func (q wrapping) Unwrap() Queue                 { return q.inner }

type timedQueue struct {
	timed
	now     func() time.Duration
	mu      sync.Mutex
	waiting []Ticket
	running map[string]bool
}

func (q *timedQueue) owner(t Ticket) int {
	if t.Key != "" {
		return 1
	}
	return AnyWorker
}

func (q *timedQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, t)
	return q.owner(t)
}

func (q *timedQueue) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, t := range q.waiting {
		if t.Cost <= q.now() && (q.owner(t) == AnyWorker || worker == 1) && !q.running[t.Key] {
			q.waiting = slices.Delete(q.waiting, i, i+1)
			q.running[t.Key] = t.Key != ""
			dst[0] = t.Index
			return 1
		}
	}
	return 0
}

func (q *timedQueue) Done(_ int, t Ticket, _ Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running[t.Key] = false
}

func (q *timedQueue) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.eager {
		return 0, AnyWorker, len(q.waiting) > 0
	}
	if q.mute {
		return 0, AnyWorker, false
	}
	for _, t := range q.waiting {
		if !q.running[t.Key] && (!ok || t.Cost < at) {
			at, worker, ok = t.Cost, q.owner(t), true
		}
	}
	return at, worker, ok
}

// TestHoldBack: each job starts at its time, for whichever worker it is, in batches
// and in streams, also while a stream is being closed; and a queue inside another one
// is asked, too.
func TestHoldBack(t *testing.T) {
	at := []time.Duration{0, 5, 5, 5, 9, 20, 20, 100}
	keys := []string{"", "", "", "a", "", "b", "", ""}
	for _, workers := range []int{2, 3, 8} {
		for _, wrap := range []bool{false, true} {
			jobs := numbered(len(at))
			for i := range jobs {
				jobs[i].Cost, jobs[i].Key, jobs[i].Data = at[i]*time.Second, keys[i], 0
			}
			check := func(t *testing.T, began time.Time, results []Result[int], err error) {
				t.Helper()
				if err != nil || len(results) != len(jobs) {
					t.Fatalf("%d results, error %v", len(results), err)
				}
				for _, r := range results {
					i := slices.IndexFunc(jobs, func(job Job[int]) bool { return job.ID == r.JobID })
					if got := r.Started.Sub(began); got != at[i]*time.Second {
						t.Errorf("%d workers: job %d started after %v, want %v", workers, i, got, at[i]*time.Second)
					}
				}
			}
			synctest.Test(t, func(t *testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithDiscipline(timed{wrap: wrap}).WithProcessor(double)
				p.AddJobs(jobs)
				began := time.Now()
				results, err := p.Run()
				check(t, began, results, err)
			})
			for _, closing := range []bool{false, true} {
				synctest.Test(t, func(t *testing.T) {
					p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithDiscipline(timed{wrap: wrap}).WithProcessor(double).WithUnboundedResults()
					began := time.Now()
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						p.Submit(t.Context(), job)
					}
					if !closing {
						time.Sleep(time.Hour)
					}
					err := p.Close()
					check(t, began, slices.Collect(p.Results()), err)
				})
			}
		}
	}
}

// TestSerialKeys: jobs of one key run one after the other, in a batch, and a worker
// that has parked takes the next one as soon as the last one has ended.
func TestSerialKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(timed{}).WithProcessor(sleepy)
		for i := range 6 {
			p.AddJob(Job[int]{Key: []string{"a", "b"}[i%2], Data: 1})
		}
		p.AddJob(Job[int]{Data: 2})
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		last := results[0].Started
		for _, r := range results {
			if r.Completed.After(last) {
				last = r.Completed
			}
		}
		if took := last.Sub(results[0].Started); took != 6*time.Second {
			t.Errorf("6 jobs of 1 s for one worker and one of 2 s for the other took %v, want 6s", took)
		}
	})
}

// TestHeldJobsEndWithContext: nobody waits for the time of a job when the context has
// ended.
func TestHeldJobsEndWithContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		p := NewWithConfig[int, int](Config{NumWorkers: 3}).WithDiscipline(timed{}).WithProcessor(double)
		p.AddJob(Job[int]{Cost: time.Hour})
		began := time.Now()
		results, err := p.RunContext(ctx)
		if len(results) != 1 || err == nil || time.Since(began) != time.Minute {
			t.Errorf("%d results, error %v after %v", len(results), err, time.Since(began))
		}
	})
}

// TestHeldJobsAreLost: a queue that holds a job back and does not say until when, with
// nothing left that could end, has lost it; one that says that there is a job and hands
// out none is broken.
func TestHeldJobsAreLost(t *testing.T) {
	for d, want := range map[timed]string{
		{mute: true}:  "lost job 1 of 2",
		{eager: true}: "Next says that there is one now",
	} {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(d).WithProcessor(double)
			p.AddJob(Job[int]{})
			p.AddJob(Job[int]{Cost: time.Hour})
			results, err := p.Run()
			if len(results) != 2 || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%d results, error %v, want %q", len(results), err, want)
			}
		})
	}
}

// TestAs: the nearest one that is asked for, and none if there is none.
func TestAs(t *testing.T) {
	inner := &timedQueue{}
	if h, ok := As[Holder](wrapping{wrapping{inner}}); !ok || h != Holder(inner) {
		t.Errorf("As[Holder] = %v, %v", h, ok)
	}
	if l, ok := As[Limiter](wrapping{inner}); ok {
		t.Errorf("As[Limiter] = %v, want none", l)
	}
	if l, ok := As[Limiter](nil); ok {
		t.Errorf("As[Limiter](nil) = %v, want none", l)
	}
}

// TestHeldTaken: when nothing is held back any more, the time for which it was held keeps
// no stream from its end.
func TestHeldTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		results, err := runCopied(t, &copying{after: time.Hour}, false, Config{NumWorkers: 2}, 3, func(context.Context, Job[int]) (int, error) {
			time.Sleep(time.Second)
			return 0, nil
		}, nil)
		if took := time.Since(began); err != nil || len(results) != 3 || took != 2*time.Second {
			t.Errorf("Close after %v: %v, want 2s", took, err)
		}
	})
}
