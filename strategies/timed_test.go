package strategies_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// TestPaced runs jobs in virtual time: after a pause so many start at once, and then at
// the rate, in any stretch of time.
func TestPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var starts []time.Duration
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, BufferSize: 100}).WithDiscipline(Paced{Rate: 2, Burst: 3}).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				starts = append(starts, time.Since(began))
				return 0, nil
			}).WithHandler(func(pool.Result[int]) {})
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 6 {
			p.Submit(t.Context(), pool.Job[int]{})
		}
		time.Sleep(100*time.Second + 700*time.Millisecond)
		for range 5 {
			p.Submit(t.Context(), pool.Job[int]{})
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
		var want []time.Duration
		for _, ms := range []int{0, 0, 0, 500, 1000, 1500, 100700, 100700, 100700, 101200, 101700} {
			want = append(want, time.Duration(ms)*time.Millisecond)
		}
		if !slices.Equal(starts, want) {
			t.Errorf("started after %v, want %v", starts, want)
		}
	})
	for _, bad := range []Paced{{Rate: -1}, {Rate: math.NaN()}, {Rate: math.Inf(1)}, {Rate: 1e-300}, {Burst: -1}} {
		if _, err := bad.NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

// TestDelayed: each job starts at its time, in the order of times, in batches and streams.
func TestDelayed(t *testing.T) {
	at := []time.Duration{5, 0, 3, -7, 5, 3}
	for _, workers := range []int{1, 4} {
		for _, stream := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var mu sync.Mutex // guards order
				var order []int
				p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: workers}).WithDiscipline(Delayed{}).WithUnboundedResults().
					WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
						if got, want := time.Since(began), max(0, at[job.Data]*time.Second); got != want {
							t.Errorf("job %d started after %v, want %v", job.Data, got, want)
						}
						mu.Lock()
						defer mu.Unlock()
						order = append(order, job.Data)
						return 0, nil
					})
				var jobs []pool.Job[int]
				for i := range at {
					jobs = append(jobs, pool.Job[int]{Data: i, NotBefore: began.Add(at[i] * time.Second)})
				}
				jobs[1].NotBefore = time.Time{}
				if stream {
					if err := p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						p.Submit(t.Context(), job)
					}
					if err := p.Close(); err != nil {
						t.Fatal(err)
					}
				} else {
					p.AddJobs(jobs)
					if _, err := p.Run(); err != nil {
						t.Fatal(err)
					}
				}
				if want := []int{1, 3, 2, 5, 0, 4}; workers == 1 && !slices.Equal(order, want) {
					t.Errorf("ran %v, want %v", order, want)
				}
			})
		}
	}
}

// TestLinger: jobs wait for company until there are enough, or the first has waited long
// enough, and one worker gets them all.
func TestLinger(t *testing.T) {
	q := drive(t, Linger{Size: 3, Wait: 10}, 2)
	next := func() time.Duration {
		at, _, ok := q.Queue.(pool.Holder).Next()
		if !ok {
			return -1
		}
		return at
	}
	q.push(pool.Ticket{})
	q.now = 4
	q.push(pool.Ticket{})
	if got := q.pop(0); got != -1 || next() != 10 {
		t.Fatalf("at 4 job %d, next at %v; want none, and 10", got, next())
	}
	q.push(make([]pool.Ticket, 2)...)
	for i, step := range []struct{ worker, want int }{{0, 0}, {1, -1}, {0, 1}, {0, 2}, {0, -1}} {
		if got := q.pop(step.worker); got != step.want {
			t.Fatalf("step %d: worker %d got %d, want %d", i, step.worker, got, step.want)
		}
	}
	if next() != 14 {
		t.Fatalf("the last came at 4: next at %v, want 14", next())
	}
	q.now = 14
	if got := q.pop(1); got != 3 || next() != -1 {
		t.Errorf("at 14 job %d, want 3, and no more", got)
	}
	for _, bad := range []Linger{{Size: -1}, {Wait: -1}} {
		if _, err := bad.NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

// TestCoDel: the newest is first from when jobs have waited too long for an interval,
// until one has not.
func TestCoDel(t *testing.T) {
	q := drive(t, CoDel{Target: 10, Interval: 100}, 1)
	q.push(make([]pool.Ticket, 6)...)
	for i, step := range []struct {
		at   time.Duration
		want int
	}{{9, 0}, {10, 1}, {109, 2}, {110, 5}, {500, 4}, {510, 3}, {511, -1}} {
		q.now = step.at
		if got := q.pop(0); got != step.want {
			t.Fatalf("step %d, at %v: job %d, want %d", i, step.at, got, step.want)
		}
	}
	q.push(make([]pool.Ticket, 2)...)
	if got := q.rest(); !slices.Equal(got, []int{6, 7}) {
		t.Errorf("when the queue stands no more: %v, want 6 and 7", got)
	}
	if r := q.Queue.(pool.Reporter).Report(); r[0].Value != 2 {
		t.Errorf("Report = %v, want 2: the last of six was the oldest, too", r)
	}
	for _, bad := range []CoDel{{Target: -1}, {Interval: -1}} {
		if _, err := bad.NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

// TestCoDelDrops: jobs are given up after intervals that become shorter by the root of how
// many there were, and never the last.
func TestCoDelDrops(t *testing.T) {
	q := drive(t, CoDel{Target: 10, Interval: 100, Drop: true}, 1)
	q.push(make([]pool.Ticket, 9)...)
	for i, step := range []struct {
		at      time.Duration
		want    int
		dropped []int
	}{
		{10, 0, nil},
		{110, 2, []int{1}}, // the next at 210
		{209, 3, []int{1}},
		{210, 5, []int{1, 4}}, // the next at 280.7
		{280, 7, []int{1, 4, 6}},
		{900, 8, []int{1, 4, 6}},
	} {
		q.now = step.at
		if got := q.pop(0); got != step.want || !slices.Equal(q.dropped, step.dropped) {
			t.Fatalf("step %d, at %v: job %d, dropped %v; want %d and %v", i, step.at, got, q.dropped, step.want, step.dropped)
		}
	}
	if r := q.Queue.(pool.Reporter).Report(); r[0].Value != 3 {
		t.Errorf("Report = %v, want 3", r)
	}
}

// TestDroppedHaveResults: in a pool, jobs that are given up have a result that says so.
func TestDroppedHaveResults(t *testing.T) {
	for _, d := range []pool.Discipline{CoDel{Target: time.Second, Interval: time.Second, Drop: true}, Deadline{DropExpired: true}} {
		synctest.Test(t, func(t *testing.T) {
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(d).WithProcessor(nap)
			for range 20 {
				p.AddJob(pool.Job[int]{Data: 1, Deadline: time.Now().Add(9500 * time.Millisecond)})
			}
			results, err := p.Run()
			if err != nil || len(results) != 20 {
				t.Fatalf("%d results, error %v", len(results), err)
			}
			dropped := 0
			for _, r := range results {
				if errors.Is(r.Error, pool.ErrDropped) {
					dropped++
				} else if r.Error != nil {
					t.Error(r.Error)
				}
			}
			if dropped < 5 || d.Name() == "deadline" && dropped != 10 {
				t.Errorf("%s: %d of 20 were given up", d.Name(), dropped)
			}
		})
	}
}
