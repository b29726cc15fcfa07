package pool_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// diary is a discipline that writes down what the engine tells its queues, and
// hands out jobs to the worker whose turn it is.
type diary struct {
	setup   Setup
	mu      sync.Mutex
	waiting [][]int // by worker
	turn    int
	loads   int
	tickets []Ticket // as pushed or loaded
	done    map[int]time.Duration
	by      map[int]int // job: worker
	ended   []string    // Finish and Report, in order
	summary Summary
}

func (*diary) Name() string { return "diary" }

func (d *diary) NewQueue(s Setup) (Queue, error) {
	d.setup, d.waiting = s, make([][]int, s.Workers)
	d.done, d.by = make(map[int]time.Duration), make(map[int]int)
	if s.Stream {
		return diaryQueue{d}, nil
	}
	return diaryLoader{diaryQueue{d}}, nil
}

type diaryQueue struct{ *diary }

func (q diaryQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	w := q.turn % len(q.waiting)
	q.turn++
	q.tickets = append(q.tickets, t)
	q.waiting[w] = append(q.waiting[w], t.Index)
	return w
}

func (q diaryQueue) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(dst, q.waiting[worker])
	q.waiting[worker] = q.waiting[worker][n:]
	return n
}

func (q diaryQueue) Done(worker int, t Ticket, o Outcome) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.done[t.Priority], q.by[t.Priority] = o.Service, worker
}

func (q diaryQueue) Finish(s Summary) { q.summary, q.ended = s, append(q.ended, "finish") }

func (q diaryQueue) Report() []Detail {
	q.ended = append(q.ended, "report")
	return nil
}

type diaryLoader struct{ diaryQueue }

func (q diaryLoader) Load(b Batch) {
	q.loads++
	for i := range b.Len() {
		if q.diaryQueue.Push(b.Ticket(i)); b.Ticket(i).Index != i {
			panic("the ticket of another job")
		}
	}
}

func (diaryLoader) Push(Ticket) int { panic("Push to a queue that takes Load") }

// four are jobs of 1 to 4 s; Priority tells them apart.
func four() []Job[int] {
	now := time.Now()
	return []Job[int]{
		{Data: 1, Priority: 1, Cost: time.Hour, Key: "a"},
		{Data: 2, Priority: 2, Deadline: now.Add(time.Minute)},
		{Data: 3, Priority: 3, Deadline: now.Add(-time.Minute), NotBefore: now.Add(time.Second)},
		{Data: 4, Priority: 4},
	}
}

// TestQueueIsTold: the setup, each job's ticket, how long it took and who had
// it, and how the run went, in a batch.
func TestQueueIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := new(diary)
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 7, Seed: 99}).WithDiscipline(d).WithProcessor(
			func(ctx context.Context, job Job[int]) (int, error) {
				sleepy(ctx, job)
				if job.Data == 3 {
					return 0, errFlaky
				}
				return 0, nil
			})
		p.AddJobs(four())
		if _, err := p.Run(); err != nil {
			t.Fatal(err)
		}
		if s := d.setup; s.Workers != 2 || s.Capacity != 4 || s.Stream || s.Seed != 99 || s.Now() != 6*time.Second {
			t.Errorf("setup %+v, now %v", s, s.Now())
		}
		want := []Ticket{
			{Index: 0, Priority: 1, Cost: time.Hour, Deadline: NoDeadline, Key: "a", Seq: 0},
			{Index: 1, Priority: 2, Deadline: time.Minute, Seq: 1},
			{Index: 2, Priority: 3, Deadline: -time.Minute, NotBefore: time.Second, Seq: 2},
			{Index: 3, Priority: 4, Deadline: NoDeadline, Seq: 3},
		}
		if d.loads != 1 || !slices.Equal(d.tickets, want) {
			t.Errorf("%d loads, tickets %v, want 1, %v", d.loads, d.tickets, want)
		}
		checkDone(t, d)
		if want := (Summary{Workers: 2, Jobs: 4, Errors: 1, Makespan: 6 * time.Second, Busy: 10 * time.Second, Longest: 4 * time.Second}); d.summary != want {
			t.Errorf("summary %+v, want %+v", d.summary, want)
		}
	})
}

