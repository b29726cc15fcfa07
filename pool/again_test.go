package pool_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// tries is a processor whose jobs take a second each time, and end as the test says:
// it is told which time it is.
type tries struct {
	mu   sync.Mutex
	seen map[string]int
	end  func(job Job[int], n int) error
}

func (p *tries) do(_ context.Context, job Job[int]) (int, error) {
	p.mu.Lock()
	if p.seen == nil {
		p.seen = make(map[string]int)
	}
	p.seen[job.ID]++
	n := p.seen[job.ID]
	p.mu.Unlock()
	time.Sleep(time.Second)
	return n, p.end(job, n)
}

// taking is a queue that takes jobs back, or not, and notes what it is told.
type taking struct {
	loads, returns bool
	mu             sync.Mutex
	waiting        []Ticket
	back           []Ticket // those that came back
	done           map[uint64]Outcome
}

func (*taking) Name() string { return "taking" }

func (q *taking) NewQueue(Setup) (Queue, error) {
	q.done = make(map[uint64]Outcome)
	switch {
	case q.returns:
		return takingBack{takingAll{q}}, nil
	case q.loads:
		return takingAll{q}, nil
	}
	return q, nil
}

func (q *taking) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, t)
	if t.Attempt > 0 {
		q.back = append(q.back, t)
	}
	return AnyWorker
}

func (q *taking) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return 0
	}
	dst[0] = q.waiting[0].Index
	q.waiting = q.waiting[1:]
	return 1
}

func (q *taking) Done(_ int, t Ticket, o Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if _, ok := q.done[t.Seq]; ok {
		panic("Done twice")
	}
	q.done[t.Seq] = o
}

type takingAll struct{ *taking }

func (q takingAll) Push(Ticket) int { panic("Push to a queue that takes Load") }

func (q takingAll) Load(b Batch) {
	for i := range b.Len() {
		q.taking.Push(b.Ticket(i))
	}
}

type takingBack struct{ takingAll }

func (q takingBack) Return(t Ticket) int { return q.taking.Push(t) }

var waysBack = []struct {
	name  string
	queue func() *taking
	told  bool // the queue is given the jobs that come back
}{
	{"Push", func() *taking { return &taking{} }, true},
	{"Loader", func() *taking { return &taking{loads: true} }, false},
	{"Returner", func() *taking { return &taking{loads: true, returns: true} }, true},
}

// TestRetryHoldsNoWorker: while a job waits to be tried again its worker runs others,
// and the queue has it back with the number of attempts.
func TestRetryHoldsNoWorker(t *testing.T) {
	for _, way := range waysBack {
		for _, stream := range []bool{false, true} {
			if stream && way.name != "Push" {
				continue
			}
			t.Run(fmt.Sprint(way.name, stream), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					work := &tries{end: func(job Job[int], n int) error {
						if job.ID == "0" && n < 3 {
							return errFlaky
						}
						return nil
					}}
					q := way.queue()
					p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 2, RetryDelay: 10 * time.Second, EnableMetrics: true}).
						WithDiscipline(q).WithProcessor(work.do).WithUnboundedResults()
					began := time.Now()
					results := runJobs(t, p, numbered(6), stream)
					if took := time.Since(began); took != 33*time.Second { // three times 1 s, delays of 10 and 20
						t.Errorf("took %v, want 33s", took)
					}
					for _, r := range results {
						i := int(r.JobID[0] - '0')
						want := Result[int]{JobID: r.JobID, Data: 1, Started: began.Add(time.Duration(i) * time.Second), Duration: time.Second}
						outcome := Outcome{Service: time.Second, Attempts: 1}
						if i == 0 {
							want.Data, want.Duration = 3, 33*time.Second
							outcome = Outcome{Service: 3 * time.Second, Attempts: 3}
						}
						want.Completed = want.Started.Add(want.Duration)
						want.Wait = want.Started.Sub(began)
						if r != want {
							t.Errorf("result %+v, want %+v", r, want)
						}
						if o := q.done[uint64(i)]; o != outcome {
							t.Errorf("outcome of job %d: %+v, want %+v", i, o, outcome)
						}
					}
					if m := p.Metrics(); m.JobsProcessed != 6 || m.ErrorCount != 0 || m.TotalDuration != 8*time.Second {
						t.Errorf("metrics %+v", m)
					}
					if way.told && (len(q.back) != 2 || q.back[0].Attempt != 1 || q.back[1].Attempt != 2 || q.back[1].Seq != 0) || !way.told && len(q.back) > 0 {
						t.Errorf("came back: %+v", q.back)
					}
				})
			})
		}
	}
}

