package strategies

import (
	"errors"

	"github.com/go-foundations/poolbench/pool"
)

// An Entry describes a strategy.
type Entry struct {
	New     func() pool.Discipline // with its default settings
	Family  string                 // one of the families below
	Summary string                 // when to use it, in one line
	Batch   bool                   // runs batches only, no streams
	Usual   bool                   // takes part in a comparison that names no strategies

	// Wants is the column, one of those below, that a log needs for compare recommend to try the
	// strategy on it. Empty: it is tried if it is Usual, or if the user names it.
	Wants string

	// Shows is the metric that the strategy is meant to improve, beside the one that decides.
	Shows string
}

// Name returns the name of the strategy.
func (e Entry) Name() string { return e.New().Name() }

// Families of strategies.
const (
	Static  = "static"  // assigns jobs in advance
	Placed  = "placed"  // assigns a job to a worker when it arrives
	Dynamic = "dynamic" // assigns a job when a worker asks for one
	Ordered = "ordered" // dynamic, but not the oldest job first
	Sliced  = "sliced"  // ordered, for jobs that come back after a slice of their work
	Keys    = "keys"    // by the keys of jobs
	Timed   = "timed"   // by how long jobs have waited, or have to wait
	Meta    = "meta"    // chooses other strategies, or the number of workers
)

// Columns of logs.
const (
	ByKey      = "key"
	ByPriority = "priority"
	ByDeadline = "deadline"
	ByCost     = "cost" // how long a job is expected to take
)

// All returns every strategy of this package. To add one, write its file and
// add its line.
func All() []Entry {
	return []Entry{
		{New: disc[RoundRobin], Family: Static, Summary: "jobs of equal length, dealt out one by one; the plain reference", Usual: true},
		{New: disc[PowerOfTwo], Family: Placed, Summary: "jobs have to be placed when they arrive, and asking every worker costs too much"},
		{New: disc[LeastLoaded], Family: Placed, Summary: "jobs have to be placed when they arrive: with the worker that is free first"},
		{New: disc[IdleFirst], Family: Placed, Summary: "jobs have to be placed when they arrive, and workers report when they are idle"},
		{New: disc[Bounded], Family: Placed, Summary: "the next job should be there when one ends: two at each worker, the rest in one queue"},
		{New: disc[Prefetch], Family: Placed, Summary: "a broker sends each process several jobs ahead: how many should it send?"},
		{New: disc[Chunked], Family: Static, Summary: "very short jobs of equal length whose neighbors share data", Batch: true, Usual: true},
		{New: disc[Guided], Family: Dynamic, Summary: "short jobs that differ a little and whose neighbors share data", Batch: true, Usual: true},
		{New: disc[Factoring], Family: Dynamic, Summary: "the same, where they differ more", Batch: true, Usual: true},
		{New: disc[Trapezoid], Family: Dynamic, Summary: "the same, where they become shorter or longer along the batch", Batch: true, Usual: true},
		{New: disc[SharedQueue], Family: Dynamic, Summary: "the default: right for nearly all jobs", Usual: true},
		{New: disc[Batch], Family: Dynamic, Summary: "short jobs that should stay together in tens", Usual: true},
		{New: disc[WorkStealing], Family: Dynamic, Summary: "many short jobs on many workers, where one queue would be contended", Usual: true},
		{New: disc[Priority], Family: Ordered, Summary: "urgent jobs first, whatever happens to the others", Usual: true},
		{New: disc[PriorityWeighted], Family: Ordered, Summary: "urgent jobs get more, and no job waits forever", Usual: true},
		{New: disc[PriorityAging], Family: Ordered, Summary: "urgent jobs wait less by a factor, and every job becomes more urgent as it waits", Wants: ByPriority, Shows: "wait-mean@urgent"},
		{New: disc[MultiQueue], Family: Ordered, Summary: "very short jobs on many workers, the most urgent roughly first", Wants: ByPriority, Shows: "wait-mean@urgent"},
		{New: disc[Deadline], Family: Ordered, Summary: "each job has to be complete by its own deadline", Wants: ByDeadline, Shows: "late"},
		{New: disc[LIFO], Family: Ordered, Summary: "late results are worthless: the newest job first"},
		{New: disc[ShortestFirst], Family: Ordered, Summary: "the least mean wait, if costs are known", Wants: ByCost, Shows: "sojourn-mean"},
		{New: disc[LongestFirst], Family: Ordered, Summary: "the least makespan of a batch, if costs are known", Wants: ByCost, Shows: "makespan"},
		{New: disc[PredictedFirst], Family: Ordered, Summary: "the least mean wait, if costs are unknown and jobs of a key are alike", Wants: ByKey, Shows: "sojourn-mean"},
		{New: disc[ShortestRemaining], Family: Sliced, Summary: "the least mean sojourn, if costs are known and jobs are done in slices"},
		{New: disc[RoundRobinSlices], Family: Sliced, Summary: "jobs of unknown length are done in slices, in turns"},
		{New: disc[Feedback], Family: Sliced, Summary: "jobs of unknown and very different lengths are done in slices, short ones first"},
		{New: disc[Fair], Family: Keys, Summary: "no customer waits for the backlog of another", Wants: ByKey, Shows: "key-fairness"},
		{New: disc[Affinity], Family: Keys, Summary: "jobs of a key are faster on a worker that has run one before", Wants: ByKey, Shows: "at-home"},
		{New: disc[Serial], Family: Keys, Summary: "jobs of a key must run one at a time, in order", Wants: ByKey},
		{New: disc[Capped], Family: Keys, Summary: "a key may run only a few jobs at a time", Wants: ByKey},
		{New: disc[Coalesce], Family: Keys, Summary: "only the newest waiting job of a key counts: others are dropped, or share its result"},
		{New: disc[Paced], Family: Timed, Summary: "jobs call something with a rate limit"},
		{New: disc[Delayed], Family: Timed, Summary: "each job must not start before its own time"},
		{New: disc[Linger], Family: Timed, Summary: "jobs are cheaper together: wait a little for more"},
		{New: disc[Poll], Family: Timed, Summary: "jobs wait in a queue that idle workers poll: how often should they?"},
		{New: disc[CoDel], Family: Timed, Summary: "overload makes a long queue useless: newest first, or drop"},
		{New: disc[Hedge], Family: Timed, Summary: "a second try is often quicker: run a second copy of a job that takes unusually long"},
		{New: disc[LoadAware], Family: Meta, Summary: "a guest on a busy host: fewer workers while others need the processors", Usual: true},
		{New: func() pool.Discipline { return new(Adaptive) }, Family: Meta, Summary: "recurring batches, or streams, of a few kinds that are not known in advance", Usual: true},
	}
}

func disc[D pool.Discipline]() pool.Discipline {
	var d D
	return d
}

// Factory returns a pool.Factory with every strategy of this package under its
// name.
func Factory[T, R any]() *pool.Factory[T, R] {
	f := pool.NewFactory[T, R]()
	for _, e := range All() {
		d := e.New()
		if err := f.RegisterStrategy(d.Name(), pool.FromDiscipline[T, R](d)); err != nil {
			panic("strategies: " + err.Error())
		}
	}
	return f
}

// errStream is returned by strategies that need to see the whole batch.
var errStream = errors.New("runs batches only: it divides all jobs in advance, and a stream has no end")
