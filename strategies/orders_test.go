package strategies_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

// driven is a queue whose clock and drops a test has in its hands.
type driven struct {
	pool.Queue
	now     time.Duration
	dropped []int
	why     []error
	pushed  uint64
}

func drive(t *testing.T, d pool.Discipline, workers int) *driven {
	t.Helper()
	q := new(driven)
	inner, err := d.NewQueue(pool.Setup{
		Workers: workers, Capacity: 1 << 20, Stream: true, Seed: 1,
		Now:  func() time.Duration { return q.now },
		Drop: func(i int, why error) { q.dropped, q.why = append(q.dropped, i), append(q.why, why) },
	})
	if err != nil {
		t.Fatal(err)
	}
	q.Queue = inner
	return q
}

// push places tickets, which get the next numbers, the time, and no deadline if they
// have none.
func (q *driven) push(tickets ...pool.Ticket) (to []int) {
	for _, t := range tickets {
		t.Index, t.Seq, t.Released = int(q.pushed), q.pushed, q.now
		if t.Deadline == 0 {
			t.Deadline = pool.NoDeadline
		}
		q.pushed++
		to = append(to, q.Push(t))
	}
	return to
}

// pop takes the next job for a worker, or -1.
func (q *driven) pop(worker int) int {
	dst := make([]int, 1)
	if q.Pop(worker, dst) == 0 {
		return -1
	}
	return dst[0]
}

// rest takes all that the first worker gets.
func (q *driven) rest() (jobs []int) {
	for i := q.pop(0); i >= 0; i = q.pop(0) {
		jobs = append(jobs, i)
	}
	return jobs
}

// done ends a job that took so long.
func (q *driven) done(worker int, t pool.Ticket, service time.Duration, err error) {
	o, _ := pool.As[pool.Observer](q.Queue)
	o.Done(worker, t, pool.Outcome{Service: service, Attempts: 1, Err: err})
}

func costs(seconds ...int) (tickets []pool.Ticket) {
	for _, s := range seconds {
		tickets = append(tickets, pool.Ticket{Cost: time.Duration(s) * time.Second})
	}
	return tickets
}

// TestOrders: which job is next, for strategies that look at one field.
func TestOrders(t *testing.T) {
	deadlines := func(seconds ...int) (tickets []pool.Ticket) {
		for _, s := range seconds {
			tickets = append(tickets, pool.Ticket{Deadline: time.Duration(s) * time.Second})
		}
		return tickets
	}
	for _, c := range []struct {
		d       pool.Discipline
		tickets []pool.Ticket
		want    []int
	}{
		{ShortestFirst{}, costs(3, 0, 1, 2, 1), []int{2, 4, 3, 0, 1}}, // unknown last
		{ShortestFirst{}, []pool.Ticket{{Cost: math.MaxInt64 - 1}, {Cost: math.MaxInt64}, {Cost: -5}, {Cost: 1}}, []int{3, 0, 1, 2}},
		{LongestFirst{}, costs(3, 0, 1, 2, 3), []int{0, 4, 3, 2, 1}}, // unknown last, too
		{LIFO{}, costs(1, 2, 3), []int{2, 1, 0}},
		{Deadline{}, deadlines(3, 0, 1, -2, 1), []int{3, 2, 4, 0, 1}}, // none last
	} {
		q := drive(t, c.d, 1)
		q.push(c.tickets...)
		if got := q.rest(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v handed out as %v, want %v", c.d.Name(), c.tickets, got, c.want)
		}
	}
}

// TestCostsLearned: a job without a cost counts as the mean of its key so far; failures
// and jobs with a cost teach nothing.
func TestCostsLearned(t *testing.T) {
	for _, c := range []struct {
		d    pool.Discipline
		want []int
	}{{ShortestFirst{}, []int{1, 2, 0, 3}}, {LongestFirst{}, []int{0, 2, 1, 3}}} {
		q := drive(t, c.d, 1)
		q.done(0, pool.Ticket{Key: "a"}, time.Second, nil)
		q.done(0, pool.Ticket{Key: "a"}, 3*time.Second, nil)
		q.done(0, pool.Ticket{Key: "a"}, time.Hour, errors.New("failed"))
		q.done(0, pool.Ticket{Key: "a", Cost: 1}, time.Hour, nil)
		q.push(pool.Ticket{Cost: 5 * time.Second}, pool.Ticket{Cost: time.Second}, pool.Ticket{Key: "a"}, pool.Ticket{Key: "new"})
		if got := q.rest(); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.d.Name(), got, c.want)
		}
	}
}

// TestKeysAreForgotten: of a key whose jobs are long ago nothing is known any more, and of a
// recent one it is.
func TestKeysAreForgotten(t *testing.T) {
	for _, d := range []pool.Discipline{ShortestFirst{}, PredictedFirst{}} {
		q := drive(t, d, 1)
		learn := func(from, to int) {
			for i := from; i < to; i++ {
				q.done(0, pool.Ticket{Key: strconv.Itoa(i)}, time.Second, nil)
			}
		}
		learn(0, 10_000)
		q.done(0, pool.Ticket{Key: "kept"}, time.Minute, nil)
		learn(10_000, 12_000)
		q.push(pool.Ticket{Key: "kept"}, pool.Ticket{Key: "0"}) // 0 is forgotten
		want := []int{0, 1}
		if d.Name() == "predicted-first" {
			want = []int{1, 0} // as the mean of all, which is near a second
		}
		if got := q.rest(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", d.Name(), got, want)
		}
	}
}

