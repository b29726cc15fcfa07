package joblog

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A filter selects the rows that are jobs.
type filter []condition

type condition struct {
	at     int
	values []string
	like   *regexp.Regexp // instead of values
}

// newFilter combines the conditions of a format with those of the user, which take
// precedence.
func newFilter(header []string, format *Format, o Options) (filter, error) {
	all := make(map[string]string)
	for name, value := range format.where {
		all[strings.ToLower(name)] = value
	}
	for name, value := range o.Where {
		all[strings.ToLower(name)] = value
	}
	var f filter
	for name, value := range all {
		at := findColumn(header, name)
		if at < 0 {
			return nil, fmt.Errorf("--where %s=%s: %w (have %.200q)", name, value, errNoColumn, strings.Join(header, ", "))
		}
		c := condition{at: at, values: strings.Split(value, "|")}
		if expr, ok := strings.CutPrefix(value, "~"); ok {
			var err error
			if c.like, err = regexp.Compile(expr); err != nil {
				return nil, fmt.Errorf("--where %s=%s: %w", name, value, err)
			}
		}
		f = append(f, c)
	}
	return f, nil
}

func (f filter) columns() []int {
	var out []int
	for _, c := range f {
		out = append(out, c.at)
	}
	return out
}

func (f filter) keeps(fields []string) bool {
	for _, c := range f {
		value := ""
		if c.at < len(fields) {
			value = strings.TrimSpace(fields[c.at])
		}
		if c.like != nil && !c.like.MatchString(value) || c.like == nil && !slices.Contains(c.values, value) {
			return false
		}
	}
	return true
}
