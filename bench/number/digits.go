package number

import (
	"math"
	"strconv"
	"strings"
)

// Digits writes v with three significant digits: "0.250", "9.99", "131", "1234".
func Digits(v float64) string {
	switch {
	case v == 0 || math.IsNaN(v) || math.IsInf(v, 0):
		return strconv.FormatFloat(v, 'f', -1, 64)
	case math.Abs(v) >= 99.95:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	text := strconv.FormatFloat(v, 'e', 2, 64)
	_, exponent, _ := strings.Cut(text, "e")
	power, err := strconv.Atoi(exponent)
	if err != nil || power < -4 {
		return text
	}
	return strconv.FormatFloat(v, 'f', 2-power, 64)
}

// Share writes a share in per cent: "22.8 %".
func Share(v float64) string { return Digits(100*v) + " %" }

// Margin writes a share that somebody chose, or a bound, with the digits that it has: "2 %".
func Margin(v float64) string { return strconv.FormatFloat(100*v, 'g', 4, 64) + " %" }
