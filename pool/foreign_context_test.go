package pool_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// passing is a strategy that runs one job after the other, with a context of
// its own making.
func passing(derive func(context.Context) (context.Context, context.CancelFunc)) Strategy[int, int] {
	return execute(func(ctx context.Context, _ *Config, jobs []Job[int], do Processor[int, int], results chan<- Result[int]) error {
		for _, job := range jobs {
			own, cancel := derive(ctx)
			data, err := do(own, job)
			cancel()
			results <- Result[int]{JobID: job.ID, Data: data, Error: err}
		}
		return nil
	})
}

type contextKey struct{}

// foreignContexts are contexts that a strategy may pass to its processor.
var foreignContexts = map[string]func(context.Context) (context.Context, context.CancelFunc){
	"its own": func(ctx context.Context) (context.Context, context.CancelFunc) { return ctx, func() {} },
	"Background": func(context.Context) (context.Context, context.CancelFunc) {
		return context.Background(), func() {}
	},
	"WithoutCancel": func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithoutCancel(ctx), func() {}
	},
	"a later deadline": func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(context.WithoutCancel(ctx), time.Hour)
	},
	"a value": func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithValue(context.WithoutCancel(ctx), contextKey{}, 1), func() {}
	},
}

// TestForeignContextEnds: the processor's context ends with the run, and shows
// the run's deadline, whatever context the strategy passes.
func TestForeignContextEnds(t *testing.T) {
	for name, derive := range foreignContexts {
		for _, end := range []string{"Timeout", "cancel"} {
			t.Run(fmt.Sprint(name, "/", end), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := context.WithCancelCause(t.Context())
					config, want := Config{NumWorkers: 1}, errBug
					if end == "Timeout" {
						config.Timeout, want = 3*time.Second, context.DeadlineExceeded
					}
					time.AfterFunc(3*time.Second, func() { cancel(want) })
					began := time.Now()
					p := foreignPool(config, passing(derive), func(ctx context.Context, job Job[int]) (int, error) {
						ends, ok := ctx.Deadline()
						if end == "Timeout" && (!ok || ends.Sub(began) != 3*time.Second) {
							t.Errorf("job %s: deadline %v, %v, want after 3s", job.ID, ends.Sub(began), ok)
						}
						select {
						case <-ctx.Done():
							return 0, context.Cause(ctx)
						case <-time.After(2 * time.Second):
							return 0, nil
						}
					})
					p.AddJobs(numbered(4))
					results, err := p.RunContext(ctx)
					if !errors.Is(err, want) || time.Since(began) != 3*time.Second {
						t.Errorf("Run = %v after %v, want %v after 3s", err, time.Since(began), want)
					}
					for i, r := range results {
						if i == 0 && r.Error != nil || i > 0 && !errors.Is(r.Error, want) {
							t.Errorf("job %d: error %v", i, r.Error)
						}
					}
				})
			})
		}
	}
}

// TestForeignContextKeeps: the processor's context ends when the strategy ends
// it, and has the values that the strategy gave it.
func TestForeignContextKeeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		own := func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(context.WithValue(ctx, contextKey{}, "mine"), time.Second, errFlaky)
		}
		p := foreignPool(Config{NumWorkers: 1, Timeout: time.Hour}, passing(own), func(ctx context.Context, _ Job[int]) (int, error) {
			if v := ctx.Value(contextKey{}); v != "mine" {
				t.Errorf("value %v, want the strategy's", v)
			}
			<-ctx.Done()
			return 0, context.Cause(ctx)
		})
		p.AddJobs(numbered(2))
		began := time.Now()
		results, err := p.Run()
		if err != nil || time.Since(began) != 2*time.Second {
			t.Errorf("Run = %v after %v, want nil after 2s", err, time.Since(began))
		}
		for _, r := range results {
			if !errors.Is(r.Error, errFlaky) {
				t.Errorf("job %s: error %v, want the cause that the strategy gave", r.JobID, r.Error)
			}
		}
	})
}