// runJobs runs jobs as a batch or as a stream, without an error of the run.
func runJobs(t *testing.T, p *WorkerPool[int, int], jobs []Job[int], stream bool) []Result[int] {
	t.Helper()
	var results []Result[int]
	var err error
	if stream {
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, job := range jobs {
			if err := p.Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
		err = p.Close()
		results = slices.Collect(p.Results())
	} else {
		p.AddJobs(jobs)
		results, err = p.Run()
	}
	if err != nil || len(results) != len(jobs) {
		t.Fatalf("%d results of %d jobs, error %v", len(results), len(jobs), err)
	}
	return results
}

// TestAgainTakesTurns: jobs that run again at once take turns, in batches and streams,
// with the engine's own queue and with others; it is no failure, and needs no retries.
func TestAgainTakesTurns(t *testing.T) {
	for _, d := range []func() Discipline{
		func() Discipline { return FIFO{} },
		func() Discipline { return new(taking) },
		func() Discipline { return &taking{loads: true, returns: true} },
	} {
		for _, stream := range []bool{false, true} {
			if q, ok := d().(*taking); ok && q.loads && stream {
				continue
			}
			synctest.Test(t, func(t *testing.T) {
				var order []string
				work := &tries{}
				work.end = func(job Job[int], n int) error {
					order = append(order, job.ID) // by one worker
					if n < 3 {
						return Again(0)
					}
					return nil
				}
				p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2}).WithDiscipline(d()).WithProcessor(work.do).WithUnboundedResults()
				for _, r := range runJobs(t, p, numbered(3), stream) {
					if r.Error != nil || r.Data != 3 {
						t.Errorf("result %+v, want that of the third time", r)
					}
				}
				for id := range 3 {
					n := 0
					for _, o := range order {
						if o == fmt.Sprint(id) {
							n++
						}
					}
					if n != 3 {
						t.Errorf("job %d ran %d times, want 3: %v", id, n, order)
					}
				}
				if last := order[len(order)-1]; d().Name() == "taking" && !stream && last != "2" {
					t.Errorf("jobs ran in the order %v, want them to take turns", order)
				}
			})
		}
	}
}

// TestAgainAfter: not before its time, and idle workers wait for it.
func TestAgainAfter(t *testing.T) {
	for _, stream := range []bool{false, true} {
		for _, workers := range []int{1, 3} {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				work := &tries{end: func(job Job[int], n int) error {
					if n == 1 {
						return fmt.Errorf("part of it is done: %w", Again(time.Hour))
					}
					return nil
				}}
				p := NewWithConfig[int, int](Config{NumWorkers: workers}).WithProcessor(work.do).WithUnboundedResults()
				runJobs(t, p, numbered(3), stream)
				want := map[int]time.Duration{1: time.Hour + 4*time.Second, 3: time.Hour + 2*time.Second}[workers]
				if took := time.Since(began); took != want {
					t.Errorf("stream %v, %d workers: took %v, want %v", stream, workers, took, want)
				}
			})
		}
	}
}

