// Package workloads makes the jobs on which strategies are compared.
//
// The same workload, number and seed always make the same jobs. From a name to
// running jobs there are four steps:
//
//  1. [ByName] finds a [Workload]: a preset of [All], or with "trace:FILE.csv"
//     the user's own jobs. Its fields can be changed, first of all Mean.
//  2. [Workload.Generate] draws a [Set]: service times from a [Distribution],
//     arranged in an [Order], with priorities by a [Mix], done by [Part]s. The
//     set says what it realised, and warns of jobs that mislead.
//  3. [Calibrate] measures once per comparison what a kernel's iteration costs,
//     and [NewRunner] turns service times into fixed numbers of iterations.
//     Work is fixed, not time: a loop that watches the clock would count
//     preemption as work and hide contention.
//  4. [Runner.Process] does a job in real time. In virtual time it is slept
//     through; see package bench/virtual.
//
// A log of real jobs, with whatever columns, is read by [joblog.Read], and [TraceOf] makes
// a [Trace] of it: [Trace.Profile] says what it is like, and a [Workload] with that trace
// has its jobs.
//
// When jobs arrive over time, [Schedule] says when, by an [Arrivals] process.
//
// A new distribution is one file and a line in [Distributions], a new process of
// arrivals one in [AllArrivals]; a new preset is one line in [All], and a new option of all of them
// an entry in [Options].
//
// Files in reading order: presets.go, option.go, workload.go, draw.go, drawn.go,
// priority.go, keys.go, deadline.go, cost.go;
// runner.go, calibrate.go, http.go, files.go, kernel.go; cold.go, slice.go, task.go, order.go,
// distribution.go, dist_discrete.go, dist_simple.go, dist_lognormal.go, dist_pareto.go;
// arrivals.go, arrivals_bursty.go, arrivals_gamma.go; profile.go, profile_json.go,
// arrived.go, trace_part.go, trace.go, set.go.
package workloads
