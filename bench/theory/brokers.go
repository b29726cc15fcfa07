package theory

import (
	"fmt"
	"math"
)

// PolledWait returns the mean wait of a job that comes to so many idle processes, each of
// which asks for jobs once every so often, at times that have nothing to do with those of
// the others: the first to ask has it. With one process it is uniform between 0 and every.
//
//	E[W] = every/(n+1)
func PolledWait(processes int, every float64) float64 {
	mustCount("PolledWait", "processes", processes, 1)
	return every / float64(processes+1)
}

// PolledQuantile returns the q-quantile of that wait.
//
//	P(W > t) = (1 − t/every)^n
func PolledQuantile(processes int, every, q float64) float64 {
	mustCount("PolledQuantile", "processes", processes, 1)
	mustProbability("PolledQuantile", q)
	return every * (1 - math.Pow(1-q, 1/float64(processes)))
}

// PolledRate returns how many jobs workers can start in a unit of time, however short those
// are, if each asks for one once in so much time.
func PolledRate(workers int, every float64) float64 {
	mustCount("PolledRate", "workers", workers, 1)
	return float64(workers) / every
}

// PrefetchedRate returns how many jobs of equal length a process can do in a unit of time
// that has so many workers and may hold so many jobs, and takes so long to hear from the
// queue after it has reported one.
//
//	min(workers/service, prefetch/(service + trip))
func PrefetchedRate(workers, prefetch int, service, trip float64) float64 {
	mustCount("PrefetchedRate", "workers", workers, 1)
	mustCount("PrefetchedRate", "prefetch", prefetch, 1)
	return min(float64(workers)/service, float64(prefetch)/(service+trip))
}

// PrefetchedMakespan returns how long so many jobs of equal length take, all there at the
// start, in a process with one worker that may hold so many of them.
func PrefetchedMakespan(jobs, prefetch int, service, trip float64) float64 {
	mustCount("PrefetchedMakespan", "jobs", jobs, 1)
	mustCount("PrefetchedMakespan", "prefetch", prefetch, 1)
	last := float64(jobs - 1)
	if float64(prefetch)*service >= service+trip {
		return trip + service*float64(jobs) // it never waits for the queue
	}
	whole := math.Floor(last / float64(prefetch))
	return trip + service + whole*(service+trip) + (last-whole*float64(prefetch))*service
}

// Redelivered returns how many of so many jobs of equal length would be delivered again that
// one worker gets at once and does one after the other: each number k with k·service > ackWait.
func Redelivered(jobs int, service, ackWait float64) int {
	mustCount("Redelivered", "jobs", jobs, 1)
	if !(service > 0) {
		panic(fmt.Sprintf("theory: Redelivered: service %v, want more than 0", service))
	}
	return max(0, jobs-int(math.Floor(ackWait/service)))
}

// Deliveries returns how often a job is delivered that takes so long, if each time somebody is
// free to run it: again after each ackWait in which it has not ended.
//
//	⌈service/ackWait⌉
func Deliveries(service, ackWait float64) int {
	if !(service > 0 && ackWait > 0) {
		panic(fmt.Sprintf("theory: Deliveries: service %v, ackWait %v, want more than 0", service, ackWait))
	}
	return int(math.Ceil(service / ackWait))
}

// RecoveredMakespan returns how long 2·prefetch jobs of equal length take that two processes with
// one worker each get at once, if one of them dies and the other one runs its jobs once they are
// delivered again. No job of the other one takes until ackWait to end.
//
//	ackWait + (prefetch − ⌊dies/service⌋)·service
func RecoveredMakespan(prefetch int, service, dies, ackWait float64) float64 {
	mustCount("RecoveredMakespan", "prefetch", prefetch, 1)
	if own := float64(prefetch) * service; !(service > 0 && dies >= 0 && own <= ackWait) {
		panic(fmt.Sprintf("theory: RecoveredMakespan: service %v, dies %v, ackWait %v", service, dies, ackWait))
	}
	lost := float64(prefetch) - min(float64(prefetch), math.Floor(dies/service))
	if lost == 0 {
		return float64(prefetch) * service
	}
	return ackWait + lost*service
}
