// Package guide_test is the code of GUIDE.md, which is made of it: what is there is
// compiled, and run.
package guide_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/queues"
	"github.com/go-foundations/poolbench/strategies/strategytest"
	"github.com/go-foundations/poolbench/workloads"
)

// begin: first

// Cheapest hands out the job that is expected to take least.
var Cheapest = strategies.Keyed{
	Label: "cheapest-first",
	Key:   func(t pool.Ticket) int64 { return int64(t.Cost) },
}

// begin: queue

// Fair takes turns between keys, such as customers: nobody waits for the whole
// backlog of somebody else.
type Fair struct{}

func (Fair) Name() string { return "turns" }

func (Fair) NewQueue(pool.Setup) (pool.Queue, error) {
	return &fairQueue{waiting: make(map[string][]int)}, nil
}

type fairQueue struct {
	mu      sync.Mutex
	waiting map[string][]int // by key, the oldest first
	turns   []string         // keys that have jobs, the next first
}

func (q *fairQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting[t.Key]) == 0 {
		q.turns = append(q.turns, t.Key)
	}
	q.waiting[t.Key] = append(q.waiting[t.Key], t.Index)
	return pool.AnyWorker
}

func (q *fairQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.turns) == 0 {
		return 0 // it never waits: the engine parks the worker
	}
	key := q.turns[0]
	q.turns = q.turns[1:]
	dst[0] = q.waiting[key][0]
	if q.waiting[key] = q.waiting[key][1:]; len(q.waiting[key]) > 0 {
		q.turns = append(q.turns, key)
	} else {
		delete(q.waiting, key)
	}
	return 1
}

// begin: homes

// Homes is affinity: the jobs of a key stay with one worker, its home, as long as that has no
// more than a quarter over its share of the jobs, and then go to the next home of the key. A
// worker with nothing to do takes the oldest job of whoever has most.
type Homes struct{}

func (Homes) Name() string { return "homes" }

func (Homes) NewQueue(s pool.Setup) (pool.Queue, error) {
	return &homesQueue{at: make([]queues.Ring[int], s.Workers), busy: make([]int, s.Workers), most: queues.NewTournament(s.Workers)}, nil
}

type homesQueue struct {
	mu   sync.Mutex
	at   []queues.Ring[int] // by worker, the oldest first
	busy []int              // by worker: 1 while it runs a job
	most *queues.Tournament // by jobs that wait, most first
	held int                // jobs that wait or run
}

func (q *homesQueue) Push(t pool.Ticket) int {
	h := fnv.New64a()
	h.Write([]byte(t.Key))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held++
	room := 1 + 5*q.held/(4*len(q.at))
	home, best := 0, uint64(0)
	for w := range q.at { // of the workers with room, the one that the key draws the most for
		draw := rand.NewPCG(h.Sum64(), uint64(w)).Uint64()
		if q.at[w].Len()+q.busy[w] < room && draw >= best {
			home, best = w, draw
		}
	}
	q.at[home].Push(t.Index)
	q.rank(home)
	return pool.Prefer(home) // the engine wakes that worker if it is idle, or else another one
}

func (q *homesQueue) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.held -= q.busy[worker] // it has ended
	from := worker
	if q.at[worker].Len() == 0 {
		from = q.most.Least()
	}
	q.busy[worker] = q.at[from].Take(dst[:1])
	q.rank(from)
	return q.busy[worker]
}

func (q *homesQueue) rank(w int) { q.most.Set(w, queues.Rank{Key: -int64(q.at[w].Len())}) }

// begin: hold

// Spaced starts jobs at least Gap apart, since they call something that allows only so many
// calls a second.
type Spaced struct{ Gap time.Duration }

func (Spaced) Name() string { return "spaced" }

func (d Spaced) NewQueue(s pool.Setup) (pool.Queue, error) {
	return &spacedQueue{gap: d.Gap, now: s.Now}, nil
}

type spacedQueue struct {
	gap time.Duration
	now func() time.Duration // the time of the run; there is no other clock

	mu      sync.Mutex
	waiting queues.Ring[int]
	next    time.Duration // when the next job may start
}

