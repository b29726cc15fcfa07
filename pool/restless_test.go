package pool

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// restless is a queue that holds jobs back for a time, and changes its limit with every
// look, as the contract allows.
type restless struct {
	until  time.Duration // no job before
	limits []int64       // one after the other, and again
	setup  Setup
	Queue
	limit atomic.Int64
	looks atomic.Int64
}

func (*restless) Name() string { return "restless" }

func (d *restless) NewQueue(setup Setup) (_ Queue, err error) {
	d.setup = setup
	d.limit.Store(int64(setup.Workers))
	d.Queue, err = FIFO{}.NewQueue(setup)
	return d, err
}

func (d *restless) Limit() int { return int(d.limit.Load()) }

func (d *restless) Pop(worker int, dst []int) int {
	looks := d.looks.Add(1)
	limit := d.limits[looks%int64(len(d.limits))]
	if looks > 100_000 {
		limit = int64(d.setup.Workers) // lets a storm end, which the test has seen
	}
	d.limit.Store(limit)
	if worker >= int(limit) || d.setup.Now() < d.until {
		return 0
	}
	return d.Queue.Pop(worker, dst[:1])
}

func (d *restless) Next() (at time.Duration, worker int, ok bool) {
	return d.until, AnyWorker, d.setup.Now() < d.until
}

// TestLimitChangesWhileHeld: idle workers do not wake each other for jobs that are all held
// back. When their time has come none is missed, nor is one that comes later.
func TestLimitChangesWhileHeld(t *testing.T) {
	const workers, jobs, most = 8, 20, 3_000
	for _, limits := range [][]int64{{8, 7}, {2, 3}, {1, 8}, {8, 2, 5, 1}, {4, 5, 6, 7, 8, 2}} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			d := &restless{until: time.Hour, limits: limits}
			var tally Tally
			p := NewWithConfig[int, int](Config{NumWorkers: workers, BufferSize: jobs}).WithDiscipline(d).
				WithProcessor(func(context.Context, Job[int]) (int, error) {
					time.Sleep(time.Second)
					return 0, nil
				}).WithoutResults().WithMonitor(&tally)
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			// done submits a job, and says how many are done at a time.
			done := func(at time.Duration) int64 {
				if err := p.Submit(t.Context(), Job[int]{}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Until(began.Add(at)))
				return tally.Done.Load()
			}
			for range jobs - 1 {
				done(0)
			}
			if n := done(30 * time.Minute); n != 0 || d.looks.Load() > most {
				t.Errorf("limits %v: %d looks at jobs that are all held back, want at most %d; %d done", limits, d.looks.Load(), most, n)
			}
			// One worker at least is always allowed.
			time.Sleep(time.Until(began.Add(time.Hour + (jobs+1)*time.Second)))
			if n := tally.Done.Load(); n != jobs {
				t.Fatalf("limits %v: %d jobs done when one worker would have done %d", limits, n, jobs)
			}
			for i := range int64(jobs) {
				if n := done(2*time.Hour + time.Duration(i)*time.Minute); n != jobs+i+1 {
					t.Fatalf("limits %v: %d jobs done of %d", limits, n, jobs+i+1)
				}
			}
		})
	}
}
