// Package strategies holds ways of handing jobs to workers, one per file. Each
// is a [pool.Discipline]: give it to [pool.WorkerPool.WithDiscipline], make a
// [pool.Strategy] of it with [pool.FromDiscipline], or name it in
// [pool.Config.Strategy] and give the pool the [Factory].
//
// They answer two questions. When is it decided who runs a job?
//
//   - Beforehand: [RoundRobin] and [Chunked] deal jobs out without looking at
//     the workers. Nothing is cheaper, and nothing is worse when jobs differ in
//     length: one worker may finish long after the rest.
//   - When a worker comes for some, many at first and fewer in the end:
//     [Guided], [Factoring] and [Trapezoid] are between the two.
//   - When a worker comes for one: [SharedQueue], [Batch] and all that follow.
//     No worker idles while a job waits. [WorkStealing] deals out beforehand
//     and lets those who finish early take from the others.
//
// And which job is next? The oldest, mostly; the most urgent with [Priority];
// each class in its turn with [PriorityWeighted].
//
// [LoadAware] and [Adaptive] decide about others: how many workers there should
// be, and which of the strategies to use.
//
// Costs named in the files are those of an empty job with the pool's engine on
// two workers, by BenchmarkCost; compare them with each other, not across
// machines.
package strategies
