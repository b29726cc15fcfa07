// Package recommend answers which strategy, and how many workers, a log of jobs wants.
//
//  1. A [Question] has the jobs, the worker counts, and what is to be reached.
//  2. [Question.Answer] simulates every strategy on the jobs in virtual time, on each
//     worker count and then on those between which the target is first met; package
//     verdict chooses. The choice runs again on each stretch of the log: what holds for
//     the whole log may not hold for each part.
//  3. The best few then run in real time, on the busiest part of the log that there is
//     time for: a [Replay], in this process unless the question says how else.
//  4. A [Result] has all of that as values, and [Result.Text] tells it to people.
//
// Simulating costs no overhead: handing out a job costs nothing there, and a job takes as
// long as in the log, whoever else runs. That is what step 3 is for.
package recommend
