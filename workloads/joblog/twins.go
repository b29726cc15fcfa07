package joblog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pick returns the column of a field that is found by name; nil: none is. It is an error if
// several columns are called alike and differ. A duration in seconds and a rest in
// nanoseconds are one.
func (log *Log) pick(field string, r *rows) (place, error) {
	same, others := guesses(field, r.header)
	if len(same) == 0 {
		return nil, nil
	}
	t := same[0]
	t.moment = field == "arrival" || field == "end"
	for _, o := range same[1:] {
		o.moment = t.moment
		differ, both := t.differ(&o, r)
		switch {
		case !both || !differ:
		case t.rest(&o, r):
			return place{t, o}, nil
		case o.rest(&t, r):
			return place{o, t}, nil
		case t.name == o.name:
			return nil, fmt.Errorf("columns %d and %d are both called %q, and differ: give them other names, as with --columns %s", t.at+1, o.at+1, o.name, strings.Join(numbered(r.header, o.at), ","))
		default:
			return nil, fmt.Errorf("columns %q and %q may both be the %s, and differ: choose one, as with --%s %s", t.name, o.name, field, field, t.name)
		}
	}
	if field == "duration" {
		for _, o := range others {
			if differ, both := t.differ(&o, r); both && differ {
				log.Notes = append(log.Notes, fmt.Sprintf("column %q is taken as the duration; if it is %q, use --duration %s", t.name, o.name, o.name))
				break
			}
		}
	}
	return place{t}, nil
}

// numbered returns a header with another name for one column.
func numbered(header []string, at int) []string {
	out := slices.Clone(header)
	out[at] += "_2"
	return out
}

// sameName returns an error if another column has the very name of the term's, and differs.
func (t *term) sameName(r *rows) error {
	for i, name := range r.header {
		if i == t.at || name != t.name {
			continue
		}
		o := *t
		o.at = i
		if differ, both := t.differ(&o, r); both && differ {
			return fmt.Errorf("columns %d and %d are both called %q, and differ: give them other names, as with --columns %s", min(i, t.at)+1, max(i, t.at)+1, name, strings.Join(numbered(r.header, max(i, t.at)), ","))
		}
	}
	return nil
}

// differ reports whether two columns have other values in a row that has both, and whether
// there is such a row.
func (t *term) differ(o *term, r *rows) (differ, both bool) {
	for _, h := range r.head {
		if h.err != nil {
			continue
		}
		a, b := t.cell(h.fields), o.cell(h.fields)
		if a == "" || b == "" {
			continue
		}
		both = true
		if a == b && t.unit == o.unit {
			continue
		}
		x, clock, err := t.copy().value(a)
		y, other, bad := o.copy().value(b)
		if err != nil || bad != nil || clock != other {
			return true, true
		}
		if off := (x - y).Abs(); off > max(t.unit, o.unit, time.Millisecond) { // one may be rounded
			return true, true
		}
	}
	return false, both
}

// copy returns a term that remembers nothing of what it reads.
func (t *term) copy() *term { c := *t; return &c }

// rest reports whether another column has the nanoseconds of a time whose whole seconds are
// in this one.
func (t *term) rest(o *term, r *rows) bool {
	if t.unit != time.Second || o.unit != 1 {
		return false
	}
	some := false
	for _, h := range r.head {
		if h.err != nil {
			continue
		}
		nanos, err := strconv.Atoi(o.cell(h.fields))
		if s := t.cell(h.fields); err != nil && o.cell(h.fields) != "" || nanos >= 1e9 || !allDigits(s) {
			return false
		} else if s != "0" {
			some = true
		}
	}
	return some
}

// unitOf finds the unit of durations that have none, where other columns tell when jobs
// start and end.
func (log *Log) unitOf(r *rows, p place, o Options) {
	span := guessSpan(r.header)
	if len(p) != 1 || p[0].unit != 0 || len(span) == 0 || p[0].at == span[0].at || p[0].at == span[1].at {
		return
	}
	for i := range span {
		span[i].moment = true
		if span[i].look("duration", r, o) != nil {
			return
		}
	}
	n := 0
	fits := make(map[time.Duration]int)
	for _, h := range r.head {
		if h.err != nil {
			continue
		}
		took, bad := scaled(p[0].commas.number(p[0].cell(h.fields)), time.Second)
		is, _, err := span.value(h.fields)
		if bad != nil || err != nil || took <= 0 || is <= 0 {
			continue
		}
		n++
		for _, unit := range []time.Duration{1, time.Microsecond, time.Millisecond, time.Second} {
			if x := took.Seconds() * float64(unit) / float64(is); x > 0.95 && x < 1.05 {
				fits[unit]++
			}
		}
	}
	for unit, k := range fits {
		if n >= 3 && 10*k >= 9*n {
			p[0].unit = unit
			log.Notes = append(log.Notes, fmt.Sprintf("durations are in %s, as %q less %q shows", unitName(unit), span[0].name, span[1].name))
		}
	}
}
