package pool_test

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/go-foundations/poolbench/pool"
)

// FuzzEngine plays processors and queues that do whatever the bytes say, in a
// batch and in a stream. Whatever that is, the run ends, every job has one
// result, no goroutine is left (the bubble sees to that), and a queue that broke
// its contract is an error of the run.
func FuzzEngine(f *testing.F) {
	f.Add([]byte("\x03\x14plain jobs, plain queue"), false)
	f.Add([]byte("\x02\x20\x01\x02\x03\x04\x05\x06\x07\x08\x09"), true)
	f.Add([]byte("\x05\x30\xf1\xf2\xf3\xf4\xf5"), false)
	f.Add([]byte("\x01\x09\xf1\x01\x11\x21\x31"), true)
	f.Add([]byte("\x03\x20\xf5\x01\x12\x23\x34\x45\x56\x67\x78\x89"), true)
	f.Add([]byte("\x03\x20\xf6\x01\x12\x23\xf7\x33"), true)
	f.Add([]byte("\x03\x20\xf9\x02\x12\x23\xf8\x33"), false)
	f.Add([]byte("\x08\x40\xf9\x03\x13\x22\xf8\x33\xf7\x12\x21"), true)
	f.Fuzz(func(t *testing.T, script []byte, stream bool) {
		if len(script) < 5 || len(script) > 500 {
			t.Skip()
		}
		workers, jobs := int(script[0]%9)+1, int(script[1]%80)
		script = script[2:]
		var step atomic.Int64
		next := func() byte { return script[step.Add(1)%int64(len(script))] }
		do := func(ctx context.Context, job Job[int]) (int, error) {
			switch b := script[job.Data%len(script)]; b % 16 {
			case 1:
				return 0, errFlaky
			case 2:
				panic(errBug)
			case 3:
				runtime.Goexit()
			case 4, 5:
				if !rest(ctx, time.Duration(b)*time.Millisecond) {
					return 0, context.Cause(ctx)
				}
			}
			return job.Data, nil
		}
		var broke atomic.Bool
		breaks := func(how byte) bool { // whether the queue breaks its contract now
			if next() != how {
				return false
			}
			broke.Store(true)
			return true
		}
		queue := rogue{push: func(q *rogueQueue, t Ticket) int {
			if breaks(0xf5) {
				panic(errBug)
			}
			q.jobs <- t.Index
			if stream && breaks(0xf6) { // a batch wakes nobody: it does not ask whom
				return 1000
			}
			return AnyWorker
		}, done: func() {
			if breaks(0xf7) {
				panic(errBug)
			}
			if breaks(0xf8) {
				runtime.Goexit()
			}
		}, finish: func() {
			if breaks(0xf9) {
				runtime.Goexit()
			}
		}, pop: func(q *rogueQueue, _ int, dst []int) int {
			n := q.take(dst)
			if n == 0 {
				return 0
			}
			switch next() {
			case 0xf1:
				broke.Store(true)
				dst[0] = 1000
			case 0xf2:
				broke.Store(true)
				return -3
			case 0xf3:
				broke.Store(true)
				panic(errBug)
			case 0xf4:
				broke.Store(true)
				runtime.Goexit()
			}
			return n
		}}
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if script[0]%8 == 7 {
				time.AfterFunc(50*time.Millisecond, cancel)
			}
			config := Config{NumWorkers: workers, BufferSize: int(script[1]%7) + 1, MaxRetries: int(script[2] % 3)}
			p := NewWithConfig[int, int](config).WithDiscipline(queue).WithProcessor(do)
			list := numbered(jobs)
			var want, got []string
			var err error
			if stream {
				if err := p.Start(ctx); err != nil {
					t.Fatal(err)
				}
				closed := make(chan error)
				go func() {
					for _, job := range list {
						if p.Submit(t.Context(), job) == nil {
							want = append(want, job.ID)
						}
					}
					closed <- p.Close()
				}()
				for r := range p.Results() {
					got = append(got, r.JobID)
				}
				err = <-closed
				slices.Sort(want)
				slices.Sort(got)
			} else {
				for _, job := range list {
					want = append(want, job.ID)
				}
				p.AddJobs(list)
				var results []Result[int]
				results, err = p.RunContext(ctx)
				for _, r := range results {
					got = append(got, r.JobID)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("results of %v, want of %v", got, want)
			}
			var broken *StrategyError
			if broke.Load() && ctx.Err() == nil && !errors.As(err, &broken) {
				t.Errorf("the queue broke its contract, and the run says %v", err)
			}
			if !broke.Load() && ctx.Err() == nil && err != nil {
				t.Errorf("the run says %v", err)
			}
		})
	})
}
