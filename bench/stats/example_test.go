package stats_test

import (
	"fmt"
	"math"

	"github.com/go-foundations/poolbench/bench/stats"
)

// Ten rounds of two variants, compared round by round: by what factor does the second
// differ, and is it by chance?
func ExampleHodgesLehmann() {
	first := []float64{10.1, 12.9, 9.8, 11.0, 14.2, 10.3, 9.9, 13.1, 10.7, 11.5}
	second := []float64{10.9, 13.7, 10.9, 11.6, 15.3, 11.4, 10.6, 14.3, 11.3, 12.6}
	var logs []float64
	for i := range first {
		logs = append(logs, math.Log(second[i]/first[i]))
	}
	ratio := stats.HodgesLehmann(logs, 0.95).Exp()
	fmt.Printf("%.3f (%.3f to %.3f), p = %.4f\n", ratio.Center, ratio.Lo, ratio.Hi, stats.SignedRank(logs))
	// Output: 1.080 (1.066 to 1.096), p = 0.0020
}

// Three comparisons were made, and the p-value of one is small by itself.
func ExampleHolm() {
	fmt.Printf("%.2f\n", stats.Holm([]float64{0.03, 0.4, 0.2}))
	// Output: [0.09 0.40 0.40]
}
