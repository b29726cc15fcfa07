// Package pool runs jobs on workers, and lets a strategy decide which worker runs
// which job, and when.
//
// # Running jobs
//
// A [WorkerPool] has a [Processor], the function that does a [Job], and answers
// every job with one [Result]. In a batch all jobs are there at the start:
//
//	p := pool.New[string, int]().WithProcessor(count)
//	p.AddJobs(jobs)
//	results, err := p.Run() // one result per job, in the order of the jobs
//
// In a stream they come over time: [WorkerPool.Start], then [WorkerPool.Submit],
// which waits while the buffer is full, [WorkerPool.Results] for the results as
// they finish, and [WorkerPool.Close], which returns when all is done.
//
// [WorkerPool.Do] submits one job and waits for its result. While jobs run,
// [WorkerPool.Resize] changes how many may run at once, and [WorkerPool.Pause] keeps
// further ones from starting. [WorkerPool.OnWorker] gives each worker resources of its
// own, and [WorkerPool.WithMonitor] reports what happens, for metrics.
//
// # What is promised
//
// Every job gets exactly one Result, even if the context ends, its processor panics or
// calls [runtime.Goexit], or the strategy loses it. At most [Config.NumWorkers] jobs run at
// once, unless the pool is resized, or callers run jobs ([RunInCaller]). A run returns all
// results and the error that stopped it, if any. When it returns, its goroutines have
// exited.
//
// # Strategies
//
// Nearly every strategy only decides where a job waits and who takes it next.
// That is a [Discipline]: it makes a [Queue] for each run, which sees a [Ticket]
// for each waiting job and hands out their numbers. It never waits and starts no
// goroutine, and it serves batches and streams alike. The engine of this
// package does the rest: it parks and wakes workers, reads the clock, calls the
// processor, retries, and recovers from panics. [FIFO] is the plainest one, and
// the default; package strategies has more.
//
// A strategy that needs goroutines of its own implements [Strategy] by hand. A
// pool runs it, too, in batches, and keeps the promises above even where the
// strategy does not: see [WorkerPool.WithStrategy].
//
// A strategy is chosen by value, with [WorkerPool.WithDiscipline] or
// [WorkerPool.WithStrategy], or by name: [Config.Strategy] is looked up in the
// [Factory] given to [WorkerPool.WithFactory].
//
// # The path of a job
//
//	Submit ── waits for a slot ──► slot ── ticket ──► Queue.Push ─┐
//	  (a batch: all jobs are there)                              │ wakes a worker
//	                 ┌───────── comes back: a retry, Again ◄──┐   ▼
//	                 └──► slot ──► Queue.Push                 │  Queue.Pop ──► claim
//	                                                          │   │ frees the slots
//	  Results, handler, Run ◄── result ◄── Queue.Done ◄───────┴─ processor
//
// In the code: submit and standInLineLocked (intake.go, line.go) place the ticket, wake (take.go)
// wakes workers, claim and look (take.go) take jobs or park, runClaimed (worker.go) runs
// them, endAttempt (again.go) handles those that fail, and settled (handover.go) hands the
// results over. A waiting job belongs to its slot; after Pop it belongs to its worker, until
// an idle one takes it over (claim.go). Decisions that do not depend on jobs or processors
// are in pool/sched and pool/internal.
//
// # Time
//
// A worker reads the clock once between two jobs that it claimed together, or from
// the shared queue: the end of one is the start of the next. Otherwise it reads the
// clock again, so that the time that the queue takes counts as wait, not as service.
// The engine never spins or polls: a goroutine that waits is blocked on a channel or a
// condition, so a pool may run inside a testing/synctest bubble.
package pool
