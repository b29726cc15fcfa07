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
}

// Name returns the name of the strategy.
func (e Entry) Name() string { return e.New().Name() }

// Families of strategies.
const (
	Static  = "static"  // decided beforehand
	Dynamic = "dynamic" // decided when a worker comes for a job
	Ordered = "ordered" // dynamic, and not the oldest job first
	Meta    = "meta"    // decides about other strategies
)

// All returns every strategy of this package. To add one, write its file and
// add its line.
func All() []Entry {
	return []Entry{
		{New: disc[RoundRobin], Family: Static, Summary: "jobs of equal length, dealt out one by one; the plain reference"},
		{New: disc[Chunked], Family: Static, Summary: "very short jobs of equal length whose neighbours share data", Batch: true},
		{New: disc[Guided], Family: Dynamic, Summary: "short jobs that differ a little and whose neighbours share data", Batch: true},
		{New: disc[Factoring], Family: Dynamic, Summary: "the same, where they differ more", Batch: true},
		{New: disc[Trapezoid], Family: Dynamic, Summary: "the same, where they become shorter or longer along the batch", Batch: true},
		{New: disc[SharedQueue], Family: Dynamic, Summary: "the default: right for nearly all jobs"},
		{New: disc[Batch], Family: Dynamic, Summary: "short jobs that should stay together in tens"},
		{New: disc[WorkStealing], Family: Dynamic, Summary: "many short jobs on many workers, where one queue would be contended"},
		{New: disc[Priority], Family: Ordered, Summary: "urgent jobs first, whatever happens to the others"},
		{New: disc[PriorityWeighted], Family: Ordered, Summary: "urgent jobs get more, and none is left waiting for ever"},
		{New: disc[LoadAware], Family: Meta, Summary: "a guest on a busy host: fewer workers while others need the processors"},
		{New: func() pool.Discipline { return new(Adaptive) }, Family: Meta, Summary: "the same kinds of batches again and again, of a kind not known beforehand"},
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
