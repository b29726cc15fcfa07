package recommend

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// Brokers are ways to run jobs in processes on several machines, which get them from one broker:
// each number of processes with each Prefetch, for each AckWait, and with each Poll.
type Brokers struct {
	Processes []int           // none: nobody asks
	Prefetch  []int           // jobs that a process may hold
	AckWait   []time.Duration // after which a job is sent again; none: never
	Trip      time.Duration   // from a process to the broker and back
	Poll      []time.Duration // how often a process asks whose broker sends nothing
}

// DefaultPrefetch are the numbers to try if neither Prefetch nor Poll is given.
func DefaultPrefetch() []int { return []int{1, 8, 64} }

// MostBrokered is the most ways that there may be.
const MostBrokered = 200

// all returns the ways, each without workers.
func (b Brokers) all() (out []Brokered) {
	waits := b.AckWait
	if len(waits) == 0 {
		waits = []time.Duration{0}
	}
	for _, processes := range b.Processes {
		for _, prefetch := range b.Prefetch {
			for _, wait := range waits {
				out = append(out, Brokered{Processes: processes, Prefetch: prefetch, AckWait: wait.Seconds(), Trip: b.Trip.Seconds()})
			}
		}
		for _, every := range b.Poll {
			out = append(out, Brokered{Processes: processes, Poll: every.Seconds()})
		}
	}
	return out
}

// Count returns how many ways there are.
func (b Brokers) Count() int { return len(b.all()) }

// Machines says how many workers the jobs need in processes behind a broker.
type Machines struct {
	Jobs    int        `json:"jobs"`          // that were simulated: all, or the busiest part of the log
	Limit   float64    `json:"limit"`         // that is to be kept, in seconds
	Workers int        `json:"workers"`       // that it takes without a broker
	Value   float64    `json:"value"`         // of the metric that decides, with these
	Ways    []Brokered `json:"ways"`          // as they were asked for
	Best    *int       `json:"best"`          // the way that keeps the limit with the fewest workers, and then the least value; nil: none does
	PerHour float64    `json:"per_hour_cost"` // of a worker; 0: not known
}

// Brokered is the result of one way. Times are in seconds.
type Brokered struct {
	Processes int     `json:"processes"`
	Prefetch  int     `json:"prefetch"` // 0: they poll
	AckWait   float64 `json:"ack_wait"` // 0: none
	Trip      float64 `json:"trip"`
	Poll      float64 `json:"poll"` // 0: they prefetch

	// With as many workers as it takes without a broker, rounded up to as many for each process.
	FewWorkers int     `json:"few_workers"` // of each process
	FewValue   float64 `json:"few_value"`

	// With the fewest that keep the limit, or the most that were tried.
	Workers      int      `json:"workers"` // of each process
	Total        int      `json:"total_workers"`
	Value        float64  `json:"value"`
	Met          bool     `json:"met"`
	Redeliveries int      `json:"redeliveries"`
	Duplicates   int      `json:"duplicates"`
	Month        *float64 `json:"month_cost"` // nil: what a worker costs was not told
	Strategy     string   `json:"strategy"`   // its name in a comparison in virtual time
}

// discipline is what the broker and the processes do with jobs.
func (x *Brokered) discipline(workers int) pool.Discipline {
	if x.Prefetch == 0 {
		return strategies.Poll{Every: seconds(x.Poll), Workers: workers}
	}
	return strategies.Prefetch{Jobs: x.Prefetch, Workers: workers, Trip: seconds(x.Trip), AckWait: seconds(x.AckWait)}
}

// name returns the name with settings under which a comparison knows the way.
func (x *Brokered) name() string {
	if x.Prefetch == 0 {
		return fmt.Sprintf("poll:every=%v:workers=%d", seconds(x.Poll), x.Workers)
	}
	name := fmt.Sprintf("prefetch:jobs=%d:workers=%d", x.Prefetch, x.Workers)
	if x.Trip > 0 {
		name += fmt.Sprintf(":trip=%v", seconds(x.Trip))
	}
	if x.AckWait > 0 {
		name += fmt.Sprintf(":ack-wait=%v", seconds(x.AckWait))
	}
	return name
}

func seconds(s float64) time.Duration { return time.Duration(s*1e9 + .5) }

const (
	// mostMore is how many times as many workers are tried at most.
	mostMore = 4

	// mostMachines is the most jobs to simulate for all ways together, each job once: that takes
	// two processors some 10 s, because each way tries several numbers of workers.
	mostMachines = 1 << 22
)

