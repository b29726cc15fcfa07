package pool_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/go-foundations/poolbench/pool"
)

func upper(_ context.Context, job pool.Job[string]) (string, error) {
	if job.Data == "" {
		return "", fmt.Errorf("nothing to do")
	}
	return strings.ToUpper(job.Data), nil
}

// A batch: all jobs are there at the start.
func ExampleWorkerPool_Run() {
	p := pool.New[string, string]().WithProcessor(upper)
	p.AddJobs([]pool.Job[string]{{ID: "a", Data: "hello"}, {ID: "b"}, {ID: "c", Data: "world"}})
	results, err := p.Run()
	for _, r := range results { // in the order of the jobs
		fmt.Println(r.JobID, r.Data, r.Error)
	}
	fmt.Println("run:", err)
	// Output:
	// a HELLO <nil>
	// b  nothing to do
	// c WORLD <nil>
	// run: <nil>
}

// A stream: jobs arrive over time, and results come as they finish.
func ExampleWorkerPool_Submit() {
	ctx := context.Background()
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 2, BufferSize: 10}).WithProcessor(upper)
	if err := p.Start(ctx); err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		for _, word := range []string{"one", "two", "three"} {
			if err := p.Submit(ctx, pool.Job[string]{Data: word}); err != nil {
				break // the context or the stream has ended
			}
		}
		p.Close()
	}()
	var words []string
	for r := range p.Results() {
		words = append(words, r.Data)
	}
	slices.Sort(words) // they come in any order
	fmt.Println(words)
	// Output: [ONE THREE TWO]
}

// A factory makes strategies available by name, one's own beside others.
func ExampleFactory() {
	f := pool.NewFactory[string, string]()
	if err := f.RegisterStrategy("plain", pool.FromDiscipline[string, string](pool.FIFO{})); err != nil {
		fmt.Println(err)
	}
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 2, Strategy: "plian"}).
		WithFactory(f).WithProcessor(upper)
	_, err := p.Run()
	fmt.Println(err)
	// Output: strategy "plian": unknown (have plain)
}

// stack runs the job that came last first.
type stack struct {
	mu   sync.Mutex
	jobs []int
}

func (*stack) Name() string                            { return "stack" }
func (*stack) NewQueue(pool.Setup) (pool.Queue, error) { return new(stack), nil }
func (q *stack) Push(t pool.Ticket) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, t.Index)
	return pool.AnyWorker
}

func (q *stack) Pop(_ int, dst []int) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := copy(dst[:1], q.jobs[max(0, len(q.jobs)-1):])
	q.jobs = q.jobs[:len(q.jobs)-n]
	return n
}

// A discipline of one's own: it decides which waiting job is next.
func ExampleDiscipline() {
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1}).WithDiscipline(new(stack)).
		WithProcessor(func(ctx context.Context, job pool.Job[string]) (string, error) {
			fmt.Println("doing", job.Data)
			return upper(ctx, job)
		})
	p.AddJobs([]pool.Job[string]{{Data: "first"}, {Data: "second"}, {Data: "third"}})
	results, _ := p.Run()
	fmt.Println(results[0].Data)
	// Output:
	// doing third
	// doing second
	// doing first
	// FIRST
}

// A log of the jobs, for compare recommend.
func ExampleRecord() {
	var file strings.Builder // or a file
	rec := pool.NewRecorder(&file)
	p := pool.New[string, string]().WithProcessor(pool.Record(rec, upper))
	p.AddJobs([]pool.Job[string]{{Data: "hello"}, {Data: "world"}})
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
	if err := rec.Flush(); err != nil { // at the end
		fmt.Println(err)
	}
	fmt.Println(strings.Count(file.String(), "\n"), "lines: a header, and one for each job")
	// Output:
	// 3 lines: a header, and one for each job
}
