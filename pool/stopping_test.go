package pool_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// serve does jobs until asked ends, takes no more then, finishes those that wait, and gives up
// after 10 s.
func serve(asked context.Context, p *pool.WorkerPool[string, string]) error {
	ctx, giveUp := context.WithCancel(context.Background()) // not asked: its end would end all jobs
	defer giveUp()
	if err := p.Start(ctx); err != nil {
		return err
	}
	<-asked.Done() // meanwhile, Submit is called elsewhere
	defer time.AfterFunc(10*time.Second, giveUp).Stop()
	return p.Close() // Submit returns pool.ErrClosed from now on
}

func Example_stopping() {
	asked, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(asked, stop) // a second signal ends the program at once
	p := pool.New[string, string]().WithProcessor(upper).WithHandler(func(r pool.Result[string]) {
		fmt.Println(r.JobID, r.Data, r.Error)
	})
	if err := serve(asked, p); err != nil {
		fmt.Println("gave up:", err) // context canceled
	}
}

// TestStopping: of jobs that take 0.9 s each, two at once, those are done that end within
// 10 s of being asked to stop.
func TestStopping(t *testing.T) {
	for _, tt := range []struct {
		name       string
		jobs, done int
		deaf       bool // jobs do not look at their context
		took       time.Duration
		want       error
	}{
		{name: "in time", jobs: 10, done: 10, took: 4500 * time.Millisecond},
		{name: "too many", jobs: 30, done: 22, took: 10 * time.Second, want: context.Canceled},
		{name: "jobs that ignore their context", jobs: 30, done: 24, deaf: true, took: 10800 * time.Millisecond, want: context.Canceled},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked, stop := context.WithCancel(t.Context())
				var done, failed int
				p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 2}).
					WithProcessor(func(ctx context.Context, job pool.Job[string]) (string, error) {
						if tt.deaf {
							ctx = context.WithoutCancel(ctx)
						}
						select {
						case <-ctx.Done():
							return "", ctx.Err()
						case <-time.After(900 * time.Millisecond):
							return upper(ctx, job)
						}
					})
				ended := make(chan error, 1)
				go func() { ended <- serve(asked, p) }()
				synctest.Wait()
				for range tt.jobs {
					if err := p.Submit(asked, pool.Job[string]{Data: "x"}); err != nil {
						t.Fatal(err)
					}
				}
				results := p.Results()
				stop()
				began := time.Now()
				synctest.Wait()
				if err := p.Submit(t.Context(), pool.Job[string]{Data: "late"}); !errors.Is(err, pool.ErrClosed) {
					t.Errorf("Submit after the signal: %v, want ErrClosed", err)
				}
				for r := range results {
					if r.Error == nil {
						done++
					} else {
						failed++
					}
				}
				if err := <-ended; !errors.Is(err, tt.want) || time.Since(began) != tt.took || done != tt.done || done+failed != tt.jobs {
					t.Errorf("%v after %v, %d jobs done and %d not, want %v after %v and %d of %d", err, time.Since(began), done, failed, tt.want, tt.took, tt.done, tt.jobs)
				}
			})
		})
	}
}
