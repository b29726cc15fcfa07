// Package trial runs one contender once, on jobs that are the same for all, and
// measures it.
//
// A [Contender] is what is compared: anything that has jobs done by workers. The
// strategies of this project are contenders ([Strategy], [Discipline]); optional
// interfaces say what another can do besides. A [Trial] is the jobs: a batch, or a
// stream ([Trial.Arrive]). [Trial.Run] runs them in real time, [Trial.RunBare]
// likewise but with no job measured by itself, [Trial.RunVirtual] in virtual time.
// Before the first of these [WarmUp] runs a contender unmeasured.
//
// Every contender is measured by the same wrapper around the work of a job: two
// clock reads into memory that is there beforehand, no lock, no allocation
// ([WrapperCost] is what that takes). It also counts how often each job ran: a
// contender that lost, repeated or failed a job has an error and no metrics.
//
// Files, in the order of reading: contender.go, can.go; wrappercost.go, trial.go; bare.go,
// virtual.go, run.go, warmup.go; stream.go, wrapper.go, slices.go, copies.go, cold.go, outside.go,
// picture.go, jobs.go; strategy_stream.go, strategy.go and nameworkers.go.
package trial