func (q *spacedQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting.Push(t.Index)
	return pool.AnyWorker
}

func (q *spacedQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now()
	if now < q.next {
		return 0 // not yet
	}
	n := q.waiting.Take(dst[:1])
	if n > 0 {
		q.next = now + q.gap
	}
	return n
}

// Next makes it a pool.Holder: it says when to look again, and for which worker.
func (q *spacedQueue) Next() (at time.Duration, worker int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.next, pool.AnyWorker, q.waiting.Len() > 0
}

// begin: drop

// Fresh drops a job whose deadline has passed before it starts: its Result has
// pool.ErrDropped and the reason.
type Fresh struct{}

func (Fresh) Name() string { return "fresh" }

func (Fresh) NewQueue(s pool.Setup) (pool.Queue, error) { return &freshQueue{setup: s}, nil }

type freshQueue struct {
	setup   pool.Setup
	mu      sync.Mutex
	waiting queues.Ring[pool.Ticket]
}

func (q *freshQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting.Push(t)
	return pool.AnyWorker
}

func (q *freshQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	for {
		t, ok := q.waiting.Pop()
		if !ok {
			return 0
		}
		if t.Deadline > q.setup.Now() { // a job without one has pool.NoDeadline, the latest time
			dst[0] = t.Index
			return 1
		}
		q.setup.Drop(t.Index, context.DeadlineExceeded) // and never hand it out
	}
}

// begin: again

// Turns is for jobs that are done in slices: whoever has had fewest is next.
var Turns = strategies.Keyed{
	Label: "fewest-slices",
	Key:   func(t pool.Ticket) int64 { return int64(t.Attempt) },
}

func TestTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := []int{3, 1, 2} // slices of each job
		var done []int
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, MaxRetries: 9}).WithDiscipline(Turns).
			WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
				time.Sleep(time.Second)
				if left[job.Data]--; left[job.Data] > 0 {
					return 0, pool.Again(0) // back into the queue, with one more Attempt
				}
				done = append(done, job.Data)
				return 0, pool.Permanent(errors.New("retries are of no use"))
			}).WithoutResults()
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i := range left {
			if err := p.Submit(t.Context(), pool.Job[int]{Data: i}); err != nil {
				t.Error(err)
			}
		}
		if err := p.Close(); err != nil || !slices.Equal(done, []int{1, 2, 0}) {
			t.Errorf("done %v, want the one with fewest slices first; error %v", done, err)
		}
	})
}

// begin: idle

// Direct has the worker that has been idle for longest take a job.
type Direct struct{}

func (Direct) Name() string { return "direct" }

func (Direct) NewQueue(pool.Setup) (pool.Queue, error) { return new(directQueue), nil }

type directQueue struct {
	mu      sync.Mutex
	waiting queues.Ring[int]
	idle    []int // workers, the one that has been idle for longest first
}

// Idle makes it a pool.Idler. A worker that is said to be idle looks once more before it
// waits: it may find a job that has come meanwhile.
func (q *directQueue) Idle(worker int, idle bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if idle {
		q.idle = append(q.idle, worker)
	} else {
		q.idle = slices.DeleteFunc(q.idle, func(w int) bool { return w == worker })
	}
}

func (q *directQueue) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting.Push(t.Index)
	if len(q.idle) > 0 {
		return pool.Prefer(q.idle[0])
	}
	return pool.AnyWorker
}

func (q *directQueue) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting.Take(dst[:1])
}

// begin: relaxed

// Loose spreads jobs over four locked queues, and looks at one of them at a time.
type Loose struct{}

func (Loose) Name() string { return "loose" }

func (Loose) NewQueue(s pool.Setup) (pool.Queue, error) {
	return &looseQueue{turn: make([]int, s.Workers)}, nil
}

type looseQueue struct {
	shards [4]struct {
		mu      sync.Mutex
		waiting queues.Ring[int]
	}
	turn []int // by worker, which writes its own: where to look next
}

func (q *looseQueue) Push(t pool.Ticket) int {
	s := &q.shards[t.Seq%uint64(len(q.shards))] // Seq stays with a job, its Index does not
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting.Push(t.Index)
	return pool.AnyWorker
}

