package strategies

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// Adaptive chooses a strategy for each batch, and for each part of a stream: at first by what it looks
// like, then by how the candidates have done on jobs of that kind.
//
// Use it if the same kinds of batches recur and it is unknown which strategy
// suits them. One value learns; share it between pools that see the same jobs.
// It needs one run per candidate and kind to have tried them all, and keeps
// trying one other than the best in one run of sixteen, since jobs change.
//
// The kinds, in the order in which Adaptive checks for them:
//
//   - priority-first: more than half of the jobs have a priority over 7. They
//     always get [Priority]: what Adaptive measures does not show that it serves
//     urgent jobs first.
//   - large-batch: over 20 jobs per worker. First [Batch], then also the others.
//   - small-batch: under 2 jobs per worker. First [SharedQueue].
//   - balanced: the rest. First [WorkStealing].
//
// Adaptive measures efficiency, ideal over actual makespan, which does not
// depend on how long the jobs of one run happen to be. It learns nothing from a run
// that ended before its jobs were done.
//
// A stream is cut into windows of at least 256 jobs. A window ends when no job waits, and has one
// strategy throughout. If jobs have costs, [ShortestFirst] is a candidate beside [SharedQueue],
// and if they have keys, so is [PredictedFirst]. What counts is how much shorter mean sojourn and
// mean slowdown are than if the same jobs had run in order of arrival, which Adaptive computes
// from their service times: so long waits that are due to a high load do not count against the
// choice. While jobs always wait, the choice stays.
//
// On one worker at 80 % load, with costs that are right, the mean sojourn was 0.59 times that
// of a shared queue, and 0.57 times with shortest-first from the start (compare --virtual
// --service exponential --workers 1 --jobs 20000 --load 0.8 --strategy
// adaptive,shortest-first,shared-queue --metric sojourn-mean; n = 20 rounds).
//
// Cost: 91 ns a job in a batch, 636 in a stream (BenchmarkCost, n = 10).
//
// Source: the choice among candidates is a multi-armed bandit, played ε-greedily
// with ε = 1/16 (Sutton and Barto, Reinforcement Learning, 2018, §2.2).
//
// The zero value is ready to use. It must not be copied after first use. The
// reasons are in [pool.Metrics.Details] under "chosen".
type Adaptive struct {
	mu    sync.Mutex
	rng   *rand.Rand
	kinds map[string]*experience
}

// A WorkloadProfile is what Adaptive looks at in a batch.
type WorkloadProfile struct {
	HighPriorityCount   int // priority over 7
	MediumPriorityCount int // priority 3 to 7
	LowPriorityCount    int // priority under 3
	TotalJobs           int
	WorkerCount         int
}

// Profile looks at a batch.
func Profile(batch pool.Batch, workers int) WorkloadProfile {
	p := WorkloadProfile{TotalJobs: batch.Len(), WorkerCount: workers}
	for i := range p.TotalJobs {
		switch priority := batch.Ticket(i).Priority; {
		case priority > 7:
			p.HighPriorityCount++
		case priority < 3:
			p.LowPriorityCount++
		default:
			p.MediumPriorityCount++
		}
	}
	return p
}

// Kind names the kind of batch: "priority-first", "large-batch", "small-batch"
// or "balanced".
func (p WorkloadProfile) Kind() string {
	switch {
	case p.HighPriorityCount > p.TotalJobs/2:
		return "priority-first"
	case p.TotalJobs > p.WorkerCount*20:
		return "large-batch"
	case p.TotalJobs < p.WorkerCount*2:
		return "small-batch"
	}
	return "balanced"
}

// candidates returns the strategies for a kind of batch, the first guess first.
func candidates(kind string) []pool.Discipline {
	switch kind {
	case "priority-first":
		return []pool.Discipline{Priority{}}
	case "large-batch":
		return []pool.Discipline{Batch{}, SharedQueue{}, WorkStealing{}, Chunked{}}
	case "small-batch":
		return []pool.Discipline{SharedQueue{}, RoundRobin{}}
	case streamPlain:
		return []pool.Discipline{SharedQueue{}}
	case streamCosts:
		return []pool.Discipline{SharedQueue{}, ShortestFirst{}}
	case streamKeys:
		return []pool.Discipline{SharedQueue{}, PredictedFirst{}}
	case streamBoth:
		return []pool.Discipline{SharedQueue{}, ShortestFirst{}, PredictedFirst{}}
	}
	return []pool.Discipline{WorkStealing{}, SharedQueue{}, RoundRobin{}, Chunked{}}
}

// explore is the number of runs per run that does not use the best.
const explore = 16

// experience is what is known of one kind of batch.
type experience struct {
	candidates []candidate
	runs       int
}

type candidate struct {
	pool.Discipline
	runs int

	// efficiency is that of a batch or, for a stream, how many times sooner jobs are done
	// than in order of arrival: an average that weights recent runs more; 0: unknown.
	efficiency float64
}

// recent is the weight of the last run in the efficiency.
const recent = 0.25

// Name returns "adaptive".
func (*Adaptive) Name() string { return "adaptive" }

// Lessons returns the number of runs of one kind after which every candidate has
// been tried: a comparison measures Adaptive from then on.
func (*Adaptive) Lessons() int { return len(candidates("balanced")) }

