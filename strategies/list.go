package strategies

import (
	"errors"

	"github.com/go-foundations/poolbench/pool"
)

// An Entry describes a strategy.
type Entry struct {
	New     func() pool.Discipline // with its default settings
	Family  string                 // when it is decided who runs a job
	Summary string                 // when to use it, in one line
	Batch   bool                   // runs batches only, no streams
	Usual   bool                   // takes part in a comparison that names no strategies
}

// Name returns the name of the strategy.
func (e Entry) Name() string { return e.New().Name() }

// Families of strategies.
const (
	Static  = "static"  // decided beforehand
	Placed  = "placed"  // when the job comes
	Dynamic = "dynamic" // decided when a worker comes for a job
	Ordered = "ordered" // dynamic, and not the oldest job first
	Sliced  = "sliced"  // ordered, of jobs that come back after a slice of their work
	Keys    = "keys"    // by what jobs belong to
	Timed   = "timed"   // by how long jobs have waited, or are to
	Meta    = "meta"    // decides about other strategies
)

// All returns every strategy of this package. To add one, write its file and
// add its line.
func All() []Entry {
	return []Entry{
		{New: disc[RoundRobin], Family: Static, Summary: "jobs of equal length, dealt out one by one; the plain reference", Usual: true},
		{New: disc[PowerOfTwo], Family: Placed, Summary: "jobs have to be placed when they come, and to ask every worker costs too much"},
		{New: disc[LeastLoaded], Family: Placed, Summary: "jobs have to be placed when they come: with who is free first"},
		{New: disc[IdleFirst], Family: Placed, Summary: "jobs have to be placed when they come, and workers say when they are idle"},
		{New: disc[Bounded], Family: Placed, Summary: "the next job should be there when one ends: two at each worker, the rest in one queue"},
		{New: disc[Chunked], Family: Static, Summary: "very short jobs of equal length whose neighbours share data", Batch: true, Usual: true},
		{New: disc[Guided], Family: Dynamic, Summary: "short jobs that differ a little and whose neighbours share data", Batch: true, Usual: true},
		{New: disc[Factoring], Family: Dynamic, Summary: "the same, where they differ more", Batch: true, Usual: true},
		{New: disc[Trapezoid], Family: Dynamic, Summary: "the same, where they become shorter or longer along the batch", Batch: true, Usual: true},
		{New: disc[SharedQueue], Family: Dynamic, Summary: "the default: right for nearly all jobs", Usual: true},
		{New: disc[Batch], Family: Dynamic, Summary: "short jobs that should stay together in tens", Usual: true},
		{New: disc[WorkStealing], Family: Dynamic, Summary: "many short jobs on many workers, where one queue would be contended", Usual: true},
		{New: disc[Priority], Family: Ordered, Summary: "urgent jobs first, whatever happens to the others", Usual: true},
		{New: disc[PriorityWeighted], Family: Ordered, Summary: "urgent jobs get more, and none is left waiting for ever", Usual: true},
		{New: disc[PriorityAging], Family: Ordered, Summary: "urgent jobs wait less by a factor, and all become more urgent the longer they wait"},
		{New: disc[MultiQueue], Family: Ordered, Summary: "nearly the most urgent first: very short jobs on many workers"},
		{New: disc[Deadline], Family: Ordered, Summary: "jobs that have to be complete by a time of their own"},
		{New: disc[LIFO], Family: Ordered, Summary: "late results are worth nothing: the newest first"},
		{New: disc[ShortestFirst], Family: Ordered, Summary: "the least mean wait, where costs are known"},
		{New: disc[LongestFirst], Family: Ordered, Summary: "the least makespan of a batch, where costs are known"},
		{New: disc[PredictedFirst], Family: Ordered, Summary: "the least mean wait, where costs are not known and jobs of a key are alike"},
		{New: disc[ShortestRemaining], Family: Sliced, Summary: "the least mean sojourn, where costs are known and jobs are done in slices"},
		{New: disc[RoundRobinSlices], Family: Sliced, Summary: "jobs of unknown length are done in slices and take turns"},
		{New: disc[Feedback], Family: Sliced, Summary: "jobs of unknown and very different length are done in slices: those with few first"},
		{New: disc[Fair], Family: Keys, Summary: "nobody waits for the backlog of another customer"},
		{New: disc[Affinity], Family: Keys, Summary: "jobs of a key are quicker where one has been before"},
		{New: disc[Serial], Family: Keys, Summary: "jobs of a key must not meet or overtake each other"},
		{New: disc[Capped], Family: Keys, Summary: "a key bears so many jobs at a time"},
		{New: disc[Coalesce], Family: Keys, Summary: "only the newest waiting job of a key counts"},
		{New: disc[Paced], Family: Timed, Summary: "jobs call something that has a limit of so many a second"},
		{New: disc[Delayed], Family: Timed, Summary: "jobs that are not to start before a time"},
		{New: disc[Linger], Family: Timed, Summary: "jobs are cheaper together: wait a little for more of them"},
		{New: disc[CoDel], Family: Timed, Summary: "under too much load a queue is in nobody's interest"},
		{New: disc[LoadAware], Family: Meta, Summary: "a guest on a busy host: fewer workers while others need the processors", Usual: true},
		{New: func() pool.Discipline { return new(Adaptive) }, Family: Meta, Summary: "the same kinds of batches again and again, of a kind not known beforehand", Usual: true},
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
var errStream = errors.New("runs batches only: it divides all jobs up beforehand, and a stream has no end")
