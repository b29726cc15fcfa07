package number

import (
	"fmt"
	"strconv"
)

// Hair is how far from 1 a ratio must be for its digits to mean anything: less is written as
// "<1.0001×" or ">0.9999×".
const Hair = 1e-4

// Ratio writes a ratio with its interval, if it has one that is wider than nothing:
// "1.31× (1.27–1.35×)"; nil: "–". A ratio within 2 % of 1, but not 1, gets a third decimal, so that it
// does not read as equality. If an interval excludes 1, so do its bounds and the ratio as
// they are written: a number that would read as 1 gets a fourth decimal, and no more.
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
	if lo == nil || hi == nil {
		return strconv.FormatFloat(*ratio, 'f', decimals, 64) + "×"
	}
	if *lo == *ratio && *hi == *ratio {
		return notOne(*ratio, decimals, nearly) + "×"
	}
	write := func(v float64) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
	if *lo > 1 || *hi < 1 {
		if IsHair(*lo) && IsHair(*hi) {
			return nearly(*ratio) + "×"
		}
		write = func(v float64) string { return notOne(v, decimals, beyond) }
	}
	center := write(*ratio)
	if IsHair(*ratio) && (*lo > 1 || *hi < 1) {
		center = nearly(*ratio)
	}
	return fmt.Sprintf("%s× (%s–%s×)", center, write(*lo), write(*hi))
}

// IsHair reports whether a ratio differs from 1 by so little that its digits mean nothing.
func IsHair(ratio float64) bool { return ratio != 1 && max(ratio, 1/ratio)-1 < Hair-1e-9 }

// nearly writes a ratio that differs from 1 by less than Hair.
func nearly(v float64) string {
	if v > 1 {
		return "<1.0001"
	}
	return ">0.9999"
}

// beyond writes a bound that hardly excludes 1.
func beyond(v float64) string {
	if v > 1 {
		return ">1"
	}
	return "<1"
}

// notOne writes a number with so many decimals or, if it would read as 1 and is not 1, with as many
// as Hair has; hair writes what would read as 1 even so.
func notOne(v float64, decimals int, hair func(float64) string) string {
	if IsHair(v) {
		return hair(v)
	}
	const most = 4
	for ; ; decimals++ {
		text := strconv.FormatFloat(v, 'f', decimals, 64)
		if v == 1 || decimals >= most || text != strconv.FormatFloat(1, 'f', decimals, 64) {
			return text
		}
	}
}
