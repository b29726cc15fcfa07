package pool

import (
	"errors"
	"fmt"
)

var (
	// ErrFull is returned by TrySubmit when BufferSize jobs wait already.
	ErrFull = errors.New("pool: the buffer is full")

	// ErrClosed is returned by Submit and TrySubmit when the pool is not
	// started or is closed.
	ErrClosed = errors.New("pool: closed")

	// ErrRunning is returned by Start and Run while a stream is running.
	ErrRunning = errors.New("pool: a stream is running")

	// ErrNoReader is returned by Submit when it has waited for seconds for workers that wait
	// for a reader of Results, and there has never been one.
	ErrNoReader = errors.New("pool: nobody reads the results: read Results in a goroutine of its own, or call WithHandler, WithoutResults or WithUnboundedResults")

	// ErrSelfSubmit is returned by Submit if otherwise the jobs of all workers would wait in
	// Submit for one of these workers to make room.
	ErrSelfSubmit = errors.New("pool: the buffer is full, and every worker runs a job that submits to its own pool")

	// ErrDropped is wrapped by the error of a job that was dropped, which also wraps the
	// reason.
	ErrDropped = errors.New("pool: dropped")

	// ErrGoexit is the error of a job whose processor called runtime.Goexit.
	ErrGoexit = errors.New("pool: the processor called runtime.Goexit")
)

// A ConfigError names the Config field that no pool can run with.
type ConfigError struct {
	Field string
	Value any
	Want  string
}

func (e *ConfigError) Error() string {
	return fmt.Sprintf("config: %s is %v, %s", e.Field, e.Value, e.Want)
}

// A PanicError is the error of a job whose processor panicked, and what Run
// returns when a strategy panicked.
type PanicError struct {
	Value any    // what panic was called with
	Stack []byte // of the goroutine that panicked, as debug.Stack formats it
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns Value if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// A StrategyError reports how a strategy broke its contract: it lost a job, handed one
// out twice, made one up, or gave up. Run returns it, and it is the error of each job that
// got no other result.
type StrategyError struct {
	Strategy string // its name
	Err      error  // how it broke the contract
}

func (e *StrategyError) Error() string { return fmt.Sprintf("strategy %q: %v", e.Strategy, e.Err) }

func (e *StrategyError) Unwrap() error { return e.Err }
