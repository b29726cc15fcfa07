package theory

// ErlangC returns the probability that a job finds all workers busy and has to
// wait, in a queue before all of them.
//
// With a = c·ρ for c workers and load ρ it is
//
//	C = (a^c/c!)/(1−ρ) / (Σ_{k<c} a^k/k! + (a^c/c!)/(1−ρ)),
//
// computed from Erlang's B, B(k) = a·B(k−1)/(k + a·B(k−1)), which overflows for
// no number of workers. The work grows with that.
//
// Source: Erlang 1917; Kleinrock, Queueing Systems I, 1975, §3.5.
func ErlangC(workers int, load float64) float64 {
	mustServe("ErlangC", workers, load)
	a := float64(workers) * load
	b := 1.0
	for k := 1; k <= workers; k++ {
		b = a * b / (float64(k) + a*b)
	}
	return b / (1 - load*(1-b))
}
