package joblog

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

var errRange = errors.New("out of range")

// scaled reads a decimal number of units exactly, to the nearest nanosecond. A float64
// holds whole nanoseconds up to 104 days only, and an epoch is 50 years.
func scaled(s string, unit time.Duration) (time.Duration, error) {
	digits, negative := s, false
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		negative, digits = digits[0] == '-', digits[1:]
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	if len(whole) > 19 || !allDigits(whole) || !allDigits(fraction) || whole+fraction == "" {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil && !errors.Is(err, strconv.ErrRange) || strings.ContainsAny(s, "xX") { // 0x1p-2 is a number of Go, and of no log
			return 0, errors.New("no number")
		}
		// Note: not >: NaN fails this test too.
		if x *= float64(unit); !(math.Abs(x) < math.MaxInt64) {
			return 0, errRange
		}
		return time.Duration(math.Round(x)), nil
	}
	n := uint64(0)
	if whole != "" {
		var err error
		if n, err = strconv.ParseUint(whole, 10, 64); err != nil {
			return 0, errRange
		}
	}
	hi, lo := bits.Mul64(n, uint64(unit))
	if hi > 0 || lo > math.MaxInt64 {
		return 0, errRange
	}
	if len(fraction) > 15 {
		fraction = fraction[:15]
	}
	part, power := uint64(0), uint64(1)
	for i := range len(fraction) {
		part, power = part*10+uint64(fraction[i]-'0'), power*10
	}
	hi, rest := bits.Mul64(part, uint64(unit))
	rest, carry := bits.Add64(rest, power/2, 0)
	rest, _ = bits.Div64(hi+carry, rest, power)
	if lo += rest; lo > math.MaxInt64 {
		return 0, errRange
	}
	if negative {
		return -time.Duration(lo), nil
	}
	return time.Duration(lo), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// wholeNumber reads a whole number, which may be written as 3.0.
func wholeNumber(s string) (int, error) { return strconv.Atoi(strings.TrimSuffix(s, ".0")) }

// slotsOf reads how many workers a job takes; empty is one.
func slotsOf(s string) (int32, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 || n > mostSlots {
		return 0, fmt.Errorf("slots %q: want a whole number from 1 to %d", s, mostSlots)
	}
	if n == 1 {
		n = 0
	}
	return int32(n), nil
}

// mostSlots is the most workers that one job takes.
const mostSlots = 1_000_000

// inRange returns an error for a deadline or a cost that no job has.
func inRange(field, s string, d time.Duration) error {
	if d < 0 || d > maxDuration {
		return fmt.Errorf("%s %q: want 0 to %v", field, s, maxDuration)
	}
	return nil
}