// TestAgainInCenturies: a time that no Duration reaches is later than any other, and keeps no
// other job from coming back: of a job that asks for it, and of a retry whose delay doubles
// beyond all bounds.
func TestAgainInCenturies(t *testing.T) {
	for _, c := range []struct {
		name  string
		delay time.Duration
		err   error
		times int // how often the job runs in 200 years
	}{
		{"again", 0, Again(math.MaxInt64), 1},
		{"retry", 1 << 62, errFlaky, 2}, // after 146 years, and then 292
	} {
		for _, stream := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, stream), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), 200*365*24*time.Hour)
					defer cancel()
					began := time.Now()
					runs, other := 0, time.Duration(0) // by one worker
					p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 1000, RetryDelay: c.delay}).WithProcessor(
						func(_ context.Context, job Job[int]) (int, error) {
							time.Sleep(time.Second)
							if job.ID == "1" {
								if other = time.Since(began); other > time.Hour {
									return 0, nil
								}
								return 0, Again(time.Hour)
							}
							if runs++; runs > 10 {
								return 0, Permanent(errors.New("runs on and on"))
							}
							return 0, c.err
						})
					jobs := numbered(2)
					if stream {
						if err := p.WithoutResults().Start(ctx); err != nil {
							t.Fatal(err)
						}
						for i := range jobs {
							if err := p.Submit(ctx, jobs[i]); err != nil {
								t.Fatal(err)
							}
						}
						<-ctx.Done()
						p.Close()
					} else {
						p.AddJobs(jobs)
						p.RunContext(ctx)
					}
					if runs != c.times || other != time.Hour+3*time.Second {
						t.Errorf("ran %d times in 200 years, want %d; the other job ended after %v, want an hour and 3 s", runs, c.times, other)
					}
				})
			})
		}
	}
}

// TestPermanent: is not tried again, and the result has the error itself.
func TestPermanent(t *testing.T) {
	if err := Permanent(nil); err != nil {
		t.Errorf("Permanent(nil) = %v", err)
	}
	for _, by := range []func(p *WorkerPool[int, int]){
		func(p *WorkerPool[int, int]) {},
		func(p *WorkerPool[int, int]) { p.WithStrategy(groups{2}) },
	} {
		synctest.Test(t, func(t *testing.T) {
			work := &tries{end: func(job Job[int], n int) error {
				switch {
				case job.ID == "0":
					return Permanent(errFlaky)
				case job.ID == "1" && n == 1:
					return Again(time.Second)
				}
				return nil
			}}
			p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxRetries: 5}).WithProcessor(work.do)
			by(p)
			for _, r := range runJobs(t, p, numbered(4), false) {
				n := map[string]int{"1": 2}[r.JobID]
				if r.JobID == "0" && r.Error != errFlaky || r.JobID != "0" && r.Error != nil || work.seen[r.JobID] != max(n, 1) {
					t.Errorf("job %s ran %d times, error %v", r.JobID, work.seen[r.JobID], r.Error)
				}
			}
		})
	}
}

// TestBackWhenTheRunEnds: a job that waits to be tried again has the error of its last
// attempt, and the times of those that it had; one that asked for it the cause.
func TestBackWhenTheRunEnds(t *testing.T) {
	for _, stream := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			work := &tries{end: func(job Job[int], n int) error {
				if job.ID == "0" {
					return Again(time.Hour)
				}
				return errFlaky
			}}
			p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxRetries: 1, RetryDelay: time.Hour}).WithProcessor(work.do).WithUnboundedResults()
			began := time.Now()
			var results []Result[int]
			var err error
			if stream {
				if err := p.Start(ctx); err != nil {
					t.Fatal(err)
				}
				for _, job := range numbered(2) {
					p.Submit(ctx, job)
				}
				err = p.Close()
				results = slices.Collect(p.Results())
			} else {
				p.AddJobs(numbered(2))
				results, err = p.RunContext(ctx)
			}
			if !errors.Is(err, context.DeadlineExceeded) || len(results) != 2 || time.Since(began) != time.Minute {
				t.Fatalf("%d results, error %v after %v", len(results), err, time.Since(began))
			}
			for _, r := range results {
				want := map[string]error{"0": context.DeadlineExceeded, "1": errFlaky}[r.JobID]
				if !errors.Is(r.Error, want) || r.Worker < 0 || !r.Started.Equal(began) || r.Duration != time.Minute {
					t.Errorf("stream %v: result %+v, want error %v after a minute", stream, r, want)
				}
			}
		})
	}
}

