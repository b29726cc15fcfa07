// Package asynq is an engine of package remote on Redis: queues of the library
// github.com/hibiken/asynq, logs in streams of Redis, of version 7 or later.
//
// What asynq does not leave to its users stays as it is:
//
//   - An idle consumer asks for a task once a [Options.CheckInterval], by default a second.
//   - Each task is stored and taken in a round trip of its own.
//   - A lease that ends in a living process, and a Nak, are noticed by the next check of
//     [Options.RetryInterval], by default five seconds.
//   - A lease lasts 30 seconds for other processes, whatever [Options.AckWait] is, and that it
//     has ended is noticed 30 to 90 seconds later: the jobs of a worker that was killed come
//     back after one to two minutes.
//   - A task may run for a hundred years.
package asynq