func (q *looseQueue) Pop(worker int, dst []int) int {
	s := &q.shards[q.turn[worker]%len(q.shards)]
	q.turn[worker]++
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting.Take(dst[:1])
}

// Relaxed makes it a pool.Relaxed: Pop may miss a job three times in a row.
func (q *looseQueue) Relaxed() int { return len(q.shards) - 1 }

// begin: analysis

// Chooser looks at a batch before it chooses who runs it: where costs are known and
// differ widely, the longest first, otherwise as they come.
type Chooser struct{}

func (Chooser) Name() string { return "chooser" }

func (Chooser) NewQueue(s pool.Setup) (pool.Queue, error) {
	q := &chooserQueue{Setup: s}
	if s.Stream {
		return q.inner(false), nil // of jobs to come nothing is known
	}
	return q, nil
}

type chooserQueue struct {
	pool.Setup
	pool.Queue
}

// Load has the whole batch before any job starts.
func (q *chooserQueue) Load(batch pool.Batch) {
	var sum, most time.Duration
	for i := range batch.Len() {
		t := batch.Ticket(i)
		sum, most = sum+t.Cost, max(most, t.Cost)
	}
	q.Queue = q.inner(most > 10*sum/time.Duration(max(1, batch.Len())))
	q.Queue.(pool.Loader).Load(batch) // a Keyed sorts whole batches
}

func (q *chooserQueue) inner(skewed bool) pool.Queue {
	d := strategies.Keyed{Label: "as-they-come", Key: func(pool.Ticket) int64 { return 0 }}
	if skewed {
		d.Key = func(t pool.Ticket) int64 { return -int64(t.Cost) }
	}
	inner, _ := d.NewQueue(q.Setup) // a Keyed with a Key has no error
	return inner
}

// begin: unit

func TestFair(t *testing.T) {
	strategytest.TestDiscipline(t, func() pool.Discipline { return Fair{} }, strategytest.Claims{WorkConserving: true})
}

// begin: integration

// TestFairOrder runs the real pool in virtual time: the last customer's only job is
// done in the second round of turns, though a hundred jobs came before it.
func TestFairOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jobs := make([]pool.Job[int], 101)
		for i := range jobs {
			jobs[i].Key = "big"
		}
		jobs[100].Key = "small"
		began := time.Now()
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(Fair{}).
			WithProcessor(func(ctx context.Context, _ pool.Job[int]) (int, error) {
				time.Sleep(time.Second)
				return 0, ctx.Err()
			})
		p.AddJobs(jobs)
		results, err := p.Run()
		if err != nil {
			t.Fatal(err)
		}
		if waited := results[100].Started.Sub(began); waited != time.Second {
			t.Errorf("the small customer waited %v, want 1s", waited)
		}
	})
}

// begin: hand

// OneByOne is a strategy by hand, for jobs and results of any type: it needs no pool of
// workers.
type OneByOne[T, R any] struct{ Log *slog.Logger }

func (OneByOne[T, R]) Name() string { return "one-by-one" }

