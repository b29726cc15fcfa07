package bench

import (
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
)

// What is compared, and what it may be able to do besides. Package trial, which
// runs them, has the methods and what is asked of each.
type (
	// A Contender is a way to have jobs done by workers.
	Contender = trial.Contender

	// A Preparer wants to know the size of a batch before it is measured.
	Preparer = trial.Preparer

	// A Learner gets better from run to run.
	Learner = trial.Learner

	// A Seeded makes random choices.
	Seeded = trial.Seeded

	// A Settable has settings, which may follow its name: "bounded:4".
	Settable = trial.Settable

	// A RealTimer says why it cannot run in virtual time.
	RealTimer = trial.RealTimer

	// A Virtual is a discipline that is another one in virtual time.
	Virtual = trial.Virtual

	// A Streamer can be handed jobs as they arrive.
	Streamer = trial.Streamer

	// A Stream is a run of a Streamer.
	Stream = trial.Stream

	// An Outsider has jobs done by other processes.
	Outsider = trial.Outsider

	// An Outside is what an Outsider needs for a run.
	Outside = trial.Outside

	// An Opener needs something that takes a while to start.
	Opener = trial.Opener

	// A Closer holds what would disturb others.
	Closer = trial.Closer

	// A Report is what a contender tells of a run beyond its having ended.
	Report = trial.Report
)

// Strategies returns every built-in strategy as a contender.
func Strategies() []Contender { return trial.Strategies() }

// Usual returns the built-in strategies that take part in a comparison that names none:
// those that need nothing but jobs. The others serve those who know costs, deadlines or
// keys, or want to hold jobs back.
func Usual() []Contender { return trial.Usual() }

// Discipline returns the contender that runs a discipline with a pool.
func Discipline(d pool.Discipline) Contender { return trial.Discipline(d) }

// Strategy returns the contender that runs a hand-written strategy with a
// pool. Each process makes one value and uses it for all its trials.
func Strategy(s pool.Strategy[int, uint64]) Contender { return trial.Strategy(s) }

// CanVirtual returns why a contender cannot run in virtual time, or nil.
func CanVirtual(c Contender) error { return trial.CanVirtual(c) }

// CanStream returns why a contender cannot run streams, or nil.
func CanStream(c Contender) error { return trial.CanStream(c) }

// WatchesHost reports whether another strategy stands in for a contender in virtual time,
// which therefore says nothing about how it does on a busy host.
func WatchesHost(c Contender) bool { return trial.WatchesHost(c) }

// ByEvents reports whether a contender runs by events in virtual time, and not by its
// goroutines: it is a discipline.
func ByEvents(c Contender) bool {
	_, ok := trial.ByEvents(c)
	return ok
}
