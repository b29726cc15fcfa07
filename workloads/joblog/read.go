package joblog

import (
	"errors"
	"fmt"
	"io"
)

// Options say how to read a log of jobs.
type Options struct {
	// Format is one of Formats; empty: one whose columns are all there, or else columns
	// are found by name.
	Format string

	// Columns says where a field stands: "duration", "arrival", "priority" or "key", to
	// NAME, NAME:UNIT for numbers of that unit, or the difference of two columns, as
	// END-START. What is not here is as the format says, or is looked for by name.
	Columns map[string]string

	// Most is how many jobs are kept at most, 32 at least; 0: all. Of a log with more,
	// stretches of consecutive rows, evenly spread, stand for it.
	Most int

	// Strict refuses a log with a bad row. Otherwise bad rows are left out and told.
	Strict bool
}

// A Log is the jobs of a log.
type Log struct {
	Jobs     []Job    // in the order of arrival, which counts from the first; else as in the log
	Arrivals bool     // it is known when jobs arrived
	Rows     int      // that are usable; more than there are Jobs if these stand for a longer log
	Bad      *BadRows // that were left out; nil: none
	Notes    []string // how columns were understood, in full sentences
}

// Read reads a log of jobs: CSV with a header, or JSON objects, one a line. Values are as
// for [ReadCSV]; a column of another name may have the unit in it, as elapsed_ms. It keeps
// the values of rows and not their text, and of at most o.Most rows. Without a usable row
// there is an error.
func Read(r io.Reader, o Options) (*Log, error) {
	rows, err := openRows(r)
	if err != nil {
		return nil, err
	}
	log := &Log{}
	cols, err := log.columns(rows.header, o)
	if err != nil {
		return nil, err
	}
	log.Arrivals = cols["arrival"].plus >= 0
	kept := newSample(o.Most)
	canonical := columns{column{0, cols["duration"].unit}, column{at: -1}, column{2, 0}, column{3, 0}}
	if log.Arrivals {
		canonical.arrival = column{1, cols["arrival"].unit}
	}
	var bad BadRows
	var base clock
	record := make([]string, len(fieldNames))
	for {
		fields, line, err := rows.next()
		if err == io.EOF {
			break
		}
		var syntax *rowError
		if errors.As(err, &syntax) {
			bad.add(line, syntax.err)
			continue
		}
		if err != nil {
			return nil, err
		}
		for i, name := range fieldNames {
			if record[i], err = cols[name].value(fields); err != nil {
				err = fmt.Errorf("%s: %w", name, err)
				break
			}
		}
		var row Job
		if err == nil {
			row, err = canonical.parse(record, &base)
		}
		if err != nil {
			bad.add(line, err)
			continue
		}
		kept.add(row)
	}
	log.Jobs, log.Rows = kept.rows, kept.n
	switch {
	case bad.Bad > 0 && (o.Strict || len(log.Jobs) == 0):
		return nil, &bad
	case len(log.Jobs) == 0:
		return nil, errors.New("has a header but no rows")
	case bad.Bad > 0:
		log.Bad = &bad
	}
	if log.Rows > len(log.Jobs) {
		note, err := kept.join(log.Arrivals)
		if err != nil {
			return nil, err
		}
		log.Notes = append(log.Notes, note)
	}
	return log, log.normalise()
}
