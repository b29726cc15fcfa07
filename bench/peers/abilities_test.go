package peers

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	pondpool "github.com/alitto/pond/v2"
	"github.com/bytedance/gopkg/util/gopool"
	"github.com/creachadair/taskgroup"
	"github.com/gammazero/workerpool"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	pkgzpool "github.com/go-pkgz/pool"
	antspool "github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc/iter"
	concpool "github.com/sourcegraph/conc/pool"
	"golang.org/x/sync/errgroup"
)

var updateAbilities = flag.Bool("update-abilities", false, "write results/peers-abilities.txt: what each library can do")

const abilitiesFile = "../../results/peers-abilities.txt"

// none is the answer where a library offers nothing that could be tried.
const none = "–"

// abilities are the columns of the table.
var abilities = []string{"results", "batch", "panics", "cancellation", "bounded queue", "when full", "priorities", "keys", "deadline", "resize", "worker state", "metrics"}

// A library says what it can do. Each function tries it, and returns what it saw in a few
// words; where there is none, the library's documentation has nothing of the kind.
type library struct {
	name string
	can  map[string]func(t *testing.T) string

	// panics has a job panic and another one run, and returns what came of it, in a
	// process of its own.
	panics func() string
}

// when returns the words if what they say was seen.
func when(t *testing.T, seen bool, words string) string {
	t.Helper()
	if !seen {
		t.Errorf("not so: %s", words)
		return "?"
	}
	return words
}

// raised returns what f panics with, which is to be the job's.
func raised(f func()) (what string) {
	defer func() {
		if v := recover(); v != nil && strings.Contains(fmt.Sprint(v), "job panics") {
			what = "raised again by Wait"
		}
	}()
	f()
	return "swallowed"
}

func job() { panic("job panics") }

