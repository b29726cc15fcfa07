package joblog

import (
	"fmt"
	"strings"
)

// accessFormat finds the duration among the fields that a configuration of nginx or Apache
// appends to a line. A number with a fraction is in seconds, like $request_time. A whole
// number may be Apache's %D in microseconds, %{ms}T or %T: the user has to say which.
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
		return nil, fmt.Errorf("the unit of %s is unknown: name it with --duration %s:1us, or :1ms, or :1s", whole, whole)
	}
	return nil, fmt.Errorf("this access log has no duration: have the server log one, such as $request_time of nginx, or name the column with --duration (have %s)", strings.Join(r.header, ", "))
}
