// Package pace hands jobs over as they arrive, in real time, whether or not anybody
// is ready for them (an open loop).
//
// [Generate] submits each job at its own instant: it sleeps until shortly before,
// and then looks at the clock. By how much each was late it returns, since a wait
// counts from when a job was to arrive: [LateP99] is the metric, and [Warnings] says
// where a run's waits were the generator's own.
//
// Files, in the order of reading: pace.go, late.go; sleep_GOOS.go has the most
// precise sleep of the system.
package pace
