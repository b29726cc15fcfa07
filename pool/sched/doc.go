// Package sched holds what the engine of package pool decides, for whoever drives its
// queues. It has no type parameters, starts no goroutine and reads no clock: times are
// arguments. The engine drives it with goroutines, package bench/virtual with a loop of
// events. Programs that only run jobs do not need it.
//
//   - [Size]: how many jobs a worker claims at once.
//   - [Book]: which jobs of a batch have been handed out, each once.
//   - [Claim]: who begins which of the jobs that a worker has claimed at once.
//   - [Agenda]: what is due when.
//   - [Limit]: whom to wake where the queue changes how many workers may take jobs.
//   - [Idle]: which workers are idle, whom to wake, and when nobody is left who would
//     bring a job.
//
// Jobs and workers are numbers here. Jobs, results and processors stay in pool.
package sched