// TestBackInFullBuffer: jobs that come back find room before those that stand in line,
// and as many as BufferSize hold others up.
func TestBackInFullBuffer(t *testing.T) {
	for _, d := range []Discipline{FIFO{}, new(taking)} {
		synctest.Test(t, func(t *testing.T) {
			work := &tries{end: func(job Job[int], n int) error {
				switch {
				case n == 1:
					return Again(time.Minute)
				case n == 2:
					return Again(0)
				}
				return nil
			}}
			p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 2}).WithDiscipline(d).WithProcessor(work.do).WithUnboundedResults()
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, job := range numbered(2) {
				p.Submit(t.Context(), job)
				time.Sleep(2 * time.Second)
			}
			if err := p.TrySubmit(Job[int]{ID: "refused"}); err != ErrFull {
				t.Errorf("TrySubmit while 2 jobs are to come back: %v, want %v", err, ErrFull)
			}
			for _, job := range numbered(10)[2:] {
				if err := p.Submit(t.Context(), job); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.Close(); err != nil {
				t.Fatal(err)
			}
			if n := len(slices.Collect(p.Results())); n != 10 {
				t.Errorf("%d results, want 10", n)
			}
			for id, n := range work.seen {
				if n != 3 {
					t.Errorf("job %s ran %d times, want 3", id, n)
				}
			}
		})
	}
}

// TestBackAmongShortJobs: a claim of several jobs of which some come back has one
// result for each of the others, whoever reads.
func TestBackAmongShortJobs(t *testing.T) {
	for _, d := range []Discipline{FIFO{}, new(taking)} {
		for _, stream := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				var mu sync.Mutex
				seen := make(map[string]int)
				do := func(_ context.Context, job Job[int]) (int, error) {
					mu.Lock()
					defer mu.Unlock()
					if seen[job.ID]++; job.Data%3 == 0 && seen[job.ID] <= job.Data%5 {
						return 0, Again(time.Duration(job.Data%2) * time.Millisecond)
					}
					return job.Data, nil
				}
				p := NewWithConfig[int, int](Config{NumWorkers: 3, BufferSize: 64}).WithDiscipline(d).WithProcessor(do).WithUnboundedResults()
				got := make(map[string]bool)
				for _, r := range runJobs(t, p, numbered(2000), stream) {
					if got[r.JobID] || fmt.Sprint(r.Data) != r.JobID || r.Error != nil || r.Worker < 0 {
						t.Fatalf("result %+v", r)
					}
					got[r.JobID] = true
				}
			})
		}
	}
}

// TestPanicOfSecondAttempt: the first failed, the second panics: the job's times are
// those of both.
func TestPanicOfSecondAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		work := &tries{end: func(_ Job[int], n int) error {
			if n == 2 {
				panic(errBug)
			}
			return errFlaky
		}}
		q := new(taking)
		p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxRetries: 3, RetryDelay: time.Minute}).WithDiscipline(q).WithProcessor(work.do)
		r := runJobs(t, p, numbered(1), false)[0]
		if !errors.Is(r.Error, errBug) || r.Duration != time.Minute+2*time.Second || q.done[0].Service != 2*time.Second || q.done[0].Attempts != 2 || q.done[0].Err != r.Error {
			t.Errorf("result %+v, outcome %+v", r, q.done[0])
		}
	})
}

// TestAgainIsNoFailure: a job that has asked to run again may still fail, and be retried, as
// often as MaxRetries says.
func TestAgainIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ran := 0
		p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxRetries: 2}).
			WithProcessor(func(context.Context, Job[int]) (int, error) {
				if ran++; ran <= 3 {
					return 0, Again(0)
				}
				return 0, errFlaky
			})
		p.AddJob(Job[int]{})
		results, err := p.Run()
		if err != nil || ran != 6 || !errors.Is(results[0].Error, errFlaky) {
			t.Errorf("ran %d times, want 3 that ask to run again, and 3 that fail; error %v, %+v", ran, err, results)
		}
	})
}
