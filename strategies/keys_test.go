package strategies_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/pool"
	. "github.com/go-foundations/poolbench/strategies"
)

func ofKeys(keys ...string) (tickets []pool.Ticket) {
	for _, key := range keys {
		tickets = append(tickets, pool.Ticket{Key: key})
	}
	return tickets
}

// TestFairTurns: keys take turns, by number where costs are not known and by cost where
// they are, each as its weight says.
func TestFairTurns(t *testing.T) {
	for _, c := range []struct {
		fair    Fair
		tickets []pool.Ticket
		want    []int
	}{
		{Fair{}, ofKeys("a", "a", "a", "a", "b", "c", "c"), []int{0, 4, 5, 1, 6, 2, 3}},
		{Fair{Weights: map[string]float64{"a": 2}}, ofKeys("a", "a", "a", "b", "b", "b"), []int{0, 1, 3, 2, 4, 5}},
		{Fair{Weights: map[string]float64{"a": 0.5}}, ofKeys("a", "a", "b", "b", "b", "b"), []int{0, 2, 3, 1, 4, 5}},
		// A turn is 4 s of work: the greatest cost. One that is not known counts as the mean, 2 s.
		{Fair{}, []pool.Ticket{{Key: "a", Cost: 4e9}, {Key: "a", Cost: 4e9}, {Key: "b", Cost: 1e9}, {Key: "b", Cost: 1e9}, {Key: "b", Cost: 1e9}, {Key: "b", Cost: 1e9}, {Key: "b"}},
			[]int{0, 2, 3, 4, 5, 1, 6}},
	} {
		q := drive(t, c.fair, 1)
		q.push(c.tickets...)
		if got := q.rest(); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %+v handed out as %v, want %v", c.fair, c.tickets, got, c.want)
		}
	}
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := (Fair{Weights: map[string]float64{"a": bad}}).NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("weight %v: no error", bad)
		}
	}
}

// TestFairBound: while two keys both wait, neither gets ahead of the other by more than
// three of the longest jobs.
func TestFairBound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	q := drive(t, Fair{}, 1)
	const n, longest = 4000, 1000
	var cost [2 * n]float64
	jobs := make([]pool.Ticket, 2*n)
	for i := range jobs {
		// One key has short jobs, the other any.
		jobs[i] = pool.Ticket{Key: "short", Cost: time.Duration(1 + rng.IntN(longest/20))}
		if i%2 == 1 {
			jobs[i] = pool.Ticket{Key: "any", Cost: time.Duration(1 + rng.IntN(longest))}
		}
		cost[i] = float64(jobs[i].Cost)
	}
	q.push(jobs...)
	var worst, ahead float64
	for left := [2]int{n, n}; left[0] > 0 && left[1] > 0; {
		i := q.pop(0)
		left[i%2]--
		ahead += cost[i] * float64(1-2*(i%2))
		worst = max(worst, math.Abs(ahead))
	}
	if worst > 3*longest || worst < longest/2 {
		t.Errorf("one key got ahead by %v, want %v at most, and something", worst, 3*longest)
	}
}

// TestAffinity: jobs of a key go to one worker while it has room, others take what it has
// too much of, and the oldest is first.
func TestAffinity(t *testing.T) {
	q := drive(t, Affinity{Factor: 100}, 4)
	home := q.push(pool.Ticket{Key: "a"})[0]
	if home >= pool.AnyWorker {
		t.Fatalf("Push returned %d, want a preferred worker", home)
	}
	if got := q.push(ofKeys("a", "", "a")...); !slices.Equal(got, []int{home, pool.AnyWorker, home}) {
		t.Fatalf("jobs of the key, and one without, went to %v, want %d", got, home)
	}
	at := pool.Prefer(home)
	other := (at + 1) % 4
	for i, step := range []struct{ worker, want int }{{at, 0}, {other, 2}, {other, 1}, {at, 3}, {at, -1}} {
		if got := q.pop(step.worker); got != step.want {
			t.Fatalf("step %d: worker %d got %d, want %d", i, step.worker, got, step.want)
		}
	}
	if r := q.Queue.(pool.Reporter).Report(); r[0].Name != "at-home" || r[0].Value != 2./3 {
		t.Errorf("Report = %v, want 2 of 3 at home", r)
	}
	// With no more room than its share, each worker gets as many jobs of one key.
	q = drive(t, Affinity{Factor: 1}, 4)
	got := make(map[int]int)
	for range 400 {
		got[q.push(pool.Ticket{Key: "a"})[0]]++
	}
	for w := range 4 {
		if got[pool.Prefer(w)] != 100 {
			t.Errorf("of 400 jobs of one key the workers got %v, want 100 each", got)
		}
	}
	// With room for more than an int can count, all of a key stay at home.
	q = drive(t, Affinity{Factor: math.MaxFloat64}, 4)
	for range 10 {
		if got := q.push(pool.Ticket{Key: "a"})[0]; pool.Prefer(got) != at {
			t.Errorf("a job went to worker %d, want %d, the home of its key", pool.Prefer(got), at)
		}
	}
	for _, bad := range []float64{0.9, -1, math.NaN(), math.Inf(1)} {
		if _, err := (Affinity{Factor: bad}).NewQueue(pool.Setup{Workers: 1}); err == nil {
			t.Errorf("Factor %v: no error", bad)
		}
	}
}

