package joblog

import (
	"bufio"
	"slices"
	"strings"
)

// openLogfmt reads name=value pairs. A time before them is the column "time", and text
// behind them the column "message", if no pair has that name.
func (r *rows) openLogfmt(in *bufio.Reader) error {
	r.holds, r.logged = "logfmt", true
	at := make(map[string]int)
	whole := true
	var fields []string
	r.open(in, 0, func(s string) []string {
		clear(fields)
		for _, p := range surrounded(s) {
			i, known := at[p[0]]
			if !known {
				if !whole {
					continue
				}
				i = len(r.header)
				at[p[0]] = i
				r.header, fields = append(r.header, p[0]), append(fields, "")
			}
			r.again(i, fields[i], p[1])
			fields[i] = p[1]
		}
		return fields
	}, "")
	whole = false
	return nil
}

// surrounded returns the pairs of a line, after others for the time before them and the text
// behind them.
func surrounded(s string) [][2]string {
	found := pairs(s)
	if len(found) == 0 {
		return nil
	}
	var around [][2]string
	add := func(name, value string) {
		if !slices.ContainsFunc(found, func(p [2]string) bool { return p[0] == name }) {
			around = append(around, [2]string{name, value})
		}
	}
	before, _, _ := strings.Cut(s, found[0][0]+"=")
	if at := timeBefore(before); at != "" {
		add("time", at)
	}
	last := found[len(found)-1]
	if i := strings.LastIndex(s, last[0]+"="); i >= 0 {
		rest := strings.TrimLeft(s[i+len(last[0])+1:], `"`)
		if after := strings.TrimSpace(strings.TrimLeft(strings.TrimPrefix(rest, last[1]), `"`)); after != "" {
			add("message", after)
		}
	}
	return append(around, found...)
}

// timeBefore returns the time with which a text begins, or "".
func timeBefore(s string) string {
	words := strings.Fields(s)
	for n := min(3, len(words)); n > 0; n-- { // a date and a time may be several words
		at := strings.Trim(strings.Join(words[:n], " "), "[]")
		if _, ok := parseMoment(at, orderUnknown); ok {
			return at
		}
	}
	return ""
}

// pairs returns the name=value pairs of a line; values may be quoted.
func pairs(s string) [][2]string {
	var out [][2]string
	for s != "" {
		s = strings.TrimLeft(s, " \t")
		i := strings.IndexAny(s, "= \t")
		if i < 0 {
			return out
		}
		if s[i] != '=' || i == 0 {
			s = s[i+1:]
			continue
		}
		name := s[:i]
		s = s[i+1:]
		end := strings.IndexAny(s, " \t")
		value := ""
		if strings.HasPrefix(s, `"`) {
			end = 1
			for end < len(s) && s[end] != '"' {
				if s[end] == '\\' {
					end++
				}
				end++
			}
			end = min(end+1, len(s))
			value = strings.Trim(s[:end], `"`)
		} else {
			if end < 0 {
				end = len(s)
			}
			value = s[:end]
		}
		if !strings.ContainsAny(name, `"?&/<>,;|{`) {
			out = append(out, [2]string{name, value})
		}
		s = s[end:]
	}
	return out
}
