package pool_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// submitAll submits n jobs and returns how many were accepted, and the first
// error.
func submitAll(p *WorkerPool[int, int], n int) (accepted int, err error) {
	for _, job := range numbered(n) {
		if err := p.Submit(context.Background(), job); err != nil {
			return accepted, err
		}
		accepted++
	}
	return accepted, nil
}

// TestNoReader: the program that everybody writes first, which reads the results
// once all is submitted. Submit says what is wrong, and nothing is lost.
func TestNoReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := started(t, Config{NumWorkers: 2}, double)
		began := time.Now()
		accepted, err := submitAll(p, 100_000)
		if !errors.Is(err, ErrNoReader) || time.Since(began) > 10*time.Second {
			t.Errorf("Submit with nobody reading = %v after %v, want ErrNoReader within 10s", err, time.Since(began))
		}
		if err := p.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
		if ids, _ := collect(p); len(ids) != accepted {
			t.Errorf("%d results, %d jobs accepted", len(ids), accepted)
		}
	})
}

// TestLateReader: a reader that comes within seconds is waited for, and so is
// any that has come once. Jobs that take long are not taken for a missing reader.
func TestLateReader(t *testing.T) {
	t.Run("late", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := started(t, Config{NumWorkers: 2, BufferSize: 10}, double)
			read := make(chan int)
			go func() {
				time.Sleep(2 * time.Second)
				n := 0
				for range p.Results() {
					if n++; n == 5 {
						time.Sleep(time.Hour) // Submit waits with the workers
					}
				}
				read <- n
			}()
			if accepted, err := submitAll(p, 1000); err != nil {
				t.Errorf("after %d jobs: %v", accepted, err)
			}
			p.Close()
			if n := <-read; n != 1000 {
				t.Errorf("%d results, want 1000", n)
			}
		})
	})
	t.Run("long jobs", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := started(t, Config{NumWorkers: 1, BufferSize: 2}, sleepy)
			for range 4 { // two results, one job running, one waiting
				if err := p.Submit(t.Context(), Job[int]{Data: 3600}); err != nil {
					t.Errorf("Submit beside a job of an hour = %v", err)
				}
			}
			p.Close()
		})
	})
}

// TestUnboundedResults: all can be submitted before any result is read.
func TestUnboundedResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10_000
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 16}).WithProcessor(double).WithUnboundedResults()
		for range 2 {
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if accepted, err := submitAll(p, n); err != nil {
				t.Errorf("after %d jobs: %v", accepted, err)
			}
			if err := p.Close(); err != nil {
				t.Error(err)
			}
			if ids, _ := collect(p); len(ids) != n {
				t.Errorf("%d results, want %d", len(ids), n)
			}
		}
	})
}

// TestWithoutResults: nobody needs to read, and nothing is kept.
func TestWithoutResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10_000
		var ran atomic.Int64
		p := NewWithConfig[int, int](Config{NumWorkers: 2, BufferSize: 16}).WithoutResults().
			WithProcessor(func(context.Context, Job[int]) (int, error) { ran.Add(1); return 0, nil })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		if accepted, err := submitAll(p, n); err != nil {
			t.Errorf("after %d jobs: %v", accepted, err)
		}
		if err := p.Close(); err != nil || ran.Load() != n {
			t.Errorf("%d jobs ran, Close = %v; want %d", ran.Load(), err, n)
		}
		if ids, _ := collect(p); len(ids) != 0 {
			t.Errorf("%d results, want none", len(ids))
		}
	})
}

