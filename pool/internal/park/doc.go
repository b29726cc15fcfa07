// Package park parks idle workers, and wakes one for each job that
// comes. No job waits while a worker that may take it is parked.
//
// # A worker that finds nothing
//
//  1. announces itself;
//  2. looks for a job once more;
//  3. waits, or takes the announcement back if it found one.
//
// [Lot.Park] is these three.
//
// # Who brings a job
//
//  1. places it where workers look;
//  2. wakes a worker, if one is announced ([Lot.WakeOne]).
//
// Each side first writes and then reads what the other one writes. So of a worker
// and a bringer that meet, one sees the other: the worker finds the job on its
// second look, or the bringer finds the worker announced.
//
// # Which worker
//
// The last to come is the first to be woken: its caches are warmest. A wake for
// [Any] stands for a job that any worker can take. A worker that is woken for such
// a job and takes another one instead passes the wake on to the next worker, which
// was perhaps not told.
//
// # The end
//
// A worker that has announced itself and looked in vain has settled ([Lot.Settle]),
// until somebody wakes it. When all workers have, and no timer and no job that is to
// come back holds the lot ([Lot.Hold]), nobody is left who would bring a job, but from
// outside: the lot is quiet. That is how a run finds its end, without counting jobs.
package park
