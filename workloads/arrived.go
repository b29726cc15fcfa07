package workloads

import (
	"fmt"
	"math"
	"math/bits"
	"time"

	"github.com/go-foundations/poolbench/bench/number"
)

// Arrived is what a schedule turned out to be, as against what was drawn from.
type Arrived struct {
	Jobs       int
	Rate       float64 // jobs per second; 0 if all came at once
	SCV        float64 // squared coefficient of variation of the gaps
	Dispersion float64 // of counts, in windows of 100 mean gaps; NaN with fewer than 20 of them
}

const (
	dispersionWindow = 100 // mean gaps
	fewestWindows    = 20
)

// RealiseArrivals measures a schedule. The index of dispersion for counts is the
// variance over the mean of the number of arrivals in windows (Cox and Lewis,
// The Statistical Analysis of Series of Events, 1966): 1 for Poisson, more for
// bursts that the SCV of single gaps does not show.
func RealiseArrivals(schedule []time.Duration) Arrived {
	a := Arrived{Jobs: len(schedule), Dispersion: math.NaN()}
	if len(schedule) == 0 || schedule[len(schedule)-1] == 0 {
		return a
	}
	n := float64(len(schedule))
	mean := float64(schedule[len(schedule)-1]) / n
	a.Rate = float64(time.Second) / mean
	var squares float64
	last := time.Duration(0)
	for _, at := range schedule {
		d := float64(at-last) - mean
		squares += d * d
		last = at
	}
	a.SCV = squares / n / (mean * mean)
	if windows := len(schedule) / dispersionWindow; windows >= fewestWindows {
		a.Dispersion = dispersion(schedule, windows)
	}
	return a
}

// dispersion counts arrivals in that many windows of equal length.
func dispersion(schedule []time.Duration, windows int) float64 {
	counts := make([]float64, windows)
	// Note: in whole numbers. From 2^53 ns (104 days) on, a float64 takes the last
	// arrival for the end itself, one window too far.
	end := uint64(schedule[len(schedule)-1]) + 1
	for _, at := range schedule {
		hi, lo := bits.Mul64(uint64(at), uint64(windows))
		window, _ := bits.Div64(hi, lo, end)
		counts[window]++
	}
	mean := float64(len(schedule)) / float64(windows)
	var squares float64
	for _, c := range counts {
		squares += (c - mean) * (c - mean)
	}
	return squares / float64(windows-1) / mean
}

// String returns one line without a newline.
func (a Arrived) String() string {
	if a.Rate == 0 {
		return a.Shape()
	}
	return fmt.Sprintf("%s arrivals/s, %s", number.Digits(a.Rate), a.Shape())
}

// Shape returns String without the rate: what stretching a schedule leaves as it
// is.
func (a Arrived) Shape() string {
	if a.Rate == 0 {
		return "all at once"
	}
	s := fmt.Sprintf("SCV of gaps %s", number.Digits(a.SCV))
	if !math.IsNaN(a.Dispersion) {
		s += fmt.Sprintf(", index of dispersion %s", number.Digits(a.Dispersion))
	}
	return s
}
