// Package core holds what the engine of package pool decides. It has no type
// parameters, starts no goroutine and reads no clock: times are arguments. So
// goroutines can drive it, and so can a loop of events.
//
//   - [Size]: how many jobs a worker claims at once.
//   - [Book]: which jobs of a batch have been handed out, each once.
//   - [Claim]: who begins which of the jobs that a worker has claimed at once.
//   - [Agenda]: what is due when.
//
// Jobs and workers are numbers here. Jobs, results and processors stay in pool.
package core
