package joblog

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// parseField reads the spec of a field. That of a priority may begin with a minus: then small
// numbers are urgent.
func parseField(field, spec string, header []string) (place, error) {
	name, minus := spec, false
	if field == "priority" && toldColumn(header, spec) < 0 {
		name, minus = strings.CutPrefix(spec, "-")
	}
	p, err := parseSpec(name, header)
	if err == nil && minus {
		p[0].minus = true
	}
	return p, err
}

// parseSpec reads NAME, NAME:UNIT, END-START, END-START:UNIT, sums of these joined by " +
// ", and DATE & TIME. Without a unit it uses that in the name of the column.
func parseSpec(spec string, header []string) (place, error) {
	if at := toldColumn(header, spec); at >= 0 {
		_, unit := plainName(header[at])
		return place{{at: at, unit: unit, name: header[at]}}, nil
	}
	if date, clock, ok := strings.Cut(spec, " & "); ok {
		at, also := toldColumn(header, date), toldColumn(header, clock)
		if at < 0 || also < 0 {
			return nil, errNoColumn
		}
		return place{{at: at, also: also + 1, name: header[at] + " " + header[also]}}, nil
	}
	if parts := strings.Split(spec, " + "); len(parts) > 1 {
		var sum place
		for _, part := range parts {
			p, err := parseSpec(part, header)
			if err != nil {
				return nil, err
			}
			sum = append(sum, p...)
		}
		return sum, nil
	}
	var unit time.Duration
	if i := strings.LastIndexByte(spec, ':'); i >= 0 {
		told, known := unitWords[strings.ToLower(spec[i+1:])]
		if !known {
			var err error
			if told, err = time.ParseDuration(spec[i+1:]); err != nil || told <= 0 {
				return nil, fmt.Errorf("unit %q: want a time such as 1ms", spec[i+1:])
			}
		}
		spec, unit = spec[:i], told
	}
	one := func(name string, minus bool) (term, bool) {
		at := toldColumn(header, name)
		if at < 0 {
			return term{}, false
		}
		u := unit
		if u == 0 {
			_, u = plainName(header[at])
		}
		return term{at: at, unit: u, told: unit > 0, minus: minus, name: header[at]}, true
	}
	if t, ok := one(spec, false); ok {
		return place{t}, nil
	}
	for i := range spec {
		if spec[i] != '-' {
			continue
		}
		end, ok := one(spec[:i], false)
		start, also := one(spec[i+1:], true)
		if ok && also {
			return place{end, start}, nil
		}
	}
	return nil, errNoColumn
}

var errNoColumn = errors.New("there is no such column")

// toldColumn returns the index of the column that somebody names, as findColumn does, or of the
// only one whose dotted name ends with that, as timing.start does with start.
func toldColumn(header []string, name string) int {
	found := findColumn(header, name)
	if found >= 0 || name == "" {
		return found
	}
	suffix := "." + strings.ToLower(strings.TrimSpace(name))
	for i, h := range header {
		if !strings.HasSuffix(strings.ToLower(h), suffix) {
			continue
		}
		if found >= 0 {
			return -1
		}
		found = i
	}
	return found
}
