package strategytest

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-foundations/poolbench/pool"
)

// runChunked cuts len(jobs)/NumWorkers chunks, and at least one job each, also
// when there are fewer jobs than workers.
func runChunked(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	size := max(len(jobs)/config.NumWorkers, 1)
	var rest []job
	for w := range config.NumWorkers {
		to := (w + 1) * size
		if w == config.NumWorkers-1 {
			to = len(jobs)
		}
		rest = append(rest, jobs[w*size:to:to]...)
	}
	return reference{}.Execute(ctx, config, rest, p, results)
}

// runTorn takes jobs by a load and a store where one atomic operation is due,
// as a deque does whose thieves do top++ under a read lock.
func runTorn(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	var top atomic.Int64
	meet := newMeeting()
	var wg sync.WaitGroup
	for range max(config.NumWorkers, 2) {
		wg.Go(func() {
			for {
				i := top.Load()
				if i >= int64(len(jobs)) {
					return
				}
				meet.wait()
				top.Store(i + 1)
				data, err := p(ctx, jobs[i])
				results <- result{JobID: jobs[i].ID, Data: data, Error: err}
			}
		})
	}
	wg.Wait()
	return nil
}

// runUntilError gives up at the first error, as errgroup does.
func runUntilError(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	return reference{}.Execute(ctx, config, jobs, func(ctx context.Context, j job) (int, error) {
		data, err := p(ctx, j)
		if err != nil {
			cancel(err)
		}
		return data, err
	}, results)
}

// runUnguarded recovers nothing.
func runUnguarded(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	if err := config.Validate(); err != nil {
		return err
	}
	waiting := make(chan job, len(jobs))
	for _, j := range jobs {
		waiting <- j
	}
	close(waiting)
	var wg sync.WaitGroup
	for range config.NumWorkers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for j := range waiting {
				data, err := p(ctx, j)
				results <- result{JobID: j.ID, Data: data, Error: err}
			}
		}()
	}
	wg.Wait()
	return nil
}

// runCounting waits for as many completions as there are jobs.
func runCounting(ctx context.Context, _ *pool.Config, jobs []job, p work, results sink) error {
	done := make(chan struct{})
	for _, j := range jobs {
		go func() {
			data, err := p(ctx, j)
			results <- result{JobID: j.ID, Data: data, Error: err}
			done <- struct{}{}
		}()
	}
	for range jobs {
		<-done
	}
	return nil
}

// runAbandoning returns when the context ends, whoever still runs.
func runAbandoning(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	done := make(chan error, 1)
	go func() {
		done <- reference{}.Execute(ctx, config, jobs, func(_ context.Context, j job) (int, error) {
			return p(context.Background(), j)
		}, results)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// deaf hands processors a context that never ends.
func deaf(_ context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	return reference{}.Execute(context.Background(), config, jobs, p, results)
}

// runStatic binds jobs to workers beforehand.
func runStatic(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
	var wg sync.WaitGroup
	size := (len(jobs) + config.NumWorkers - 1) / config.NumWorkers
	for chunk := range slices.Chunk(jobs, size) {
		wg.Go(func() { _ = reference{}.Execute(ctx, &pool.Config{NumWorkers: 1}, chunk, p, results) })
	}
	wg.Wait()
	return nil
}

// sharing returns a strategy that keeps the batch of its first run in a field.
func sharing() pool.Strategy[int, int] {
	var mu sync.Mutex
	var batch []job
	return broken{"sharing", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		mu.Lock()
		if batch == nil {
			batch = jobs
		}
		mine := batch
		mu.Unlock()
		return reference{}.Execute(ctx, config, mine, p, results)
	}}
}

// dropping returns a function that passes on every second result only.
func dropping() func(result) []result {
	var n atomic.Int64
	return func(r result) []result {
		if n.Add(1)%2 == 0 {
			return nil
		}
		return []result{r}
	}
}

// A meeting makes a race certain: the first to come waits for the second.
type meeting struct {
	came atomic.Int64
	both chan struct{}
}

func newMeeting() *meeting { return &meeting{both: make(chan struct{})} }

func (m *meeting) wait() {
	switch m.came.Add(1) {
	case 1:
		<-m.both
	case 2:
		close(m.both)
	}
}
