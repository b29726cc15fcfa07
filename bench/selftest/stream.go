package selftest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench/virtual"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// mean is the mean service time. In nanoseconds it is so long that rounding does
// not show.
const mean = time.Second

// A stream is jobs that arrive over time.
type stream struct {
	workers int
	load    float64
	service workloads.Distribution // nil: exponential
	shares  []float64              // of the jobs by priority, the most urgent first; nil: one
	gaps    workloads.Arrivals     // nil: Poisson
	group   func(r *rand.Rand) int // size of a group of jobs that arrive together; nil: one
	crowd   float64                // its mean
	slice   time.Duration          // jobs run so long at a time; 0: to their end
	keys    int                    // each job has one of so many keys at random, each as often; 0: none
	key     func(service time.Duration) string
	copies  bool // a second copy of a job takes a time of its own
	drops   bool // jobs may be dropped
	due     bool // jobs have deadlines, which have nothing to do with their lengths

	// patience is how long a job waits before it leaves, on average, in mean services: it has
	// a deadline, after which it is to be dropped; 0: jobs do not leave.
	patience float64

	// cost is what the strategy is told of a service; nil: the truth.
	cost func(service time.Duration, r *rand.Rand) time.Duration

	longer int     // times as many jobs as asked for; 0 means 1
	share  int     // of the jobs asked for, one in so many is enough; 0 means 1
	least  int     // jobs, however few are asked for
	warmUp float64 // share of the jobs that fill the stream and are not measured; 0 means a tenth
}

// unknown is the cost of jobs of which nothing is known.
func unknown(time.Duration, *rand.Rand) time.Duration { return 0 }

// predicted is a cost that is exponential, with the service as its mean.
func predicted(service time.Duration, r *rand.Rand) time.Duration {
	return max(1, time.Duration(r.ExpFloat64()*float64(service)))
}

// waited is what is known of one job, in mean services.
type waited struct {
	wait, sojourn, service float64
	class                  int
	left                   bool // without having run; the wait is how long it stayed
}

// arrivals returns when the jobs arrive.
func (s stream) arrivals(jobs int, seed uint64) ([]time.Duration, error) {
	gap := float64(mean) / (s.load * float64(s.workers))
	if s.gaps == nil {
		s.gaps = workloads.Poisson{}
	}
	if s.group == nil {
		return workloads.Schedule(s.gaps, jobs, gap, seed)
	}
	groups, err := workloads.Schedule(s.gaps, jobs, gap*s.crowd, seed)
	if err != nil {
		return nil, err
	}
	r := rand.New(rand.NewPCG(seed, 0x67726f7570))
	out := make([]time.Duration, 0, jobs)
	for _, at := range groups {
		for range min(s.group(r), jobs-len(out)) {
			out = append(out, at)
		}
	}
	return out, nil
}

