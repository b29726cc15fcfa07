package record

import (
	"fmt"
	"strings"
	"unicode"
)

// CommandLine returns one line that a POSIX shell reads as the arguments. It
// holds no control characters: those are escaped, which takes a shell that knows
// $'…'.
func CommandLine(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = quote(a)
	}
	return strings.Join(quoted, " ")
}

func quote(arg string) string {
	if strings.ContainsFunc(arg, unicode.IsControl) {
		var b strings.Builder
		b.WriteString("$'")
		for _, r := range arg {
			switch {
			case r == '\'' || r == '\\':
				b.WriteString(`\` + string(r))
			case unicode.IsControl(r):
				for _, c := range []byte(string(r)) {
					fmt.Fprintf(&b, `\%03o`, c)
				}
			default:
				b.WriteRune(r)
			}
		}
		return b.String() + "'"
	}
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./:=,@%+", r)
	}
	if arg == "" || strings.ContainsFunc(arg, func(r rune) bool { return !plain(r) }) {
		return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
	}
	return arg
}
