package pool

import "context"

// A Strategy runs a batch of jobs on workers.
//
// Implement it by hand if a strategy needs goroutines of its own. Nearly every
// strategy only decides where a job waits and which worker takes it next: that is a
// [Discipline], a tenth of the work, and [FromDiscipline] makes it a Strategy.
type Strategy[T, R any] interface {
	// Execute runs every job and sends exactly one Result per job.
	//
	// Execute returns only when its goroutines have exited. It never runs more
	// than config.NumWorkers processors at once, and leaves config and jobs
	// untouched. The caller owns results: Execute never closes it. One value
	// may be executed many times, also concurrently.
	//
	// When ctx ends, Execute starts no further job, sends a Result carrying
	// [context.Cause] for each that never ran, and returns that cause.
	Execute(ctx context.Context, config *Config, jobs []Job[T],
		processor Processor[T, R], results chan<- Result[R]) error

	// Name returns the name of the strategy: lower-case words joined by
	// hyphens, such as "work-stealing".
	Name() string
}

// Custom is the [Config.Strategy] of a pool whose strategy is given by
// [WorkerPool.WithStrategy] or [WorkerPool.WithDiscipline].
const Custom = "custom"
