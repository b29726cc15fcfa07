package ask

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The most workers of a comparison, in real time and in virtual time.
const (
	MaxWorkers        = 100_000
	MaxVirtualWorkers = 10_000_000
)

// MostWorkers returns how many workers may be asked for.
func (m *Mode) MostWorkers() int {
	if m.Virtual {
		return MaxVirtualWorkers
	}
	return MaxWorkers
}

// ParseWorkers reads worker counts up to most, separated by commas. Of a range FIRST..LAST they are
// its ends and the powers of two between them.
func ParseWorkers(list string, most int) ([]int, error) { return ParseCounts("workers", list, most) }

// ParseCounts is [ParseWorkers] of another flag, which the error names.
func ParseCounts(flag, list string, most int) ([]int, error) {
	if list == "" {
		return nil, nil
	}
	var out []int
	for _, text := range SplitList(list) {
		counts, err := parseCounts(flag, text, most)
		if err != nil {
			return nil, err
		}
		for _, n := range counts {
			if slices.Contains(out, n) {
				return nil, fmt.Errorf("--%s %q: %d appears twice", flag, list, n)
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// parseCounts reads a number, or a range.
func parseCounts(flag, text string, most int) ([]int, error) {
	first, last, isRange := strings.Cut(text, "..")
	a, err := strconv.Atoi(first)
	if !isRange {
		if err != nil || a < 1 || a > most {
			return nil, fmt.Errorf("--%s %q: want numbers from 1 to %d, or a range such as 1..64", flag, text, most)
		}
		return []int{a}, nil
	}
	b, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || a < 1 || b < a || b > most {
		return nil, fmt.Errorf("--%s %q: want FIRST..LAST, from 1 to %d, such as 1..64", flag, text, most)
	}
	counts := []int{a}
	for n := 1; n < b; n *= 2 {
		if n > a {
			counts = append(counts, n)
		}
	}
	if b > a {
		counts = append(counts, b)
	}
	return counts, nil
}