// run has a strategy do so many jobs and returns those that count, in the order of
// arrival.
func (s stream) run(ctx context.Context, d pool.Discipline, jobs int, seed uint64) ([]waited, error) {
	if s.service == nil {
		s.service = workloads.Exponential{}
	}
	if s.warmUp == 0 {
		s.warmUp = .1
	}
	jobs = max(s.least, jobs*max(1, s.longer)/max(1, s.share))
	r := rand.New(rand.NewPCG(seed, 0x73656c66))
	costs := rand.New(rand.NewPCG(seed, 0x636f7374))
	keys := rand.New(rand.NewPCG(seed, 0x6b6579))
	copies := rand.New(rand.NewPCG(seed, 0x636f7079))
	arrivals, err := s.arrivals(jobs, seed)
	if err != nil {
		return nil, err
	}
	began := time.Unix(0, 0)
	batch := make([]pool.Job[workloads.Task], jobs)
	out := make([]waited, jobs)
	unit := float64(mean) / workloads.Mean(s.service)
	for i := range batch {
		service := max(1, time.Duration(math.Round(s.service.Draw(r)*unit)))
		batch[i].Data = workloads.Task{Service: service, CPU: service, Seed: uint32(i)}
		if s.copies {
			batch[i].Data.Second = max(1, time.Duration(math.Round(s.service.Draw(copies)*unit)))
		}
		batch[i].Cost = service
		if s.cost != nil {
			batch[i].Cost = s.cost(service, costs)
		}
		switch {
		case s.key != nil:
			batch[i].Key = s.key(service)
		case s.keys > 0:
			batch[i].Key = string(rune('a' + keys.IntN(s.keys)))
		}
		for u := r.Float64(); out[i].class < len(s.shares)-1 && u >= s.shares[out[i].class]; out[i].class++ {
			u -= s.shares[out[i].class]
		}
		batch[i].Priority = len(s.shares) - out[i].class
		if s.patience > 0 {
			batch[i].Deadline = began.Add(arrivals[i] + time.Duration(keys.ExpFloat64()*s.patience*float64(mean)))
		}
		if s.due {
			batch[i].Deadline = began.Add(arrivals[i] + time.Duration(keys.ExpFloat64()*10*float64(mean)))
		}
	}
	in := func(d time.Duration) float64 { return float64(d) / float64(mean) }
	var failed error
	_, err = virtual.Simulation{
		Discipline: d, Workers: s.workers, Seed: seed, Slice: s.slice, Began: began,
		Jobs: jobs, Job: func(i int) *pool.Job[workloads.Task] { return &batch[i] }, Arrivals: arrivals,
		Ended: func(e virtual.Ended) {
			o := &out[e.Job]
			switch {
			case errors.Is(e.Err, pool.ErrDropped) && s.patience > 0:
				// The strategy need not notice at once.
				o.left, e.Started = true, batch[e.Job].Deadline.Sub(began)
				e.Completed = e.Started
			case errors.Is(e.Err, pool.ErrDropped) && s.drops:
				o.left, e.Started = true, e.Completed
			case e.Err != nil && failed == nil:
				failed = fmt.Errorf("job %d: %w", e.Job, e.Err)
			}
			o.wait, o.sojourn, o.service = in(e.Started-arrivals[e.Job]), in(e.Completed-arrivals[e.Job]), in(batch[e.Job].Data.Service)
		},
	}.Run(ctx)
	if err == nil {
		err = failed
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name(), err)
	}
	return out[int(s.warmUp*float64(jobs)):], nil
}

// A quantity is what is reckoned from the jobs of one run.
type quantity func(jobs []waited) float64

// average is the mean of something over the jobs, or over those of which it is known.
func average(of func(j waited) (value float64, known bool)) quantity {
	return func(jobs []waited) float64 {
		var sum, n float64
		for _, j := range jobs {
			if v, ok := of(j); ok {
				sum += v
				n++
			}
		}
		return sum / n
	}
}

// waits is the mean wait of a class; −1 for all jobs.
func waits(class int) quantity {
	return average(func(j waited) (float64, bool) { return j.wait, class < 0 || j.class == class })
}

var (
	sojourns   = average(func(j waited) (float64, bool) { return j.sojourn, true })
	slowdown   = average(func(j waited) (float64, bool) { return j.sojourn / j.service, true })
	waitSquare = average(func(j waited) (float64, bool) { return j.wait * j.wait, true })
)

// near is the mean of something over the jobs of this service, in mean services.
func near(service float64, of func(j waited) float64) quantity {
	return average(func(j waited) (float64, bool) { return of(j), j.service > .99*service && j.service < 1.01*service })
}

func wait(j waited) float64    { return j.wait }
func sojourn(j waited) float64 { return j.sojourn }

// quantile is that of the waits or, with sojourn, of the sojourns.
func quantile(q float64, sojourn bool) quantity {
	return func(jobs []waited) float64 {
		values := make([]float64, len(jobs))
		for i, j := range jobs {
			values[i] = j.wait
			if sojourn {
				values[i] = j.sojourn
			}
		}
		slices.Sort(values)
		return values[int(q*float64(len(values)))]
	}
}

// loaded is a host that is busy with other things.
func loaded() (float64, error) { return 1, nil }

// label names a strategy and its settings, where they are not the default.
func label(d pool.Discipline) string {
	switch d := d.(type) {
	case strategies.Bounded:
		return fmt.Sprintf("%s to %d", d.Name(), d.Depth)
	case strategies.Prefetch:
		return fmt.Sprintf("%s of %d", d.Name(), d.Jobs)
	case strategies.Coalesce:
		if d.Share {
			return d.Name() + ", shared"
		}
	case strategies.Capped:
		return fmt.Sprintf("%s to %d", d.Name(), d.Most)
	}
	return d.Name()
}
