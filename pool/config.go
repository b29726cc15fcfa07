package pool

import (
	"fmt"
	"math"
	"runtime"
	"time"
)

// A Config says how a pool runs. Start from [DefaultConfig] or from a literal:
// every field but NumWorkers has a useful zero value.
type Config struct {
	// NumWorkers is the most jobs that run at once. At least 1.
	NumWorkers int

	// MaxWorkers is the greatest number of workers for [WorkerPool.Resize]; 0 means that the
	// pool is never resized or paused.
	MaxWorkers int

	// BufferSize is how many jobs of a stream may wait before Submit blocks;
	// 0 means DefaultBufferSize. A worker that takes several short jobs at once makes room
	// for as many. Submit also blocks while BufferSize jobs wait to be retried. A batch may
	// have any number of jobs.
	BufferSize int

	// WhenFull is what Submit does while BufferSize jobs wait; with the zero value it waits.
	// Start returns an error for DropOldest with a strategy other than the shared queue.
	// Do always waits, and TrySubmit always refuses.
	WhenFull FullPolicy

	// Strategy names the strategy. Empty means the shared queue, unless
	// WithStrategy gave another; Custom insists that it did. Any other name is
	// looked up in the pool's Factory.
	Strategy string

	// Timeout bounds a whole run or stream; 0 means no bound.
	Timeout time.Duration

	// WorkerTimeout bounds one attempt at one job, through the processor's
	// context; 0 means no bound. It costs each attempt a timer and a few
	// allocations.
	WorkerTimeout time.Duration

	// HonorDeadlines ends the context of a processor at its job's Deadline, and drops a job
	// whose Deadline has passed before it starts: its Result has [ErrDropped] and
	// [context.DeadlineExceeded]. It costs each attempt at a job with a Deadline a timer and
	// a few allocations. Otherwise a Deadline only tells the strategy what is urgent.
	HonorDeadlines bool

	// IdleTimeout is how long a worker may find no job before it gives up its own
	// resources: it calls the stop function of [WorkerPool.OnWorker], and start again
	// before its next job. 0 means that a worker keeps them until it leaves. A worker that
	// waits for Resume keeps them, too.
	IdleTimeout time.Duration

	// MaxRetries is how often to retry a job whose processor returned an error. The job
	// goes back through the queue, and occupies no worker meanwhile. A panic is not
	// retried, nor is an error made by [Permanent].
	MaxRetries int

	// RetryDelay is the wait before the first retry; it doubles from one retry
	// to the next, up to 32 times itself. 0 means DefaultRetryDelay.
	RetryDelay time.Duration

	// EnableMetrics keeps Metrics up to date.
	EnableMetrics bool

	// Seed drives the random choices of strategies that make any. The same
	// seed makes the same choices.
	Seed uint64
}

const (
	DefaultBufferSize = 1024
	DefaultRetryDelay = 10 * time.Millisecond
)

// DefaultConfig returns a Config with one worker per processor and every other
// field at its zero value, which is its default.
func DefaultConfig() Config {
	return Config{NumWorkers: runtime.GOMAXPROCS(0)}
}

// Validate returns a *ConfigError for the first field that no pool can run
// with, and nil if there is none.
func (c *Config) Validate() error {
	switch {
	case c.NumWorkers < 1:
		return &ConfigError{"NumWorkers", c.NumWorkers, "want at least 1"}
	case c.NumWorkers > maxWorkers:
		return &ConfigError{"NumWorkers", c.NumWorkers, fmt.Sprintf("want at most %d", maxWorkers)}
	case c.MaxWorkers != 0 && c.MaxWorkers < c.NumWorkers:
		return &ConfigError{"MaxWorkers", c.MaxWorkers, fmt.Sprintf("want at least NumWorkers, %d, or 0", c.NumWorkers)}
	case c.MaxWorkers > maxWorkers:
		return &ConfigError{"MaxWorkers", c.MaxWorkers, fmt.Sprintf("want at most %d", maxWorkers)}
	case c.BufferSize < 0:
		return &ConfigError{"BufferSize", c.BufferSize, "want 0 or more"}
	case c.BufferSize > maxBuffer:
		return &ConfigError{"BufferSize", c.BufferSize, fmt.Sprintf("want at most %d", maxBuffer)}
	case c.WhenFull < WaitWhenFull || c.WhenFull > RunInCaller:
		return &ConfigError{"WhenFull", c.WhenFull, "want one of the constants of FullPolicy"}
	case c.Timeout < 0:
		return &ConfigError{"Timeout", c.Timeout, "want 0 or more"}
	case c.WorkerTimeout < 0:
		return &ConfigError{"WorkerTimeout", c.WorkerTimeout, "want 0 or more"}
	case c.IdleTimeout < 0:
		return &ConfigError{"IdleTimeout", c.IdleTimeout, "want 0 or more"}
	case c.MaxRetries < 0:
		return &ConfigError{"MaxRetries", c.MaxRetries, "want 0 or more"}
	case c.RetryDelay < 0:
		return &ConfigError{"RetryDelay", c.RetryDelay, "want 0 or more"}
	}
	return nil
}

// Limits that only a mistake exceeds: links between workers and between slots
// are 32-bit, and one goroutine takes at least 2 KiB.
const (
	maxWorkers = 1 << 24
	maxBuffer  = 1 << 30
)

// workers returns how many workers there are, though fewer may take jobs at once.
func (c *Config) workers() int { return max(c.NumWorkers, c.MaxWorkers) }

func (c *Config) bufferSize() int {
	if c.BufferSize == 0 {
		return DefaultBufferSize
	}
	return c.BufferSize
}

// retryDelay returns the wait before retry number n, from 0.
func (c *Config) retryDelay(n int) time.Duration {
	d := c.RetryDelay
	if d == 0 {
		d = DefaultRetryDelay
	}
	// Note: no jitter. It would need randomness shared by all workers, and a
	// seeded run would no longer repeat exactly.
	if n = min(n, 5); d > math.MaxInt64>>n {
		return math.MaxInt64
	}
	return d << n
}
