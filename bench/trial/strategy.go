package trial

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
)

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

// Usual returns the built-in strategies that take part in a comparison that names none.
func Usual() []Contender {
	var cs []Contender
	for _, e := range strategies.All() {
		if e.Usual {
			cs = append(cs, Discipline(e.New()))
		}
	}
	return cs
}

type strategy struct {
	pool.Strategy[int, uint64]
	name    string                // if settings follow that of the strategy
	results []pool.Result[uint64] // memory reused from trial to trial
	seed    uint64                // of the next run
}

// Name returns the name of the strategy, and its settings where there are any.
func (s *strategy) Name() string {
	if s.name != "" {
		return s.name
	}
	return s.Strategy.Name()
}

// Settings describes the settings of the discipline inside, if there is one.
func (s *strategy) Settings() []string {
	d, ok := s.discipline()
	if !ok {
		return nil
	}
	return strategies.Settings(d)
}

// With returns a new contender for the discipline with other settings.
func (s *strategy) With(settings string) (Contender, error) {
	d, ok := s.discipline()
	if !ok {
		return nil, errors.New("has no settings: it is written by hand")
	}
	d, err := strategies.With(d, settings)
	if err != nil {
		return nil, err
	}
	return &strategy{Strategy: pool.FromDiscipline[int, uint64](d), name: s.Strategy.Name() + ":" + settings}, nil
}

// Seed has the next runs make the random choices of that seed.
func (s *strategy) Seed(seed uint64) { s.seed = seed }

// discipline returns the discipline inside, if there is one.
func (s *strategy) discipline() (pool.Discipline, bool) {
	d, ok := s.Strategy.(interface{ Discipline() pool.Discipline })
	if !ok {
		return nil, false
	}
	return d.Discipline(), true
}

func (s *strategy) hasDiscipline() bool { _, ok := s.discipline(); return ok }

// Lessons returns how many runs the strategy asks for, if it is a discipline
// that learns.
func (s *strategy) Lessons() int {
	d, _ := s.discipline()
	if l, ok := d.(Learner); ok {
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

func (s *strategy) Run(ctx context.Context, workers int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (Report, error) {
	p := pool.NewWithConfig[int, uint64](pool.Config{NumWorkers: workers, EnableMetrics: true, Seed: s.seed}).
		WithStrategy(s.Strategy).WithProcessor(do)
	nameWorkers(ctx, p)
	p.AddJobs(jobs)
	results, err := p.RunInto(ctx, s.results)
	if err != nil {
		return Report{}, err
	}
	s.results = results
	return Report{Details: details(p), Complete: func(r *Report) error {
		r.Busy = make([]time.Duration, workers)
		r.By = make([]int, len(results))
		for i := range results {
			r.By[i] = results[i].Worker
			if w := results[i].Worker; w >= 0 && w < workers {
				r.Busy[w] += results[i].Duration
			}
		}
		var err error
		r.Dropped, r.Shared, err = verify(jobs, results)
		return err
	}}, nil
}

// details returns what the strategy reported of its last run.
func details(p *pool.WorkerPool[int, uint64]) []record.Detail {
	var out []record.Detail
	for _, d := range p.Metrics().Details {
		out = append(out, record.Detail(d))
	}
	return out
}

// verify checks that there is one result for each job, and that it is no failure. It
// returns how many jobs the strategy has given up, and how many share the result of another.
func verify(jobs []pool.Job[int], results []pool.Result[uint64]) (dropped, shared int, err error) {
	if len(results) != len(jobs) {
		return 0, 0, fmt.Errorf("%d results for %d jobs", len(results), len(jobs))
	}
	for i := range results {
		switch err := results[i].Error; {
		case err == nil && results[i].Worker < 0 && results[i].Started.IsZero():
			shared++
		case err == nil:
		case errors.Is(err, pool.ErrDropped):
			dropped++
		default:
			return 0, 0, fmt.Errorf("job %d: %w", i, err)
		}
	}
	return dropped, shared, nil
}
