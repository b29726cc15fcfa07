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

	// Drop drops a waiting job, by its Index: it does not run, and its Result has the error
	// [ErrDropped] and the reason. The queue may call it from any of its methods, even with a
	// lock held, and must not hand the job out. The Index belongs to the job until that
	// method has returned.
	Drop func(index int, why error)

	// Share has a waiting job share the Result of another waiting job, the leader, both by
	// their Index: it does not run, and when the leader has its Result it gets one with the
	// same Data, Error and Completed. Its Worker is -1 and its Started zero, as it never ran.
	// A leader that comes to share the Result of a third job takes along those that share
	// its own; one that is dropped, fails or is canceled does so for all of them. Until then
	// the job keeps its Index, and counts toward Capacity. The queue may call Share where it
	// may call Drop, and must not hand the job out.
	Share func(index, leader int)
}

// A Queue holds the jobs that wait. It sees tickets, not jobs, so it needs no
// type parameters, and one implementation serves batches and streams.
//
// A queue never waits: idle workers are parked, and woken, by the engine. It
// calls Push from one goroutine at a time and Pop from all workers at once.
//
// A queue may rely on this: when a worker calls Pop, all jobs that it had are done or were
// taken over by others. A worker may call Pop several times before it is idle; an [Idler]
// learns when it is. A negative Released means that the job was released before the run
// began.
type Queue interface {
	// Push places one job, which may be one that comes back because it is retried or has
	// returned [Again]. In a batch all others are placed before the first Pop. Push returns
	// the only worker that can take the job, or [AnyWorker], or, with [Prefer], a worker that
	// should take it. The engine wakes that worker, any idle one, or the preferred one if it
	// is idle and any other if not.
	Push(t Ticket) (worker int)

	// Pop takes waiting jobs for a worker: it writes the Index of at most
	// len(dst) of them to dst, in the order in which to run them, and returns
	// how many. The worker runs them all, and no other worker can take them, so a
	// queue that is not a [Sharer] should hand out several at once only if that does
	// no harm.
	//
	// 0 means that no job waits that this worker may take now. It is then idle until woken
	// by a Push, or for a job that a [Holder] has held back. In a batch, and in a stream that
	// is being closed, it leaves once no worker finds a job.
	Pop(worker int, dst []int) int
}

// AnyWorker is what [Queue.Push] returns for a job that every worker can take.
const AnyWorker = -1

// Prefer returns what [Queue.Push] returns for a job that any worker can take but this one
// should, for instance because its cache holds what the job needs.
func Prefer(worker int) int { return -2 - worker }

// preferred returns the preferred worker, if the result of Push names one.
func preferred(to int) (worker int, ok bool) { return -2 - to, to < AnyWorker }

// A Ticket stands for a waiting job.
type Ticket struct {
	Index     int           // identifies the job while it waits; in streams numbers are reused
	Priority  int           // greater is more urgent
	Cost      time.Duration // expected service time; 0: unknown
	Released  time.Duration // since the run began; negative if Created is earlier; 0 for a batch's job without Created
	Deadline  time.Duration // since the run began; NoDeadline: none
	NotBefore time.Duration // when it may start, since the run began; 0 or less: at once
	Key       string        // what the job belongs to; empty: nothing
	Seq       uint64        // number of the job in order of arrival, from 0, unique within the run
	Attempt   int           // how often the job has run: more than 0 if it comes back
}

// NoDeadline is the Deadline of a ticket without one. It sorts last.
const NoDeadline = time.Duration(math.MaxInt64)

// A Batch is all the jobs of a run in batch mode, by their tickets.
type Batch interface {
	Len() int
	Ticket(i int) Ticket // i in [0, Len()); the ticket's Index is i
}

// A Queue may implement more: the engine checks with [As] whether it is one of the
// following, or a Limiter, Holder, Copier or Wrapper.

// A Loader is a queue that takes a whole batch at once: in a batch the engine
// calls Load, once, before any Pop, and never Push.
type Loader interface {
	Load(batch Batch)
}

// A Returner is a Loader that takes back jobs of a batch that are to run again. Return is
// like Push. If the queue of a batch is a Loader and not a Returner, the engine keeps such
// jobs itself, and any worker takes them before others.
type Returner interface {
	Return(t Ticket) (worker int)
}

// A Sharer is a queue whose jobs any worker may run, even if Pop has handed them to
// another one. A worker that finds no job then takes over jobs that Pop has handed out
// several at a time and that their worker has not begun, so that no job waits behind one
// that turns out to be long while a worker is idle. Done is called by the worker that ran
// the job. Shares is only a marker.
type Sharer interface{ Shares() }

// An InOrder is a queue that hands out jobs in order of arrival, to any worker that asks,
// in next to no time. In a stream the engine then keeps the order itself, without locks,
// and calls neither Push nor Pop; and it counts the time of Pop as service. The method
// InOrder is only a marker.
//
// A wrapper around an InOrder is not one, unless it implements InOrder itself: then it
// sees no tickets.
type InOrder interface {
	Sharer
	InOrder()
}

// An Observer is a queue that learns the outcome of each job that has run. Done is called
// once per job, by the worker that ran it last, concurrently with everything else.
type Observer interface {
	Done(worker int, t Ticket, o Outcome)
}

// An Outcome is how a job ended.
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

// A Summary has the totals of one run.
type Summary struct {
	Workers  int
	Jobs     int           // that got a result
	Errors   int           // of these, with an error
	Makespan time.Duration // from the start of the run to the last completion
	Busy     time.Duration // sum of all service times, without waits between attempts
	Longest  time.Duration // longest service time
}

// A Reporter is a queue that reports details of its run, for [Metrics.Details]. Report is
// called once, after Finish.
type Reporter interface {
	Report() []Detail
}

// A Detail is a fact about a run that only its strategy knows.
type Detail struct {
	Name  string  // lower-case words joined by hyphens: "steals", "chosen"
	Value float64 // 0 where only the note matters
	Note  string  // in words; may be empty
}
