package pool

import (
	"math"
	"time"
)

// A Discipline is an assignment rule: it makes the queues in which jobs wait
// between their release and their start. One value may make many queues, also
// concurrently.
type Discipline interface {
	// Name returns lower-case words joined by hyphens.
	Name() string

	// NewQueue returns an empty queue for one run. The error says what about
	// the discipline's own settings or the setup it cannot serve: a discipline
	// that cannot run streams refuses setup.Stream here.
	NewQueue(setup Setup) (Queue, error)
}

// Setup describes the run that a queue is for.
type Setup struct {
	Workers  int                  // workers are numbered [0, Workers)
	Capacity int                  // most jobs that wait at once; a ticket's Index is in [0, Capacity)
	Stream   bool                 // jobs arrive over time; otherwise all are there at the start
	Seed     uint64               // for random choices: the same seed, the same choices
	Now      func() time.Duration // time since the run began; safe for concurrent use

	// Drop gives a waiting job up, by its Index: it does not run, and its Result has the
	// error [ErrDropped] and the reason. The queue calls it from any of its methods, also
	// with a lock held, and does not hand the job out. The Index belongs to the job
	// until the method has returned.
	Drop func(index int, why error)
}

// A Queue holds the jobs that wait. It sees tickets, not jobs, so it needs no
// type parameters, and one implementation serves batches and streams.
//
// A queue never waits: idle workers are parked, and woken, by the engine. It
// calls Push from one goroutine at a time and Pop from all workers at once.
//
// A queue may rely on this: when a worker calls Pop, all jobs that it had are done or
// were taken over by others. It may call Pop several times before it is idle; an
// [Idler] learns when it is. A job was released before the run began if Released is
// negative.
type Queue interface {
	// Push places one job, also one that comes back: because it is tried again, or has
	// returned [Again]. In a batch all others are placed before the first Pop. It returns the worker who alone can take it, [AnyWorker],
	// or with [Prefer] a worker who should: the engine wakes that worker, any idle one,
	// or that one if it is idle and any other if not.
	Push(t Ticket) (worker int)

	// Pop takes waiting jobs for a worker: it writes the Index of at most
	// len(dst) of them to dst, in the order in which to run them, and returns
	// how many. The worker runs them all; nobody else can take them any more, so
	// a queue that is no [Sharer] hands out several at once only where that does
	// no harm.
	//
	// 0 means that nothing waits that this worker may take now. It is then idle until
	// woken: by a Push, or for a job that a [Holder] has held back. In a batch, and in a
	// stream that is being closed, it leaves once no worker finds anything.
	Pop(worker int, dst []int) int
}

// AnyWorker is what [Queue.Push] returns for a job that every worker can take.
const AnyWorker = -1

// Prefer returns what [Queue.Push] returns for a job that every worker can take, and
// that this one should: it has what the job needs in its cache.
func Prefer(worker int) int { return -2 - worker }

// preferred returns the worker that is preferred, if what Push has returned names one.
func preferred(to int) (worker int, ok bool) { return -2 - to, to < AnyWorker }

// A Ticket stands for a waiting job.
type Ticket struct {
	Index     int           // identifies the job while it waits; in streams numbers are reused
	Priority  int           // greater is more urgent
	Cost      time.Duration // expected service time; 0: unknown
	Released  time.Duration // since the run began; negative if the job was Created before; 0 if a batch's job has no Created
	Deadline  time.Duration // since the run began; NoDeadline: none
	NotBefore time.Duration // when it may start, since the run began; 0 or less: at once
	Key       string        // what the job belongs to; empty: nothing
	Seq       uint64        // counts the jobs of a run as they come, from 0: no two have the same
	Attempt   int           // how often the job has run: more than 0 if it comes back
}

// NoDeadline is the Deadline of a ticket without one. It sorts last.
const NoDeadline = time.Duration(math.MaxInt64)

// A Batch is all the jobs of a run in batch mode, by their tickets.
type Batch interface {
	Len() int
	Ticket(i int) Ticket // i in [0, Len()); the ticket's Index is i
}

// A Queue may be more than that: the engine asks with [As] whether it is one of the
// following, or of Limiter, Holder and Wrapper.

// A Loader is a queue that takes a whole batch at once: in a batch the engine
// calls Load, once, before any Pop, and never Push.
type Loader interface {
	Load(batch Batch)
}

// A Returner is a Loader that takes jobs back in a batch: those that are to run again.
// Return is like Push. Where the queue of a batch is a Loader and no Returner, the
// engine keeps such jobs itself, and any worker takes them before others.
type Returner interface {
	Return(t Ticket) (worker int)
}

// A Sharer is a queue of jobs that any worker may run, also when Pop has handed
// them to another one. A worker that finds nothing then takes over jobs that Pop
// has handed to another one together with others, and that this one has not begun:
// none waits behind a job that turns out to be long while a worker is idle. Done
// is called by the worker that ran the job. Shares does nothing.
type Sharer interface{ Shares() }

// An InOrder is a queue that hands out jobs in the order in which they came, to any
// worker that asks, and takes next to no time for that. In a stream the engine then
// keeps the order itself, without locks, and calls neither Push nor Pop; and it counts
// the time of Pop as service. InOrder does nothing.
//
// A queue around one that is InOrder is not, unless it says so itself: only then
// does it see no tickets.
type InOrder interface {
	Sharer
	InOrder()
}

// An Observer is a queue that learns what became of each job that has run. Done is
// called once, by the worker that ran it last, concurrently with everything else.
type Observer interface {
	Done(worker int, t Ticket, o Outcome)
}

// An Outcome is what became of a job.
type Outcome struct {
	Service  time.Duration // of all attempts, without the waits between them
	Attempts int           // how often it ran, at least 1
	Err      error         // of its Result
}

// A Finisher is a queue that learns how its run went. Finish is called once,
// after the last Pop and Done.
type Finisher interface {
	Finish(run Summary)
}

// A Summary is how one run went.
type Summary struct {
	Workers  int
	Jobs     int           // that got a result
	Errors   int           // of these, with an error
	Makespan time.Duration // from the start of the run to the last completion
	Busy     time.Duration // sum of all service times, without waits between attempts
	Longest  time.Duration // longest service time
}

// A Reporter is a queue that has something to say about its run, for
// [Metrics.Details]. Report is called once, after Finish.
type Reporter interface {
	Report() []Detail
}

// A Detail is one fact about a run that only its strategy knows.
type Detail struct {
	Name  string  // lower-case words joined by hyphens: "steals", "chosen"
	Value float64 // 0 where only the note matters
	Note  string  // in words; may be empty
}
