package joblog

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// unitWords are the words for units, in lower case.
var unitWords = map[string]time.Duration{
	"ns": 1, "nsec": 1, "nsecs": 1, "nanos": 1, "nano": 1, "nanosecond": 1, "nanoseconds": 1,
	"us": time.Microsecond, "µs": time.Microsecond, "μs": time.Microsecond, "usec": time.Microsecond, "usecs": time.Microsecond, "micros": time.Microsecond, "micro": time.Microsecond, "microsecond": time.Microsecond, "microseconds": time.Microsecond,
	"ms": time.Millisecond, "msec": time.Millisecond, "msecs": time.Millisecond, "millis": time.Millisecond, "milli": time.Millisecond, "millisecond": time.Millisecond, "milliseconds": time.Millisecond,
	"s": time.Second, "sec": time.Second, "secs": time.Second, "second": time.Second, "seconds": time.Second,
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hr": time.Hour, "hrs": time.Hour, "hour": time.Hour, "hours": time.Hour,
	"d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
}

var errNoDuration = errors.New(`want a duration such as "12ms" or a number`)

// took reads a duration: a number in unit, numbers with units in words or symbols ("1h 2m",
// "12 ms", "PT1.5S"), or a clock (HH:MM:SS, MM:SS, D-HH:MM:SS, "1 day, HH:MM:SS").
func took(s string, unit time.Duration) (d time.Duration, bare bool, err error) {
	if d, err := scaled(s, unit); err == nil || errors.Is(err, errRange) {
		return d, true, err
	}
	if s == "" {
		return 0, false, errNoDuration
	}
	if joined := joinThousands(s); joined != s {
		return took(joined, unit)
	}
	negative := s[0] == '-'
	rest := strings.ToLower(strings.TrimLeft(s, "+-"))
	if after, ok := strings.CutPrefix(rest, "p"); ok { // ISO 8601: P1DT2H3M4.5S
		if strings.IndexByte(after, 'y') >= 0 || strings.IndexByte(strings.SplitN(after, "t", 2)[0], 'm') >= 0 {
			return 0, false, errors.New("years and months have no fixed length")
		}
		rest = strings.Replace(after, "t", "", 1)
	}
	if i := strings.IndexByte(rest, '-'); i > 0 && strings.Count(rest, ":") == 2 { // D-HH:MM:SS
		rest = rest[:i] + "d" + rest[i+1:]
	}
	if rest == "" {
		return 0, false, errNoDuration // a dash says that there is none
	}
	var sum time.Duration
	for rest != "" {
		i := 0
		for i < len(rest) && (rest[i] >= '0' && rest[i] <= '9' || rest[i] == '.' || rest[i] == ':') {
			i++
		}
		number := rest[:i]
		rest = strings.TrimLeft(rest[i:], " ")
		var part time.Duration
		if strings.IndexByte(number, ':') >= 0 {
			part, err = clockTime(number)
		} else {
			i = strings.IndexAny(rest, "0123456789 ,+-")
			if i < 0 {
				i = len(rest)
			}
			u, known := unitWords[rest[:i]]
			if !known {
				return 0, false, errNoDuration
			}
			rest = rest[i:]
			part, err = scaled(number, u)
		}
		if err != nil {
			return 0, false, errNoDuration
		}
		if sum += part; sum < 0 {
			return 0, false, errRange
		}
		rest = strings.TrimLeft(rest, " ,")
	}
	if negative {
		sum = -sum
	}
	return sum, false, nil
}

// secondsAndNanos reads a duration as Node's process.hrtime has it: [1, 102000000].
func secondsAndNanos(s string) (time.Duration, error) {
	first, second, ok := strings.Cut(strings.TrimSuffix(s[1:], "]"), ",")
	first, second = strings.TrimSpace(first), strings.TrimSpace(second)
	if !ok || first == "" || second == "" || len(second) > 9 || !allDigits(first) || !allDigits(second) {
		return 0, errNoDuration
	}
	d, err := scaled(first, time.Second)
	nanos, _ := strconv.Atoi(second)
	if err != nil || d > maxDuration {
		return 0, errRange
	}
	return d + time.Duration(nanos), nil
}

