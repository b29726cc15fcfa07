// Package recommend finds the strategy and the number of workers that suit a log of jobs.
//
//  1. A [Question] has the jobs, the worker counts and the target.
//  2. [Question.Answer] simulates every strategy on the jobs in virtual time, on each
//     worker count and then on those between which the target is first met. Package verdict
//     chooses. The choice runs again on each stretch of the log, because what holds for the
//     whole log may not hold for each part.
//  3. The best few then run in real time, on the busiest part of the log that fits the
//     time: a [Replay], by default in this process.
//  4. A [Result] has all of that as values; [Result.Text] is for people, and
//     [Result.Closer] is a comparison that looks closer.
//
// Simulations leave out overhead: scheduling a job costs nothing, and a job takes as long
// as in the log, whatever else runs. Step 3 makes up for that.
//
// Files in reading order: question.go, simulate.go, fits.go, firstcome.go, hours.go, why.go,
// autoscale.go, machines.go; confirm.go, closer.go, replay.go, run.go; spans.go, schedule.go, queue.go,
// nth.go, parallel.go, limits.go; tell.go, tellconfirm.go, tellfits.go, numbers.go, tellmachines.go, result.go, targets.go, loads.go.
package recommend
