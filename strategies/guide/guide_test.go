// Package guide_test is the code of GUIDE.md, which is made of it: what is there is
// compiled, and run.
package guide_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/cli"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/strategies/queues"
	"github.com/go-foundations/poolbench/strategies/strategytest"
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

// Homes keeps the jobs of a key with one worker, its home; a worker with nothing to do
// takes the oldest job of whoever has most.
type Homes struct{}

func (Homes) Name() string { return "homes" }

func (Homes) NewQueue(s pool.Setup) (pool.Queue, error) {
	q := &homesQueue{at: make([]queues.Ring[int], s.Workers)}
	q.most = queues.NewTournament(s.Workers, func(a, b int) bool { return q.at[a].Len() > q.at[b].Len() })
	return q, nil
}

type homesQueue struct {
	mu   sync.Mutex
	at   []queues.Ring[int] // by worker, the oldest first
	most *queues.Tournament // who has most
}

func (q *homesQueue) Push(t pool.Ticket) int {
	h := fnv.New32a()
	h.Write([]byte(t.Key))
	home := int(h.Sum32() % uint32(len(q.at)))
	q.mu.Lock()
	defer q.mu.Unlock()
	q.at[home].Push(t.Index)
	q.most.Fix(home)
	return pool.Prefer(home) // the engine wakes that worker if it is idle, or else another one
}

func (q *homesQueue) Pop(worker int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	from := worker
	if q.at[worker].Len() == 0 {
		from = q.most.Least() // the first by the order given
	}
	n := q.at[from].Take(dst[:1])
	q.most.Fix(from)
	return n
}

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

// OneByOne is a strategy by hand: it needs no pool of workers.
type OneByOne struct{ Log *slog.Logger }

func (OneByOne) Name() string { return "one-by-one" }

func (s OneByOne) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
	process pool.Processor[int, int], results chan<- pool.Result[int]) error {
	if config.NumWorkers < 1 {
		return fmt.Errorf("NumWorkers is %d, want at least 1", config.NumWorkers)
	}
	if s.Log != nil {
		s.Log.LogAttrs(ctx, slog.LevelDebug, "batch begins", slog.Int("jobs", len(jobs)))
	}
	for _, job := range jobs {
		r := pool.Result[int]{JobID: job.ID, Worker: -1}
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
func guarded(ctx context.Context, process pool.Processor[int, int], job pool.Job[int]) (data int, err error) {
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
// a run begins. (A wrapper hides what else its queue has, such as Load: this one is for
// queues that have no more than Push and Pop, like Fair's.) What tells is a function, so that a test can say what it likes.
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

// Limit tells a stream's engine not to wake the others.
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

// Counted counts what it hands out, and reports it: Metrics().Details and every table of
// compare have it.
type Counted struct{ Fair }

func (c Counted) NewQueue(s pool.Setup) (pool.Queue, error) {
	q, err := c.Fair.NewQueue(s)
	return &countedQueue{Queue: q}, err
}

type countedQueue struct {
	pool.Queue
	handed atomic.Int64
}

func (q *countedQueue) Pop(worker int, dst []int) int {
	n := q.Queue.Pop(worker, dst)
	q.handed.Add(int64(n))
	return n
}

func (q *countedQueue) Report() []pool.Detail {
	return []pool.Detail{{Name: "handed", Value: float64(q.handed.Load())}}
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

// begin: main

func main() {
	cli.Main(
		bench.Discipline(Fair{}),
		bench.Discipline(Cheapest),
		bench.Discipline(Chooser{}),
	)
}

// end

func TestOthers(t *testing.T) {
	for name, d := range map[string]func() pool.Discipline{
		"cheapest": func() pool.Discipline { return Cheapest },
		"chooser":  func() pool.Discipline { return Chooser{} },
		"homes":    func() pool.Discipline { return Homes{} },
		"weighted": func() pool.Discipline { return Weighted },
		"counted":  func() pool.Discipline { return Counted{} },
		"halved": func() pool.Discipline {
			return Halved{Fair{}, func() bool { return true }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			claims := strategytest.Claims{WorkConserving: name == "homes"}
			if name == "halved" {
				claims.Workers = func(workers, jobs int) int { return min(max(1, workers/2), jobs) }
			}
			strategytest.TestDiscipline(t, d, claims)
		})
	}
	t.Run("one-by-one", func(t *testing.T) {
		strategytest.Test(t, func() pool.Strategy[int, int] { return OneByOne{} },
			strategytest.Claims{FIFO: true, Workers: func(int, int) int { return 1 }})
	})
	_ = main // it ends the process
}
