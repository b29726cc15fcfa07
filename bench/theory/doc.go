// Package theory holds what queueing theory and scheduling theory say of the
// strategies: closed formulas, and numbers that follow from one by a root or an
// integral. A harness that runs the strategies must reproduce them.
//
//  1. Streams: [ErlangC] and [MMcWait] are one queue before all workers,
//     [RoundRobinWait] one queue per worker, [PollaczekKhinchine] one worker and
//     jobs of any length, [GapsWait] and [BulkWait] other arrivals. [PriorityWaits],
//     [AgingWaits] and [ClassWaits] split the wait among classes,
//     [ShortestFirstSojourn], [PredictedFirstSojourn] and [SRPTSojourn] shorten it, as do
//     [PreemptiveShortestSojourn], [PreemptivePredictedSojourn] and
//     [PredictedRemainingSojourn]; [LIFOWaitSquare] is how it varies, [Conserved] is what no
//     order can change. In [ErlangA] jobs leave that have waited for too long.
//     [RoundRobinSojourns], [FeedbackSojourns] and [RemainingSojourns] are of jobs that
//     run in slices, [BoundedSojourn] is of jobs that are placed when they arrive,
//     [PowerOfTwoSojourn] and [OneProbeSojourn] are of very many workers. In
//     [HedgedSojourn] and [RedundantSojourn] a job runs in copies.
//  2. Batches: [Ideal] and [GrahamBound] bound every makespan,
//     [DynamicMakespan] and [StaticMakespan] are what to expect of exponential
//     jobs, [CompletionFIFO] and [CompletionShortestFirst] when their jobs end.
//  3. [Guided], [Factoring] and [Trapezoid] are the chunks that the strategies of
//     these names cut.
//  4. [PolledWait], [PolledQuantile] and [PolledRate] are of jobs that wait until somebody
//     asks for them, [PrefetchedRate], [PrefetchedMakespan] and [Redelivered] of those that
//     are sent ahead, [Deliveries] and [RecoveredMakespan] of those that are sent again.
//
// Times are in units of the mean service time, so that a worker does one job in
// one unit, and a load of 0.8 on 4 workers means that 3.2 jobs arrive in one.
// Arrivals are Poisson and service times are exponential unless a function says
// otherwise. All waits are those of the steady state.
//
// Parameters that make no sense are a programmer's misuse and panic with the
// name of this package: fewer than one worker, a load outside [0, 1), at which
// there is no steady state, a probability outside [0, 1), shares that do not
// add up to 1. Every function is pure and may be called concurrently.
//
// Files in reading order: roundrobin.go, aging.go, mmc.go, priority.go, erlang.go,
// conservation.go, pollaczek.go, shortestfirst.go, multiqueue.go, gim1.go, bulk.go,
// classes.go, impatient.go, preemptive.go, srpt.go, lifo.go, slices.go, bounded.go, many.go, copies.go,
// coalesce.go, linger.go;
// bounds.go, makespan.go, static.go, completion.go; factoring.go, trapezoid.go, guided.go; brokers.go; numeric.go, check.go.
package theory
