package recommend

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/workloads"
)

// The factors by which arrivals may be sped up.
const (
	leastFactor = 0.001
	mostFactor  = 1000
	mostFactors = 100 // that a range may have
)

// SpeedUp returns the jobs with their arrivals sped up by a factor such as 2x.
func SpeedUp(jobs *workloads.Trace, factor string) (*workloads.Trace, error) {
	x, ok := parseFactor(factor)
	switch {
	case !ok:
		return nil, fmt.Errorf("%q: want a factor from %v to %v, such as 2x", factor, leastFactor, mostFactor)
	case !jobs.HasArrivals():
		return nil, fmt.Errorf("%q: requires arrivals, and this log has none", factor)
	}
	return jobs.Sooner(x), nil
}

// ParseLoads reads factors for [Question.Loads] such as load=1..4 or load=1.5,2. An empty
// text has none.
func ParseLoads(text string, jobs *workloads.Trace) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	bad := fmt.Errorf("%q: want factors from %v to %v, such as load=1..4 or load=1.5,2", text, leastFactor, mostFactor)
	list, ok := strings.CutPrefix(text, "load=")
	if !ok {
		return nil, bad
	}
	var loads []float64
	for part := range strings.SplitSeq(list, ",") {
		first, last, isRange := strings.Cut(part, "..")
		if !isRange {
			last = first
		}
		a, ok := parseFactor(first)
		b, ok2 := parseFactor(last)
		if !ok || !ok2 || a > b || b-a > mostFactors {
			return nil, bad
		}
		for x := a; x <= b; x++ {
			loads = append(loads, x)
		}
	}
	if !jobs.HasArrivals() {
		return nil, fmt.Errorf("%q: requires arrivals, and this log has none", text)
	}
	return loads, nil
}

// parseFactor reads 2 and 2x.
func parseFactor(text string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.TrimSuffix(text, "x"), 64)
	return x, err == nil && x >= leastFactor && x <= mostFactor
}
