package pool_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// own is a discipline that keeps each job for one worker.
type own struct{}

func (own) Name() string { return "own" }
func (own) NewQueue(setup Setup) (Queue, error) {
	return &ownQueue{jobs: make([][]int, setup.Workers)}, nil
}

type ownQueue struct {
	mu   sync.Mutex
	jobs [][]int
}

func (q *ownQueue) Push(t Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	w := int(t.Seq) % len(q.jobs)
	q.jobs[w] = append(q.jobs[w], t.Index)
	return w
}

func (q *ownQueue) Pop(w int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(dst[:1], q.jobs[w])
	q.jobs[w] = q.jobs[w][n:]
	return n
}

// counted is what runs for a second, and counts how many do.
type counted struct{ running, most atomic.Int64 }

func (s *counted) process(context.Context, Job[int]) (int, error) {
	now := s.running.Add(1)
	for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
	}
	time.Sleep(time.Second)
	s.running.Add(-1)
	return 0, nil
}

// TestResize: as many jobs run as Resize said last, in streams and batches, with a shared
// queue and with one that keeps jobs for one worker; none is lost.
func TestResize(t *testing.T) {
	const n = 200
	for _, d := range []Discipline{FIFO{}, own{}} {
		for _, stream := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/stream=%v", d.Name(), stream), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var s counted
					p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxWorkers: 8}).WithProcessor(s.process).WithDiscipline(d)
					ended := make(chan []Result[int])
					if stream {
						if err := p.WithUnboundedResults().Start(t.Context()); err != nil {
							t.Fatal(err)
						}
						jobs := numbered(n)
						for i := range jobs {
							if err := p.Submit(t.Context(), jobs[i]); err != nil {
								t.Fatal(err)
							}
						}
						go func() {
							p.Close()
							var all []Result[int]
							for r := range p.Results() {
								all = append(all, r)
							}
							ended <- all
						}()
					} else {
						p.AddJobs(numbered(n))
						go func() {
							all, err := p.Run()
							if err != nil {
								t.Error(err)
							}
							ended <- all
						}()
					}
					time.Sleep(time.Second / 2)
					if got := s.running.Load(); got != 2 {
						t.Errorf("%d jobs run, want 2, as the Config says", got)
					}
					for _, workers := range []int{2, 8, 1, 3, 8, 5} {
						if err := p.Resize(workers); err != nil {
							t.Fatal(err)
						}
						time.Sleep(50 * time.Millisecond) // no job ends when they are counted
						for range 4 {
							time.Sleep(time.Second)
							if got := s.running.Load(); got != int64(workers) {
								t.Errorf("%d jobs run, want %d", got, workers)
							}
						}
						time.Sleep(250 * time.Millisecond)
					}
					results := <-ended
					seen := make(map[string]bool)
					for _, r := range results {
						if r.Error != nil || seen[r.JobID] {
							t.Errorf("%+v", r)
						}
						seen[r.JobID] = true
					}
					if len(seen) != n {
						t.Errorf("%d jobs have a result, want %d", len(seen), n)
					}
					p.AddJobs(numbered(20))
					go func() {
						_, err := p.Run()
						ended <- nil
						if err != nil {
							t.Error(err)
						}
					}()
					time.Sleep(time.Second / 2)
					if got := s.running.Load(); got != 5 {
						t.Errorf("%d jobs run of a run that begins after Resize to 5", got)
					}
					<-ended
				})
			})
		}
	}
}

// TestResizeErrors names what is wrong.
func TestResizeErrors(t *testing.T) {
	var config *ConfigError
	if err := New[int, int]().Resize(1); !errors.As(err, &config) || config.Field != "MaxWorkers" {
		t.Errorf("without MaxWorkers: %v", err)
	}
	if err := New[int, int]().Pause(); !errors.As(err, &config) || config.Field != "MaxWorkers" {
		t.Errorf("Pause without MaxWorkers: %v", err)
	}
	if err := New[int, int]().Resume(); !errors.As(err, &config) || config.Field != "MaxWorkers" {
		t.Errorf("Resume without MaxWorkers: %v", err)
	}
	p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxWorkers: 4})
	for _, n := range []int{-1, 0, 5} {
		if err := p.Resize(n); err == nil {
			t.Errorf("Resize(%d): no error", n)
		}
	}
	if _, err := NewWithConfig[int, int](Config{NumWorkers: 2, MaxWorkers: 1}).WithProcessor(double).Run(); !errors.As(err, &config) || config.Field != "MaxWorkers" {
		t.Errorf("MaxWorkers below NumWorkers: %v", err)
	}
}

