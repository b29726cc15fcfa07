package pool_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// TestWaitingReaderGetsResults: a reader that waits gets a result at once, also if
// its worker has claimed more jobs and goes on with one that waits for the reader.
func TestWaitingReaderGetsResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gates := []chan struct{}{make(chan struct{}), make(chan struct{}), make(chan struct{})}
		p := started(t, Config{NumWorkers: 1}, func(_ context.Context, job Job[int]) (int, error) {
			if job.Data < len(gates) {
				<-gates[job.Data]
			}
			return 0, nil
		})
		for _, job := range numbered(6) {
			if err := p.Submit(t.Context(), job); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		go func() {
			close(gates[0])
			synctest.Wait() // the reader waits, and the worker has claimed all the others
			close(gates[1])
			p.Close()
		}()
		for r := range p.Results() {
			if r.JobID == "1" {
				close(gates[2])
			}
		}
	})
}

// TestReaderComesDuringJob: the same, when the reader begins to wait while that job
// runs already.
func TestReaderComesDuringJob(t *testing.T) {
	for _, workers := range []int{1, 3} {
		synctest.Test(t, func(t *testing.T) {
			const n = 30
			gate, got := make(chan struct{}), make(chan struct{})
			p := started(t, Config{NumWorkers: workers}, func(_ context.Context, job Job[int]) (int, error) {
				switch {
				case job.Data < workers:
					<-gate
				case job.Data >= n-workers:
					<-got
				}
				return 0, nil
			})
			for i, job := range numbered(n) {
				if err := p.Submit(t.Context(), job); err != nil {
					t.Fatal(err)
				}
				if i < workers {
					synctest.Wait()
				}
			}
			close(gate)
			synctest.Wait() // all that can run has run
			read := 0
			for r := range p.Results() {
				if read++; read == n-workers {
					close(got) // the last jobs wait for the results of all others
					go p.Close()
				}
				if r.Error != nil {
					t.Error(r.Error)
				}
			}
			if read != n {
				t.Errorf("%d results, want %d", read, n)
			}
		})
	}
}

// TestResultsBeforeLongJob: a worker hands over what it has before a job that says
// that it is long, to a handler and to the channel of a batch.
func TestResultsBeforeLongJob(t *testing.T) {
	const n = 40
	jobs := numbered(n)
	for i := range jobs {
		if i%5 == 4 {
			jobs[i].Data, jobs[i].Cost = 1, time.Second
		} else {
			jobs[i].Data = 0
		}
	}
	check := func(t *testing.T, r Result[int]) {
		t.Helper()
		if held := time.Since(r.Completed); held != 0 {
			t.Errorf("the result of job %s came %v after the job", r.JobID, held)
		}
	}
	t.Run("handler", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := NewWithConfig[int, int](Config{NumWorkers: 1}).WithProcessor(sleepy).
				WithHandler(func(r Result[int]) { check(t, r) })
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, job := range jobs {
				if err := p.Submit(t.Context(), job); err != nil {
					t.Fatal(err)
				}
			}
			p.Close()
		})
	})
	t.Run("channel", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			results := make(chan Result[int])
			go func() {
				defer close(results)
				if err := FromDiscipline[int, int](FIFO{}).Execute(t.Context(), &Config{NumWorkers: 1}, jobs, sleepy, results); err != nil {
					t.Error(err)
				}
			}()
			for r := range results {
				check(t, r)
			}
		})
	})
}
