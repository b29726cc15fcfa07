// Package otel exports what happens in a pool as OpenTelemetry metrics.
//
// A [Monitor] connects them:
//
//	m, err := otel.New(otel.Config{Name: "thumbnails"})
//	defer m.Close()
//	p := pool.New[Image, Thumbnail]().WithProcessor(shrink).WithMonitor(m)
//
// The metrics, each with the attribute poolbench.pool.name:
//
//	poolbench.pool.jobs.queued      counter         {job}      jobs handed over
//	poolbench.pool.attempts         counter         {attempt}  attempts at a job that started, retries included
//	poolbench.pool.jobs.done        counter         {job}      jobs that have their result, by poolbench.job.outcome
//	poolbench.pool.jobs.waiting     up-down counter {job}      jobs that wait now, also for their next attempt
//	poolbench.pool.jobs.running     up-down counter {job}      jobs that run now
//	poolbench.pool.job.wait         histogram       s          from a job's release to the start of its first attempt; at least 0
//	poolbench.pool.job.service      histogram       s          all attempts at a job, by poolbench.job.outcome
//
// An outcome is "success"; "failure", the processor's last error; "dropped", see
// [pool.ErrDropped]; "shared", a job that shares the success of another one; or "skipped", a job
// that had not run to its end when its pool ended, or that shares a failure. Jobs that were
// dropped, shared or skipped have no service. When nothing waits or runs, as many
// jobs are done as were queued.
//
// It is a module of its own, so that whoever imports the pool does not depend on
// OpenTelemetry.
package otel