func checkDone(t *testing.T, d *diary) {
	t.Helper()
	for i := 1; i <= 4; i++ {
		if d.done[i] != time.Duration(i)*time.Second || d.by[i] != (i-1)%2 {
			t.Errorf("Done told that job %d took %v on worker %d", i, d.done[i], d.by[i])
		}
	}
	if !slices.Equal(d.ended, []string{"finish", "report"}) {
		t.Errorf("the queue was told of the end by %v", d.ended)
	}
}

// TestStreamQueueIsTold the same; jobs are pushed one by one, and Push says
// which worker wakes.
func TestStreamQueueIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := new(diary)
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 7}).WithDiscipline(d).WithProcessor(sleepy)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, job := range four() {
			time.Sleep(10 * time.Second) // everybody is idle
			p.Submit(t.Context(), job)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if s := d.setup; s.Workers != 2 || s.Capacity != 7 || !s.Stream {
			t.Errorf("setup %+v", s)
		}
		for i, tk := range d.tickets {
			if tk.Released != time.Duration(10+10*i)*time.Second || tk.Priority != i+1 || tk.Seq != uint64(i) || tk.Index < 0 || tk.Index >= 7 {
				t.Errorf("ticket %d: %+v", i, tk)
			}
		}
		if d.loads != 0 {
			t.Errorf("%d loads", d.loads)
		}
		checkDone(t, d)
		for r := range p.Results() {
			if r.Wait != 0 {
				t.Errorf("worker %d woke %v after the job came", r.Worker, r.Wait)
			}
		}
	})
}

// TestRefusal: what NewQueue says of a setup is the error of Run and Start, and
// nothing ran.
func TestRefusal(t *testing.T) {
	refuses := rogue{newQueue: func(s Setup) (Queue, error) { return nil, fmt.Errorf("stream %v: %w", s.Stream, errBug) }}
	p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(refuses).WithProcessor(double)
	p.AddJobs(numbered(3))
	results, err := p.Run()
	if results != nil || !errors.Is(err, errBug) || err.Error() != `strategy "rogue": stream false: bug` {
		t.Errorf("Run = %v, %v", results, err)
	}
	if err := p.Start(t.Context()); !errors.Is(err, errBug) || err.Error() != `strategy "rogue": stream true: bug` {
		t.Errorf("Start = %v", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("Close after a Start that failed = %v", err)
	}
}

// TestPinnedStress: with jobs that only one worker can take, the right one
// wakes, each time.
func TestPinnedStress(t *testing.T) {
	for _, c := range []struct{ workers, buffer, submitters int }{{1, 1, 1}, {2, 1, 3}, {5, 2, 4}, {16, 8, 2}} {
		p := NewWithConfig[int, int](Config{NumWorkers: c.workers, BufferSize: c.buffer}).WithDiscipline(new(diary)).WithProcessor(double)
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range c.submitters {
			wg.Go(func() {
				for range 1000 {
					if err := p.Submit(t.Context(), Job[int]{}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		go func() {
			wg.Wait()
			p.Close()
		}()
		if ids, _ := collect(p); len(ids) != 1000*c.submitters {
			t.Errorf("%+v: %d results", c, len(ids))
		}
	}
}

// TestLongJobsAreClaimedSingly: a worker holds no job back from the others
// behind a long one.
func TestLongJobsAreClaimedSingly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 4}).WithProcessor(sleepy)
		for range 40 {
			p.AddJob(Job[int]{Data: 1})
		}
		began := time.Now()
		if _, err := p.Run(); err != nil || time.Since(began) != 10*time.Second {
			t.Errorf("40 jobs of 1 s on 4 workers took %v, %v", time.Since(began), err)
		}
	})
}

// TestShortJobsAmongLongOnes: no short job waits behind a long one while another
// worker has nothing to do.
func TestShortJobsAmongLongOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2}, sleepy)
		stuck := 0
		handled := make(chan struct{})
		go func() {
			defer close(handled)
			for r := range p.Results() {
				if r.Wait > 0 {
					stuck++
				}
			}
		}()
		for range 20 {
			for i := range 40 {
				job := Job[int]{}
				if i == 20 {
					job.Data = 1 // s
				}
				if err := p.Submit(t.Context(), job); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(10 * time.Second)
		}
		p.Close()
		<-handled
		if stuck > 0 {
			t.Errorf("%d of 780 short jobs waited behind a long one, want none", stuck)
		}
	})
}
