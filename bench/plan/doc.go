// Package plan runs the rounds of a comparison, in this process: every contender once
// on the same jobs.
//
// A [Plan] is a value that says what to compare: contenders, workloads, worker counts,
// and whether jobs come at once or over time, in real time or in virtual time.
// [Plan.Round] runs one round: for each workload, worker count and load the contenders
// one after the other, in an order drawn from the round's seed, and yields a
// [record.Trial] for each. [Hooks] see more of it as it goes on; [Plan.Timelines] has
// them note what every worker did. [Plan.Describe] says beforehand what the jobs will
// be.
//
// All that is drawn follows from the plan's seed and the round's number: the jobs, when
// they arrive, and the order of contenders.
//
// Files in reading order: plan.go; newrun.go, timelines.go, round.go, part.go, together.go,
// outcome.go, opened.go; meter.go, virtual.go, describe.go, search.go; arrivals.go, jobs.go, cells.go.
package plan
