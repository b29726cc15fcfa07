package content

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"golang.org/x/perf/benchunit"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// A prefix scales a number for people.
type prefix struct {
	factor float64
	text   string
}

var (
	timePrefixes  = []prefix{{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}
	countPrefixes = []prefix{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}
	bytePrefixes  = []prefix{{1 << 30, " GiB"}, {1 << 20, " MiB"}, {1 << 10, " KiB"}, {1, " B"}}
)

// Value writes a value in a metric's unit with three digits: "1.23 ms", "131k",
// "97.1 %", "48.0 B".
func Value(v float64, unit string) string {
	switch unit {
	case "1":
		return Digits(v*100) + " %"
	case "x":
		return Digits(v) + "×"
	case "/job":
		return Digits(v)
	case "s", "s/job":
		return scaled(v, timePrefixes)
	case "B/job":
		return scaled(v, bytePrefixes)
	}
	return scaled(v, countPrefixes)
}

// exactly writes a count: whole numbers with all their digits, others with three.
func exactly(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < 1e6 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return Value(v, "")
}

// scaled writes v with the first prefix that leaves at least 1 before it.
func scaled(v float64, prefixes []prefix) string {
	if v == 0 {
		return "0" + strings.Replace(prefixes[len(prefixes)-1].text, "ns", "s", 1)
	}
	for _, p := range prefixes {
		// 999.6 µs prints as 1.00 ms, not as 1000 µs.
		if math.Abs(v)/p.factor >= 0.9995 {
			return Digits(v/p.factor) + p.text
		}
	}
	last := prefixes[len(prefixes)-1]
	return Digits(v/last.factor) + last.text
}

// Digits writes v with three significant digits, but never drops digits before
// the point.
func Digits(v float64) string {
	switch a := math.Abs(v); {
	case v == 0:
		return "0"
	case a >= 99.95:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 9.995:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 0.0095:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// PlusMinus writes the wider side of a median's interval as a share of it; empty
// when there is none.
func PlusMinus(c verdict.Cell) string {
	if c.Lo == nil || c.Hi == nil || c.Median <= 0 {
		return ""
	}
	share := max(*c.Hi/c.Median-1, 1-*c.Lo/c.Median)
	return fmt.Sprintf(" ±%.1f %%", math.Ceil(share*1000)/10)
}

// InUnit writes a value as benchstat does: 1.234m of a second.
func InUnit(v float64, unit string) string {
	return benchunit.Scale(v, benchunit.ClassOf(unit))
}

// Plural writes a number of things.
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
