package virtual_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestSameInstant has many wake at one instant, each of which sets another one
// off: its effects have come to rest when the next goes on.
func TestSameInstant(t *testing.T) {
	for range 20 {
		inBubble(t, virtual.Options{}, func(_ context.Context, c *virtual.Clock) {
			var mu sync.Mutex
			var order []string
			log := func(s string) { mu.Lock(); order = append(order, s); mu.Unlock() }
			var wg sync.WaitGroup
			poke := make(chan int)
			wg.Go(func() {
				for i := range poke {
					log(fmt.Sprint("set off by ", i))
				}
			})
			var sleepers sync.WaitGroup
			var want []string
			for i := range 10 {
				// Some come from far, some from near.
				sleepers.Go(func() {
					c.Sleep(time.Duration(1+i%3)*time.Millisecond, int64(i))
					c.Sleep(time.Duration(9-i%3)*time.Millisecond, int64(i))
					log(fmt.Sprint("woke ", i))
					poke <- i
				})
				want = append(want, fmt.Sprint("woke ", i), fmt.Sprint("set off by ", i))
			}
			sleepers.Wait()
			close(poke)
			wg.Wait()
			if !slices.Equal(order, want) {
				t.Fatalf("order %q, want %q", order, want)
			}
		})
	}
}

// TestTurn asks for turns in a wild order, without time passing.
func TestTurn(t *testing.T) {
	inBubble(t, virtual.Options{}, func(_ context.Context, c *virtual.Clock) {
		var mu sync.Mutex
		var order []int
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				id := i * 37 % 50
				c.Turn(int64(id))
				mu.Lock()
				order = append(order, id)
				mu.Unlock()
			})
		}
		wg.Wait()
		if !slices.IsSorted(order) || c.Now() != 0 {
			t.Errorf("order %v at %v, want ascending at 0", order, c.Now())
		}
	})
}

func task(id int, cpu, io time.Duration) pool.Job[workloads.Task] {
	return pool.Job[workloads.Task]{Data: workloads.Task{Service: cpu + io, CPU: cpu, Seed: uint32(id)}}
}

