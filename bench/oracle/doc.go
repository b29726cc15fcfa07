// Package oracle says at which nanosecond each job of a trace starts, for strategies whose
// rule leaves nothing to chance or only what a seed decides. A harness that runs the
// strategies must agree on every job of every trace, equal instants included.
//
//  1. [KieferWolfowitz] and [Assigned] are recursions: one queue for all workers, and
//     one for each.
//  2. [Ordered] and [Keyed] follow a rule about which of the jobs that wait is next,
//     [Sliced] with jobs that come back.
//  3. [Placed] and [Bounded] follow a rule about which worker a job is for.
//  4. [Lingering] has jobs wait for each other, and [Replaced] lets a new one replace another.
//
// They are written to be checked by reading: nothing is shared with the strategies or with
// the engine, and whatever is looked for is looked for among all jobs. So the time they
// take grows with the square of the number of jobs.
//
// Files in reading order: placed.go, ordered.go, together.go, loop.go, recursions.go,
// trace.go.
//
// What happens at one instant is in this order, as in package virtual: jobs end, by their
// Tie; then jobs arrive. Each has all its consequences before the next.
package oracle
