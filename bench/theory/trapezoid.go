package theory

// Trapezoid returns how many jobs each chunk of trapezoid self-scheduling has, in
// the order in which they are taken: the first f = N/2P, each following one
// less by the same step, down to l = 1. There are no chunks for no jobs.
//
// With C = ⌈2N/(f+l)⌉ chunks the step is (f−l)/(C−1). All are integers: f and
// the step are rounded down, f to no less than 1, so that the jobs may run out
// long before a chunk is as small as l.
//
// Source: Tzeng and Ni, Trapezoid self-scheduling: a practical scheduling scheme
// for parallel compilers, IEEE Transactions on Parallel and Distributed Systems
// 4, 1993.
func Trapezoid(jobs, workers int) []int {
	mustCount("Trapezoid", "jobs", jobs, 0)
	mustCount("Trapezoid", "workers", workers, 1)
	const last = 1
	first := max(last, jobs/(2*workers))
	step := (first - last) / max(1, ceilDiv(2*jobs, first+last)-1)
	var chunks []int
	for left, chunk := jobs, first; left > 0; chunk -= step {
		chunks = append(chunks, min(chunk, left))
		left -= chunk
	}
	return chunks
}
