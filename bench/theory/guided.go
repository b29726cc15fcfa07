package theory

// Guided returns how many jobs each chunk of guided self-scheduling has, in the
// order in which they are taken: of R jobs that are left, a worker takes
// ⌈R/P⌉, P being the number of workers. There are no chunks for no jobs.
//
// Source: Polychronopoulos and Kuck, Guided self-scheduling, IEEE Transactions
// on Computers C-36, 1987.
func Guided(jobs, workers int) []int {
	mustCount("Guided", "jobs", jobs, 0)
	mustCount("Guided", "workers", workers, 1)
	var chunks []int
	for left := jobs; left > 0; {
		chunk := ceilDiv(left, workers)
		chunks = append(chunks, chunk)
		left -= chunk
	}
	return chunks
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
