package gate

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestListing: what is a result is found, whatever else is printed.
func TestListing(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string
		strange    int
	}{
		{"plain", "goos: linux\nBenchmarkA\nBenchmarkA-2   \t 10\t 5 ns/op\t 3 B/op\nPASS", []string{"A 5e-09"}, 0},
		{"a name like a number of processors", "BenchmarkA\nBenchmarkA/size-2\nBenchmarkA/size-2 \t 10\t 5 ns/op", []string{"A/size-2 5e-09"}, 0},
		{"the same with processors", "BenchmarkA/size-2\nBenchmarkA/size-2-2 \t 10\t 5 ns/op", []string{"A/size-2 5e-09"}, 0},
		{"prints before", "BenchmarkA\nhello\nworld BenchmarkA-2 \t 10\t 5 ns/op", []string{"A 5e-09"}, 1},
		{"logs", "BenchmarkA\n    a_test.go:3: 12 ns/op\nBenchmarkA-2\t10\t5 ns/op\n--- BENCH: BenchmarkA-2\n", []string{"A 5e-09"}, 1},
		{"fails", "BenchmarkA\n--- FAIL: BenchmarkA-2\n    a_test.go:3: why\nFAIL", []string{"A failed"}, 1},
		{"numbers that are none", "BenchmarkA\nBenchmarkA-2\t10\tmany ns/op\n", nil, 1},
		{"not finite", "BenchmarkA\nBenchmarkA-2\t10\tNaN ns/op\n", []string{"A NaN"}, 0},
		{"twice", "BenchmarkA\nBenchmarkA-2\t10\t5 ns/op\t6 ns/op\n", nil, 1},
	} {
		var l listing
		for line := range strings.SplitSeq(tt.text, "\n") {
			l.line(line)
		}
		var got []string
		for _, b := range l.found {
			if b.failed {
				got = append(got, b.name+" failed")
			} else {
				got = append(got, fmt.Sprint(b.name, " ", b.Values["sec/op"]))
			}
		}
		if !slices.Equal(got, tt.want) || len(l.strange) != tt.strange {
			t.Errorf("%s: found %q, strange %q; want %q and %d strange lines", tt.name, got, l.strange, tt.want, tt.strange)
		}
	}
}
