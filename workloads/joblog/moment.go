package joblog

import (
	"strings"
	"time"
)

// A dateOrder says whether 3/4/2026 begins with the day or the month.
type dateOrder byte

const (
	orderUnknown dateOrder = iota
	dayFirst
	monthFirst
)

// layouts are common ways to write a time. Those that begin with a year are in parseISO.
// time.Parse also accepts a fraction of a second.
var layouts = []string{
	"02/Jan/2006:15:04:05 -0700", "02/Jan/2006:15:04:05",
	time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC, time.UnixDate, time.RubyDate,
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05",
	"Jan 2, 2006 15:04:05", "Jan 2, 2006 3:04:05 PM", "Jan 2 2006 15:04:05", "January 2, 2006 15:04:05",
	"2-Jan-2006 15:04:05 -0700", "2-Jan-2006 15:04:05", "Mon Jan 2 2006 15:04:05 GMT-0700",
	"20060102T150405Z0700", "20060102T150405", "20060102 15:04:05",
	time.Stamp, // which has no year
}

// dayLayouts begin with a day or a month, depending on the order.
var dayLayouts = []string{"2/1/2006 15:04:05", "2/1/2006 15:04", "2/1/2006 3:04:05 PM", "2/1/2006 3:04 PM", "2/1/2006 15:04:05 -0700", "2/1/2006, 15:04:05", "2/1/2006, 3:04:05 PM", "2/1/2006T15:04:05"}

var monthLayouts = func() []string {
	var out []string
	for _, l := range dayLayouts {
		out = append(out, "1/2"+strings.TrimPrefix(l, "2/1"))
	}
	return out
}()

// parseMoment reads a time; one without a zone is UTC.
func parseMoment(s string, order dateOrder) (time.Time, bool) {
	at, _, ok := parseLocal(s, order, nil)
	return at, ok
}

// parseLocal reads a time, and reports whether it has no zone: then it is as if in UTC. An
// abbreviation of a zone may be that of home. It does not guess what 3/4/2026 means: without
// an order it is not a time.
func parseLocal(s string, order dateOrder, home *time.Location) (at time.Time, local, ok bool) {
	if len(s) < 8 {
		return time.Time{}, false, false
	}
	if at, local, ok := parseISO(s); ok {
		return at, local, true
	}
	if at, ok := parseDigits(s); ok {
		return at, true, true
	}
	if s[0] == '[' && s[len(s)-1] == ']' {
		return parseLocal(s[1:len(s)-1], order, home)
	}
	// JavaScript adds the name of the zone, and Go its monotonic clock.
	for _, more := range []string{" (", " m="} {
		if before, _, ok := strings.Cut(s, more); ok {
			return parseLocal(before, order, home)
		}
	}
	if rest, name := cutZone(s); name != "" {
		at, local, ok := parseLocal(rest, order, home)
		if ok && local {
			at, ok = inZone(at, name, home)
			return at, false, ok
		}
		if ok {
			return at, false, true
		}
	}
	if !strings.ContainsAny(s, "/:.") && (len(s) < 9 || s[8] != 'T') || !strings.ContainsAny(s, " /:T") {
		return time.Time{}, false, false
	}
	if day, month, ok := dayAndMonth(s); ok {
		list := dayLayouts
		switch {
		case order == monthFirst, order == orderUnknown && month > 12:
			list = monthLayouts
		case order == orderUnknown && day <= 12:
			return time.Time{}, false, false
		}
		return parseAny(strings.Replace(strings.NewReplacer(".", "/", "-", "/").Replace(s[:10])+s[10:], "//", "/", 1), list, home)
	}
	return parseAny(s, layouts, home)
}

func parseAny(s string, list []string, home *time.Location) (at time.Time, local, ok bool) {
	for _, layout := range list {
		at, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if strings.Contains(layout, "MST") {
			// time.Parse takes an abbreviation that it does not know for UTC.
			if name, east := at.Zone(); east == 0 {
				at, ok = inZone(showing(at, time.UTC), name, home)
				return at, false, ok
			}
		}
		if layout == time.Stamp {
			at = at.AddDate(2000, 0, 0)
		}
		return at.UTC(), !strings.Contains(layout, "0700") && !strings.Contains(layout, "MST"), true
	}
	return time.Time{}, false, false
}

