// Package virtual runs real concurrent code in virtual time: goroutines,
// channels and locks are those of the program, but whoever sleeps sleeps for
// nothing, and the clock jumps to the next instant at which somebody wakes.
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
// So how a strategy schedules can be seen without noise, at any number of
// workers, on any machine. What cannot be seen is what scheduling costs: nothing
// but a sleep takes any time here. Locks, caches and garbage are for real time.
//
// # The same every time
//
// Virtual time comes from [testing/synctest]: a run repeats as far as no two
// goroutines run at once. Two that wake at the same instant would, in an order
// that nobody knows. So whoever sleeps here sleeps by [Clock.Sleep], which lets
// those that wake at the same instant go on one after the other, each when all
// that the one before it set off has come to rest. The same goes for workers
// that begin at the same instant, see [Clock.Order]. A discipline whose choices
// are drawn from [pool.Setup.Seed] and its queue alone therefore does the same
// in every run, on every machine and with any GOMAXPROCS. (Runs on amd64 and on
// arm64 were compared: they are the same to the last bit.)
//
// A strategy that is written by hand has goroutines that begin without
// asking anybody. What two of them do at the very same instant, as at the start
// of a batch, happens in any order. If it keeps no worker idle while a job waits,
// the makespans of two runs on W workers are apart by a factor of 2 − 1/W at most:
// that is how far any such run can be from the ideal (Graham, SIAM J. Appl. Math.
// 17, 1969).
//
// # Ground it stands on
//
// synctest is made for tests. That it runs in a plain program, too, is
// documented nowhere, so a test of this package holds it, and [Run] returns an
// error, not a wrong answer, where it does not.
package virtual
