// Package virtual runs jobs in virtual time, in two ways that agree to the nanosecond.
//
// # By events
//
// A [Simulation] drives the queue of a [pool.Discipline] with a loop over events, arrivals
// and ends of jobs, and calls it as the engine of package pool would. It takes a few
// hundred nanoseconds a job, with up to millions of workers. No goroutine is involved, so
// every run is the same.
//
// That both ways agree is tested on every strategy and workload, and on random disciplines
// that do whatever the contract allows: 20,000 of them, call by call and job by job, with
//
//	go test ./bench/virtual -run TestExactRandom -long
//
// # By goroutines
//
// [Run] runs any concurrent code, such as a strategy that is written by hand, with its own
// goroutines, channels and locks. But nothing actually sleeps: the clock jumps to the next
// instant at which a goroutine wakes.
//
//	err := virtual.Run(ctx, virtual.Options{Sleepers: 1000}, func(ctx context.Context, c *virtual.Clock) error {
//		p := pool.NewWithConfig[workloads.Task, uint64](pool.Config{NumWorkers: 1000}).
//			WithDiscipline(c.Order(strategies.WorkStealing{})).
//			WithProcessor(c.Process)
//		p.AddJobs(jobs)
//		results, err := p.RunContext(ctx) // results have virtual times
//		...
//	})
//
// This shows how a strategy schedules, without noise, with any number of workers, on any
// machine. It does not show the cost of scheduling: only sleeping takes time here. Locks,
// caches and garbage collection need real time.
//
// # Repeatable runs
//
// Virtual time comes from [testing/synctest]: a run repeats exactly as long as no two
// goroutines run at once. Two that wake at the same instant would run in an unknown order.
// So goroutines sleep with [Clock.Sleep], which lets those that wake at the same instant
// go on one after the other, each when everything caused by the one before it has come to
// rest. The same applies to workers that begin at the same instant, see [Clock.Order]. A
// discipline whose choices depend only on [pool.Setup.Seed] and its queue therefore does
// the same in every run, on every machine and with any GOMAXPROCS. (Runs on amd64 and on
// arm64 were compared: they are the same to the last bit.)
//
// A hand-written strategy starts goroutines of its own. What two of them do at the same
// instant, such as the start of a batch, happens in any order. If the strategy keeps no
// worker idle while a job waits, the makespans of two runs on W workers differ by a factor
// of at most 2 − 1/W: no such run is farther from the ideal (Graham, SIAM J. Appl. Math.
// 17, 1969).
//
// # Outside of tests
//
// synctest is made for tests. It is not documented to work in other programs, so a test of
// this package checks that it does; where it does not, [Run] returns an error, not a wrong
// answer.
//
// Files in reading order: simulate.go, loop.go, loop_worker.go, loop_copies.go, loop_deaths.go, loop_hold.go,
// loop_slices.go, loop_claims.go, loop_drops.go, loop_jobs.go, loop_wake.go, loop_end.go, events.go, turns.go; run.go, order.go, generate.go, process.go, clock.go.
package virtual
