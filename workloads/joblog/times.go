package joblog

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// guessTimes looks for a column of times where no name tells one: without arrivals a log
// is a batch, which hardly any is. Of several such columns none is taken.
func (log *Log) guessTimes(r *rows, out map[string]place) {
	if out["arrival"] != nil || out["end"] != nil {
		return
	}
	var found []string
	for i, name := range r.header {
		n, times := 0, 0
		for _, h := range r.head {
			if h.err != nil || i >= len(h.fields) || strings.TrimSpace(h.fields[i]) == "" {
				continue
			}
			n++
			if _, ok := parseMoment(strings.TrimSpace(h.fields[i]), dayFirst); ok {
				times++
			}
		}
		if n > 0 && times == n {
			found = append(found, name)
		}
	}
	if len(found) == 0 {
		r.dateAndClock(out)
	}
	switch {
	case len(found) == 1:
		out["arrival"] = place{{at: slices.Index(r.header, found[0]), name: found[0]}}
		log.Notes = append(log.Notes, fmt.Sprintf("column %q holds times and is taken as the arrival; if it is the end of a job, use --end %s", found[0], found[0]))
	case len(found) == 0 && len(out["arrival"]) > 0:
		log.Notes = append(log.Notes, fmt.Sprintf("columns %q hold dates and times of day, and are taken as the arrival; if it is the end of a job, use --end '%[1]s'", out["arrival"][0].name))
	case len(found) == 0 && r.logged:
		log.Understood.Warnings = append(log.Understood.Warnings, "no arrivals: no line has a time that can be read, so the jobs are taken as a batch that is there at the start")
	case len(found) > 1:
		log.Understood.Warnings = append(log.Understood.Warnings, fmt.Sprintf("no arrivals: the jobs are taken as a batch that is there at the start, though the columns %s hold times: name one with --arrival or --end", strings.Join(found, ", ")))
	default:
		if rising := r.rising(out); rising != "" {
			log.Understood.Warnings = append(log.Understood.Warnings, fmt.Sprintf("no arrivals: the jobs are taken as a batch that is there at the start; if column %q tells when they arrive, use --arrival %s", rising, rising))
		}
	}
}

// dateAndClock takes the only column of dates and the only one of times of day together as
// the arrival.
func (r *rows) dateAndClock(out map[string]place) {
	date, clock := -1, -1
	for i := range r.header {
		cells := r.cells(i)
		switch {
		case len(out["duration"]) > 0 && i == out["duration"][0].at:
		case all(cells, isDate) && date >= 0, all(cells, clockOnly.MatchString) && clock >= 0:
			return
		case all(cells, isDate):
			date = i
		case all(cells, clockOnly.MatchString):
			clock = i
		}
	}
	if date >= 0 && clock >= 0 {
		out["arrival"] = place{{at: date, also: clock + 1, name: r.header[date] + " & " + r.header[clock]}}
	}
}

// rising returns the first column of numbers that never fall, and are no mere count of the
// rows; "": there is none.
func (r *rows) rising(out map[string]place) string {
	for i, name := range r.header {
		if base, _ := plainName(name); base == "id" || strings.HasSuffix(base, "_id") || len(out["duration"]) > 0 && i == out["duration"][0].at {
			continue
		}
		var last, first time.Duration
		n, steady := 0, true
		for _, s := range r.cells(i) {
			at, err := scaled(s, time.Second)
			if err != nil || n > 0 && at < last {
				n = 0
				break
			}
			steady = steady && (n == 0 || at-last == time.Second)
			if n == 0 {
				first = at
			}
			last = at
			n++
		}
		if n >= fewestDoubted && last > first && !steady {
			return name
		}
	}
	return ""
}
