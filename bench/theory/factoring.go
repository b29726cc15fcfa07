package theory

// Factoring returns how many jobs each chunk of factoring has, in the order in
// which they are taken: half of the R jobs that are left are cut into as many
// equal chunks as there are workers P, ⌈R/2P⌉ each, then half of the rest, and
// so on (FAC2). There are no chunks for no jobs.
//
// Source: Hummel, Schonberg and Flynn, Factoring: a method for scheduling
// parallel loops, Communications of the ACM 35, 1992.
func Factoring(jobs, workers int) []int {
	mustCount("Factoring", "jobs", jobs, 0)
	mustCount("Factoring", "workers", workers, 1)
	var chunks []int
	for left := jobs; left > 0; {
		chunk := ceilDiv(left, 2*workers)
		for range workers {
			if chunk = min(chunk, left); chunk == 0 {
				break
			}
			chunks = append(chunks, chunk)
			left -= chunk
		}
	}
	return chunks
}
