package pool

import (
	"context"
	"math"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// narrowed is a FIFO of which only the first workers may take jobs. A Pop sets
// the limit to what is wanted by then, as a look at the host would.
type narrowed struct {
	wanted func() int64
	Queue
	limit atomic.Int64
}

func (*narrowed) Name() string { return "narrowed" }

func (d *narrowed) NewQueue(setup Setup) (Queue, error) {
	q := &narrowed{wanted: d.wanted}
	q.limit.Store(d.wanted())
	var err error
	q.Queue, err = FIFO{}.NewQueue(setup)
	return q, err
}

func (q *narrowed) Limit() int { return int(q.limit.Load()) }

func (q *narrowed) Pop(worker int, dst []int) int {
	q.limit.Store(q.wanted())
	if worker >= q.Limit() {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// TestLimitChanges: whenever the limit rises, as many workers go on as it
// allows, and whenever it falls no job waits for a worker beyond it. Nobody is
// woken by Close or by further jobs here.
func TestLimitChanges(t *testing.T) {
	const workers = 4
	for _, c := range []struct {
		name   string
		change time.Duration // when the limit changes from before to after
		before int64
		after  int64
		at     time.Duration // when the jobs come
		jobs   int           // of one second each
		want   time.Duration // when the last is done
	}{
		{"constant", time.Hour, 2, 2, 0, 20, 10 * time.Second},
		{"rises while jobs wait", 4500 * time.Millisecond, 2, 4, 0, 30, 10 * time.Second}, // 10 jobs in 5 s, 20 in the next 5
		{"falls while jobs wait", 4500 * time.Millisecond, 4, 2, 0, 30, 10 * time.Second}, // 20 jobs in 5 s, 10 in the next 5
		{"falls while all are idle", 5 * time.Second, 4, 1, 10 * time.Second, 3, 13 * time.Second},
		{"rises while all are idle", 5 * time.Second, 1, 4, 10 * time.Second, 4, 11 * time.Second},
		{"no limit after all", 4500 * time.Millisecond, 2, math.MaxInt, 0, 30, 10 * time.Second},
	} {
		for range 5 { // who is woken first is chance
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				d := &narrowed{wanted: func() int64 {
					if time.Since(began) < c.change {
						return c.before
					}
					return c.after
				}}
				p := NewWithConfig[int, int](Config{NumWorkers: workers, BufferSize: 100}).WithDiscipline(d).
					WithProcessor(func(context.Context, Job[int]) (int, error) {
						time.Sleep(time.Second)
						return 0, nil
					})
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.at)
				for range c.jobs {
					p.Submit(t.Context(), Job[int]{})
				}
				time.AfterFunc(time.Minute, func() { p.Close() })
				var last time.Duration
				for r := range p.Results() {
					last = max(last, r.Completed.Sub(began))
				}
				if last != c.want {
					t.Errorf("%s: %d jobs of 1s were done after %v, want %v", c.name, c.jobs, last, c.want)
				}
			})
		}
	}
}

// fallen is a queue of two workers of which only the first may take jobs in the end, when the
// second was woken already.
type fallen struct {
	Queue
	limit   atomic.Int64
	refuses atomic.Bool   // Pop finds nothing
	second  chan struct{} // for which the second worker's Pop waits
}

func (*fallen) Name() string { return "fallen" }

func (q *fallen) NewQueue(setup Setup) (Queue, error) {
	var err error
	q.Queue, err = FIFO{}.NewQueue(setup)
	return q, err
}

func (q *fallen) Limit() int { return int(q.limit.Load()) }

func (q *fallen) Push(t Ticket) int {
	q.Queue.Push(t)
	if t.Seq == 0 {
		return Prefer(1)
	}
	return AnyWorker
}

func (q *fallen) Pop(worker int, dst []int) int {
	if worker == 1 && q.refuses.Load() {
		<-q.second
	}
	if worker >= q.Limit() || q.refuses.Load() {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// TestLimitFallen: a worker that was woken, and may take no job when it looks, wakes another
// one, also if the fall of the limit was seen before.
func TestLimitFallen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := &fallen{second: make(chan struct{})}
		q.limit.Store(2)
		var ran atomic.Int64
		p := NewWithConfig[int, int](Config{NumWorkers: 2}).WithDiscipline(q).
			WithProcessor(func(context.Context, Job[int]) (int, error) { return int(ran.Add(1)), nil })
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // both are idle
		q.refuses.Store(true)
		p.Submit(t.Context(), Job[int]{})
		synctest.Wait() // the second one is woken, and about to look
		q.limit.Store(1)
		p.Submit(t.Context(), Job[int]{})
		synctest.Wait() // the first one has seen the new limit, and no job
		q.refuses.Store(false)
		close(q.second)
		synctest.Wait()
		if n := ran.Load(); n != 2 {
			t.Errorf("%d of 2 jobs have run", n)
		}
		p.Close()
	})
}
