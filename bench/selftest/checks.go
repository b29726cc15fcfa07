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

// Options say how closely to look. The zero value is useful.
type Options struct {
	Jobs int    // of a figure about streams, in all Replications; 0 means DefaultJobs
	Seed uint64 // of the first replication; the others follow
}

// DefaultJobs lets the mean wait of four workers at 80 % load be known to about a
// tenth, with 99.9 % confidence, and takes some 20 seconds in all.
const DefaultJobs = 400_000

// LeastJobs is how many jobs it takes for replications to be worth their name.
const LeastJobs = 20_000

// A check is one experiment, and the figures that come of it.
type check func(ctx context.Context, o Options, emit func(Figure)) error

// checks are all there are. To add one, add its line.
var checks = []check{
	mmc(1, .8), mmc(2, .8), mmc(4, .5), mmc(4, .8),
	roundRobin,
	stealing,
	cobham,
	oneWorker("fixed", workloads.Fixed{}), oneWorker("bimodal-1", workloads.Bimodal1()),
	shortestFirst,
	conserved(strategies.Priority{}), conserved(strategies.PriorityWeighted{}), conserved(newestFirst),
	dealt("dynamic", strategies.SharedQueue{}, theory.DynamicMakespan), dealt("dynamic", strategies.WorkStealing{}, theory.DynamicMakespan),
	dealt("static", strategies.Chunked{}, theory.StaticMakespan), dealt("static", strategies.RoundRobin{}, theory.StaticMakespan),
	worstCases,
	grahamsBound,
	chunks(strategies.Guided{}, theory.Guided, "Polychronopoulos, Kuck 1987"),
	chunks(strategies.Factoring{}, theory.Factoring, "Hummel, Schonberg, Flynn 1992"),
	chunks(strategies.Trapezoid{}, theory.Trapezoid, "Tzeng, Ni 1993"),
}

// Theory runs all checks and calls emit with each figure as it is known.
func Theory(ctx context.Context, o Options, emit func(Figure)) error {
	if o.Jobs == 0 {
		o.Jobs = DefaultJobs
	}
	if o.Jobs < LeastJobs {
		return fmt.Errorf("%d jobs, want at least %d", o.Jobs, LeastJobs)
	}
	for _, c := range checks {
		if err := c(ctx, o, emit); err != nil {
			return err
		}
	}
	return nil
}

// An expectation is what theory says of a stream. Most is the share of it that
// half of the interval may be with 200,000 jobs; it falls with the root of their
// number.
type expectation struct {
	what   string
	of     quantity
	theory float64
	most   float64
	source string
}

// replicate runs the stream and compares.
func (s stream) replicate(ctx context.Context, name string, o Options, emit func(Figure), expected []expectation) error {
	values := make([][]float64, len(expected))
	for k := range Replications {
		jobs, err := s.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, e := range expected {
			values[i] = append(values[i], e.of(jobs))
		}
	}
	compare(name, values, o, emit, expected)
	return nil
}

// compare emits a figure for each expectation, of its value in each replication.
func compare(name string, values [][]float64, o Options, emit func(Figure), expected []expectation) {
	for i, e := range expected {
		f := Figure{What: name + ": " + e.what, Theory: e.theory, Source: e.source}
		f.Measured, f.Half = estimate(values[i])
		f.Most = e.most * math.Sqrt(200_000/float64(o.Jobs))
		emit(f)
	}
}

func mmc(workers int, load float64) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		const source = "Erlang C"
		s := stream{discipline: strategies.SharedQueue{}, workers: workers, load: load}
		return s.replicate(ctx, fmt.Sprintf("M/M/%d at load %g, shared-queue", workers, load), o, emit, []expectation{
			{"E[W]", waits(-1), theory.MMcWait(workers, load), .2, source},
			{"W99", quantile(.99, false), theory.MMcWaitQuantile(workers, load, .99), .26, source},
			{"T99", quantile(.99, true), theory.MMcSojournQuantile(workers, load, .99), .24, source},
		})
	}
}

func roundRobin(ctx context.Context, o Options, emit func(Figure)) error {
	const source = "E4/M/1, Kleinrock 1975"
	s := stream{discipline: strategies.RoundRobin{}, workers: 4, load: .8}
	return s.replicate(ctx, "4 workers at load 0.8, round-robin", o, emit, []expectation{
		{"E[W]", waits(-1), theory.RoundRobinWait(4, .8), .2, source},
		{"W99", quantile(.99, false), theory.RoundRobinWaitQuantile(4, .8, .99), .33, source},
	})
}

