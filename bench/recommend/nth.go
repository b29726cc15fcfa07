package recommend

// nth returns the value that would be at an index if the values were sorted, and reorders them.
// Sorting a million values takes over ten times as long (BenchmarkNth).
func nth(values []float64, k int) float64 {
	from, to := 0, len(values)-1
	for from < to {
		// Median of three, so that sorted values are no worst case.
		mid := from + (to-from)/2
		if values[mid] < values[from] {
			values[mid], values[from] = values[from], values[mid]
		}
		if values[to] < values[from] {
			values[to], values[from] = values[from], values[to]
		}
		if values[to] < values[mid] {
			values[to], values[mid] = values[mid], values[to]
		}
		pivot, i, j := values[mid], from, to
		for i <= j {
			for values[i] < pivot {
				i++
			}
			for values[j] > pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i, j = i+1, j-1
			}
		}
		switch {
		case k <= j:
			to = j
		case k >= i:
			from = i
		default:
			return values[k]
		}
	}
	return values[k]
}
