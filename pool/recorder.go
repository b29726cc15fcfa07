package pool

import (
	"context"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Recorder writes a log of jobs as they are done, for compare recommend, which finds the
// strategy and the number of workers that suit them: CSV with the columns duration_ns,
// arrival_ns (since the Recorder was made), priority, key, deadline_ns (after the arrival, at
// least 1) and cost_ns, the last two empty for a job without. It is safe for concurrent use.
//
// The Recorder gathers rows in memory and writes 32 KiB at a time, on the worker whose job
// fills the block, while others that end a job wait; Flush writes the rest. After an error
// of the writer it writes nothing more, jobs go on, and Flush returns the error.
type Recorder struct {
	w     io.Writer
	began time.Time

	mu      sync.Mutex // guards the following, and calls of w
	pending []byte
	err     error // the first of w
}

// recorderBlock is how many bytes are written at a time.
const recorderBlock = 32 << 10

// NewRecorder returns a Recorder that writes to w.
func NewRecorder(w io.Writer) *Recorder {
	r := &Recorder{w: w, began: time.Now(), pending: make([]byte, 0, recorderBlock+1024)}
	r.pending = append(r.pending, "duration_ns,arrival_ns,priority,key,deadline_ns,cost_ns\n"...)
	return r
}

// Record returns a processor that records each call of the given one. A job arrives when it
// was Created or, without Created, when it was handed to the pool: by Submit, or by Run for
// a batch. Outside of a pool, a job without Created counts as arriving when it starts. A
// call that panics or ends its goroutine is not recorded; a job that is retried is recorded
// once per attempt.
func Record[T, R any](r *Recorder, f Processor[T, R]) Processor[T, R] {
	return func(ctx context.Context, job Job[T]) (R, error) {
		started := time.Now()
		data, err := f(ctx, job)
		took := time.Since(started)
		arrived := job.Created
		if arrived.IsZero() {
			arrived = started
			if r, ok := ctx.Value(workerKey{}).(releaser); ok {
				arrived = r.jobReleased()
			}
		}
		within := time.Duration(0)
		if !job.Deadline.IsZero() {
			within = max(1, job.Deadline.Sub(arrived))
		}
		r.add(took, arrived, job.Priority, job.Key, within, job.Cost)
		return data, err
	}
}

func (r *Recorder) add(took time.Duration, arrived time.Time, priority int, key string, within, cost time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return
	}
	b := strconv.AppendInt(r.pending, int64(took), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(arrived.Sub(r.began)), 10)
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(priority), 10)
	b = append(b, ',')
	if strings.ContainsAny(key, ",\"\r\n") || strings.TrimSpace(key) != key {
		b = append(b, '"')
		b = append(b, strings.ReplaceAll(key, `"`, `""`)...)
		b = append(b, '"')
	} else {
		b = append(b, key...)
	}
	for _, d := range [...]time.Duration{within, cost} {
		if b = append(b, ','); d > 0 {
			b = strconv.AppendInt(b, int64(d), 10)
		}
	}
	r.pending = append(b, '\n')
	if len(r.pending) >= recorderBlock {
		r.writeLocked()
	}
}

// writeLocked writes what is pending.
func (r *Recorder) writeLocked() {
	if r.err == nil && len(r.pending) > 0 {
		_, r.err = r.w.Write(r.pending)
	}
	r.pending = r.pending[:0]
}

// Flush writes the recorded rows that are still in memory, and returns the first error of
// the writer.
func (r *Recorder) Flush() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writeLocked()
	return r.err
}
