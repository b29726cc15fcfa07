package joblog

import (
	"fmt"
	"strings"
)

// accessFormat finds the duration in what a configuration of nginx or Apache appends to a
// line: a number with a fraction is in seconds, as $request_time is; one without may be
// Apache's %D in microseconds, %{ms}T or %T, and is asked for.
func accessFormat(r *rows, o Options) (*Format, error) {
	f := &Format{Name: "access-log", Summary: "nginx or Apache: a line is written when a request ends, with its time in whole seconds", columns: map[string]string{"end": "time_local"}}
	if o.Columns["duration"] != "" {
		return f, nil
	}
	whole := ""
	for i := len(r.header) - 1; i > 8; i-- {
		all, fraction := true, false
		for _, h := range r.head {
			if i >= len(h.fields) || !numbers(h.fields[i]) {
				all = false
				break
			}
			fraction = fraction || strings.Contains(h.fields[i], ".")
		}
		if all && fraction {
			f.columns["duration"] = r.header[i] + ":1s"
			return f, nil
		}
		if all {
			whole = r.header[i]
		}
	}
	if whole != "" {
		return nil, fmt.Errorf("%s is a whole number in a unit that nobody says; say with --duration %s:1us, or :1ms or :1s", whole, whole)
	}
	return nil, fmt.Errorf("an access log without a duration: append one, as $request_time of nginx, or say which column is one with --duration (have %s)", strings.Join(r.header, ", "))
}
