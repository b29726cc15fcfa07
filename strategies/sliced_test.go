package strategies_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// sliced runs jobs of so many seconds, in slices of one second, on one worker, and returns
// the order of the slices. The costs are the lengths.
func sliced(t *testing.T, d pool.Discipline, stream bool, seconds ...int) (order []int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		left := slices.Clone(seconds)
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(d).WithUnboundedResults().
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				order = append(order, job.Data)
				time.Sleep(time.Second)
				if left[job.Data]--; left[job.Data] > 0 {
					return 0, pool.Again(0)
				}
				return 0, nil
			})
		var jobs []pool.Job[int]
		for i, s := range seconds {
			jobs = append(jobs, pool.Job[int]{Data: i, Cost: time.Duration(s) * time.Second})
		}
		if !stream {
			p.AddJobs(jobs)
			if _, err := p.Run(); err != nil {
				t.Fatal(err)
			}
			return
		}
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, job := range jobs {
			p.Submit(t.Context(), job)
		}
		if err := p.Close(); err != nil {
			t.Fatal(err)
		}
	})
	return order
}

// TestSlices: in which order jobs that come back run their slices.
func TestSlices(t *testing.T) {
	for _, c := range []struct {
		d       pool.Discipline
		seconds []int
		want    []int
	}{
		{RoundRobinSlices{}, []int{4, 2, 1}, []int{0, 1, 2, 0, 1, 0, 0}},
		{Feedback{}, []int{4, 2, 1}, []int{0, 1, 2, 0, 1, 0, 0}},
		// The first of a stream begins before the others come; here it is the shortest.
		{ShortestRemaining{}, []int{1, 4, 2}, []int{0, 2, 2, 1, 1, 1, 1}},
	} {
		for _, stream := range []bool{false, true} {
			if got := sliced(t, c.d, stream, c.seconds...); !slices.Equal(got, c.want) {
				t.Errorf("%s, stream %v: slices of %v, want %v", c.d.Name(), stream, got, c.want)
			}
		}
	}
}

// TestFeedbackLevels: who has come back less often is first, also if it came later; the
// lowest level gets its turn if it is to.
func TestFeedbackLevels(t *testing.T) {
	q := drive(t, Feedback{Levels: 3}, 1)
	for i, attempt := range []int{2, 7, 1, 0, 2, 1} {
		q.Push(pool.Ticket{Index: i, Attempt: attempt})
	}
	if got, want := q.rest(), []int{3, 2, 5, 0, 1, 4}; !slices.Equal(got, want) {
		t.Errorf("handed out %v, want %v", got, want)
	}
	q = drive(t, Feedback{Levels: 3, Every: 3}, 1)
	for i, attempt := range []int{2, 2, 0, 0, 0, 0} {
		q.Push(pool.Ticket{Index: i, Attempt: attempt})
	}
	if got, want := q.rest(), []int{2, 3, 0, 4, 5, 1}; !slices.Equal(got, want) {
		t.Errorf("with every third from below: %v, want %v", got, want)
	}
	for _, bad := range []Feedback{{Levels: -1}, {Levels: 1001}, {Every: -1}} {
		if _, err := bad.NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

// TestShortestRemaining: what a job has had counts, one without a cost is last, and one
// that takes longer than its cost first.
func TestShortestRemaining(t *testing.T) {
	q := drive(t, ShortestRemaining{}, 1)
	q.push(costs(10, 7, 0)...)
	if got := q.pop(0); got != 1 {
		t.Fatalf("job %d is first, want 1", got)
	}
	q.now = 3 * time.Second
	q.push(costs(5)...)
	back := pool.Ticket{Index: 1, Seq: 1, Cost: 7 * time.Second, Attempt: 1}
	q.Push(back) // 4 s are left
	if got := q.pop(0); got != 1 {
		t.Fatalf("job %d is next, want 1, of which 4 s are left", got)
	}
	q.now = 30 * time.Second
	back.Attempt++
	q.Push(back)
	if got, want := q.rest(), []int{1, 3, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("handed out %v, want %v", got, want)
	}
}