// stealing has the mean of one queue: it keeps no worker idle while a job waits,
// and does not look at lengths. Its tail has no formula, but for being longer:
// jobs are not started in the order in which they came.
func stealing(ctx context.Context, o Options, emit func(Figure)) error {
	s := stream{discipline: strategies.WorkStealing{}, workers: 4, load: .8}
	return s.beside(ctx, strategies.SharedQueue{}, "M/M/4 at load 0.8, work-stealing over shared-queue", o, emit, []expectation{
		{"E[W]", waits(-1), 1, .03, "work conserving: as one queue"},
	})
}

// beside runs the stream with its discipline and with another, on the same jobs
// at the same times, and compares their ratio.
func (s stream) beside(ctx context.Context, other pool.Discipline, name string, o Options, emit func(Figure), expected []expectation) error {
	reference := s
	reference.discipline = other
	values := make([][]float64, len(expected))
	for k := range Replications {
		jobs, err := s.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		others, err := reference.run(ctx, o.Jobs/Replications, o.Seed+uint64(k))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for i, e := range expected {
			values[i] = append(values[i], e.of(jobs)/e.of(others))
		}
	}
	compare(name, values, o, emit, expected)
	return nil
}

func cobham(ctx context.Context, o Options, emit func(Figure)) error {
	shares := []float64{.2, .5, .3}
	s := stream{discipline: strategies.Priority{}, workers: 4, load: .8, shares: shares}
	var expected []expectation
	for k, w := range theory.PriorityWaits(4, .8, shares) {
		expected = append(expected, expectation{fmt.Sprintf("E[W], %s", []string{"urgent 20 %", "middle 50 %", "least urgent 30 %"}[k]), waits(k), w, .25, "Cobham 1954"})
	}
	return s.replicate(ctx, "M/M/4 at load 0.8, priority", o, emit, expected)
}

func oneWorker(name string, d workloads.Distribution) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		s := stream{discipline: strategies.SharedQueue{}, workers: 1, load: .7, service: d}
		return s.replicate(ctx, "M/G/1 at load 0.7, "+name+", shared-queue", o, emit, []expectation{
			{"E[W]", waits(-1), theory.PollaczekKhinchine(.7, workloads.SCV(d)), .14, "Pollaczek-Khinchine"},
		})
	}
}

func shortestFirst(ctx context.Context, o Options, emit func(Figure)) error {
	d := strategies.Keyed{Label: "shortest-first", Key: func(t pool.Ticket) int64 { return int64(t.Cost) }}
	s := stream{discipline: d, workers: 1, load: .8}
	return s.replicate(ctx, "M/M/1 at load 0.8, shortest-first", o, emit, []expectation{
		{"E[T]", sojourns, theory.ShortestFirstSojourn(.8), .08, "Phipps 1956"},
	})
}

var newestFirst = strategies.Keyed{Label: "newest-first", Key: func(t pool.Ticket) int64 { return -int64(t.Released) }}

// conserved holds the sum of load times wait over the classes, which no order can
// change that does not look at lengths, to that of first come, first served.
func conserved(d pool.Discipline) check {
	return func(ctx context.Context, o Options, emit func(Figure)) error {
		const load = .7
		shares := []float64{.3, .3, .4}
		s := stream{discipline: d, workers: 1, load: load, service: workloads.Bimodal1(), shares: shares}
		sum := func(jobs []waited) float64 {
			rho := make([]float64, len(shares)) // load and wait of each class, as they turned out
			wait := make([]float64, len(shares))
			n := make([]float64, len(shares))
			for _, j := range jobs {
				rho[j.class] += j.sojourn - j.wait
				wait[j.class] += j.wait
				n[j.class]++
			}
			total := 0.0
			for k := range shares {
				total += rho[k] / float64(len(jobs)) * load * wait[k] / n[k]
			}
			return total
		}
		return s.beside(ctx, strategies.SharedQueue{}, "M/G/1 at load 0.7, bimodal-1, "+d.Name()+" over shared-queue", o, emit, []expectation{
			{"Σ ρW", sum, 1, .07, "conservation law, Kleinrock 1965"},
		})
	}
}

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
	longest := strategies.Keyed{Label: "longest-first", Key: func(t pool.Ticket) int64 { return -int64(t.Cost) }}
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
var conserving = []pool.Discipline{strategies.SharedQueue{}, strategies.WorkStealing{}, strategies.Priority{}, strategies.PriorityWeighted{}, newestFirst}

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
