package pool_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// greedy is a discipline whose queue hands out as many jobs at once as it is offered, and is told what
// became of each.
type greedy struct {
	done func(worker int, t Ticket, o Outcome)
}

func (greedy) Name() string { return "greedy" }

func (g greedy) NewQueue(Setup) (Queue, error) { return &greedyQueue{greedy: g}, nil }

type greedyQueue struct {
	greedy
	mu   sync.Mutex // guards jobs
	jobs []int
}

func (q *greedyQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, t.Index)
	return AnyWorker
}

func (q *greedyQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(dst, q.jobs)
	q.jobs = q.jobs[n:]
	return n
}

func (q *greedyQueue) Done(worker int, t Ticket, o Outcome) {
	if q.done != nil {
		q.done(worker, t, o)
	}
}

// TestDoneIsNotWork: the time that Done takes is no service time of the next job of a claim.
func TestDoneIsNotWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(double).
			WithDiscipline(greedy{func(int, Ticket, Outcome) { time.Sleep(time.Second) }})
		p.AddJobs(numbered(10))
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if r.Duration != 0 || r.Wait != time.Duration(i)*time.Second {
				t.Errorf("job %d waited %v and took %v, want %ds and 0s", i, r.Wait, r.Duration, i)
			}
		}
	})
}

// TestPanicTakesTime: the queue learns how long a job took that panicked.
func TestPanicTakesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []time.Duration
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).
			WithProcessor(func(context.Context, Job[int]) (int, error) {
				time.Sleep(time.Second)
				panic("late")
			}).
			WithDiscipline(greedy{func(_ int, _ Ticket, o Outcome) { got = append(got, o.Service) }})
		p.AddJobs(numbered(1))
		if _, err := p.Run(); err != nil || len(got) != 1 || got[0] != time.Second {
			t.Errorf("Done was told of service times %v, error %v, want 1s", got, err)
		}
	})
}

// TestGivenUpIsAnError: the context ends while the jobs that are left are claimed already. That they did
// not run is the error of the run.
func TestGivenUpIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithDiscipline(greedy{}).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				if job.Data == 5 {
					cancel(why)
				}
				return 0, nil
			})
		p.AddJobs(numbered(10))
		results, err := p.RunContext(ctx)
		if err != why || results[5].Error != nil || results[6].Error != why || results[9].Error != why {
			t.Errorf("Run = %v, results %v", err, results)
		}
	})
}

// TestEndOfContextFreesWorkers: workers that wait for a reader of results go on when the context ends,
// though none comes.
func TestEndOfContextFreesWorkers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 1}).WithProcessor(double)
		if err := p.Start(ctx); err != nil {
			t.Fatal(err)
		}
		for range 3 { // one result is in the mailbox, two workers wait
			if err := p.Submit(ctx, Job[int]{}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		if err := p.Start(t.Context()); err != nil { // Close would free them, too
			t.Errorf("Start after the end of the context = %v: workers still wait for a reader", err)
		}
		if err := p.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
}

// TestResultAfterLongJob: a handler gets the result of a job that took long before the next job of the
// same claim has run.
func TestResultAfterLongJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var at []time.Duration
		gate := make(chan struct{})
		p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 10}).WithDiscipline(greedy{}).
			WithProcessor(func(_ context.Context, job Job[int]) (int, error) {
				if job.Data == 0 {
					<-gate // and the job takes no time
				}
				time.Sleep(time.Duration(job.Data) * time.Second)
				return 0, nil
			}).
			WithHandler(func(Result[int]) { at = append(at, time.Since(began)) })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, seconds := range []int{0, 0, 1, 3600} {
			if err := p.Submit(t.Context(), Job[int]{Data: seconds}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		close(gate)
		if err := p.Close(); err != nil || len(at) != 4 || at[2] != time.Second {
			t.Errorf("results came after %v, error %v, want the third after 1s", at, err)
		}
	})
}

// TestResultAfterLongJobOfBatch: the same for a batch whose results go to a channel.
func TestResultAfterLongJobOfBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jobs := numbered(400)
		for i := range jobs {
			jobs[i].Data = 0
		}
		jobs[10].Data, jobs[11].Data = 1, 3600
		results := make(chan Result[int])
		go func() {
			defer close(results)
			if err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &Config{NumWorkers: 1}, jobs, sleepy, results); err != nil {
				t.Error(err)
			}
		}()
		for r := range results {
			if held := time.Since(r.Completed); r.JobID == jobs[10].ID && held != 0 {
				t.Errorf("the result of the job that took %v came %v after its end", r.Duration, held)
			}
		}
	})
}

// TestNoMoreWorkersThanJobs: a batch has no more workers than jobs, and its queue knows.
func TestNoMoreWorkersThanJobs(t *testing.T) {
	got := 0
	p := NewWithConfig[int, int](Config{NumWorkers: 8}).WithProcessor(double).
		WithDiscipline(rogue{newQueue: func(s Setup) (Queue, error) {
			got = s.Workers
			return FIFO{}.NewQueue(s)
		}})
	p.AddJobs(numbered(3))
	if _, err := p.Run(); err != nil || got != 3 {
		t.Errorf("3 jobs, 8 workers: the queue is for %d, error %v, want 3", got, err)
	}
}