// NewQueue fails if that of the chosen strategy does.
func (a *Adaptive) NewQueue(setup pool.Setup) (pool.Queue, error) {
	if setup.Stream {
		return newAdaptiveStream(a, setup), nil
	}
	return &adaptive{strategy: a, setup: setup}, nil
}

// adaptive is the queue of a batch: it makes the actual queue when it sees the
// jobs.
type adaptive struct {
	pool.Queue // of the chosen strategy
	strategy   *Adaptive
	setup      pool.Setup
	kind       string
	chosen     int
	reason     string
}

// Unwrap returns the queue of the chosen strategy, once Load has chosen it.
func (q *adaptive) Unwrap() pool.Queue { return q.Queue }

// Load chooses a strategy and hands it the batch.
func (q *adaptive) Load(batch pool.Batch) {
	q.kind = Profile(batch, q.setup.Workers).Kind()
	d, chosen, reason := q.strategy.choose(q.kind, q.setup.Seed)
	q.chosen, q.reason = chosen, reason
	inner, err := d.NewQueue(q.setup)
	if err != nil {
		panic(err) // the candidates' settings are ours, and fit batches
	}
	q.Queue = inner
	if l, ok := inner.(pool.Loader); ok {
		l.Load(batch)
		return
	}
	for i := range batch.Len() {
		inner.Push(batch.Ticket(i))
	}
}

// Finish remembers how the chosen strategy did.
func (q *adaptive) Finish(run pool.Summary) {
	if q.Queue == nil {
		return // canceled before anything was chosen
	}
	if q.unfinished() || run.Makespan <= 0 {
		q.strategy.forget(q.kind, q.chosen)
	} else {
		ideal := max(run.Busy/time.Duration(run.Workers), run.Longest)
		q.strategy.learn(q.kind, q.chosen, float64(ideal)/float64(run.Makespan))
	}
	if f, ok := pool.As[pool.Finisher](q.Queue); ok {
		f.Finish(run)
	}
}

// unfinished reports whether jobs were left when the run ended: then no worker had
// to wait for the others yet, and any strategy would look efficient. It takes jobs
// from the queue to find out; the run no longer needs them.
func (q *adaptive) unfinished() bool {
	for worker := range q.setup.Workers {
		if q.Pop(worker, make([]int, 1)) > 0 {
			return true
		}
	}
	return false
}

// Report says which strategy was chosen and why.
func (q *adaptive) Report() []pool.Detail {
	if q.Queue == nil {
		return nil
	}
	details := []pool.Detail{{Name: "chosen", Value: float64(q.chosen), Note: q.reason}}
	if r, ok := pool.As[pool.Reporter](q.Queue); ok {
		details = append(details, r.Report()...)
	}
	return details
}

// choose returns the strategy to use for a batch, its number among the
// candidates, and the reason.
func (a *Adaptive) choose(kind string, seed uint64) (pool.Discipline, int, string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kinds == nil {
		a.kinds = make(map[string]*experience)
		a.rng = rand.New(rand.NewPCG(seed, 0))
	}
	e := a.kinds[kind]
	if e == nil {
		e = new(experience)
		for _, d := range candidates(kind) {
			e.candidates = append(e.candidates, candidate{Discipline: d})
		}
		a.kinds[kind] = e
	}
	e.runs++
	said := func(x float64) string { return fmt.Sprintf("%.1f %% efficiency", 100*x) }
	if isStream(kind) {
		said = func(x float64) string { return fmt.Sprintf("%.2f times the speed of order of arrival", x) }
	}
	i, why := e.next(a.rng, said)
	c := &e.candidates[i]
	c.runs++
	if !isStream(kind) {
		kind += " run"
	}
	return c.Discipline, i, fmt.Sprintf("%s for a %s: %s", c.Name(), kind, why)
}

// next returns the candidate to use and why, with efficiencies as they are reported.
func (e *experience) next(rng *rand.Rand, said func(float64) string) (int, string) {
	if len(e.candidates) == 1 {
		return 0, "the rule"
	}
	best := 0
	for i := range e.candidates {
		if e.candidates[i].runs == 0 {
			if i == 0 {
				return 0, "the first guess"
			}
			return i, "not tried yet"
		}
		if e.candidates[i].efficiency > e.candidates[best].efficiency {
			best = i
		}
	}
	if e.runs%explore == 0 {
		other := (best + 1 + rng.IntN(len(e.candidates)-1)) % len(e.candidates)
		return other, fmt.Sprintf("another look, at %s against %s of %s",
			said(e.candidates[other].efficiency), said(e.candidates[best].efficiency), e.candidates[best].Name())
	}
	return best, fmt.Sprintf("the best so far, at %s over %d runs", said(e.candidates[best].efficiency), e.candidates[best].runs)
}

func (a *Adaptive) learn(kind string, chosen int, efficiency float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c := &a.kinds[kind].candidates[chosen]
	if c.efficiency == 0 {
		c.efficiency = efficiency
		return
	}
	c.efficiency += recent * (efficiency - c.efficiency)
}

// forget makes a candidate count as untried again.
func (a *Adaptive) forget(kind string, chosen int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kinds[kind].candidates[chosen].runs--
}
