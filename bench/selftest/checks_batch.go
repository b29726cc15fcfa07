package selftest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// dealt holds the mean makespan of batches of exponential jobs.
func dealt(kind string, d pool.Discipline, expected func(jobs, workers int) float64) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		const jobs, workers = 1000, 4
		batches := o.Jobs / jobs / Replications
		var values []float64
		for k := range Replications {
			sum := 0.0
			for b := range batches {
				m, err := makespan(ctx, d, workers, exponential(jobs, o.Seed+uint64(k*batches+b)))
				if err != nil {
					return fmt.Errorf("%s: %w", d.Name(), err)
				}
				sum += float64(m) / float64(mean)
			}
			values = append(values, sum/float64(batches))
		}
		f := Figure{What: fmt.Sprintf("batch of %d exponential jobs on %d workers, %s: E[makespan]", jobs, workers, d.Name()), Theory: expected(jobs, workers),
			Most: .015 * math.Sqrt(200_000/float64(o.Jobs)), Source: kind + ", order statistics"}
		f.Measured, f.Half = estimate(values)
		emit(f)
		return nil
	}
}

// worstCases are batches that were made to be bad.
func worstCases(ctx context.Context, _ Options, emit func(Figure)) error {
	longest := strategies.LongestFirst{}
	for _, c := range []struct {
		name    string
		d       pool.Discipline
		workers int
		jobs    []time.Duration
		want    float64
		source  string
	}{
		{"12 jobs of 1, then one of 4", strategies.SharedQueue{}, 4, units(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4), 7, "Graham 1966: 2W−1, the optimum is W"},
		{"3, 3, 2, 2, 2", longest, 2, units(3, 3, 2, 2, 2), 7, "Graham 1969: LPT's worst, the optimum is 6"},
		{"7, 7, 6, 6, 5, 5, 4, 4, 4", longest, 4, units(7, 7, 6, 6, 5, 5, 4, 4, 4), 15, "Graham 1969: LPT's worst, the optimum is 12"},
	} {
		m, err := makespan(ctx, c.d, c.workers, c.jobs)
		if err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		emit(Figure{What: fmt.Sprintf("%s on %d workers, %s: makespan", c.name, c.workers, c.d.Name()), Theory: c.want, Measured: float64(m) / float64(mean), Source: c.source})
	}
	return nil
}

// conserving are the strategies that keep no worker idle while a job waits.
var conserving = []pool.Discipline{
	strategies.SharedQueue{}, strategies.WorkStealing{}, strategies.Priority{}, strategies.PriorityWeighted{}, strategies.PriorityAging{},
	strategies.MultiQueue{}, strategies.Deadline{}, strategies.LIFO{}, strategies.ShortestFirst{}, strategies.LongestFirst{},
	strategies.PredictedFirst{}, strategies.ShortestRemaining{}, strategies.RoundRobinSlices{}, strategies.Feedback{},
	strategies.Fair{}, strategies.Affinity{}, strategies.Bounded{Depth: 1}, strategies.Delayed{}, strategies.CoDel{},
}

// grahamsBound counts the random batches whose makespan is outside what any run
// can have that keeps no worker idle while a job waits.
func grahamsBound(ctx context.Context, o Options, emit func(Figure)) error {
	const batches = 200
	distributions := workloads.Distributions()
	for _, d := range conserving {
		inside := 0
		for b := range batches {
			r := rand.New(rand.NewPCG(o.Seed+uint64(b), 0x677261))
			workers := 1 + r.IntN(12)
			dist := distributions[r.IntN(len(distributions))]
			services := make([]time.Duration, 1+r.IntN(80))
			lengths := make([]float64, len(services))
			for i := range services {
				services[i] = max(1, time.Duration(dist.Draw(r)/workloads.Mean(dist)*float64(mean)))
				lengths[i] = float64(services[i])
			}
			took, err := makespan(ctx, d, workers, services)
			if err != nil {
				return fmt.Errorf("%s: %w", d.Name(), err)
			}
			// The bounds are sums of floats, the makespan of whole nanoseconds.
			if m := float64(took); m >= theory.Ideal(workers, lengths)*(1-1e-12) && m <= theory.GrahamBound(workers, lengths)*(1+1e-12) {
				inside++
			}
		}
		emit(Figure{What: fmt.Sprintf("random batches within Graham's bounds, of %d, %s", batches, d.Name()), Theory: batches, Measured: float64(inside), Source: "Graham 1969"})
	}
	return nil
}

// chunks compares how a strategy cuts a thousand jobs for four workers. Measured
// is how many chunks are as they should be.
func chunks(d pool.Discipline, expected func(jobs, workers int) []int, source string) check {
	return func(_ context.Context, _ Options, emit func(Figure)) error {
		const jobs, workers = 1000, 4
		want := expected(jobs, workers)
		got, err := cut(d, jobs, workers)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name(), err)
		}
		same := 0
		for i := range want {
			if i < len(got) && got[i] == want[i] {
				same++
			}
		}
		if len(got) > len(want) {
			same = 0
		}
		emit(Figure{What: fmt.Sprintf("chunks of %d jobs for %d workers as published, %s", jobs, workers, d.Name()), Theory: float64(len(want)), Measured: float64(same), Source: source})
		return nil
	}
}

// numbered is a batch of jobs with nothing to tell about.
type numbered int

func (n numbered) Len() int                 { return int(n) }
func (n numbered) Ticket(i int) pool.Ticket { return pool.Ticket{Index: i} }

// cut returns how many jobs each chunk has, if workers come for chunks in turn.
func cut(d pool.Discipline, jobs, workers int) (sizes []int, err error) {
	q, err := d.NewQueue(pool.Setup{Workers: workers, Capacity: jobs})
	if err != nil {
		return nil, err
	}
	q.(pool.Loader).Load(numbered(jobs))
	dst := make([]int, jobs)
	for {
		n := q.Pop(len(sizes)%workers, dst)
		if n == 0 {
			return slices.Clip(sizes), nil
		}
		sizes = append(sizes, n)
	}
}
