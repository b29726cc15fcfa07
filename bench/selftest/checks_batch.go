package selftest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/theory"
	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// dealt holds the mean makespan of batches of exponential jobs.
func dealt(kind string, d pool.Discipline, expected func(jobs, workers int) float64) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		const jobs, workers = 1000, 4
		batches := o.Jobs / jobs / Replications
		values, err := replicated(1, func(k int, values []float64) error {
			for b := range batches {
				m, err := makespan(ctx, d, workers, exponential(jobs, o.Seed+uint64(k*batches+b)))
				if err != nil {
					return err
				}
				values[0] += float64(m) / float64(mean) / float64(batches)
			}
			return nil
		})
		if err != nil {
			return err
		}
		compare(fmt.Sprintf("batch of %d exponential jobs on %d workers, %s", jobs, workers, label(d)), values, o, emit,
			[]expectation{{"E[makespan]", nil, expected(jobs, workers), .015, kind + ", order statistics"}})
		return nil
	}}
}

// worstCases are batches that were made to be bad.
func worstCases() []check {
	longest := strategies.LongestFirst{}
	return []check{
		worst("12 jobs of 1, then one of 4", strategies.SharedQueue{}, 4, units(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4), 7, "Graham 1966: 2W−1, the optimum is W"),
		worst("16 jobs of 1, taken 4 at a time", strategies.Batch{Size: 4}, 16, slices.Repeat(units(1), 16), 4, "four workers take all"),
		worst("3, 3, 2, 2, 2", longest, 2, units(3, 3, 2, 2, 2), 7, "Graham 1969: LPT's worst, the optimum is 6"),
		worst("7, 7, 6, 6, 5, 5, 4, 4, 4", longest, 4, units(7, 7, 6, 6, 5, 5, 4, 4, 4), 15, "Graham 1969: LPT's worst, the optimum is 12"),
	}
}

func worst(name string, d pool.Discipline, workers int, services []time.Duration, want float64, source string) check {
	return check{d, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
		m, err := makespan(ctx, d, workers, services)
		if err != nil {
			return err
		}
		emit(Figure{What: fmt.Sprintf("%s on %d workers, %s: makespan", name, workers, label(d)), Theory: want, Measured: float64(m) / float64(mean), Source: source})
		return nil
	}}
}

// bounds are the strategies that keep no worker idle while a job waits.
func bounds() []check {
	var out []check
	for _, d := range []pool.Discipline{
		strategies.SharedQueue{}, strategies.WorkStealing{}, strategies.Priority{}, strategies.PriorityWeighted{}, strategies.PriorityAging{},
		strategies.MultiQueue{}, strategies.Deadline{}, strategies.LIFO{}, strategies.ShortestFirst{}, strategies.LongestFirst{},
		strategies.PredictedFirst{}, strategies.ShortestRemaining{}, strategies.RoundRobinSlices{}, strategies.Feedback{},
		strategies.Fair{}, strategies.Affinity{}, strategies.Bounded{Depth: 1}, strategies.Delayed{}, strategies.CoDel{},
	} {
		out = append(out, graham(d))
	}
	return out
}

// graham counts the random batches whose makespan is outside what any run can have
// that keeps no worker idle while a job waits.
func graham(d pool.Discipline) check {
	return check{d, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
		const batches = 200
		distributions := workloads.Distributions()
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
				return err
			}
			// The bounds are sums of floats, the makespan of whole nanoseconds.
			if m := float64(took); m >= theory.Ideal(workers, lengths)*(1-1e-12) && m <= theory.GrahamBound(workers, lengths)*(1+1e-12) {
				inside++
			}
		}
		emit(Figure{What: fmt.Sprintf("random batches within Graham's bounds, of %d, %s", batches, label(d)), Theory: batches, Measured: float64(inside), Source: "Graham 1969"})
		return nil
	}}
}

// lottery counts the classes of the first thousand jobs of a batch in which all classes
// wait all the time.
var lottery = check{strategies.PriorityWeighted{Weights: map[int]float64{3: 6, 2: 3, 1: 1}}, func(ctx context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
	const counted = 1000
	jobs := batchOf(slices.Repeat(units(1), 3*counted))
	for i := range jobs {
		jobs[i].Priority = 1 + i%3
	}
	var counts [4]int
	_, err := runBatch(ctx, d, 1, jobs, func(e virtual.Ended) {
		if e.Started < counted*mean {
			counts[jobs[e.Job].Priority]++
		}
	})
	if err != nil {
		return err
	}
	for class, share := range []float64{1: .1, 2: .3, 3: .6} {
		if share > 0 {
			emit(Figure{What: fmt.Sprintf("classes of weight 6, 3 and 1, all waiting, %s: jobs of priority %d in the first %d", label(d), class, counted),
				Theory: share * counted, Measured: float64(counts[class]), Source: "proportional share, Waldspurger, Weihl 1995"})
		}
	}
	return nil
}}

// customers counts the random batches of two keys of which neither gets ahead of the other
// by more than three of the longest jobs, as long as both wait.
var customers = check{strategies.Fair{}, func(ctx context.Context, d pool.Discipline, o Options, emit func(Figure)) error {
	const batches = 200
	inside := 0
	for b := range batches {
		r := rand.New(rand.NewPCG(o.Seed+uint64(b), 0x66616972))
		services := make([]time.Duration, 100)
		for i := range services {
			services[i] = time.Duration(1 + r.IntN(1+r.IntN(int(mean))))
		}
		jobs := batchOf(services)
		for i := range jobs {
			jobs[i].Key = "a"
			if r.IntN(3) == 0 {
				jobs[i].Key = "b"
			}
		}
		fair, err := stayNear(ctx, d, jobs, 3*slices.Max(services))
		if err != nil {
			return err
		}
		if fair {
			inside++
		}
	}
	emit(Figure{What: fmt.Sprintf("random batches of two keys, of %d, in which neither gets more than 3 of the longest jobs ahead, %s", batches, label(d)), Theory: batches, Measured: float64(inside),
		Source: "deficit round robin, Shreedhar, Varghese 1995"})
	return nil
}}

// stayNear reports whether the work done for two keys on one worker differs by at most so
// much, as long as both have jobs that wait.
func stayNear(ctx context.Context, d pool.Discipline, jobs []pool.Job[workloads.Task], apart time.Duration) (bool, error) {
	near := true
	waiting := map[string]int{}
	done := map[string]time.Duration{}
	for i := range jobs {
		waiting[jobs[i].Key]++
	}
	_, err := runBatch(ctx, d, 1, jobs, func(e virtual.Ended) {
		job := &jobs[e.Job]
		waiting[job.Key]--
		done[job.Key] += job.Data.Service
		if waiting["a"] > 0 && waiting["b"] > 0 && max(done["a"], done["b"])-min(done["a"], done["b"]) > apart {
			near = false
		}
	})
	return near, err
}

// chunks compares how a strategy cuts a thousand jobs for four workers. Measured
// is how many chunks are as they should be.
func chunks(d pool.Discipline, expected func(jobs, workers int) []int, source string) check {
	return check{d, func(_ context.Context, d pool.Discipline, _ Options, emit func(Figure)) error {
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
	}}
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
	loader, ok := q.(pool.Loader)
	if !ok {
		return nil, errors.New("does not take a whole batch, so that it has no chunks")
	}
	loader.Load(numbered(jobs))
	dst := make([]int, jobs)
	for {
		n := q.Pop(len(sizes)%workers, dst)
		if n == 0 {
			return slices.Clip(sizes), nil
		}
		sizes = append(sizes, n)
	}
}