func (s OneByOne[T, R]) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[T],
	process pool.Processor[T, R], results chan<- pool.Result[R]) error {
	if config.NumWorkers < 1 {
		return fmt.Errorf("NumWorkers is %d, want at least 1", config.NumWorkers)
	}
	if s.Log != nil {
		s.Log.LogAttrs(ctx, slog.LevelDebug, "batch begins", slog.Int("jobs", len(jobs)))
	}
	for _, job := range jobs {
		r := pool.Result[R]{JobID: job.ID, Worker: -1}
		if ctx.Err() != nil {
			r.Error = context.Cause(ctx) // never ran, and gets its result all the same
			r.Completed = time.Now()
		} else {
			r.Worker, r.Started = 0, time.Now()
			r.Data, r.Error = guarded(ctx, process, job)
			r.Completed = time.Now()
			r.Duration = r.Completed.Sub(r.Started)
		}
		results <- r // the caller owns the channel: it is never closed here
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}

var errLeft = errors.New("the processor called runtime.Goexit")

// guarded keeps what a processor does to its goroutine away from the others.
func guarded[T, R any](ctx context.Context, process pool.Processor[T, R], job pool.Job[T]) (data R, err error) {
	done := make(chan struct{})
	err = errLeft
	go func() {
		defer close(done)
		defer func() {
			if v := recover(); v != nil {
				err = &pool.PanicError{Value: v, Stack: debug.Stack()}
			}
		}()
		data, err = process(ctx, job)
	}()
	<-done
	return data, err
}

// begin: load

// Halved leaves half of the workers idle if the process is busy with something else when
// a run begins. A function says whether it is, so that a test can.
type Halved struct {
	pool.Discipline
	Busy func() bool
}

func (h Halved) NewQueue(s pool.Setup) (pool.Queue, error) {
	q, err := h.Discipline.NewQueue(s)
	if err != nil || !h.Busy() {
		return q, err
	}
	return halved{q, max(1, s.Workers/2)}, nil
}

type halved struct {
	pool.Queue
	limit int
}

// Unwrap lets the engine find what the queue inside can do besides Push and Pop.
func (q halved) Unwrap() pool.Queue { return q.Queue }

// Limit makes it a pool.Limiter: the engine does not wake the other workers.
func (q halved) Limit() int { return q.limit }

func (q halved) Pop(worker int, dst []int) int {
	if worker >= q.limit {
		return 0
	}
	return q.Queue.Pop(worker, dst)
}

// begin: weighted

// Weighted serves urgent jobs first, but a job gains a level for each second that it has
// waited: nobody waits forever.
var Weighted = strategies.Keyed{
	Label: "weighted",
	Key: func(t pool.Ticket) int64 {
		return int64(t.Released - time.Duration(t.Priority)*time.Second)
	},
}

// begin: errors

func TestErrorsStayWithTheirJob(t *testing.T) {
	broken := errors.New("broken")
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, MaxRetries: 1}).WithDiscipline(Fair{}).
		WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) {
			switch job.Data {
			case 1:
				return 0, broken // tried again once, then the error of its result
			case 2:
				panic("a bug") // a *pool.PanicError with the stack
			}
			return job.Data, nil
		})
	p.AddJobs([]pool.Job[int]{{Data: 0}, {Data: 1}, {Data: 2}, {Data: 3}})
	results, err := p.Run()
	var caught *pool.PanicError
	if err != nil || !errors.Is(results[1].Error, broken) || !errors.As(results[2].Error, &caught) || results[3].Data != 3 {
		t.Errorf("%+v, %v", results, err)
	}
}

// begin: metrics

// Counted counts failures and attempts, and reports them: Metrics().Details and every table
// of compare have them.
type Counted struct{ pool.Discipline }

func (c Counted) NewQueue(s pool.Setup) (pool.Queue, error) {
	q, err := c.Discipline.NewQueue(s)
	return &countedQueue{Queue: q}, err
}

type countedQueue struct {
	pool.Queue
	failures, attempts atomic.Int64
}

// Unwrap makes it a pool.Wrapper: of what the engine looks for, such as a Limiter, it finds
// what is inside.
func (q *countedQueue) Unwrap() pool.Queue { return q.Queue }

// Done makes it a pool.Observer: it learns how each job has ended.
func (q *countedQueue) Done(worker int, t pool.Ticket, o pool.Outcome) {
	q.attempts.Add(int64(o.Attempts))
	if o.Err != nil {
		q.failures.Add(1)
	}
	if inner, ok := pool.As[pool.Observer](q.Queue); ok {
		inner.Done(worker, t, o) // what the wrapper has itself, it passes on
	}
}

func (q *countedQueue) Report() []pool.Detail {
	return []pool.Detail{
		{Name: "failures", Value: float64(q.failures.Load())},
		{Name: "attempts", Value: float64(q.attempts.Load())},
	}
}

// begin: memory

func TestMemoryIsReused(t *testing.T) {
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).
		WithProcessor(func(_ context.Context, job pool.Job[int]) (int, error) { return job.Data, nil })
	jobs := make([]pool.Job[int], 1000)
	var results []pool.Result[int]
	for range 3 {
		p.AddJobs(jobs)
		var err error
		if results, err = p.RunInto(t.Context(), results); err != nil { // the same memory, batch after batch
			t.Fatal(err)
		}
	}
	if len(results) != len(jobs) {
		t.Errorf("%d results", len(results))
	}
}

