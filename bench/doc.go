// Package bench measures how contenders — strategies and, in general, anything that
// hands jobs to workers — do the same jobs. It is the door: what a program that
// compares strategies of its own needs is here, and is made in the packages below.
//
//  1. A [Contender] has jobs done by workers. [Strategies] returns the built-in ones,
//     [Discipline] and [Strategy] make one of what follows the contracts of package
//     pool; package adapter makes one of any other pool.
//  2. A [Plan] says what to compare: contenders, workloads, worker counts. Its rounds
//     run every contender once on the same jobs, in a random order, and yield a
//     [record.Trial] for each.
//  3. [Run] has the same contenders run under "go test -bench": one call in a
//     benchmark of one's own puts a strategy of one's own beside the built-in ones.
//  4. Package record keeps the trials, package verdict judges them, package report
//     shows them, and package cli is the command that does all of this.
//
// A plan may want jobs to come all at once, as a batch, or over time, as a stream
// ([Plan.Arrivals]); in real time, or in virtual time ([Plan.Virtual], see package
// virtual). In a stream a job is released when it was to arrive, whether or not the
// contender was ready for it: waits count from there, so that a contender that stalls
// does not hide its queue (coordinated omission).
//
// # The rooms
//
// Who wants to know how it is done reads on in this order; each imports only what
// comes after it:
//
//   - rounds: a comparison is many rounds, each in a process of its own, so that no
//     contender lives off the heap or the luck of another; with the protocol between
//     the processes, and a watchdog.
//   - plan: a round in this process.
//   - trial: one contender once, in real time, bare or in virtual time, and the wrapper
//     around each job that measures it.
//   - pace: jobs handed over as they arrive, in real time.
//   - metrics: from the times of jobs to numbers.
//   - host: facts about the machine, and how much others disturbed.
//
// Files, in the order of reading: gotest.go, contender.go, plan.go.
package bench
