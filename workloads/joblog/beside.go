package joblog

import (
	"fmt"
	"slices"
	"strings"
)

// beside joins times of day with the dates in another column, and dates with the times of
// day. It is an error if there are several such columns.
func (log *Log) beside(r *rows, fields map[string]place) error {
	used := make(map[int]bool)
	for _, p := range fields {
		for _, t := range p {
			used[t.at] = true
		}
	}
	for _, field := range []string{"arrival", "end", "duration"} {
		p := fields[field]
		for i := range p {
			t := &p[i]
			if t.also > 0 || field == "duration" && len(p) == 1 || t.at >= len(r.header) {
				continue
			}
			cells := r.cells(t.at)
			is, have := isDate, "times of day"
			switch {
			case all(cells, isDate):
				is = clockOnly.MatchString
			case all(cells, clockOnly.MatchString):
				have = "dates"
			default:
				continue
			}
			var found []int
			for k := range r.header {
				if !used[k] && all(r.cells(k), is) {
					found = append(found, k)
				}
			}
			k := found
			if len(found) > 1 {
				k = slices.DeleteFunc(slices.Clone(found), func(k int) bool { return pairName(r.header[k]) != pairName(t.name) })
			}
			if len(k) != 1 && len(found) > 0 {
				return fmt.Errorf("columns %q and %q hold %s: say which belongs to %q, as with --%s '%s'", r.header[found[0]], r.header[found[1]], have, t.name, field, joined(r.header[found[0]], t.name, have))
			}
			if len(k) == 0 {
				continue
			}
			log.Notes = append(log.Notes, fmt.Sprintf("columns %q and %q are a date and a time of day, and taken together", t.name, r.header[k[0]]))
			if t.also = k[0] + 1; have == "dates" {
				t.at, t.also = k[0], t.at+1
			}
			t.name = r.header[t.at] + " & " + r.header[t.also-1]
			t.unit = 0
		}
	}
	return nil
}

// joined returns a date and a time of day as a spec has them.
func joined(other, own, have string) string {
	if have == "dates" {
		return other + " & " + own
	}
	return own + " & " + other
}

// pairName returns what is common to the names of a date and of its time of day.
func pairName(name string) string {
	base, _ := plainName(name)
	words := slices.DeleteFunc(strings.Split(base, "_"), func(w string) bool {
		return slices.Contains([]string{"date", "time", "day", "clock", "datum", "zeit", "uhrzeit", "fecha", "hora", "heure", "at"}, w)
	})
	return strings.Join(words, "_")
}

// cells returns what the first rows have in a column.
func (r *rows) cells(at int) []string {
	var out []string
	for _, h := range r.head {
		if h.err == nil && at < len(h.fields) {
			out = append(out, strings.TrimSpace(h.fields[at]))
		}
	}
	return out
}