// TestAffinityIsConsistent: keys spread over all workers, and one worker more moves about
// its share of them.
func TestAffinityIsConsistent(t *testing.T) {
	const keys, workers = 5000, 8
	homes := func(workers int) (out []int) {
		q := drive(t, Affinity{Factor: 1e9}, workers)
		for i := range keys {
			out = append(out, pool.Prefer(q.push(pool.Ticket{Key: fmt.Sprint("customer-", i)})[0]))
		}
		return out
	}
	before, after := homes(workers), homes(workers+1)
	count := make([]int, workers)
	moved := 0
	for i := range keys {
		count[before[i]]++
		if before[i] != after[i] {
			moved++
			if after[i] != workers {
				t.Fatalf("a key moved from worker %d to %d, want to the new one", before[i], after[i])
			}
		}
	}
	if least, most := slices.Min(count), slices.Max(count); least < keys/workers/2 || most > 2*keys/workers {
		t.Errorf("the workers are home to %v of %d keys", count, keys)
	}
	if moved < keys/(workers+1)/2 || moved > 2*keys/(workers+1) {
		t.Errorf("one worker more moved %d of %d keys, want about %d", moved, keys, keys/(workers+1))
	}
}

// TestPerKey runs batches and streams of jobs of four keys, and none, some of which are
// tried again, and looks how many of a key run at once and in which order.
func TestPerKey(t *testing.T) {
	for _, c := range []struct {
		d    pool.Discipline
		most int
	}{{Serial{}, 1}, {Capped{}, 2}, {Capped{Most: 3}, 3}} {
		for _, stream := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				rng := rand.New(rand.NewPCG(1, 2))
				const n = 300
				var mu sync.Mutex // guards the following
				running, peak := make(map[string]int), make(map[string]int)
				last := make(map[string]int)
				var failed [n]bool
				p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 20, BufferSize: n, MaxRetries: 1, RetryDelay: time.Hour}).WithDiscipline(c.d).WithUnboundedResults()
				p.WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
					mu.Lock()
					running[job.Key]++
					peak[job.Key] = max(peak[job.Key], running[job.Key])
					if c.most == 1 && job.Key != "" && last[job.Key] > job.Data {
						t.Errorf("job %d of key %s ran after job %d", job.Data, job.Key, last[job.Key])
					}
					last[job.Key] = job.Data
					fails := job.Data%7 == 0 && !failed[job.Data]
					failed[job.Data] = true
					mu.Unlock()
					time.Sleep(time.Duration(1 + job.Data%5))
					mu.Lock()
					running[job.Key]--
					mu.Unlock()
					if fails {
						return 0, fmt.Errorf("fails once")
					}
					return 0, nil
				})
				var jobs []pool.Job[int]
				for i := range n {
					jobs = append(jobs, pool.Job[int]{Data: i, Key: []string{"", "a", "b", "c", "d"}[rng.IntN(5)]})
				}
				var results []pool.Result[int]
				var err error
				if stream {
					if err = p.Start(t.Context()); err != nil {
						t.Fatal(err)
					}
					for _, job := range jobs {
						p.Submit(t.Context(), job)
					}
					err = p.Close()
					results = slices.Collect(p.Results())
				} else {
					p.AddJobs(jobs)
					results, err = p.Run()
				}
				if err != nil || len(results) != n {
					t.Fatalf("%s: %d results, error %v", c.d.Name(), len(results), err)
				}
				for _, key := range []string{"a", "b", "c", "d"} {
					if peak[key] != c.most {
						t.Errorf("%+v: %d jobs of key %s at once, want %d", c.d, peak[key], key, c.most)
					}
				}
				if peak[""] < 10 {
					t.Errorf("%+v: %d jobs without a key at once, want many", c.d, peak[""])
				}
			})
		}
	}
	if _, err := (Capped{Most: -1}).NewQueue(pool.Setup{Workers: 1}); err == nil {
		t.Error("Most -1: no error")
	}
}

// TestCoalesce: a newer job takes the place of the one that waits, and one that comes back
// gives way to a newer one.
func TestCoalesce(t *testing.T) {
	q := drive(t, Coalesce{}, 1)
	q.push(ofKeys("a", "b", "", "a", "")...)
	if !slices.Equal(q.dropped, []int{0}) || q.why[0] == nil {
		t.Fatalf("dropped %v because of %v, want 0", q.dropped, q.why)
	}
	if got := q.pop(0); got != 3 {
		t.Fatalf("job %d is first, want 3, in the place of 0", got)
	}
	q.push(ofKeys("a")...) // 3 runs: this one waits
	q.Push(pool.Ticket{Index: 3, Seq: 3, Key: "a", Attempt: 1})
	if got, want := q.rest(), []int{1, 2, 4, 5}; !slices.Equal(got, want) || !slices.Equal(q.dropped, []int{0, 3}) {
		t.Errorf("handed out %v and dropped %v, want %v, and 0 and 3", got, q.dropped, want)
	}
	if r := q.Queue.(pool.Reporter).Report(); r[0].Value != 2 {
		t.Errorf("Report = %v, want 2", r)
	}
}

// TestCoalesceRuns: in a pool, those that are given up have a result that says so.
func TestCoalesceRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(Coalesce{}).WithProcessor(nap)
		for i := range 10 {
			p.AddJob(pool.Job[int]{Data: 1, Key: fmt.Sprint(i % 2)})
		}
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if (r.Error == nil) != (i >= 8) {
				t.Errorf("job %d: error %v", i, r.Error)
			}
		}
	})
}

// TestCoalesceShares: with Share, those that are replaced have the result of the job that
// runs for them.
func TestCoalesceShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(Coalesce{Share: true}).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) { return job.Data, nil })
		for i := range 10 {
			p.AddJob(pool.Job[int]{Data: i, Key: fmt.Sprint(i % 2)})
		}
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range results {
			if want := 8 + i%2; r.Data != want || r.Error != nil || (r.Worker >= 0) != (i >= 8) {
				t.Errorf("job %d: %+v, want data %d", i, r, want)
			}
		}
	})
}
