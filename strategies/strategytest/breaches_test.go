package strategytest

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// breaches has one way or more to break each rule for strategies.
var breaches = []struct {
	rule string
	how  string
	make func() pool.Strategy[int, int]
	want string // part of the failure
}{
	{"name", "in capitals", breach("Simple Batch Strategy", reference{}.Execute), `Name() = "Simple Batch Strategy"`},
	{"shapes", "chunks cut as if jobs >= workers", breach("chunked", runChunked), "panicked: runtime error: slice bounds out of range"},
	{"shapes", "hangs on an empty batch", breach("hangs", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		if len(jobs) == 0 {
			<-make(chan int)
		}
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "deadlock: everyone waits"},
	{"spare-capacity", "phantom job", breach("phantom", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		return reference{}.Execute(ctx, config, jobs[:min(len(jobs)+1, cap(jobs))], p, results)
	}), "not in the batch"},
	{"spare-capacity", "appends a sentinel", breach("appends", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		_ = append(jobs, job{Data: -1})
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "elements past its length were changed"},
	{"no-workers", "takes one worker instead", breach("silent", configured(func(c *pool.Config) { c.NumWorkers = max(c.NumWorkers, 1) })), "no error"},
	{"no-workers", "hangs", breach("hangs", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		waiting := make(chan job)
		for range config.NumWorkers {
			go func() { <-waiting }()
		}
		waiting <- jobs[0]
		return nil
	}), "deadlock: everyone waits"},
	{"no-workers", "panics", breach("panics", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		_ = len(jobs) / config.NumWorkers
		return errors.New("config: NumWorkers is -1")
	}), "divide by zero"},
	{"exactly-once", "loses a job", breach("loses", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		return reference{}.Execute(ctx, config, jobs[:len(jobs)-1], p, results)
	}), "job 99 has 0 results, want 1"},
	{"exactly-once", "repeats a job", breach("repeats", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		return reference{}.Execute(ctx, config, append(slices.Clone(jobs), jobs[0]), p, results)
	}), "job 0 has 2 results, want 1"},
	{"exactly-once", "runs a job twice for one result", breach("twice", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		return reference{}.Execute(ctx, config, jobs, func(ctx context.Context, j job) (int, error) {
			_, _ = p(ctx, j)
			return p(ctx, j)
		}, results)
	}), "job 0 ran 2 times, want 1"},
	{"exactly-once", "swaps data", breach("swaps", one(func(r *result) { r.Data++ })), "job 0 has data 2, want 1"},
	{"exactly-once-parallel", "takes jobs without synchronization", breach("torn", runTorn), "want 1"},
	{"ids-not-unique", "a map by ID", breach("by-id", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		byID := make(map[string]job)
		for _, j := range jobs {
			byID[j.ID] = j
		}
		var rest []job
		for _, j := range byID {
			rest = append(rest, j)
		}
		return reference{}.Execute(ctx, config, rest, p, results)
	}), "job 0 has 0 results, want 1"},
	{"results-capacity", "keeps results in a buffer of BufferSize", breach("buffered", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		own := make(chan result, config.BufferSize)
		err := reference{}.Execute(ctx, config, jobs, p, own)
		close(own)
		for r := range own {
			results <- r
		}
		return err
	}), "deadlock: everyone waits"},
	{"results-capacity", "drops results when nobody reads", breach("drops", altered(dropping())), "has 0 results"},
	{"results-not-closed", "closes", breach("closes", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		defer close(results)
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "closed results"},
	{"worker-limit", "one goroutine a job", breach("unbounded", configured(func(c *pool.Config) { c.NumWorkers = 1000 })), "8 processors at once"},
	{"worker-limit", "a goroutine for each ten jobs", breach("goroutines", goroutines), "6 processors at once"},
	{"reuse-after-cancel", "what is left of a run comes in the next one", leftover, "which is not in the batch"},
	{"workers-used", "one idle", breach("lazy", configured(func(c *pool.Config) { c.NumWorkers = max(c.NumWorkers-1, 1) })), "1 processors at once, want 2"},
	{"times-honest", "stamps before queueing", breach("early", one(func(r *result) { r.Started = r.Started.Add(-time.Second); r.Duration += time.Second })), "its result says"},
	{"times-honest", "stamps after sending", breach("late", one(func(r *result) { r.Completed = r.Completed.Add(time.Second) })), "its result says"},
	{"times-honest", "duration of its own", breach("own", one(func(r *result) { r.Duration *= 2 })), "its result says"},
	{"times-honest", "made-up wait", breach("wait", one(func(r *result) { r.Wait = time.Hour })), "its result says 1h0m0s"},
	{"worker-ids", "from 1", breach("from-one", one(func(r *result) { r.Worker++ })), "has worker 4, want one in [0, 4)"},
	{"worker-ids", "all 0", breach("all-zero", one(func(r *result) { r.Worker = 0 })), "before that worker's last job was complete"},
	{"error-isolated", "stops at the first error", breach("stops", runUntilError), "error"},
	{"error-isolated", "swallows errors", breach("swallows", one(func(r *result) { r.Error = nil })), "want the processor's"},
	{"panic-isolated", "no PanicError", breach("text", one(func(r *result) {
		if r.Error != nil {
			r.Error = errors.New(r.Error.Error())
		}
	})), "want a *pool.PanicError"},
	{"panic-isolated", "no stack", breach("no-stack", one(func(r *result) {
		if p, ok := errors.AsType[*pool.PanicError](r.Error); ok {
			r.Error = &pool.PanicError{Value: p.Value}
		}
	})), "without a stack"},
	{"goexit-isolated", "the worker dies with its job", breach("dies", runUnguarded), "has 0 results"},
	{"goexit-isolated", "runs in the caller's goroutine", breach("inline", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		for _, j := range jobs {
			data, err := p(ctx, j)
			results <- result{JobID: j.ID, Data: data, Error: err}
		}
		return nil
	}), "runtime.Goexit in the goroutine that called Execute"},
	{"goexit-isolated", "waits for the worker for ever", breach("waits", runCounting), "deadlock: everyone waits"},
	{"no-goroutine-left", "a ticker of its own", breach("leaks", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		go func() {
			for range time.Tick(time.Second) {
			}
		}()
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "goroutines are left behind"},
	{"no-goroutine-left", "abandons processors on cancellation", breach("abandons", runAbandoning), "goroutines are left behind"},
	{"canceled-beforehand", "never looks", breach("deaf", deaf), "jobs were started after the context had ended"},
	{"canceled-beforehand", "no results", breach("mute", altered(func(r result) []result {
		if r.Worker == -1 {
			return nil
		}
		return []result{r}
	})), "has 0 results"},
	{"cancel-seen", "context.Background", breach("deaf", deaf), "did not end with the caller's"},
	{"cancel-prompt", "context.Background", breach("deaf", deaf), "returned after 40s, want 1.5s"},
	{"cancel-accounted", "returns nil", breach("nil", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		_ = reference{}.Execute(ctx, config, jobs, p, results)
		return nil
	}), "want the context's cause"},
	{"cancel-accounted", "ctx.Err, not the cause", breach("err", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		_ = reference{}.Execute(ctx, config, jobs, p, results)
		return ctx.Err()
	}), "error context canceled, want the context's cause"},
	{"cancel-accounted", "zero Worker for jobs that never ran", breach("zero", one(func(r *result) { r.Worker = max(r.Worker, 0) })), "want -1"},
	{"cancel-accounted", "abandons processors", breach("abandons", runAbandoning), "returned while 4 processors were running"},
	{"deadline", "ignored", breach("deaf", deaf), "returned after 10s"},
	{"retries", "never", breach("once", configured(func(c *pool.Config) { c.MaxRetries = 0 })), "was tried 1 times, want 3"},
	{"retries", "one too many", breach("often", configured(func(c *pool.Config) { c.MaxRetries++ })), "was tried 4 times, want 3"},
	{"retries", "no delay", breach("hasty", configured(func(c *pool.Config) { c.RetryDelay = 0 })), "want 3.2s or more"},
	{"cancel-stops-retries", "sleeps past the end", breach("sleeps", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		return reference{}.Execute(ctx, &pool.Config{NumWorkers: config.NumWorkers}, jobs, func(ctx context.Context, j job) (int, error) {
			_, err := p(ctx, j)
			time.Sleep(config.RetryDelay)
			return 0, err
		}, results)
	}), "returned after 1h0m0s"},
	{"worker-timeout", "ignored", breach("patient", configured(func(c *pool.Config) { c.WorkerTimeout = 0 })), "took 1h0m0s"},
	{"reuse", "channel made once and closed", func() pool.Strategy[int, int] {
		done := make(chan struct{})
		return broken{"once", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
			defer close(done)
			return reference{}.Execute(ctx, config, jobs, p, results)
		}}
	}, "close of closed channel"},
	{"concurrent-runs", "the batch in a field", sharing, "Execute("},
	{"concurrent-runs-parallel", "the batch in a field", sharing, "Execute("},
	{"inputs-unchanged", "sorts in place", breach("sorts", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		slices.SortFunc(jobs, func(a, b job) int { return b.Priority - a.Priority })
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "jobs[0] is"},
	{"inputs-unchanged", "fills in defaults", breach("fills", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		config.RetryDelay = time.Second
		return reference{}.Execute(ctx, config, jobs, p, results)
	}), "config is"},
	{"makespan", "bound to workers", breach("static", runStatic), "makespan"},
	{"priority-order", "none", newReference, "was waiting"},
	{"fifo-order", "backwards", breach("lifo", func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
		backwards := slices.Clone(jobs)
		slices.Reverse(backwards)
		return reference{}.Execute(ctx, config, backwards, p, results)
	}), "started after job"},
}
