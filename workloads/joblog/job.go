package joblog

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Job is one row of a log.
type Job struct {
	Service, Arrival time.Duration
	Priority         int
	Key              string
	Slots            int32         // workers that it takes at once; 0 and 1: one
	Deadline         time.Duration // how long after its arrival it is to be complete; 0: whenever
	Cost             time.Duration // what was expected of its service time; 0: nothing
}

// A column is the place of a value in a row, and the unit of a number without one.
type column struct {
	at   int // -1: the file has no such column
	unit time.Duration
}

type columns struct{ duration, arrival, priority, key, slots, deadline, cost column }

var units = map[string]time.Duration{
	"": time.Second, "_ns": 1, "_us": time.Microsecond, "_ms": time.Millisecond, "_s": time.Second,
}

func parseHeader(header []string) (columns, error) {
	none := column{at: -1}
	c := columns{none, none, none, none, none, none, none}
	for i, name := range header {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff") // spreadsheets begin with a byte order mark
		}
		name = strings.ToLower(strings.TrimSpace(name))
		var to *column
		unit := time.Duration(0)
		switch base, suffix := name, ""; {
		case name == "priority":
			to = &c.priority
		case name == "key":
			to = &c.key
		case name == "slots":
			to = &c.slots
		default:
			if u := strings.LastIndexByte(name, '_'); u >= 0 {
				base, suffix = name[:u], name[u:]
			}
			known := false
			if unit, known = units[suffix]; !known {
				continue
			}
			switch base {
			case "duration":
				to = &c.duration
			case "arrival":
				to = &c.arrival
			case "deadline":
				to = &c.deadline
			case "cost":
				to = &c.cost
			default:
				continue
			}
		}
		if to.at >= 0 {
			return c, fmt.Errorf("header: columns %d and %d are both a %s", to.at+1, i+1, name)
		}
		*to = column{i, unit}
	}
	if c.duration.at < 0 {
		return c, fmt.Errorf("header: no column duration (have %.80q); compare recommend reads other columns, and converts them with --trace", strings.Join(header, ", "))
	}
	return c, nil
}

// clock remembers whether arrivals are times of day, and the first of them.
type clock struct {
	known, absolute bool
	zero            time.Time
}

const maxDuration = 365 * 24 * time.Hour

func (c *columns) parse(record []string, base *clock) (row Job, err error) {
	get := func(col column) (s string) {
		if col.at >= 0 && col.at < len(record) {
			s = strings.TrimSpace(record[col.at])
		}
		return s
	}
	s := get(c.duration)
	if row.Service, err = quantity(s, c.duration.unit); err != nil {
		return row, fmt.Errorf("duration %q: %w", s, err)
	}
	if row.Service < 0 || row.Service > maxDuration {
		return row, fmt.Errorf("duration %q: want 0 to %v", s, maxDuration)
	}
	row.Service = max(1, row.Service)
	if s = get(c.priority); s != "" {
		if row.Priority, err = strconv.Atoi(s); err != nil {
			return row, fmt.Errorf("priority %q: want a whole number", s)
		}
	}
	// The record's memory is reused, and a key would hold the whole line.
	row.Key = strings.Clone(get(c.key))
	if row.Slots, err = slotsOf(get(c.slots)); err != nil {
		return row, err
	}
	if row.Deadline, err = optional("deadline", get(c.deadline), c.deadline.unit); err != nil {
		return row, err
	}
	if row.Cost, err = optional("cost", get(c.cost), c.cost.unit); err != nil {
		return row, err
	}
	if c.arrival.at >= 0 {
		s = get(c.arrival)
		if row.Arrival, err = base.parse(s, c.arrival.unit); err != nil {
			return row, fmt.Errorf("arrival %q: %w", s, err)
		}
	}
	return row, nil
}

// optional reads a duration that a job need not have: empty is 0.
func optional(field, s string, unit time.Duration) (d time.Duration, err error) {
	if s == "" {
		return 0, nil
	}
	if d, err = quantity(s, unit); err != nil {
		return 0, fmt.Errorf("%s %q: %w", field, s, err)
	}
	return d, inRange(field, s, d)
}

// timeOfDay reads a time; one without a zone is UTC.
func timeOfDay(s string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		at, err = time.Parse(time.DateTime, s) // takes fractions of a second too
	}
	return at, err
}

// parse returns a time since some fixed one.
func (b *clock) parse(s string, unit time.Duration) (time.Duration, error) {
	at, err := timeOfDay(s)
	absolute := err == nil
	var d time.Duration
	if !absolute {
		if d, err = quantity(s, unit); err != nil {
			return 0, fmt.Errorf("%w, or a time such as 2006-01-02T15:04:05Z", err)
		}
	}
	if b.known && absolute != b.absolute {
		return 0, errors.New("some rows have a time of day and others a duration")
	}
	if !b.known {
		b.known, b.absolute, b.zero = true, absolute, at
	}
	if absolute {
		// Sub saturates at the ends.
		if d = at.Sub(b.zero); d == math.MaxInt64 || d == math.MinInt64 {
			return 0, errors.New("too far from the first row's")
		}
	}
	return d, nil
}

// quantity reads a Go duration, or a number in unit.
func quantity(s string, unit time.Duration) (time.Duration, error) {
	if d, err := scaled(s, unit); err == nil || errors.Is(err, errRange) {
		return d, err
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errNoDuration
	}
	return d, nil
}
