package joblog

import (
	"slices"
	"strings"
)

// A Format is a kind of log that is published, or that a tool writes.
type Format struct {
	Name, Summary string

	columns map[string]string       // where fields are, as Options.Columns has it
	needs   []string                // columns that it has besides
	where   map[string]string       // which rows are jobs
	names   []string                // of the columns, which the file does not tell
	shape   func(row []string) bool // whether a row without a header is one
}

// fits reports whether a header has all the columns of the format.
func (f *Format) fits(header []string) bool {
	if f.names != nil {
		return false
	}
	for _, name := range f.needs {
		if findColumn(header, name) < 0 {
			return false
		}
	}
	for name := range f.where {
		if findColumn(header, name) < 0 {
			return false
		}
	}
	for field, spec := range f.columns {
		if _, err := parseField(field, spec, header); err != nil {
			return false
		}
	}
	return true
}

// fitsRows reports whether rows without a header are in the format.
func (f *Format) fitsRows(head []row) bool {
	if f.shape == nil || len(head) == 0 {
		return false
	}
	good := 0
	for _, h := range head {
		if h.err == nil && f.shape(h.fields) {
			good++
		}
	}
	return good*10 >= len(head)*9
}

// Formats returns the formats that have a name.
func Formats() []Format { return slices.Clone(formats) }

func numbers(cells ...string) bool {
	return !slices.ContainsFunc(cells, func(s string) bool {
		_, err := scaled(strings.TrimSpace(s), 1)
		return err != nil
	})
}
