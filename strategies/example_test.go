package strategies_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

func say(_ context.Context, job pool.Job[string]) (string, error) {
	fmt.Println("doing", job.Data)
	return job.Data, nil
}

// A batch by work stealing.
func ExampleWorkStealing() {
	jobs := []pool.Job[string]{{Data: "tea"}, {Data: "the fire"}}
	p := pool.New[string, string]().
		WithDiscipline(strategies.WorkStealing{}).
		WithProcessor(func(ctx context.Context, job pool.Job[string]) (string, error) {
			return strings.ToUpper(job.Data), nil
		})
	p.AddJobs(jobs)
	results, err := p.Run() // one Result per job, in the order of the jobs, whatever happens
	for _, r := range results {
		fmt.Println(r.Data, r.Error)
	}
	fmt.Println(err)
	// Output:
	// TEA <nil>
	// THE FIRE <nil>
	// <nil>
}

// By name, as a setting would have it. An underscore counts as a hyphen.
func ExampleFactory() {
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1, Strategy: "priority", EnableMetrics: true}).
		WithFactory(strategies.Factory[string, string]()).WithProcessor(say)
	p.AddJobs([]pool.Job[string]{{Data: "tea"}, {Data: "the fire", Priority: 9}})
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
	fmt.Println("by", p.Metrics().Strategy)
	// Output:
	// doing the fire
	// doing tea
	// by priority
}

// Directly, with settings.
func ExamplePriorityWeighted() {
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1}).WithProcessor(say).
		WithDiscipline(strategies.PriorityWeighted{Weights: map[int]float64{1: 2, 0: 1}})
	for i := range 3 {
		p.AddJob(pool.Job[string]{Data: fmt.Sprint("plain ", i)})
		p.AddJob(pool.Job[string]{Data: fmt.Sprint("urgent ", i), Priority: 1})
	}
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// doing urgent 0
	// doing urgent 1
	// doing plain 0
	// doing urgent 2
	// doing plain 1
	// doing plain 2
}

// An order of one's own: the job with the least key is next.
func ExampleKeyed() {
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1}).WithProcessor(say).
		WithDiscipline(strategies.Keyed{
			Label: "earliest-deadline",
			Key:   func(t pool.Ticket) int64 { return int64(t.Deadline) },
		})
	p.AddJobs([]pool.Job[string]{{Data: "whenever"}, {Data: "today", Deadline: time.Now().Add(24 * time.Hour)}})
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// doing today
	// doing whenever
}

// membersFirst is Priority, with jobs of members before those of all others.
type membersFirst struct{}

func (membersFirst) Name() string { return "members-first" }

func (membersFirst) NewQueue(setup pool.Setup) (pool.Queue, error) {
	setup.Stream = true // such a queue takes jobs one by one, and serves batches too
	q, err := strategies.Priority{}.NewQueue(setup)
	return membersQueue{q}, err
}

type membersQueue struct{ pool.Queue }

func (q membersQueue) Push(t pool.Ticket) int {
	if t.Key == "member" {
		t.Priority += 100
	}
	return q.Queue.Push(t)
}

// A strategy of one's own around one that is there.
func Example() {
	p := pool.NewWithConfig[string, string](pool.Config{NumWorkers: 1}).WithProcessor(say).WithDiscipline(membersFirst{})
	p.AddJobs([]pool.Job[string]{{Data: "a guest"}, {Data: "a loud guest", Priority: 9}, {Data: "a member", Key: "member"}})
	if _, err := p.Run(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// doing a member
	// doing a loud guest
	// doing a guest
}