const thousandsMarks = " '’\u00a0\u202f"

// joinThousands leaves out apostrophes and blanks between groups of three digits.
func joinThousands(s string) string {
	if strings.IndexAny(s, thousandsMarks) <= 0 {
		return s
	}
	groups := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(thousandsMarks, r) })
	for i, g := range groups {
		digits := len(g) - len(strings.TrimLeft(g, "0123456789"))
		if digits == 0 || i > 0 && digits != 3 || i < len(groups)-1 && digits != len(g) {
			return s
		}
	}
	return strings.Join(groups, "")
}

// clockTime reads HH:MM:SS and MM:SS, either with a fraction.
func clockTime(s string) (time.Duration, error) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, errNoDuration
	}
	units := []time.Duration{time.Hour, time.Minute, time.Second}[3-len(parts):]
	var sum time.Duration
	for i, p := range parts {
		if i < len(parts)-1 && !allDigits(p) || p == "" {
			return 0, errNoDuration
		}
		d, err := scaled(p, units[i])
		if err != nil || i > 0 && d >= 60*units[i] {
			return 0, errNoDuration
		}
		sum += d
	}
	return sum, nil
}

// A comma is what a comma in a number means.
type comma byte

const (
	commaNone      comma = iota // it makes no number
	commaThousands              // 1,102 is over a thousand
	commaDecimal                // 1,102 is little over one
)

// number returns a number that consists of digits and a decimal point only.
func (c comma) number(s string) string {
	if c == commaNone {
		return s
	}
	if strings.IndexByte(s, ',') < 0 {
		if c == commaDecimal && dotGroups(s) > 0 {
			return strings.ReplaceAll(s, ".", "")
		}
		return s
	}
	if c == commaThousands {
		return strings.ReplaceAll(s, ",", "")
	}
	return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1)
}

// dotGroups returns how many dots separate groups of three digits in a number such as
// 1.102.300, or 0 if it is no such number.
func dotGroups(s string) int {
	groups := strings.Split(strings.TrimLeft(s, "+-"), ".")
	for i, g := range groups {
		if !allDigits(g) || i > 0 && len(g) != 3 || i == 0 && (len(g) == 0 || len(g) > 3 || g[0] == '0') {
			return 0
		}
	}
	return len(groups) - 1
}

// commasOf returns what commas mean in a column. A comma that separates thousands precedes
// exactly three digits, in a number that does not begin with 0. So 0,5 and 1,234,567 are
// clear, and a column in which all numbers look like 1,102 is ambiguous. So is one of whole
// numbers below 1000 and others that all look like 1.102.
func commasOf(cells []string) (is comma, sure bool) {
	is, sure = commaNone, true
	without := false
	dotted, small, only := 0, 0, true // only: no other number shows what a dot means
	for _, s := range cells {
		s = strings.TrimLeft(strings.TrimSpace(s), "+-")
		s = strings.TrimRightFunc(s, func(r rune) bool { return r == ' ' || unicode.IsLetter(r) }) // a unit
		i := strings.IndexByte(s, ',')
		if i < 0 {
			without = without || s != "" && allDigits(s)
			switch n := dotGroups(s); {
			case n > 1:
				return commaDecimal, true
			case n == 1:
				dotted++
			case s != "" && allDigits(s) && len(s) <= 3:
				small++
			case s != "":
				only = false
			}
			continue
		}
		bare := strings.NewReplacer(",", "", ".", "").Replace(s)
		if bare == "" || !allDigits(bare) {
			continue
		}
		groups := strings.Split(s, ",")
		last := groups[len(groups)-1]
		dot := strings.IndexByte(last, '.')
		switch {
		case len(groups) > 2, dot == 3:
			return commaThousands, true
		case len(last) != 3, s[0] == '0', len(groups[0]) > 3, strings.IndexByte(groups[0], '.') >= 0:
			return commaDecimal, true
		}
		is, sure = commaThousands, false
	}
	if is == commaNone && dotted > 0 && small > 0 && only {
		return commaNone, false
	}
	return is, sure || without
}