// begin: factory

func Example_factory() {
	factory := strategies.Factory[string, string]()
	if err := factory.RegisterStrategy("turns", pool.FromDiscipline[string, string](Fair{})); err != nil {
		fmt.Println(err)
	}
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1, Strategy: "turns"}).WithFactory(factory).
		WithProcessor(func(_ context.Context, job pool.Job[string]) (string, error) { return strings.ToUpper(job.Data), nil })
	p.AddJob(pool.Job[string]{Data: "done"})
	results, err := p.Run()
	fmt.Println(results[0].Data, err)
	// Output: DONE <nil>
}

// begin: route

func Example_virtual() {
	jobs, err := workloads.Workload{Name: "customers", Service: workloads.Exponential{}, Mean: time.Millisecond, Keys: 5}.Draw(4000, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	arrivals, err := workloads.Schedule(workloads.Poisson{}, 4000, 600_000, 1) // so many ns apart
	if err != nil {
		fmt.Println(err)
		return
	}
	t := trial.NewVirtual(jobs, 2)
	t.Arrive(arrivals, 400) // the first 400 are not measured
	for _, d := range []pool.Discipline{strategies.SharedQueue{}, Fair{}, Cheapest} {
		m, err := t.RunVirtual(context.Background(), trial.Discipline(d), 0)
		fmt.Printf("%s: mean sojourn %.2f ms, error %v\n", d.Name(), 1000*m.Metrics["sojourn-mean"], err)
	}
	// Output:
	// shared-queue: mean sojourn 3.31 ms, error <nil>
	// turns: mean sojourn 3.28 ms, error <nil>
	// cheapest-first: mean sojourn 2.09 ms, error <nil>
}

// begin: main

func main() {
	cli.Main(
		bench.Discipline(Fair{}),
		bench.Discipline(Cheapest),
		bench.Discipline(Chooser{}),
		bench.Strategy(OneByOne[int, uint64]{}), // by hand: the jobs of a comparison are int, its results uint64
	)
}

// end

func TestSpaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 3}).WithDiscipline(Spaced{Gap: time.Minute}).
			WithProcessor(func(context.Context, pool.Job[int]) (int, error) { return 0, nil })
		p.AddJobs(make([]pool.Job[int], 10))
		results, err := p.Run()
		for i, r := range results {
			if at := r.Started.Sub(began); at != time.Duration(i)*time.Minute || err != nil {
				t.Errorf("job %d started after %v, error %v", i, at, err)
			}
		}
	})
}

func TestOthers(t *testing.T) {
	for name, d := range map[string]func() pool.Discipline{
		"cheapest": func() pool.Discipline { return Cheapest },
		"chooser":  func() pool.Discipline { return Chooser{} },
		"homes":    func() pool.Discipline { return Homes{} },
		"weighted": func() pool.Discipline { return Weighted },
		"counted":  func() pool.Discipline { return Counted{Fair{}} },
		"spaced":   func() pool.Discipline { return Spaced{} },
		"fresh":    func() pool.Discipline { return Fresh{} },
		"turns":    func() pool.Discipline { return Turns },
		"direct":   func() pool.Discipline { return Direct{} },
		"loose":    func() pool.Discipline { return Loose{} },
		"halved": func() pool.Discipline {
			return Halved{Fair{}, func() bool { return true }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			claims := strategytest.Claims{WorkConserving: name == "homes" || name == "direct" || name == "loose"}
			if name == "halved" {
				claims.Workers = func(workers, jobs int) int { return min(max(1, workers/2), jobs) }
			}
			strategytest.TestDiscipline(t, d, claims)
		})
	}
	t.Run("one-by-one", func(t *testing.T) {
		strategytest.Test(t, func() pool.Strategy[int, int] { return OneByOne[int, int]{} },
			strategytest.Claims{FIFO: true, Workers: func(int, int) int { return 1 }})
	})
	_ = main // it ends the process
}
