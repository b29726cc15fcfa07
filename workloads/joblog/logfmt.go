package joblog

import (
	"bufio"
	"strings"
)

// openLogfmt reads name=value pairs.
func (r *rows) openLogfmt(in *bufio.Reader) error {
	r.holds = "logfmt"
	at := make(map[string]int)
	whole := true
	var fields []string
	r.open(in, 0, func(s string) []string {
		clear(fields)
		for _, p := range pairs(s) {
			i, known := at[p[0]]
			if !known {
				if !whole {
					continue
				}
				i = len(r.header)
				at[p[0]] = i
				r.header, fields = append(r.header, p[0]), append(fields, "")
			}
			fields[i] = p[1]
		}
		return fields
	}, "")
	whole = false
	return nil
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
