package number

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Time writes a time in seconds: "62.1 ns", "8.90 ms", "12.0 s", and from a minute on
// "1m12s", "3h20m".
func Time(seconds float64) string {
	a := math.Abs(seconds)
	sign := ""
	if seconds < 0 {
		sign = "-"
	}
	switch whole := math.Round(a); {
	case seconds == 0:
		return "0 s"
	case a < 59.95:
		return scaled(seconds, times)
	case whole < 3600:
		return fmt.Sprintf("%s%dm%ds", sign, int(whole)/60, int(whole)%60)
	case a < 1000*3600:
		minutes := int(math.Round(a / 60))
		return fmt.Sprintf("%s%dh%dm", sign, minutes/60, minutes%60)
	}
	return Digits(seconds/3600) + " h"
}

// Duration writes a time as [Time] does.
func Duration(d time.Duration) string { return Time(d.Seconds()) }

// Setting writes a time that somebody chose, with the digits that it was given: "250 ms".
func Setting(d time.Duration) string {
	text := d.String()
	if m := single.FindStringSubmatch(text); m != nil {
		return m[1] + " " + m[2]
	}
	if d%time.Minute == 0 {
		text = strings.TrimSuffix(text, "0s") // 2m0s
	}
	if d%time.Hour == 0 {
		text = strings.TrimSuffix(text, "0m") // 3h0m
	}
	return text
}

// Limit writes a time in seconds that somebody chose.
func Limit(seconds float64) string {
	return Setting(time.Duration(math.Round(seconds * float64(time.Second))))
}

// Tick writes a time in seconds beside an axis: with two digits, and as short as that can be.
func Tick(seconds float64) string {
	v, err := strconv.ParseFloat(strconv.FormatFloat(seconds, 'g', 2, 64), 64)
	if err != nil {
		return Time(seconds) // not a number
	}
	return Limit(v)
}

// Beside writes a time in seconds that is compared with a limit, with as many digits more
// as show on which side of it the time is.
func Beside(seconds, limit float64) string {
	text := Time(seconds)
	if seconds == limit || text != Time(limit) || seconds >= 59.95 {
		return text
	}
	for digits := 4; digits < 17; digits++ {
		v, err := strconv.ParseFloat(strconv.FormatFloat(seconds, 'g', digits, 64), 64)
		if err == nil && v != limit {
			p := prefixOf(seconds, times)
			return strconv.FormatFloat(v/p.factor, 'g', digits, 64) + p.text
		}
	}
	return text
}

var (
	// single matches a time of one unit, as package time writes it.
	single = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?)(ns|µs|ms|s)$`)
	// unspaced matches such a time within a text, after a blank or a bracket: not within a
	// flag, and not one with several units.
	unspaced = regexp.MustCompile(`(^|[\s(])(-?[0-9]+(?:\.[0-9]+)?(?:ns|µs|ms|s))\b`)
)

// Tidy rewrites the times in a text of a stored run, written by package time or an earlier
// version, as [Time] writes them: "9.942µs" becomes "9.94 µs".
func Tidy(text string) string {
	return unspaced.ReplaceAllStringFunc(text, func(found string) string {
		m := unspaced.FindStringSubmatch(found)
		d, err := time.ParseDuration(m[2])
		if err != nil {
			return found
		}
		return m[1] + Duration(d)
	})
}
