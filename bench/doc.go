// Package bench measures how contenders — strategies and, in general, anything
// that hands jobs to workers — do the same jobs.
//
//  1. A [Plan] says what to compare: contenders, workloads, worker counts.
//  2. [Plan.Round] runs every contender once on the same jobs, in a random
//     order, and yields a [record.Trial] for each. A comparison is many rounds,
//     each in a process of its own, so that no contender lives off the heap or
//     the luck of another.
//  3. Package record keeps the trials, package verdict judges them, package
//     report shows them.
//
// Every contender is measured by the same wrapper around the work of a job: two
// clock reads into memory that is there beforehand, no lock, no allocation. It
// also counts how often each job ran, and a trial that lost, repeated or failed
// a job has no metrics but an error.
//
// A plan may want jobs to come all at once, as a batch, or over time, as a
// stream ([Plan.Arrivals]); in real time, or in virtual time ([Plan.Virtual], see
// package virtual). In a stream a job is released when it was to arrive, whether
// or not the contender was ready for it: waits count from there, so that a
// contender that stalls does not hide its queue (coordinated omission). What is
// measured, with formulas and sources, is in the catalogue of package record.
//
// The same contenders run under "go test -bench" through [Run]: one call in a
// benchmark of one's own puts a strategy of one's own beside the built-in ones.
package bench
