package number

import (
	"fmt"
	"strconv"
)

// Ratio writes a ratio with its interval, if it has one that is wider than nothing:
// "1.31× (1.27–1.35×)"; nil: "–". A ratio within 2 % of 1, but not 1, gets a third decimal, so that it
// does not read as equality. If an interval excludes 1, so do its bounds and the ratio as
// they are written: a number that would read as 1 gets as many decimals as that takes.
func Ratio(ratio, lo, hi *float64) string {
	if ratio == nil {
		return "–"
	}
	if *ratio == 0 {
		return "0×"
	}
	decimals := 2
	switch d := max(*ratio, 1 / *ratio) - 1; {
	case *ratio >= 99.95:
		decimals = 0
	case d > 9 && *ratio > 1:
		decimals = 1
	case d > 0 && d < 0.02:
		decimals = 3
	case *ratio < 0.1:
		decimals = 4
	}
	if lo == nil || hi == nil || *lo == *ratio && *hi == *ratio {
		return strconv.FormatFloat(*ratio, 'f', decimals, 64) + "×"
	}
	write := func(v float64) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
	if *lo > 1 || *hi < 1 {
		write = func(v float64) string { return notOne(v, decimals) }
	}
	return fmt.Sprintf("%s× (%s–%s×)", write(*ratio), write(*lo), write(*hi))
}

// notOne writes a number other than 1 with so many decimals, or with more if it would read
// as 1.
func notOne(v float64, decimals int) string {
	const most = 6
	for ; ; decimals++ {
		text := strconv.FormatFloat(v, 'f', decimals, 64)
		if decimals >= most || text != strconv.FormatFloat(1, 'f', decimals, 64) {
			return text
		}
	}
}
