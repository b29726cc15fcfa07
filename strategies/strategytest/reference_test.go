package strategytest

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// reference keeps the whole contract in the dumbest way: a closed channel of
// job numbers. It is what the broken strategies break, one rule each.
type reference struct {
	priority bool
}

var referenceClaims = Claims{WorkConserving: true, FIFO: true, Retries: true}

func newReference() pool.Strategy[int, int] { return reference{} }

func (reference) Name() string { return "reference" }

func (s reference) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
	processor pool.Processor[int, int], results chan<- pool.Result[int]) error {
	if err := config.Validate(); err != nil {
		return fmt.Errorf("strategy %q: %w", s.Name(), err)
	}
	numbers := make([]int, len(jobs))
	for i := range numbers {
		numbers[i] = i
	}
	if s.priority {
		slices.SortStableFunc(numbers, func(a, b int) int { return jobs[b].Priority - jobs[a].Priority })
	}
	waiting := make(chan int, len(jobs))
	for _, i := range numbers {
		waiting <- i
	}
	close(waiting)
	var wg sync.WaitGroup
	for worker := range config.NumWorkers {
		wg.Go(func() {
			for i := range waiting {
				if ctx.Err() != nil {
					results <- pool.Result[int]{JobID: jobs[i].ID, Error: context.Cause(ctx), Worker: -1, Completed: time.Now()}
					continue
				}
				r := pool.Result[int]{JobID: jobs[i].ID, Worker: worker, Started: time.Now()}
				r.Data, r.Error = try(ctx, config, jobs[i], processor)
				r.Completed = time.Now()
				r.Duration = r.Completed.Sub(r.Started)
				results <- r
			}
		})
	}
	wg.Wait()
	return context.Cause(ctx)
}

// try does a job, again if need be.
func try(ctx context.Context, config *pool.Config, job pool.Job[int], processor pool.Processor[int, int]) (int, error) {
	for retry := 0; ; retry++ {
		attempt, cancel := ctx, context.CancelFunc(func() {})
		if config.WorkerTimeout > 0 {
			attempt, cancel = context.WithTimeout(ctx, config.WorkerTimeout)
		}
		data, err := guarded(attempt, job, processor)
		cancel()
		var panicked *pool.PanicError
		if err == nil || retry == config.MaxRetries || errors.As(err, &panicked) || ctx.Err() != nil {
			return data, err
		}
		if sleep(ctx, config.RetryDelay<<retry) != nil {
			return data, err
		}
	}
}

// guarded runs the processor in a goroutine, so that Goexit ends only that.
func guarded(ctx context.Context, job pool.Job[int], processor pool.Processor[int, int]) (data int, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = pool.ErrGoexit
		defer func() {
			if v := recover(); v != nil {
				err = &pool.PanicError{Value: v, Stack: debug.Stack()}
			}
		}()
		data, err = processor(ctx, job)
	}()
	<-done
	return data, err
}

func TestReference(t *testing.T) { Test(t, newReference, referenceClaims) }

func TestReferencePriority(t *testing.T) {
	Test(t, func() pool.Strategy[int, int] { return reference{priority: true} },
		Claims{WorkConserving: true, Priority: true, FIFO: true, Retries: true})
}

// The engine's own queue. It claims several jobs at once, so that workers may
// idle while one waits in another's claim.
func TestSharedQueue(t *testing.T) {
	TestDiscipline(t, func() pool.Discipline { return pool.FIFO{} }, Claims{FIFO: true})
}

func FuzzSharedQueue(f *testing.F) {
	FuzzDiscipline(f, func() pool.Discipline { return pool.FIFO{} }, Claims{FIFO: true})
}