// parseDigits reads a date and a time without anything between: 20260314092653, with or without
// a fraction of a second.
func parseDigits(s string) (time.Time, bool) {
	if len(s) < 14 || len(s) > 24 || s[0] != '1' && s[0] != '2' || !allDigits(s[:14]) {
		return time.Time{}, false
	}
	at, err := time.Parse("20060102150405", s[:14])
	fraction := strings.TrimPrefix(s[14:], ".")
	if err != nil || at.Year() < 1990 || at.Year() > 2100 || !allDigits(fraction) || len(s) == 15 || len(s) > 14 && s[14] != '.' && len(fraction) != 3 {
		return time.Time{}, false
	}
	nanos, _ := scaled("0."+fraction, time.Second)
	return at.Add(nanos), true
}

// dayAndMonth returns the first two numbers of a date such as 3/4/2026, 3.4.2026 or
// 3-4-2026, in the order in which they are written.
func dayAndMonth(s string) (first, second int, ok bool) {
	var n [3]int
	at, mark := 0, byte(0)
	digits := 0
	for i := 0; i < len(s) && i < 11; i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			n[at] = n[at]*10 + int(c-'0')
			digits++
		case (c == '/' || c == '.' || c == '-') && digits > 0 && digits < 3 && at < 2 && (mark == 0 || mark == c):
			at, mark, digits = at+1, c, 0
		default:
			i = len(s)
		}
	}
	return n[0], n[1], at == 2 && digits == 4 && n[0] > 0 && n[1] > 0 && len(s) > 10
}

// parseISO reads times that begin with a year. The date may have - or /, a T or a space
// separates it from the time of day, a fraction follows a dot or a comma, and at the end
// there may be AM or PM, and Z, UTC, GMT or an offset. Month, day and hour may have one digit.
func parseISO(s string) (at time.Time, local, ok bool) {
	var none time.Time
	s = padded(s)
	if len(s) < 16 || s[4] != s[7] || s[4] != '-' && s[4] != '/' || s[10] != 'T' && s[10] != 't' && s[10] != ' ' || s[13] != ':' {
		return none, false, false
	}
	ok = true
	two := func(at int) int {
		if at+2 > len(s) || !allDigits(s[at:at+2]) {
			ok = false
			return 0
		}
		return int(s[at]-'0')*10 + int(s[at+1]-'0')
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second, nanos := two(11), two(14), 0, 0
	rest := s[16:]
	if strings.HasPrefix(rest, ":") {
		second = two(17)
		rest = s[min(len(s), 19):]
	}
	if rest != "" && (rest[0] == '.' || rest[0] == ',') {
		i := 1
		for power := 100_000_000; i < len(rest) && rest[i] >= '0' && rest[i] <= '9'; i++ {
			nanos += int(rest[i]-'0') * power
			power /= 10
		}
		ok = ok && i > 1
		rest = rest[i:]
	}
	if !ok || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 24 || hour == 24 && minute+second+nanos > 0 || minute > 59 || second > 60 {
		return none, false, false
	}
	rest = strings.TrimLeft(rest, " ")
	if half := strings.ToUpper(rest[:min(2, len(rest))]); (half == "AM" || half == "PM") && hour >= 1 && hour <= 12 {
		hour %= 12
		if half == "PM" {
			hour += 12
		}
		rest = strings.TrimLeft(rest[2:], " ")
	}
	offset, ok := zone(rest)
	if !ok {
		return none, false, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second-offset, nanos, time.UTC), rest == "", true
}

// padded adds zeros to a month, day and hour of one digit, if the text begins with a year.
func padded(s string) string {
	if len(s) < 5 || s[4] != '-' && s[4] != '/' || !allDigits(s[:4]) {
		return s
	}
	for _, at := range [3]int{5, 8, 11} { // where the second digit is not a digit but what follows
		if at+1 >= len(s) {
			return s
		}
		if c := s[at+1]; c < '0' || c > '9' {
			s = s[:at] + "0" + s[at:]
		}
	}
	return s
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// zone returns the seconds east of UTC.
func zone(s string) (int, bool) {
	switch s {
	case "", "Z", "z", "UTC", "GMT", "+0000 UTC":
		return 0, true
	}
	if len(s) > 3 && (s[:3] == "UTC" || s[:3] == "GMT") {
		s = s[3:]
	}
	digits := strings.TrimSuffix(strings.Replace(s[1:], ":", "", 1), " UTC")
	if len(digits) == 1 {
		digits = "0" + digits
	}
	if s[0] != '+' && s[0] != '-' || !allDigits(digits) || len(digits) != 2 && len(digits) != 4 {
		return 0, false
	}
	offset := (int(digits[0]-'0')*10 + int(digits[1]-'0')) * 3600
	if len(digits) == 4 {
		offset += (int(digits[2]-'0')*10 + int(digits[3]-'0')) * 60
	}
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}
