package joblog

import (
	"strings"
	"time"
)

// zoneHours are the abbreviations of zones that have one meaning, in hours east of UTC. Others,
// as CST, IST and BST, have several.
var zoneHours = map[string]float64{
	"UTC": 0, "GMT": 0, "UT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SAST": 2, "PKT": 5, "WIB": 7,
	"HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
	"BRT": -3, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}

// cutZone cuts a zone with a name off a time: an abbreviation, as in "… CET", or a region, as
// in "… Europe/Berlin" and "…+01:00[Europe/Berlin]". Both are empty if the time has none.
func cutZone(s string) (at, name string) {
	if before, region, ok := strings.Cut(s, "["); ok && before != "" && strings.HasSuffix(region, "]") {
		return strings.TrimSpace(before), region[:len(region)-1]
	}
	i := strings.LastIndexByte(s, ' ')
	if i < 0 {
		return "", ""
	}
	name = s[i+1:]
	if strings.IndexByte(name, '/') > 0 && name[0] >= 'A' && name[0] <= 'Z' {
		return s[:i], name
	}
	if len(name) < 2 || len(name) > 5 || name == "AM" || name == "PM" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "", ""
	}
	return s[:i], name
}

// inZone returns the time that a zone of that name shows as at, which is in UTC. An
// abbreviation is that of home, if it has it; nil: it is not known.
func inZone(at time.Time, name string, home *time.Location) (time.Time, bool) {
	if home != nil {
		for _, month := range []time.Month{time.January, time.July} {
			if abbreviation, east := time.Date(at.Year(), month, 1, 0, 0, 0, 0, home).Zone(); abbreviation == name {
				return at.Add(-time.Duration(east) * time.Second), true
			}
		}
	}
	if h, ok := zoneHours[name]; ok {
		return at.Add(-time.Duration(h * float64(time.Hour))), true
	}
	if strings.IndexByte(name, '/') < 0 {
		return at, false
	}
	region, err := time.LoadLocation(name)
	if err != nil {
		return at, false
	}
	return showing(at, region), true
}

// showing returns the time at which a zone shows what at does in UTC.
func showing(at time.Time, zone *time.Location) time.Time {
	return time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), zone)
}

// twice returns the two times at which a zone shows the same, as when summer time ends, or the
// one.
func twice(at time.Time) (first, second time.Time) {
	if before := at.Add(-time.Hour); before.Hour() == at.Hour() {
		return before, at
	}
	if later := at.Add(time.Hour); later.Hour() == at.Hour() {
		return at, later
	}
	return at, at
}