// machines finds how many workers each way needs.
func (q *Question) machines(ctx context.Context, r *Result) (*Machines, error) {
	ways := q.Brokers.all()
	if len(ways) == 0 {
		return nil, nil
	}
	trace := q.Trace
	if most := max(mostMachines/len(ways), FewestJobs); trace.All() > most {
		trace = trace.Busiest(most)
	}
	m := &Machines{Jobs: trace.Len(), Workers: r.Workers, Limit: q.Target.Limit, Ways: ways, PerHour: q.Cost}
	if m.Limit == 0 {
		m.Limit = r.Value * (1 + verdict.NearEnough)
		if r.FirstCome != nil {
			m.Limit = r.FirstCome.Least * (1 + verdict.NearEnough)
		}
	}
	q.Say(fmt.Sprintf("simulating %d jobs, %d ways over up to %d processes", m.Jobs, len(ways), slices.Max(q.Brokers.Processes)))
	var err error
	if m.Value, _, err = q.brokered(ctx, trace, strategies.SharedQueue{}, r.Workers); err != nil {
		return nil, err
	}
	if err := q.each(ctx, m, trace); err != nil {
		return nil, err
	}
	for i, x := range m.Ways {
		if x.Met && (m.Best == nil || cmp.Or(cmp.Compare(x.Total, m.Ways[*m.Best].Total), cmp.Compare(x.Value, m.Ways[*m.Best].Value)) < 0) {
			m.Best = new(i)
		}
	}
	return m, nil
}

// each finds how many workers each way needs, for several ways at once.
func (q *Question) each(ctx context.Context, m *Machines, trace *workloads.Trace) error {
	errs := make([]error, len(m.Ways))
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(m.Ways)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(errs); i = int(next.Add(1)) - 1 {
				errs[i] = q.fewestBrokered(ctx, m, &m.Ways[i], trace)
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// fewestBrokered finds how many workers each process of a way needs.
func (q *Question) fewestBrokered(ctx context.Context, m *Machines, x *Brokered, trace *workloads.Trace) error {
	few := (m.Workers + x.Processes - 1) / x.Processes
	try := func(workers int) error {
		value, details, err := q.brokered(ctx, trace, x.discipline(workers), workers*x.Processes)
		x.Workers, x.Total, x.Value, x.Met = workers, workers*x.Processes, value, value <= m.Limit
		x.Redeliveries, x.Duplicates = int(details["redeliveries"]), int(details["duplicates"])
		return err
	}
	if err := try(few); err != nil {
		return err
	}
	x.FewWorkers, x.FewValue = few, x.Value
	bad, most := few, few*mostMore
	for !x.Met && bad < most {
		bad = x.Workers
		if err := try(min(2*bad, most)); err != nil {
			return err
		}
		if x.Workers == most && !x.Met {
			break
		}
	}
	for met := *x; met.Met && met.Workers-bad > 1; {
		if err := try((met.Workers + bad) / 2); err != nil {
			return err
		}
		if x.Met {
			met = *x
		} else {
			bad = x.Workers
		}
		*x = met
	}
	if m.PerHour > 0 {
		x.Month = new(m.PerHour * monthHours * float64(x.Total))
	}
	x.Strategy = x.name()
	return nil
}

// brokered simulates the jobs, and returns the metric that decides and what was reported.
func (q *Question) brokered(ctx context.Context, trace *workloads.Trace, d pool.Discipline, workers int) (float64, map[string]float64, error) {
	run := &record.Run{Settings: record.Settings{Metric: q.Target.Metric}}
	contenders := []bench.Contender{bench.Discipline(d)}
	p := plan(contenders, trace, []int{workers})
	err := p.Round(ctx, 1, func(t record.Trial) error { run.Trials = append(run.Trials, t); return nil })
	if ctx.Err() != nil {
		return 0, nil, context.Cause(ctx)
	}
	if err == nil {
		err = few(ctx, run, contenders, trace)
	}
	if err != nil {
		return 0, nil, err
	}
	value, ok := run.Trials[0].Metrics[q.Target.Metric]
	if !ok {
		return 0, nil, fmt.Errorf("recommend: %d processes' workers: no %s: %s", workers, q.Target.Metric, run.Trials[0].Error)
	}
	details := make(map[string]float64)
	for _, x := range run.Trials[0].Details {
		details[x.Name] = x.Value
	}
	return value, details, nil
}
