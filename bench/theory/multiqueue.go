package theory

// MultiQueueRankError returns how many waiting jobs are more urgent, on average,
// than the one that comes out of a relaxed priority queue of so many heaps: of
// two heaps, drawn with replacement, the one whose first job is more urgent
// gives it. Of many jobs, spread over the heaps at random.
//
//	5n/6 − 1 + 1/(6n).
//
// Source: Walzer and Williams, A simple yet exact analysis of the MultiQueue,
// 2024.
func MultiQueueRankError(heaps int) float64 {
	mustCount("MultiQueueRankError", "heaps", heaps, 1)
	n := float64(heaps)
	return 5*n/6 - 1 + 1/(6*n)
}
