package number

import "math"

// A prefix scales a number for people.
type prefix struct {
	factor float64
	text   string
}

var (
	times  = []prefix{{1, " s"}, {1e-3, " ms"}, {1e-6, " µs"}, {1e-9, " ns"}}
	counts = []prefix{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}}
	bytes  = []prefix{{1 << 30, " GiB"}, {1 << 20, " MiB"}, {1 << 10, " KiB"}, {1, " B"}}
)

// scaled writes v with the first prefix that leaves at least 1 before it.
func scaled(v float64, prefixes []prefix) string {
	if v == 0 {
		return "0" + prefixes[len(prefixes)-1].text
	}
	p := prefixOf(v, prefixes)
	return Digits(v/p.factor) + p.text
}

// prefixOf returns the first prefix that leaves at least 1 before it.
func prefixOf(v float64, prefixes []prefix) prefix {
	for _, p := range prefixes {
		// 999.6 µs prints as 1.00 ms, not as 1000 µs.
		if math.Abs(v)/p.factor >= 0.9995 {
			return p
		}
	}
	return prefixes[len(prefixes)-1]
}