// TestPause: no job starts between Pause and Resume, jobs are accepted, and in the end all
// have run; also if the pool was paused before it began.
func TestPause(t *testing.T) {
	for _, most := range []int{3, 5} {
		synctest.Test(t, func(t *testing.T) {
			var s counted
			p := NewWithConfig[int, int](Config{NumWorkers: 3, MaxWorkers: most}).WithProcessor(s.process).WithUnboundedResults()
			p.Pause()
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			submit := func(n int) {
				for i := range n {
					if err := p.Submit(t.Context(), Job[int]{Data: i}); err != nil {
						t.Fatal(err)
					}
				}
			}
			running := func(want int64) {
				t.Helper()
				synctest.Wait()
				if got := s.running.Load(); got != want {
					t.Errorf("%d jobs run, want %d", got, want)
				}
			}
			submit(4)
			time.Sleep(time.Minute)
			running(0)
			p.Resume()
			running(3)
			p.Pause()
			running(3) // they go on
			time.Sleep(time.Minute)
			running(0)
			submit(20)
			p.Resume()
			time.Sleep(time.Second / 2)
			running(3)
			p.Pause()
			closed := false
			go func() { p.Close(); closed = true }()
			time.Sleep(time.Minute)
			running(0)
			if closed {
				t.Error("Close has not waited for Resume")
			}
			p.Resume()
			results := 0
			for range p.Results() {
				results++
			}
			if results != 24 || s.most.Load() != 3 {
				t.Errorf("%d results, at most %d jobs ran at once", results, s.most.Load())
			}
		})
	}
}

// TestPauseEnds: the end of the context ends a pause.
func TestPauseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewWithConfig[int, int](Config{NumWorkers: 3, MaxWorkers: 3, Timeout: time.Minute}).WithProcessor(double)
		p.Pause()
		p.AddJobs(numbered(10))
		began := time.Now()
		results, err := p.Run()
		if !errors.Is(err, context.DeadlineExceeded) || len(results) != 10 || time.Since(began) != time.Minute {
			t.Errorf("%d results, %v after %v", len(results), err, time.Since(began))
		}
	})
}

// TestResizeStress resizes and pauses all the time, in real time.
func TestResizeStress(t *testing.T) {
	for _, d := range []Discipline{FIFO{}, own{}} {
		p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxWorkers: 6, BufferSize: 30}).WithProcessor(double).WithDiscipline(d)
		for round := range 20 {
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			all.Go(func() {
				rng := rand.New(rand.NewPCG(uint64(round), 1))
				for range 200 {
					p.Resize(1 + rng.IntN(6))
					if rng.IntN(4) == 0 {
						p.Pause()
						p.Resume()
					}
				}
			})
			all.Go(func() {
				for i := range 500 {
					if err := p.Submit(t.Context(), Job[int]{Data: i}); err != nil {
						t.Error(err)
					}
				}
				p.Close()
			})
			n := 0
			for range p.Results() {
				n++
			}
			if all.Wait(); n != 500 {
				t.Fatalf("%s: %d results, want 500", d.Name(), n)
			}
		}
	}
}

func ExampleWorkerPool_Resize() {
	p := NewWithConfig[int, int](Config{NumWorkers: 2, MaxWorkers: 16}).
		WithProcessor(func(_ context.Context, job Job[int]) (int, error) { return job.Data, nil })
	if err := p.Start(context.Background()); err != nil {
		fmt.Println(err)
	}
	fmt.Println(p.Resize(16)) // the evening rush
	fmt.Println(p.Resize(17))
	p.Close()
	// Output:
	// <nil>
	// pool: Resize to 17 workers: want 1 to MaxWorkers, 16
}

// TestResizeWakes: a job that came while no more workers were allowed starts as soon as there
// are, though its worker is idle and no other job comes.
func TestResizeWakes(t *testing.T) {
	for _, d := range []Discipline{FIFO{}, new(stack)} {
		for _, change := range []struct {
			name         string
			before, then func(p *WorkerPool[int, int]) error
			running      int64 // of two jobs
		}{
			{"resize", nil, func(p *WorkerPool[int, int]) error { return p.Resize(3) }, 1},
			{"resume", (*WorkerPool[int, int]).Pause, (*WorkerPool[int, int]).Resume, 0},
		} {
			synctest.Test(t, func(t *testing.T) {
				var s counted
				p := NewWithConfig[int, int](Config{NumWorkers: 1, MaxWorkers: 3}).WithProcessor(s.process).WithDiscipline(d).WithoutResults()
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				synctest.Wait() // all are idle
				if change.before != nil {
					if err := change.before(p); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
				}
				for range 2 {
					if err := p.Submit(t.Context(), Job[int]{}); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
				}
				if got := s.running.Load(); got != change.running {
					t.Errorf("%s, %s: %d jobs run before, want %d", d.Name(), change.name, got, change.running)
				}
				if err := change.then(p); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if got := s.running.Load(); got < change.running+1 {
					t.Errorf("%s, %s: %d jobs run, want more than %d", d.Name(), change.name, got, change.running)
				}
			})
		}
	}
}
