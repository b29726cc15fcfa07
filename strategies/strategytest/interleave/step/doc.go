// Package step runs a model of concurrent code through all its schedules.
//
// A model is a few threads that share memory. [Explore] runs them one step at a
// time: a step begins at an operation of this package's types and lasts until the
// thread is about to do the next. Which thread makes the next step is a choice, and
// Explore tries them all, depth first, each from a fresh start. It reports the first
// schedule that ends wrongly: a failed check, a panic, or threads that wait for each
// other.
//
// The types have the names and methods of those in sync and sync/atomic, so that real
// code takes them instead when only its imports change: see package interleave.
//
// # What is not tried twice
//
// Two schedules that lead to the same state have the same future. What the threads
// share, as [Model.Share] names it, is compared by value. What a thread knows is
// compared by all that it has read: nothing else decides what it does next, as
// long as it is a function of what it reads. [Model.Forget] says that a thread has
// forgotten what it read, which makes many more states equal.
//
// # What is not covered
//
// Operations are sequentially consistent, as those of sync/atomic are. What lies
// between two operations is one step: that it touches no shared memory without a
// lock is for the race detector to check.
package step