// TestCores runs more jobs at once than there are cores: they compute one after
// the other, and wait for IO all at once.
func TestCores(t *testing.T) {
	for _, tt := range []struct {
		cores   int
		cpu, io time.Duration
		want    time.Duration
	}{
		{0, 10, 0, 10},
		{4, 10, 0, 10},
		{3, 10, 0, 20},
		{1, 10, 0, 40},
		{1, 0, 10, 10},
		{1, 10, 5, 45}, // the last one's IO comes after all computing
		{2, 10, 5, 25},
	} {
		inBubble(t, virtual.Options{Cores: tt.cores}, func(ctx context.Context, c *virtual.Clock) {
			var wg sync.WaitGroup
			for i := range 4 {
				wg.Go(func() {
					if _, err := c.Process(ctx, task(i, tt.cpu, tt.io)); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if c.Now() != tt.want {
				t.Errorf("4 jobs of %v computing and %v IO on %d cores took %v, want %v", tt.cpu, tt.io, tt.cores, c.Now(), tt.want)
			}
		})
	}
}

func TestProcessHeedsTheContext(t *testing.T) {
	inBubble(t, virtual.Options{}, func(ctx context.Context, c *virtual.Clock) {
		ctx, cancel := context.WithCancelCause(ctx)
		cancel(context.DeadlineExceeded)
		if _, err := c.Process(ctx, task(0, time.Hour, 0)); err != context.DeadlineExceeded || c.Now() != 0 {
			t.Errorf("Process after the end: error %v at %v, want the cause at once", err, c.Now())
		}
	})
}

// recorder is a discipline that records who comes to the queue, in which order.
type recorder struct {
	pool.FIFO
	came *[]int
	mu   *sync.Mutex
}

func (r recorder) NewQueue(s pool.Setup) (pool.Queue, error) {
	q, err := r.FIFO.NewQueue(s)
	return recording{q, q.(pool.Loader), r}, err
}

type recording struct {
	pool.Queue
	pool.Loader
	recorder
}

func (q recording) Pop(worker int, dst []int) int {
	q.mu.Lock()
	*q.came = append(*q.came, worker)
	q.mu.Unlock()
	return q.Queue.Pop(worker, dst[:1])
}

// TestOrder has workers begin one after the other, and jobs of equal length end
// so.
func TestOrder(t *testing.T) {
	const workers, jobs = 16, 64
	for range 10 {
		inBubble(t, virtual.Options{}, func(ctx context.Context, c *virtual.Clock) {
			r := recorder{came: new([]int), mu: new(sync.Mutex)}
			p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers}).
				WithDiscipline(c.Order(r)).WithProcessor(c.Process)
			for i := range jobs {
				p.AddJob(task(i, time.Millisecond, 0))
			}
			if _, err := p.RunContext(ctx); err != nil {
				t.Fatal(err)
			}
			for i, w := range (*r.came)[:jobs] {
				if w != i%workers {
					t.Fatalf("worker %d came at place %d, want %d: %v", w, i, i%workers, *r.came)
				}
			}
			if want := jobs / workers * time.Millisecond; c.Now() != want {
				t.Errorf("took %v, want %v", c.Now(), want)
			}
		})
	}
}

// TestOrderChangesNothing runs every strategy with and without: with one worker, jobs run in
// the same order. With three, the batch takes as long, unless workers have random choices of
// their own: then it matters which of them begins, and that is what Order is for.
func TestOrderChangesNothing(t *testing.T) {
	set, err := workloads.Workload{Service: workloads.Exponential{}, Priority: workloads.Pyramid}.Generate(300, 1)
	if err != nil {
		t.Fatal(err)
	}
	ownChoices := []string{"multiqueue", "work-stealing", "adaptive"}
	for _, e := range strategies.All() {
		for _, workers := range []int{1, 3} {
			if workers > 1 && slices.Contains(ownChoices, e.Name()) {
				continue
			}
			var makespans []time.Duration
			var orders [2][]time.Duration
			for i, order := range []bool{false, true} {
				inBubble(t, virtual.Options{}, func(ctx context.Context, c *virtual.Clock) {
					d := e.New()
					if order {
						d = c.Order(d)
					}
					if d.Name() != e.Name() {
						t.Errorf("Order(%s) is named %q", e.Name(), d.Name())
					}
					p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: workers, EnableMetrics: true}).
						WithDiscipline(d).WithProcessor(func(ctx context.Context, job pool.Job[workloads.Task]) (uint64, error) {
						if workers == 1 {
							orders[i] = append(orders[i], job.Data.Service)
						}
						return c.Process(ctx, job)
					})
					p.AddJobs(set.Jobs)
					if _, err := p.RunContext(ctx); err != nil {
						t.Errorf("%s: %v", e.Name(), err)
					}
					makespans = append(makespans, c.Now())
				})
			}
			if makespans[0] != makespans[1] {
				t.Errorf("%s: makespan %v without Order, %v with it", e.Name(), makespans[0], makespans[1])
			}
			if !slices.Equal(orders[0], orders[1]) {
				t.Errorf("%s: jobs ran in the order %v without Order, %v with it", e.Name(), orders[0][:5], orders[1][:5])
			}
			if workers == 1 && len(orders[0]) != len(set.Jobs) {
				t.Errorf("%s: %d jobs ran, want %d", e.Name(), len(orders[0]), len(set.Jobs))
			}
		}
	}
}

// TestGenerate hands jobs over at their instants, those that coincide one by one,
// and after jobs that end then.
func TestGenerate(t *testing.T) {
	inBubble(t, virtual.Options{}, func(_ context.Context, c *virtual.Clock) {
		c.Sleep(5, 0)
		var order []string
		var mu sync.Mutex
		log := func(format string, args ...any) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, fmt.Sprintf(format, args...))
		}
		var wg sync.WaitGroup
		wg.Go(func() { c.Sleep(10, 3); log("ends at %d", c.Now()) })
		err := c.Generate([]time.Duration{0, 10, 10, 12}, func(i int) error {
			log("job %d at %d", i, c.Now())
			wg.Go(func() { log("set off by %d", i) })
			return nil
		})
		log("done")
		wg.Wait()
		want := []string{"job 0 at 5", "set off by 0", "ends at 15", "job 1 at 15", "set off by 1", "job 2 at 15", "set off by 2", "job 3 at 17", "set off by 3", "done"}
		if err != nil || !slices.Equal(order, want) {
			t.Errorf("order %q, %v, want %q", order, err, want)
		}
		if err := c.Generate(make([]time.Duration, 3), func(int) error { return context.Canceled }); err != context.Canceled {
			t.Errorf("submit fails: error %v, want its own", err)
		}
	})
}