// TestSubmitToOwnPool: a job that submits to its own pool waits while another
// worker can make room, and gets an error if none can.
func TestSubmitToOwnPool(t *testing.T) {
	for _, c := range []struct {
		workers, submitters int
		fail                int
	}{
		{1, 1, 1}, {3, 3, 1}, {3, 2, 0}, {1, 0, 0},
	} {
		t.Run(fmt.Sprintf("%d of %d workers", c.submitters, c.workers), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var p *WorkerPool[int, int]
				var failed atomic.Int64
				p = NewWithConfig[int, int](Config{NumWorkers: c.workers, BufferSize: 1}).WithUnboundedResults().
					WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
						time.Sleep(time.Second) // all workers have a job then, and one waits
						if job.Data < c.submitters {
							own, cancel := context.WithCancel(ctx)
							defer cancel()
							err := p.Submit(own, Job[int]{ID: "more", Data: 100})
							if err != nil && !errors.Is(err, ErrSelfSubmit) {
								t.Errorf("Submit by a job = %v, want ErrSelfSubmit or none", err)
							}
							if err != nil {
								failed.Add(1)
							}
							return 0, err
						}
						time.Sleep(time.Second)
						return 0, nil
					})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for range 3 { // who has waited does not count any more
					for i := range c.workers {
						p.Submit(t.Context(), Job[int]{Data: i})
						synctest.Wait()
					}
					p.Submit(t.Context(), Job[int]{Data: 100}) // waits
					time.Sleep(time.Minute)
				}
				if err := p.Close(); err != nil {
					t.Error(err)
				}
				ids, _ := collect(p)
				if want := 3 * (c.workers + 1 + c.submitters - c.fail); int(failed.Load()) != 3*c.fail || len(ids) != want {
					t.Errorf("%d Submits failed, %d results, want %d and %d", failed.Load(), len(ids), 3*c.fail, want)
				}
			})
		})
	}
}

// TestSubmitToFullPoolFromOutside: while jobs wait in Submit, others may, too.
func TestSubmitToFullPoolFromOutside(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		other := started(t, Config{NumWorkers: 1, BufferSize: 1}, sleepy)
		p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithoutResults().
			WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
				err := other.Submit(ctx, Job[int]{Data: 10})
				if err != nil {
					t.Errorf("Submit to another pool = %v", err)
				}
				return 0, err
			})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		go collect(other)
		for range 5 {
			p.Submit(t.Context(), Job[int]{})
		}
		p.Close()
		other.Close()
	})
}

// TestSubmitInBatch: a job of a batch has no stream to submit to, and may run a
// batch of its own.
func TestSubmitInBatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p *WorkerPool[int, int]
		p = NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1}).
			WithProcessor(func(ctx context.Context, job Job[int]) (int, error) {
				if job.Data == 0 {
					return 0, nil
				}
				if err := p.Submit(ctx, Job[int]{}); err != ErrClosed {
					t.Errorf("Submit by a job of a batch = %v, want ErrClosed", err)
				}
				p.AddJob(Job[int]{Data: job.Data - 1})
				results, err := p.RunContext(ctx)
				if len(results) != 1 {
					t.Errorf("a batch within a batch: %d results, error %v", len(results), err)
				}
				return 0, err
			})
		p.AddJob(Job[int]{Data: 3})
		if results, err := p.Run(); err != nil || len(results) != 1 || results[0].Error != nil {
			t.Errorf("Run = %v, %v", results, err)
		}
	})
}

// TestStuckStandsStill: where nobody can go on, a Submit in line sets no timers that would
// keep virtual time going for ever: the runtime sees the deadlock, whether there is a
// reader, one who comes later, or none.
func TestStuckStandsStill(t *testing.T) {
	for name, read := range map[string]func(p *WorkerPool[int, int]){
		"no reader": func(*WorkerPool[int, int]) {},
		"reader": func(p *WorkerPool[int, int]) {
			go collect(p)
			synctest.Wait()
		},
		"late reader": func(p *WorkerPool[int, int]) {
			go func() {
				time.Sleep(time.Second)
				collect(p)
			}()
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if v := recover(); !strings.HasPrefix(fmt.Sprint(v), "deadlock") {
					t.Errorf("ended with %v, want a deadlock", v)
				}
			}()
			synctest.Test(new(testing.T), func(*testing.T) {
				p := NewWithConfig[int, int](Config{NumWorkers: 1, BufferSize: 1}).
					WithProcessor(func(context.Context, Job[int]) (int, error) { select {} })
				if err := p.Start(context.Background()); err != nil {
					t.Error(err)
				}
				read(p)
				submitAll(p, 3)
			})
		})
	}
}
