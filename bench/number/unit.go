package number

import (
	"math"
	"strconv"
	"strings"
)

// Value writes a value in a metric's unit: "1.23 ms", "131k", "97.1 %", "48 B". Units are
// those of the catalogue in package record and those of benchmarks, such as sec/op.
func Value(v float64, unit string) string {
	switch unit {
	case "1":
		return Share(v)
	case "x":
		return Ratio(&v, nil, nil)
	case "/job":
		return Digits(v)
	}
	switch base, _, _ := strings.Cut(unit, "/"); base {
	case "s", "sec":
		return Time(v)
	case "B":
		if v == math.Trunc(v) && math.Abs(v) < 1<<10 {
			return Count(v) + " B"
		}
		return scaled(v, bytes)
	case "allocs":
		return Count(v)
	case "ns": // a benchmark's own, with more before the stroke
		return Time(v * 1e-9)
	}
	return scaled(v, counts)
}

// Count writes a count: whole numbers below a million with all their digits, others with
// three.
func Count(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e6 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return scaled(v, counts)
}
