package pool

import (
	"context"
	"time"
)

// A Job is one unit of work. Only Data is required; a strategy may use the
// other fields to decide where the job waits and who takes it next.
type Job[T any] struct {
	ID        string        // names the job in its Result; need not be unique
	Data      T             // what the processor works on
	Priority  int           // greater is more urgent
	Created   time.Time     // when the job was released; zero: when it was handed over
	Cost      time.Duration // expected service time; zero: unknown
	Deadline  time.Time     // when it should be complete; zero: never
	NotBefore time.Time     // when it may start, for strategies that honor it; zero: at once
	Key       string        // what it belongs to (a customer, a shard); empty: nothing
}

// A Result is the outcome of one job. Every job gets exactly one, even if it never
// ran: because it was dropped, because the run has ended, or because it shares the result of
// another job (see [Setup]), which may well be a success.
type Result[R any] struct {
	JobID     string        // the ID of the job
	Data      R             // what the processor returned
	Error     error         // why Data is not valid; nil if the job succeeded
	Worker    int           // the worker that ran it last, from 0; -1 if none did
	Started   time.Time     // when its first attempt began; zero when it never ran
	Completed time.Time     // when its last attempt ended, or when the pool gave it up
	Duration  time.Duration // Completed − Started, including retries and their waits
	Wait      time.Duration // Started − release: negative if Created is later; strategies written by hand may leave it 0
}

// A Processor does one job. It is called by many workers at once. Its context
// ends with the run's, and after [Config.WorkerTimeout] if that is set.
//
// A job whose processor returns an error has failed, and is retried up to
// [Config.MaxRetries] times; [Again] and [Permanent] make errors with other meanings.
//
// A processor that panics or calls [runtime.Goexit] fails its own job only.
type Processor[T, R any] func(ctx context.Context, job Job[T]) (R, error)