// TestShortestFirstAges: a long job comes before shorter ones that came late enough.
func TestShortestFirstAges(t *testing.T) {
	q := drive(t, ShortestFirst{Aging: 0.5}, 1)
	q.push(costs(10)...)
	q.now = 17 * time.Second
	q.push(costs(1, 2, 0)...) // worth 9.5, 10.5 and, as the longest so far, 18.5
	q.now = 20 * time.Second
	q.push(costs(1)...)
	if got, want := q.rest(), []int{1, 0, 2, 4, 3}; !slices.Equal(got, want) {
		t.Errorf("handed out %v, want %v", got, want)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := (ShortestFirst{Aging: bad}).NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("Aging %v: no error", bad)
		}
	}
}

// TestPredictedFirst: keys go in the order of what their jobs have taken so far, which is
// learned while they wait.
func TestPredictedFirst(t *testing.T) {
	q := drive(t, PredictedFirst{}, 1)
	for _, key := range []string{"long", "short", "long", "short", "long"} {
		q.push(pool.Ticket{Key: key})
	}
	if got := q.pop(0); got != 0 {
		t.Fatalf("nothing is known: job %d is first, want 0", got)
	}
	q.done(0, pool.Ticket{Key: "long"}, time.Minute, nil)
	q.push(pool.Ticket{Key: "new"}) // as the mean of all, a minute
	if got := q.pop(0); got != 1 {
		t.Fatalf("job %d is next, want 1", got)
	}
	q.done(0, pool.Ticket{Key: "short"}, time.Second, nil)
	q.push(pool.Ticket{Key: "newer"}) // half a minute
	if got, want := q.rest(), []int{3, 6, 2, 4, 5}; !slices.Equal(got, want) {
		t.Errorf("handed out %v, want %v", got, want)
	}
}

// TestDeadlineDrops: what is too late to begin is given up, at its deadline and not
// before.
func TestDeadlineDrops(t *testing.T) {
	q := drive(t, Deadline{DropExpired: true}, 1)
	q.push(pool.Ticket{Deadline: 5}, pool.Ticket{Deadline: 6}, pool.Ticket{})
	q.now = 5
	if got := q.rest(); !slices.Equal(got, []int{1, 2}) || !slices.Equal(q.dropped, []int{0}) || q.why[0] == nil {
		t.Errorf("handed out %v, dropped %v because of %v; want 1 and 2, and 0 dropped", got, q.dropped, q.why)
	}
	if r := q.Queue.(pool.Reporter).Report(); r[0].Value != 1 {
		t.Errorf("Report = %v, want 1 expired", r)
	}
}

// TestPriorityAging: the greatest product of wait and rate is next.
func TestPriorityAging(t *testing.T) {
	q := drive(t, PriorityAging{Rates: map[int]float64{1: 1, 2: 3}}, 1)
	q.push(pool.Ticket{Priority: 1}, pool.Ticket{Priority: 1})
	q.now = 20
	q.push(pool.Ticket{Priority: 2}, pool.Ticket{Priority: 4}) // 4 has the rate 16
	if got := q.pop(0); got != 0 {
		t.Errorf("at once job %d is next, want the oldest, 0", got)
	}
	q.now = 30 // 30, 30 and 160
	want := []int{3, 2, 1}
	if got := q.rest(); !slices.Equal(got, want) {
		t.Errorf("handed out %v, want %v: the more urgent of two equal", got, want)
	}
	q.push(pool.Ticket{Priority: math.MaxInt}, pool.Ticket{Priority: math.MinInt})
	if got := q.rest(); !slices.Equal(got, []int{4, 5}) {
		t.Errorf("at the ends of the range: %v, want 4 and 5", got)
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := (PriorityAging{Rates: map[int]float64{3: bad}}).NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("rate %v: no error", bad)
		}
	}
}

// TestMultiQueueRankError holds the mean rank of what is taken, while a thousand jobs
// wait, to theory, and what is reported of a sample to what was counted.
func TestMultiQueueRankError(t *testing.T) {
	const workers, pops = 2, 200_000
	q := drive(t, MultiQueue{}, workers)
	rng := rand.New(rand.NewPCG(1, 2))
	waiting := make([]uint64, 0, 2000) // in order: Seq, as all have one priority
	for range 1000 {
		waiting = append(waiting, q.pushed)
		q.push(pool.Ticket{})
	}
	sum := 0
	for range pops {
		waiting = append(waiting, q.pushed)
		q.push(pool.Ticket{})
		rank, found := slices.BinarySearch(waiting, uint64(q.pop(rng.IntN(workers))))
		if !found {
			t.Fatal("handed out what does not wait")
		}
		sum += rank
		waiting = slices.Delete(waiting, rank, rank+1)
	}
	got, want := float64(sum)/pops, theory.MultiQueueRankError(2*workers)
	if math.Abs(got-want) > 0.05*want {
		t.Errorf("mean rank error of %d pops: %.3f, theory has %.3f", pops, got, want)
	}
	reported := q.Queue.(pool.Reporter).Report()[0].Value
	if math.Abs(reported-want) > 0.5*want { // some 200 samples
		t.Errorf("reports a mean rank error of %.3f, theory has %.3f", reported, want)
	}
}
