package theory

// Conserved returns what every order of the jobs before one worker, M/G/1,
// leaves as it is: the sum over the classes of ρ_k·W_k, load times mean wait.
// An order can take wait from one class only by giving it to another. It holds
// if the worker never idles while a job waits, no running job is interrupted,
// and the order does not look at the jobs' lengths.
//
//	Σ ρ_k·W_k = ρ·W = ρ²/(1−ρ)·(1+SCV)/2, W of PollaczekKhinchine.
//
// scv is the squared coefficient of variation of all jobs' service times
// together. Loads are in units of their common mean. With several workers the
// same holds for exponential jobs, of the same mean in all classes: the sum is
// then ρ times [MMcWait].
//
// Source: Kleinrock, A conservation law for a wide class of queueing
// disciplines, Naval Research Logistics Quarterly 12, 1965.
func Conserved(load, scv float64) float64 {
	mustServe("Conserved", 1, load)
	mustSCV("Conserved", scv)
	return load * PollaczekKhinchine(load, scv)
}
