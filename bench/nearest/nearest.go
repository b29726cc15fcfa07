// Package nearest finds the name that somebody meant who has mistyped it ([Name]), and has
// the error that suggests it ([Unknown]).
package nearest

// Name returns the known name that takes the fewest edits to reach, the first of several as
// near, or "" if all take more than half of the name.
func Name(name string, known []string) string {
	best, fewest := "", len(name)/2+1
	for _, k := range known {
		if d := edits(name, k); d < fewest {
			best, fewest = k, d
		}
	}
	return best
}

// edits returns the Levenshtein distance, in bytes: names are ASCII.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
