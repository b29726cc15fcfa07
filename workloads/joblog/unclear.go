package joblog

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	dateAlone = regexp.MustCompile(`^(\d{4}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.](\d\d|\d{4})|\d\d? [A-Za-z]{3,9} \d{4}|[A-Za-z]{3,9} \d\d?,? \d{4})$`)
	shortYear = regexp.MustCompile(`^\d\d?[-/.](\d\d?|[A-Za-z]{3})[-/.]\d\d[ T,]+\d\d?[:.]`)
	clockOnly = regexp.MustCompile(`^\d\d?:\d\d(:\d\d([.,]\d+)?)?( ?[AaPp][Mm])?$`)
	hourOnly  = regexp.MustCompile(`^([01]?\d|2[0-3]):\d\d$`)
)

// all reports whether the cells that are not empty, of which there are some, all match.
func all(cells []string, is func(string) bool) bool {
	n := 0
	for _, s := range cells {
		if s == "" {
			continue
		}
		if !is(s) {
			return false
		}
		n++
	}
	return n > 0
}

// denseDate reports whether a number looks like a date, as 20260314.
func denseDate(s string) bool {
	at, err := time.Parse("20060102", s)
	return err == nil && len(s) == 8 && at.Year() >= 1990 && at.Year() <= 2100
}

func isDate(s string) bool { return dateAlone.MatchString(s) || denseDate(s) }

// unclear says in one line why the times of a column cannot be read, or would be read as
// what they are not; nil: they are clear.
func (t *term) unclear(field string, cells []string) error {
	first := ""
	for _, s := range cells {
		if first = s; s != "" {
			break
		}
	}
	switch {
	case all(cells, dateAlone.MatchString), t.unit == 0 && all(cells, denseDate):
		return fmt.Errorf("%q is a date without a time of day, and all jobs of a day would arrive at once: have the log write the time, too", first)
	case all(cells, shortYear.MatchString):
		return fmt.Errorf("%q has a year of two digits, which may be the day or the month: write it with four", first)
	case t.moment && t.unit == 0 && all(cells, hourOnly.MatchString):
		return fmt.Errorf("%q may be hours and minutes, or minutes and seconds: write the seconds, too, as in 09:26:00", first)
	case t.unit == 0 && spreadsheetDays(cells):
		return fmt.Errorf("%s may count days, as spreadsheets do, or seconds: name the unit, as with --%s %s:24h or --%[2]s %[3]s:1s", first, field, t.name)
	}
	for _, s := range cells {
		if _, name := cutZone(s); name != "" && t.moment {
			if _, _, err := t.value(s); err != nil {
				return fmt.Errorf("%q: the zone %s is not known, or has several meanings: name yours, as with --zone Europe/London", s, name)
			}
		}
	}
	if t.unit > 0 && !t.told && all(cells, func(s string) bool { return t.otherEpoch(s) != 0 }) {
		return fmt.Errorf("%s is a time since 1970 in %s, and the name of the column says %s: name the unit with --%s %s:%v", first, unitName(t.otherEpoch(first)), unitName(t.unit), field, t.name, t.otherEpoch(first))
	}
	return nil
}

// otherEpoch returns the unit in which a number is a time since 1970, if that is not what the
// column says and by the column it is none.
func (t *term) otherEpoch(s string) time.Duration {
	unit := epochUnit(s)
	if d, err := scaled(s, t.unit); unit == t.unit || err == nil && d > old {
		return 0
	}
	return unit
}

// spreadsheetDays reports whether numbers look like days since 1900, of this century, with the
// time of day as the fraction.
func spreadsheetDays(cells []string) bool {
	least, most := 0.0, 0.0
	return all(cells, func(s string) bool {
		whole, fraction, _ := strings.Cut(s, ".")
		x, err := strconv.ParseFloat(s, 64)
		if err != nil || len(whole) != 5 || len(fraction) < 5 || x < 36526 || x > 60000 {
			return false
		}
		if least == 0 || x < least {
			least = x
		}
		most = max(most, x)
		return most-least < 400
	})
}
