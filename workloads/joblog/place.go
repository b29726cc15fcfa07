package joblog

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// A term is a column that contributes to a value.
type term struct {
	at     int
	also   int // 1 + the column with the rest of it, as the time beside a date; 0: none
	minus  bool
	unit   time.Duration // of bare numbers; 0: nobody says, so seconds, or by their size
	told   bool          // the unit is not from the column's name
	moment bool          // it may be a time of day, or an epoch
	commas comma
	order  dateOrder
	zone   *time.Location // of times without one; nil: UTC
	name   string

	last         time.Duration // time of day, since 1970
	local, zoned string        // the first without a zone, and with one
	bare, united bool          // some durations have no unit, and some have one
}

// A place says where the value of a field comes from: a column, or a sum or difference of
// several.
type place []term

func (p place) String() string {
	var b strings.Builder
	for i, t := range p {
		if i > 0 {
			b.WriteString(map[bool]string{false: " plus ", true: " less "}[t.minus])
		}
		fmt.Fprintf(&b, "%q", t.name)
	}
	return b.String()
}

// text returns the text of the first column.
func (p place) text(fields []string) string {
	if len(p) == 0 {
		return ""
	}
	return p[0].cell(fields)
}

// cell returns the text of the column, followed by that of the column with the rest of it.
func (t *term) cell(fields []string) string {
	if t.at >= len(fields) {
		return ""
	}
	s := strings.TrimSpace(fields[t.at])
	if t.also > 0 && t.also-1 < len(fields) {
		s = strings.TrimSpace(s + " " + strings.TrimSpace(fields[t.also-1]))
	}
	return s
}

// value returns nanoseconds, which count from 1970 if absolute.
func (p place) value(fields []string) (sum time.Duration, absolute bool, err error) {
	times := 0
	for i := range p {
		t := &p[i]
		s := t.cell(fields)
		d, clock, err := t.value(s)
		if err != nil {
			return 0, false, fmt.Errorf("%.200q: %w", s, err)
		}
		sign := 1
		if t.minus {
			d, sign = -d, -1
		}
		if clock {
			times += sign
		}
		if (sum > 0) == (d > 0) && (sum+d > 0) != (d > 0) && sum != 0 && d != 0 {
			return 0, false, errRange
		}
		sum += d
	}
	if times != 0 && times != 1 {
		return 0, false, errors.New("one is a time of day, the other is not")
	}
	return sum, times == 1, nil
}

// optional reads a duration that a job need not have: without a column, or empty, it is 0.
func (p place) optional(field string, fields []string) (time.Duration, error) {
	s := p.text(fields)
	if s == "" {
		return 0, nil
	}
	d, clock, err := p.value(fields)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s %w", field, err)
	case clock:
		return 0, fmt.Errorf("%s %q: want a duration", field, s)
	}
	return d, inRange(field, s, d)
}

func (t *term) value(s string) (d time.Duration, clock bool, err error) {
	s = t.commas.number(s)
	unit := t.unit
	if unit == 0 && t.moment {
		unit = epochUnit(s)
	}
	if unit == 0 {
		unit = time.Second
	}
	if t.unit == 0 && !t.moment && strings.HasPrefix(s, "[") {
		d, err := secondsAndNanos(s)
		return d, false, err
	}
	if t.moment {
		if at, local, ok := parseLocal(s, t.order, t.zone); ok && (t.unit == 0 || !allDigits(s)) {
			return t.clock(s, at, local)
		}
	}
	d, bare, err := took(s, unit)
	if err == nil && d != 0 {
		t.bare, t.united = t.bare || bare, t.united || !bare
	}
	if err == nil && bare && t.also > 0 && !t.moment {
		err = errors.New("has no unit, and other rows have one beside it")
	}
	if err != nil && t.moment && !errors.Is(err, errRange) {
		err = fmt.Errorf("%w, or a time such as 2006-01-02T15:04:05Z", err)
	}
	return d, bare && t.moment && d > old, err
}

// mixed returns an error if some times of a field have a zone and others none.
func (p place) mixed() error {
	local, zoned := "", ""
	for _, t := range p {
		local, zoned = cmp.Or(local, t.local), cmp.Or(zoned, t.zoned)
		if local != "" && zoned != "" && t.zone == nil {
			return fmt.Errorf("some times have a zone (%q) and others none (%q): name theirs, as with --zone Europe/Berlin or --zone UTC", zoned, local)
		}
	}
	return nil
}

// clock returns a time that is written as s, in nanoseconds since 1970.
func (t *term) clock(s string, at time.Time, local bool) (time.Duration, bool, error) {
	if local && t.zone != nil {
		first, second := twice(showing(at, t.zone))
		if at = first; t.last != 0 && second.UnixNano()-int64(t.last) < int64(t.last)-first.UnixNano() {
			at = second // it is nearer to the last row's
		}
	}
	if y := at.Year(); y < 1700 || y > 2261 {
		return 0, false, errRange
	}
	if local && t.local == "" {
		t.local = strings.Clone(s)
	} else if !local && t.zoned == "" {
		t.zoned = strings.Clone(s)
	}
	t.last = time.Duration(at.UnixNano())
	return t.last, true, nil
}

// Numbers of at least this size count the time since 1970 in the unit of that row, from
// 1990 on.
var epochs = []struct {
	digits int
	unit   time.Duration
}{{10, time.Second}, {13, time.Millisecond}, {16, time.Microsecond}, {19, 1}}

// epochUnit returns the unit in which a number is a time since 1970, or 0 if it is none.
func epochUnit(s string) time.Duration {
	whole, _, _ := strings.Cut(s, ".")
	if !allDigits(whole) || whole == "" || whole[0] == '0' {
		return 0
	}
	for _, e := range epochs {
		if len(whole) == e.digits {
			return e.unit
		}
	}
	return 0
}

// old is 1990 in nanoseconds since 1970: later times are not relative.
const old = 20 * 365 * 24 * time.Hour
