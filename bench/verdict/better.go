package verdict

import (
	"slices"
	"strings"

	"golang.org/x/perf/benchunit"

	"github.com/go-foundations/poolbench/bench/record"
)

// Better is the direction of a figure that is an improvement; empty: unknown.
type Better = record.Better

// The directions.
const (
	Higher = record.Higher
	Lower  = record.Lower
)

// BetterOf returns which direction of a unit of go test is better, and whether that is
// known. A declaration for the unit comes first, then the catalogue of [record.Metrics],
// then the conventions of the Go benchmark format: less is better for times ("sec/op",
// "p99-ns/op"), sizes ("B/op", "heap-bytes") and allocations, more for rates ("jobs/s",
// "B/s"). For any other unit, such as "hits/op", it is unknown. Units are compared in base
// units: a declaration for "wait-ns" holds for "wait-sec".
func BetterOf(unit string, declared map[string]Better) (better Better, known bool) {
	if b, ok := declared[unit]; ok {
		return b, b != ""
	}
	_, unit = benchunit.Tidy(1, unit)
	for u, b := range declared {
		if _, tidy := benchunit.Tidy(1, u); tidy == unit {
			return b, b != ""
		}
	}
	for _, m := range record.Metrics() {
		if m.BenchUnit == unit {
			return m.Better, true
		}
	}
	switch kindOf(unit) {
	case ofTime, ofSize, ofAllocs:
		return Lower, true
	case ofRate:
		return Higher, true
	}
	return "", false
}

// A kind is what a unit measures.
type kind int

const (
	ofElse kind = iota
	ofTime
	ofSize
	ofAllocs
	ofRate // anything per time
)

var (
	times = []string{"sec", "s", "ns", "us", "µs", "μs", "ms", "min", "h"} // both letters that look like µ
	sizes = []string{"B", "bytes", "kB", "KB", "MB", "GB", "KiB", "MiB", "GiB"}
)

// kindOf reads a unit as benchunit does: factors are separated by *, / and -, and what
// comes after / is below the line.
func kindOf(unit string) kind {
	above, below := factors(unit)
	has := func(all []string, some ...string) bool {
		return slices.ContainsFunc(all, func(f string) bool { return slices.Contains(some, f) })
	}
	switch {
	case has(below, times...) && has(above, times...):
		return ofElse // a ratio, such as sec/sec: only its author knows what it means
	case has(below, times...):
		return ofRate
	case has(above, times...):
		return ofTime
	case has(above, sizes...):
		return ofSize
	case has(above, "allocs"):
		return ofAllocs
	}
	return ofElse
}

// factors returns the factors of a unit above and below the line.
func factors(unit string) (above, below []string) {
	denominator := false
	for unit != "" {
		end := strings.IndexAny(unit, "*/- \t")
		if end < 0 {
			end = len(unit)
		}
		if f := unit[:end]; f != "" && denominator {
			below = append(below, f)
		} else if f != "" {
			above = append(above, f)
		}
		if end == len(unit) {
			break
		}
		switch unit[end] {
		case '/':
			denominator = true
		case '*':
			denominator = false
		}
		unit = unit[end+1:]
	}
	return above, below
}
