package gate

import (
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/gate/turns"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A Sample is one round's estimate of a figure.
type Sample struct {
	Base, Head, Control float64 // the middle of the turns of each side

	// HeadRatio and ControlRatio estimate head / base and control / base from the turns,
	// each compared with the turn of the base beside it. 0: use the ratio of the values
	// above, if there is one.
	HeadRatio, ControlRatio float64
}

// The sides of a round.
const (
	Base = iota
	Head
	Control // the base once more
	sides
)

var sideNames = []string{"base", "head", "control"}

// sampleOf returns the sample of a unit from the turns of all sides; false if a turn did
// not report it.
func sampleOf(readings [][]turns.Reading, unit string) (Sample, bool) {
	var values [sides][]float64
	for side := range values {
		for _, r := range readings[side] {
			v, ok := r.Values[unit]
			if !ok {
				return Sample{}, false
			}
			values[side] = append(values[side], v)
		}
	}
	return SampleOf(values[Base], values[Head], values[Control]), true
}

// SampleOf returns the sample of a round from its turns: the i-th values of the sides were
// measured one after the other.
func SampleOf(base, head, control []float64) Sample {
	s := Sample{Base: middle(base), Head: middle(head), Control: middle(control)}
	s.HeadRatio, _ = turnRatio(head, base)
	s.ControlRatio, _ = turnRatio(control, base)
	return s
}

// middle returns the median of the values. If their number is even, it is the lower of the
// two in the middle, and so one of the values: a count stays a whole number. If a value is
// not finite, middle returns that value.
func middle(values []float64) float64 {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return v
		}
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}

// turnRatio estimates the ratio a / b from turns beside each other, as the Hodges-Lehmann
// estimate of its logarithm, and returns a robust standard deviation of the logarithm from
// one turn to the next. Both are 0 if there is no ratio. Swapping a and b inverts the
// ratio, so that if the two are the same, either is as likely to look greater.
func turnRatio(a, b []float64) (ratio, sd float64) {
	logs := make([]float64, len(a))
	for i := range a {
		if !(a[i] > 0 && b[i] > 0) || math.IsInf(a[i], 0) || math.IsInf(b[i], 0) {
			return 0, 0
		}
		logs[i] = math.Log(a[i] / b[i])
	}
	center := stats.HodgesLehmann(logs, 0.95).Center
	off := make([]float64, len(logs))
	for i, x := range logs {
		off[i] = math.Abs(x - center)
	}
	// The median absolute deviation of a normal distribution is 0.6745 of its sd.
	return math.Exp(center), stats.Median(off) / 0.6745
}

// A spread measures how much the control differs from the base, in the logarithm of their
// ratio: from turn to turn within a round, and from round to round.
type spread struct {
	within  float64 // sum of variances from turn to turn
	between float64 // sum of squares of the rounds' ratios
	noise   float64 // sum of the contributions of turns to these squares
	rounds  float64
}

// add adds a round.
func (s *spread) add(readings [][]turns.Reading, unit string) {
	var values [2][]float64
	for i, side := range []int{Base, Control} {
		for _, r := range readings[side] {
			values[i] = append(values[i], r.Values[unit])
		}
	}
	ratio, sd := turnRatio(values[1], values[0])
	if ratio == 0 {
		return
	}
	s.within += sd * sd
	s.between += math.Log(ratio) * math.Log(ratio)
	s.noise += sd * sd / float64(len(values[0]))
	s.rounds++
}

// variances returns the variances within and between rounds. Without a round they are 0.
func (s *spread) variances() (within, between float64) {
	if s.rounds == 0 {
		return 0, 0
	}
	return s.within / s.rounds, max(0, s.between-s.noise) / s.rounds
}
