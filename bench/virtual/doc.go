// Package virtual runs jobs in virtual time, in two ways that agree to the nanosecond.
//
// # By events
//
// A [Simulation] drives the queue of a [pool.Discipline] with a loop of events, arrivals
// and ends of jobs, and asks it as the engine of package pool would. It takes some hundred
// nanoseconds a job, with up to millions of workers. No goroutine is involved, so it is
// the same every time.
//
// # By goroutines
//
// [Run] runs any concurrent code, such as a strategy that is written by hand: goroutines,
// channels and locks are those of the program, but nothing actually sleeps: the clock
// jumps to the next instant at which a goroutine wakes.
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
// machine. It does not show what scheduling costs: nothing but a sleep takes any time
// here. Locks, caches and garbage collection need real time.
//
// # The same every time
//
// Virtual time comes from [testing/synctest]: a run repeats as long as no two goroutines
// run at once. Two that wake at the same instant would, in an unknown order. So sleeping
// is by [Clock.Sleep], which lets goroutines that wake at the same instant go on one after
// the other, each when everything that the one before it caused has come to rest. The
// same goes for workers that begin at the same instant, see [Clock.Order]. A discipline
// whose choices are drawn from [pool.Setup.Seed] and its queue alone therefore does the
// same in every run, on every machine and with any GOMAXPROCS. (Runs on amd64 and on arm64
// were compared: they are the same to the last bit.)
//
// A hand-written strategy starts goroutines of its own. What two of them do at the very
// same instant, as at the start of a batch, happens in any order. If it keeps no worker
// idle while a job waits, the makespans of two runs on W workers differ by a factor of
// 2 − 1/W at most: no such run is farther from the ideal (Graham, SIAM J. Appl. Math. 17,
// 1969).
//
// # Outside of tests
//
// synctest is made for tests. That it also works in other programs is not documented, so a
// test of this package checks it, and where it does not, [Run] returns an error, not a
// wrong answer.
package virtual
