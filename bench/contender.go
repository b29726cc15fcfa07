package bench

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

// A Contender is what is compared: a way to have jobs done by workers.
type Contender interface {
	// Name returns lower-case words joined by hyphens.
	Name() string

	// Run has every job done exactly once, by at most workers at a time, and
	// returns when all are done. The job's Data is its number, which do wants.
	// What a contender sets up for a batch is part of the batch's cost: Run
	// starts from nothing each time, except for what init has prepared.
	Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error)
}

// A Preparer is a contender that wants to know the size of a batch before it is
// measured: to make room for results that, in a program, it would be handed back
// from one batch to the next.
type Preparer interface{ Prepare(jobs int) }

// A Learner is a contender that gets better from run to run. It is measured
// after Lessons runs of the whole batch.
type Learner interface{ Lessons() int }

// A Report is what a contender tells of a run beyond its having ended.
type Report struct {
	Details []record.Detail // to be shown, never judged
}

// Strategy returns the contender that runs a hand-written strategy with a
// pool. Each process makes one value and uses it for all its trials.
func Strategy(s pool.Strategy[int, uint64]) Contender { return &strategy{Strategy: s} }

// Discipline returns the contender that runs a discipline with a pool.
func Discipline(d pool.Discipline) Contender {
	return Strategy(pool.FromDiscipline[int, uint64](d))
}

// Strategies returns every built-in strategy as a contender.
func Strategies() []Contender {
	var cs []Contender
	for _, e := range strategies.All() {
		cs = append(cs, Discipline(e.New()))
	}
	return cs
}

// Lessons returns how many runs the strategy asks for, if it is a discipline
// that learns.
func (s *strategy) Lessons() int {
	d, ok := s.Strategy.(interface{ Discipline() pool.Discipline })
	if !ok {
		return 0
	}
	if l, ok := d.Discipline().(Learner); ok {
		return l.Lessons()
	}
	return 0
}

// Prepare makes room for results.
func (s *strategy) Prepare(jobs int) {
	if cap(s.results) < jobs {
		s.results = make([]pool.Result[uint64], jobs)
	}
}

type strategy struct {
	pool.Strategy[int, uint64]
	results []pool.Result[uint64] // memory handed back from trial to trial
}

func (s *strategy) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
	p := pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: workers, EnableMetrics: true}).
		WithStrategy(s.Strategy).WithProcessor(do)
	p.AddJobs(jobs)
	results, err := p.RunInto(ctx, s.results)
	if err != nil {
		return Report{}, err
	}
	s.results = results
	var report Report
	for _, d := range p.Metrics().Details {
		report.Details = append(report.Details, record.Detail(d))
	}
	return report, verify(jobs, results)
}

// verify holds the results against the jobs: one for each, in order.
func verify(jobs []pool.Job[int], results []pool.Result[uint64]) error {
	if len(results) != len(jobs) {
		return fmt.Errorf("%d results for %d jobs", len(results), len(jobs))
	}
	i := slices.IndexFunc(results, func(r pool.Result[uint64]) bool { return r.Error != nil })
	if i >= 0 {
		return fmt.Errorf("job %d: %w", i, results[i].Error)
	}
	return nil
}
