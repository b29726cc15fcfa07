// Package strategies holds ways of handing jobs to workers, one per file. Each
// is a [pool.Discipline]: give it to [pool.WorkerPool.WithDiscipline], make a
// [pool.Strategy] of it with [pool.FromDiscipline], or name it in
// [pool.Config.Strategy] and give the pool the [Factory].
//
// They answer two questions. First: when is it decided which worker runs a job?
//
//   - In advance: [RoundRobin] and [Chunked] deal jobs out without looking at
//     the workers. Nothing is cheaper, and nothing is worse when jobs differ in
//     length: one worker may finish long after the rest.
//   - When a worker asks for several jobs, many at first and fewer toward the end:
//     [Guided], [Factoring] and [Trapezoid] are between the other two.
//   - When a worker asks for one job: [SharedQueue] and most others. No worker
//     idles while a job waits, except where that is the purpose: [LoadAware] holds
//     workers back, and [Paced], [Delayed], [Linger], [Serial] and [Capped] hold jobs
//     back. [Batch] takes several at a time, which wait for their worker even if others
//     idle. [WorkStealing] deals jobs out in advance and lets workers that finish early
//     take from the others.
//
// Second: which job is next? Mostly the oldest; with [Priority] the most urgent;
// with [PriorityWeighted] each class in turn.
//
// [LoadAware] and [Adaptive] decide how many workers run, and which other strategy
// to use.
//
// The costs in the doc comments are those of an empty job with the pool's engine on
// two workers, measured by BenchmarkCost; compare them with each other, not across
// machines.
package strategies
