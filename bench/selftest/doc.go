// Package selftest holds the harness against what is known: it runs the real
// strategies in virtual time, on jobs of which theory says how long they wait and
// when they end, and compares.
//
// Figures with chance in them come from [Replications] independent runs. The mean
// of these has an interval, at 99.9 % by Student's t, and a figure agrees with
// theory if the interval holds it and is no wider than stated for the number of
// jobs: a figure that is merely imprecise does not agree. Exact figures agree if
// they are equal.
//
// Two things that are known are not here. Of redundancy, where a job waits before several
// workers and runs on all of them until the first copy ends, there is only the case of two
// workers: a [pool.Copier] copies jobs that run, none that wait. And when a broker delivers a
// job again is up to the engines of package remote, which its suite holds to their leases.
//
// Files in reading order: choose.go, checks.go, checks_stream.go, checks_sliced.go,
// checks_placed.go, checks_copies.go, checks_meta.go, checks_brokers.go, checks_leases.go, checks_batch.go, oracles.go,
// replicate.go, stream.go, batch.go; tell.go, figure.go; gate.go, kernels.go, noise.go.
package selftest