var libraries = []library{
	{name: "poolbench", can: map[string]func(*testing.T) string{
		"results": func(t *testing.T) string {
			results, err := squares(t.Context(), 100)
			return when(t, err == nil && results[7].Data == 49, "in order, with times")
		},
		"batch": func(t *testing.T) string {
			results, err := squares(t.Context(), 100)
			return when(t, err == nil && len(results) == 100, "`Run`")
		},
		"cancellation": func(t *testing.T) string {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			results, err := squares(ctx, 10)
			return when(t, errors.Is(err, context.Canceled) && errors.Is(results[3].Error, context.Canceled), "stops, a result for every job")
		},
		"bounded queue": func(t *testing.T) string {
			open := make(chan struct{})
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, BufferSize: 2}).WithProcessor(func(context.Context, pool.Job[int]) (int, error) { <-open; return 0, nil }).WithHandler(func(pool.Result[int]) {})
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			taken := 0
			for taken < 100 && p.TrySubmit(pool.Job[int]{}) == nil {
				taken++
			}
			close(open)
			return when(t, taken < 100 && p.Close() == nil, "`Submit` waits")
		},
		"priorities": func(t *testing.T) string {
			var order []int
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithDiscipline(strategies.Priority{}).WithProcessor(func(_ context.Context, j pool.Job[int]) (int, error) {
				order = append(order, j.Data)
				return 0, nil
			})
			p.AddJobs([]pool.Job[int]{{Data: 1}, {Data: 2, Priority: 5}})
			_, err := p.Run()
			return when(t, err == nil && slices.Equal(order, []int{2, 1}), "yes, and aging")
		},
		"when full": func(t *testing.T) string {
			ran, dropped := 0, 0
			for _, policy := range []pool.FullPolicy{pool.DropOldest, pool.DropNewest, pool.RunInCaller} {
				var first sync.Once
				open := make(chan struct{})
				p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, BufferSize: 1, WhenFull: policy}).WithUnboundedResults().
					WithProcessor(func(context.Context, pool.Job[int]) (int, error) { first.Do(func() { <-open }); return 0, nil })
				if err := p.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				for p.TrySubmit(pool.Job[int]{}) == nil {
				}
				if policy == pool.RunInCaller {
					close(open) // the caller may be the first
				}
				p.Submit(t.Context(), pool.Job[int]{})
				if policy != pool.RunInCaller {
					close(open)
				}
				p.Close()
				for r := range p.Results() {
					if ran++; errors.Is(r.Error, pool.ErrDropped) {
						dropped++
					}
				}
			}
			return when(t, ran >= 6 && dropped == 2, "waits, refuses, drops either, or the caller runs it")
		},
		"keys": func(t *testing.T) string {
			var running, last [3]atomic.Int64 // by key; without order or one at a time, this is seen
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 4}).WithDiscipline(strategies.Serial{}).
				WithProcessor(func(_ context.Context, j pool.Job[int]) (int, error) {
					k := j.Data % 3
					defer running[k].Add(-1)
					if running[k].Add(1) > 1 || last[k].Swap(int64(j.Data)) > int64(j.Data) {
						return 0, errors.New("at once, or out of order")
					}
					return 0, nil
				})
			for i := range 300 {
				p.AddJob(pool.Job[int]{Data: i, Key: []string{"a", "b", "c"}[i%3]})
			}
			results, err := p.Run()
			same := !slices.ContainsFunc(results, func(r pool.Result[int]) bool { return r.Error != nil })
			return when(t, err == nil && same, "one after the other, or to one worker")
		},
		"deadline": func(t *testing.T) string {
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1, HonorDeadlines: true}).WithProcessor(square)
			p.AddJob(pool.Job[int]{Deadline: time.Unix(1, 0)})
			results, err := p.Run()
			return when(t, err == nil && errors.Is(results[0].Error, pool.ErrDropped), "ends the job's context; drops")
		},
		"resize": func(t *testing.T) string {
			p := pool.NewWithConfig[func(), int](pool.Config{NumWorkers: 1, MaxWorkers: 3}).WithoutResults().
				WithProcessor(func(_ context.Context, j pool.Job[func()]) (int, error) { j.Data(); return 0, nil })
			if err := p.Start(t.Context()); err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			if err := p.Resize(3); err != nil {
				t.Fatal(err)
			}
			return when(t, together(3, func(f func()) { p.Submit(t.Context(), pool.Job[func()]{Data: f}) }), "`Resize`")
		},
		"worker state": func(t *testing.T) string {
			stopped := 0
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 1}).WithProcessor(square).
				OnWorker(func(ctx context.Context, _ int) (context.Context, func()) { return ctx, func() { stopped++ } })
			p.AddJobs(numbered(10))
			_, err := p.Run()
			return when(t, err == nil && stopped == 1, "`OnWorker`: started, stopped")
		},
		"metrics": func(t *testing.T) string {
			var tally pool.Tally
			p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2, EnableMetrics: true}).WithProcessor(square).WithMonitor(&tally)
			p.AddJobs(numbered(10))
			_, err := p.Run()
			m := p.Metrics()
			return when(t, err == nil && m.JobsProcessed == 10 && tally.Done.Load() == 10, "counts, times, per strategy; a hook")
		},
	}, panics: func() string {
		p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(func(_ context.Context, j pool.Job[int]) (int, error) {
			if j.Data == 0 {
				job()
			}
			return 1, nil
		})
		p.AddJobs(numbered(2))
		results, _ := p.Run()
		var e *pool.PanicError
		if errors.As(results[0].Error, &e) && results[1].Data == 1 {
			return "an error of the job"
		}
		return "swallowed"
	}},
	{name: "ants", can: map[string]func(*testing.T) string{
		"bounded queue": func(t *testing.T) string {
			p, _ := antspool.NewPool(1, antspool.WithNonblocking(true))
			defer p.Release()
			open := make(chan struct{})
			err := p.Submit(func() { <-open })
			err2 := p.Submit(func() {})
			close(open)
			return when(t, err == nil && errors.Is(err2, antspool.ErrPoolOverload), "none waits, or `Submit` does")
		},
		"when full": func(t *testing.T) string {
			p, _ := antspool.NewPool(1, antspool.WithNonblocking(true))
			defer p.Release()
			open := make(chan struct{})
			err := p.Submit(func() { <-open })
			err2 := p.Submit(func() {})
			close(open)
			return when(t, err == nil && errors.Is(err2, antspool.ErrPoolOverload), "waits or refuses")
		},
		"resize": func(t *testing.T) string {
			p, _ := antspool.NewPool(1)
			defer p.Release()
			p.Tune(3)
			return when(t, together(3, func(f func()) { p.Submit(f) }), "`Tune`")
		},
		"metrics": func(t *testing.T) string {
			p, _ := antspool.NewPool(2)
			defer p.Release()
			open := make(chan struct{})
			p.Submit(func() { <-open })
			running := p.Running()
			close(open)
			return when(t, running == 1 && p.Waiting() == 0, "running, waiting")
		},
	}, panics: func() string {
		p, _ := antspool.NewPool(2)
		p.Submit(job)
		return waitAnother(func(f func()) { p.Submit(f) }, "logged, or a handler's")
	}},
	{name: "pond", can: map[string]func(*testing.T) string{
		"results": func(t *testing.T) string {
			g := pondpool.NewResultPool[int](2).NewGroup()
			for i := range 50 {
				g.Submit(func() int { return i * i })
			}
			values, err := g.Wait()
			return when(t, err == nil && values[7] == 49, "in order")
		},
		"batch": func(t *testing.T) string {
			var n atomic.Int32
			g := pondpool.NewPool(2).NewGroup()
			for range 50 {
				g.Submit(func() { n.Add(1) })
			}
			return when(t, g.Wait() == nil && n.Load() == 50, "a group")
		},
		"cancellation": func(t *testing.T) string {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var n atomic.Int32
			g := pondpool.NewPool(2).NewGroupContext(ctx)
			g.Submit(func() { n.Add(1) })
			return when(t, errors.Is(g.Wait(), context.Canceled) && n.Load() == 0, "stops")
		},
		"bounded queue": func(t *testing.T) string {
			p := pondpool.NewPool(1, pondpool.WithQueueSize(1), pondpool.WithNonBlocking(true))
			open := make(chan struct{})
			var full bool
			for range 10 {
				full = full || errors.Is(p.Go(func() { <-open }), pondpool.ErrQueueFull)
			}
			close(open)
			p.StopAndWait()
			return when(t, full, "waits or refuses")
		},
		"when full": func(t *testing.T) string {
			p := pondpool.NewPool(1, pondpool.WithQueueSize(1), pondpool.WithNonBlocking(true))
			open := make(chan struct{})
			var full bool
			for range 10 {
				full = full || errors.Is(p.Go(func() { <-open }), pondpool.ErrQueueFull)
			}
			close(open)
			p.StopAndWait()
			return when(t, full, "waits or refuses")
		},
		"resize": func(t *testing.T) string {
			p := pondpool.NewPool(1)
			p.Resize(3)
			return when(t, together(3, func(f func()) { p.Go(f) }), "`Resize`")
		},
		"metrics": func(t *testing.T) string {
			p := pondpool.NewPool(2)
			for range 5 {
				p.Go(func() {})
			}
			p.StopAndWait()
			return when(t, p.SubmittedTasks() == 5 && p.SuccessfulTasks() == 5, "counts")
		},
	}, panics: func() string {
		p := pondpool.NewPool(2)
		err := p.Submit(job).Wait()
		return waitAnother(func(f func()) { p.Go(f) }, map[bool]string{true: "an error of the job"}[errors.Is(err, pondpool.ErrPanic)])
	}},
	{name: "conc", can: map[string]func(*testing.T) string{
		"results": func(t *testing.T) string {
			values := (&iter.Mapper[int, int]{MaxGoroutines: 2}).Map(upTo(50), func(i *int) int { return *i * *i })
			return when(t, values[7] == 49, "in order")
		},
		"batch": func(t *testing.T) string {
			var n atomic.Int32
			p := concpool.New().WithMaxGoroutines(2)
			for range 50 {
				p.Go(func() { n.Add(1) })
			}
			p.Wait()
			return when(t, n.Load() == 50, "`Wait`")
		},
		"cancellation": func(t *testing.T) string {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			ran, saw := false, false
			p := concpool.New().WithMaxGoroutines(1).WithContext(ctx)
			p.Go(func(ctx context.Context) error { ran, saw = true, ctx.Err() != nil; return nil })
			return when(t, p.Wait() == nil && ran && saw, "jobs see it, and start")
		},
	}, panics: func() string {
		p := concpool.New().WithMaxGoroutines(2)
		p.Go(job)
		return raised(p.Wait)
	}},
	{name: "errgroup", can: map[string]func(*testing.T) string{
		"batch": func(t *testing.T) string {
			var n atomic.Int32
			var g errgroup.Group
			g.SetLimit(2)
			for range 50 {
				g.Go(func() error { n.Add(1); return nil })
			}
			return when(t, g.Wait() == nil && n.Load() == 50, "`Wait`")
		},
		"cancellation": func(t *testing.T) string {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			g, ctx := errgroup.WithContext(ctx)
			ran := false
			g.Go(func() error { ran = ctx.Err() != nil; return nil })
			return when(t, g.Wait() == nil && ran, "jobs see it, and start")
		},
		"bounded queue": func(t *testing.T) string {
			var g errgroup.Group
			g.SetLimit(1)
			open := make(chan struct{})
			g.Go(func() error { <-open; return nil })
			taken := g.TryGo(func() error { return nil })
			close(open)
			return when(t, g.Wait() == nil && !taken, "none waits: `Go` does")
		},
		"when full": func(t *testing.T) string {
			var g errgroup.Group
			g.SetLimit(1)
			open := make(chan struct{})
			g.Go(func() error { <-open; return nil })
			taken := g.TryGo(func() error { return nil })
			close(open)
			return when(t, g.Wait() == nil && !taken, "waits or refuses")
		},
	}, panics: func() string {
		var g errgroup.Group
		g.Go(func() error { job(); return nil })
		return raised(func() { g.Wait() })
	}},
	{name: "gammazero", can: map[string]func(*testing.T) string{
		"bounded queue": func(t *testing.T) string {
			p := workerpool.New(1)
			open := make(chan struct{})
			for range 10_000 {
				p.Submit(func() { <-open })
			}
			close(open)
			p.StopWait()
			return "no: it grows"
		},
		"metrics": func(t *testing.T) string {
			p := workerpool.New(2)
			p.StopWait()
			return when(t, p.Size() == 2 && p.WaitingQueueSize() == 0, "waiting")
		},
	}, panics: func() string {
		p := workerpool.New(2)
		p.Submit(job)
		return waitAnother(p.Submit, "swallowed")
	}},
	{name: "gopool", can: map[string]func(*testing.T) string{
		"bounded queue": func(t *testing.T) string {
			p := gopool.NewPool("t", 1, gopool.NewConfig())
			open := make(chan struct{})
			var wg sync.WaitGroup
			for range 10_000 {
				wg.Add(1)
				p.Go(func() { defer wg.Done(); <-open })
			}
			close(open)
			wg.Wait()
			return "no: it grows"
		},
		"resize": func(t *testing.T) string {
			p := gopool.NewPool("t", 1, gopool.NewConfig())
			p.SetCap(3)
			return when(t, together(3, p.Go), "`SetCap`")
		},
		"metrics": func(t *testing.T) string {
			p := gopool.NewPool("t", 2, gopool.NewConfig())
			open, began := make(chan struct{}), make(chan struct{})
			p.Go(func() { close(began); <-open })
			<-began
			n := p.WorkerCount()
			close(open)
			return when(t, n == 1, "running")
		},
	}, panics: func() string {
		p := gopool.NewPool("t", 2, gopool.NewConfig())
		p.Go(job)
		return waitAnother(p.Go, "logged, or a handler's")
	}},
	{name: "taskgroup", can: map[string]func(*testing.T) string{
		"results": func(t *testing.T) string {
			sum := 0
			g := taskgroup.New(nil)
			c := taskgroup.Gather(g.Go, func(v int) { sum += v })
			for i := range 50 {
				c.Call(func() (int, error) { return i, nil })
			}
			return when(t, g.Wait() == nil && sum == 1225, "as they come")
		},
		"batch": func(t *testing.T) string {
			var n atomic.Int32
			g, start := taskgroup.New(nil).Limit(2)
			for range 50 {
				start(func() error { n.Add(1); return nil })
			}
			return when(t, g.Wait() == nil && n.Load() == 50, "`Wait`")
		},
	}, panics: func() string {
		g := taskgroup.New(nil)
		g.Run(job)
		return raised(func() { g.Wait() })
	}},
	{name: "go-pkgz", can: map[string]func(*testing.T) string{
		"results": func(t *testing.T) string {
			c := pkgzpool.NewCollector[int](t.Context(), 50)
			p := pkgzpool.New[int](2, pkgzpool.WorkerFunc[int](func(_ context.Context, v int) error { c.Submit(v * v); return nil }))
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i := range 50 {
				p.Submit(i)
			}
			err := p.Close(t.Context())
			c.Close()
			all, err2 := c.All()
			return when(t, err == nil && err2 == nil && len(all) == 50 && slices.Contains(all, 49), "as they come")
		},
		"keys": func(t *testing.T) string {
			var made atomic.Int32 // workers, which are made concurrently
			var mu sync.Mutex
			seen := make(map[int]int32) // by value, the worker
			p := pkgzpool.NewStateful[int](3, func() pkgzpool.Worker[int] {
				id := made.Add(1)
				return pkgzpool.WorkerFunc[int](func(_ context.Context, v int) error {
					mu.Lock()
					defer mu.Unlock()
					if before, ok := seen[v]; ok && before != id {
						return errors.New("another worker")
					}
					seen[v] = id
					return nil
				})
			}).WithChunkFn(func(v int) string { return fmt.Sprint(v) })
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i := range 60 {
				p.Submit(i % 5)
			}
			return when(t, p.Close(t.Context()) == nil && len(seen) == 5, "to one worker")
		},
		"worker state": func(t *testing.T) string {
			var made atomic.Int32 // concurrently
			p := pkgzpool.NewStateful[int](3, func() pkgzpool.Worker[int] {
				made.Add(1)
				return pkgzpool.WorkerFunc[int](func(context.Context, int) error { return nil })
			})
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			return when(t, p.Close(t.Context()) == nil && made.Load() == 3, "`NewStateful`: made")
		},
		"batch": func(t *testing.T) string {
			var n atomic.Int32
			p := pkgzpool.New[int](2, pkgzpool.WorkerFunc[int](func(context.Context, int) error { n.Add(1); return nil }))
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			for i := range 50 {
				p.Submit(i)
			}
			return when(t, p.Close(t.Context()) == nil && n.Load() == 50, "`Close`")
		},
		"cancellation": func(t *testing.T) string {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			p := pkgzpool.New[int](1, pkgzpool.WorkerFunc[int](func(context.Context, int) error { return nil }))
			if err := p.Go(ctx); err != nil {
				t.Fatal(err)
			}
			return when(t, errors.Is(p.Wait(t.Context()), context.Canceled), "stops")
		},
		"bounded queue": func(t *testing.T) string {
			p := pkgzpool.New[int](1, pkgzpool.WorkerFunc[int](func(context.Context, int) error { return nil })).WithWorkerChanSize(7)
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			p.Submit(1)
			return when(t, p.Close(t.Context()) == nil, "`Submit` waits")
		},
		"metrics": func(t *testing.T) string {
			p := pkgzpool.New[int](2, pkgzpool.WorkerFunc[int](func(context.Context, int) error { return nil }))
			if err := p.Go(t.Context()); err != nil {
				t.Fatal(err)
			}
			p.Submit(1)
			err := p.Close(t.Context())
			return when(t, err == nil && p.Metrics().GetStats().Processed == 1, "counts, times")
		},
	}, panics: func() string {
		p := pkgzpool.New[int](2, pkgzpool.WorkerFunc[int](func(context.Context, int) error { job(); return nil }))
		p.Go(context.Background())
		return raised(func() { p.Submit(1); p.Close(context.Background()) })
	}},
}

