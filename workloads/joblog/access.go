package joblog

import (
	"fmt"
	"slices"
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
	if traefikText(r.head) {
		return &Format{Name: "traefik-text", Summary: "Traefik, as text: starts in whole seconds, and durations in milliseconds",
			columns: map[string]string{"arrival": "time_local", "duration": "extra_4", "key": "extra_2"}}, nil
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

// otherFractions notes that another field than the one that is taken as the duration may be it,
// as nginx logs $request_time and $upstream_response_time.
func (log *Log) otherFractions(r *rows, p place) {
	if len(p) != 1 {
		return
	}
	for i := 9; i < len(r.header); i++ {
		cells := r.cells(i)
		if i != p[0].at && all(cells, func(s string) bool { return s == "-" || numbers(s) && strings.Contains(s, ".") }) && !slices.Equal(cells, r.cells(p[0].at)) {
			log.Notes = append(log.Notes, fmt.Sprintf("field %s is taken as the duration; if it is %s, use --duration %[2]s:1s", p[0].name, r.header[i]))
			return
		}
	}
}

// traefikText reports whether rows end as Traefik's do: with the number of the request, the
// router, the URL of the server, and the duration in milliseconds.
func traefikText(head []row) bool {
	for _, h := range head {
		n := len(h.fields)
		if n != 13 || !numbers(h.fields[n-4]) || !strings.HasSuffix(h.fields[n-1], "ms") {
			return false
		}
	}
	return len(head) > 0
}

// accessHeader names the fields of an access log as nginx and Apache do. Fields that a
// configuration appends are extra_1, extra_2 and so on.
func accessHeader(head []row) []string {
	names := []string{"remote_addr", "ident", "remote_user", "time_local", "request", "status", "bytes", "referer", "user_agent"}
	most := 0
	for _, h := range head {
		most = max(most, len(h.fields))
	}
	for i := len(names); i < most; i++ {
		names = append(names, fmt.Sprintf("extra_%d", i-8))
	}
	return names[:max(most, 1)]
}

// accessTime reports whether a line contains the time of an access log.
func accessTime(l string) bool {
	i := strings.IndexByte(l, '[')
	if i < 0 || len(l) < i+28 || i > 300 {
		return false
	}
	_, ok := parseMoment(l[i+1:min(len(l), i+27)], orderUnknown)
	return ok && strings.IndexByte(l[:i], '"') < 0
}

// bracketTime reports whether a line begins with a time in brackets.
func bracketTime(l string) bool {
	at, _, ok := strings.Cut(l, "]")
	if !ok || at == "" || at[0] != '[' {
		return false
	}
	_, ok = parseMoment(at[1:], orderUnknown)
	return ok
}
