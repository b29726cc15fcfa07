package checkout

import (
	"cmp"
	"fmt"
	"math"
	"strings"
)

// Flags are those of go build, for both versions.
type Flags struct {
	Tags    string   // -tags
	LDFlags string   // -ldflags
	Args    []string // further ones, each one argument, as "-race" or "-gcflags=all=-l"
}

// buildFlags are the flags with which a side is listed and built.
type buildFlags struct {
	plain   []string // other than -ldflags
	ldflags []string // the values of -ldflags, in order
}

// with returns the flags of the user and of GOFLAGS.
func (f Flags) with(goflags string) (b buildFlags, err error) {
	// A test binary says nothing of its commit, and go is not to run git.
	b.plain = []string{"-buildvcs=false"}
	if f.Tags != "" {
		b.plain = append(b.plain, "-tags="+f.Tags)
	}
	for _, arg := range splitQuoted(goflags) {
		// -ldflags on the command line would replace it.
		if value, ok := cutLDFlags(arg); ok {
			b.ldflags = append(b.ldflags, value)
		}
	}
	if f.LDFlags != "" {
		b.ldflags = []string{f.LDFlags}
	}
	for _, arg := range f.Args {
		if !strings.HasPrefix(arg, "-") {
			return b, fmt.Errorf("build flag %q: want one that begins with -, and its value behind an =", arg)
		}
		if value, ok := cutLDFlags(arg); ok {
			b.ldflags = append(b.ldflags, value)
		} else {
			b.plain = append(b.plain, arg)
		}
	}
	return b, nil
}

// args returns the arguments for a layout. The linker's flags are those of the last
// -ldflags whose pattern matches, so the layout goes into each.
func (b buildFlags) args(layout uint64) []string {
	args := b.plain[:len(b.plain):len(b.plain)]
	random := ""
	if layout != 0 {
		random = fmt.Sprintf("-randlayout=%d", seedOf(layout))
		args = append(args, "-ldflags="+random)
	}
	for _, value := range b.ldflags {
		args = append(args, strings.TrimSpace("-ldflags="+value+" "+random))
	}
	return args
}

func cutLDFlags(arg string) (string, bool) {
	return strings.CutPrefix("-"+strings.TrimLeft(arg, "-"), "-ldflags=")
}

// splitQuoted splits GOFLAGS as the go command does: at spaces, but not within an
// argument that is in quotes as a whole.
func splitQuoted(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		end := strings.IndexAny(s, " \t\r\n")
		if quote := s[0]; quote == '"' || quote == '\'' {
			if i := strings.IndexByte(s[1:], quote); i >= 0 {
				out = append(out, s[1:i+1])
				s = s[i+2:]
				continue
			}
		}
		if end < 0 {
			end = len(s)
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return out
}

// seedOf returns the linker's seed for a layout. The linker takes 63 bits, and 0 for
// its own order.
func seedOf(layout uint64) int64 {
	return cmp.Or(int64(layout&math.MaxInt64), math.MaxInt64)
}