func square(_ context.Context, j pool.Job[int]) (int, error) { return j.Data * j.Data, nil }

func squares(ctx context.Context, n int) ([]pool.Result[int], error) {
	p := pool.NewWithConfig[int, int](pool.Config{NumWorkers: 2}).WithProcessor(square)
	p.AddJobs(numbered(n))
	return p.RunContext(ctx)
}

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// together reports whether n jobs run at once; if they do not, it hangs.
func together(n int, submit func(func())) bool {
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go submit(func() { wg.Done(); wg.Wait() }) // one that waits in Submit holds no other up
	}
	wg.Wait()
	return true
}

// waitAnother has another job run after one that panicked, and returns the words.
func waitAnother(submit func(func()), words string) string {
	done := make(chan struct{})
	submit(func() { close(done) })
	<-done
	return words
}

// panicsOf names, in its environment, the library of which a job is to panic.
const panicsOf = "PEERS_PANICS_OF"

// TestAbilities holds results/peers-abilities.txt against what is seen.
func TestAbilities(t *testing.T) {
	if name := os.Getenv(panicsOf); name != "" {
		for _, l := range libraries {
			if l.name == name {
				fmt.Printf("came of it: %s\n", l.panics())
			}
		}
		return
	}
	var b strings.Builder
	for _, l := range libraries {
		for _, a := range abilities {
			answer := none
			if a == "panics" {
				answer = afterPanic(t, l.name)
			} else if try := l.can[a]; try != nil {
				t.Run(l.name+"/"+a, func(t *testing.T) { answer = try(t) })
			}
			fmt.Fprintf(&b, "%s|%s|%s\n", l.name, a, answer)
		}
	}
	if *updateAbilities {
		if err := os.WriteFile(abilitiesFile, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(abilitiesFile)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("seen\n%s\n%s has\n%s\n(-update-abilities writes it)", b.String(), abilitiesFile, want)
	}
}

// afterPanic returns what comes of a job that panics.
func afterPanic(t *testing.T, name string) string {
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestAbilities$")
	cmd.Env = append(os.Environ(), panicsOf+"="+name)
	out, err := cmd.CombinedOutput()
	_, rest, ok := strings.Cut(string(out), "came of it: ")
	switch {
	case ok && err == nil:
		line, _, _ := strings.Cut(rest, "\n")
		return line
	case strings.Contains(string(out), "panic: job panics"):
		return "end the program"
	}
	t.Errorf("%s: %v\n%s", name, err, out)
	return "?"
}
