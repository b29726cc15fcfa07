package theory

import "math"

// PowerOfTwoSojourn returns the mean sojourn where each job joins the shorter of two queues
// picked at random, in the limit of many workers.
//
//	Σ ρ^(2^i − 2), i = 1, 2, …
//
// Source: Vvedenskaya, Dobrushin and Karpelevich, Problems of Information Transmission 32,
// 1996; Mitzenmacher, IEEE Trans. Parallel and Distributed Systems 12, 2001.
func PowerOfTwoSojourn(load float64) float64 {
	mustServe("PowerOfTwoSojourn", 1, load)
	sum := 0.0
	for exponent := 0.0; ; exponent = 2*exponent + 2 {
		term := math.Pow(load, exponent)
		if sum += term; term < 1e-16 {
			return sum
		}
	}
}

// OneProbeSojourn returns the mean sojourn where each job joins a random queue, and a worker
// that has just emptied its own takes one job from the end of another's, picked at random,
// if that has at least two; otherwise it idles until a job joins its queue. In the limit of
// many workers.
//
//	(1 + √(1 + 4ρ/(1−ρ)))/2.
//
// Source: Mitzenmacher, Analyses of load stealing models based on differential equations,
// SPAA 1998.
func OneProbeSojourn(load float64) float64 {
	mustServe("OneProbeSojourn", 1, load)
	return (1 + math.Sqrt(1+4*load/(1-load))) / 2
}
