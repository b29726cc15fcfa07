package gate

import (
	"regexp"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/go-foundations/poolbench/bench/gate/turns"
)

// A Figure is what a benchmark reports in one unit.
type Figure struct {
	Package string // import path
	Name    string // as go test prints it, without "Benchmark" and the number of processors
	Unit    string // as golang.org/x/perf writes it: sec/op, B/op
}

// A listing reads what a package's benchmarks print under -test.v, line by line. There the
// bare name of a benchmark is on a line of its own before it runs, which distinguishes the
// number of processors at the end of a printed name from a name that ends in a number.
type listing struct {
	current string // the bare name that came last
	found   []*listed
	better  map[string]string // units declared by Unit lines, and which way they are better
	strange []string          // the first lines that were no result
}

// A listed benchmark is one that reported something, or failed.
type listed struct {
	name string // without "Benchmark"
	turns.Reading
	failed bool
}

// mostStrange is how many lines that are not results an error shows.
const mostStrange = 3

// line reads one line. It returns the benchmark if the line is the result of one.
func (l *listing) line(s string) *listed {
	switch {
	case bareName.MatchString(s):
		l.current = s
		return nil
	case strings.HasPrefix(s, "Unit "):
		l.unit(s)
		return nil
	case strings.HasPrefix(strings.TrimSpace(s), "--- FAIL: "+turns.Prefix):
		return l.fail(strings.TrimSpace(s))
	}
	if l.current != "" {
		// The line may begin with output that did not end in a newline.
		if i := strings.LastIndex(s, l.current); i >= 0 {
			if m := afterName.FindStringSubmatch(s[i+len(l.current):]); m != nil {
				if r, ok := turns.ParseResult(m[1]); ok {
					b := &listed{name: strings.TrimPrefix(l.current, turns.Prefix), Reading: r}
					l.found = append(l.found, b)
					return b
				}
			}
		}
	}
	if !usual.MatchString(s) && len(l.strange) < mostStrange {
		l.strange = append(l.strange, s)
	}
	return nil
}

var (
	bareName  = regexp.MustCompile(`^` + turns.Prefix + `\S*$`)
	afterName = regexp.MustCompile(`^(?:-\d+)?(\s.*)$`)
	usual     = regexp.MustCompile(`^(goos|goarch|pkg|cpu): |^(PASS|FAIL|ok)?$|^--- (BENCH|SKIP): `)
)

// fail records that a benchmark has failed.
func (l *listing) fail(s string) *listed {
	name, _, _ := strings.Cut(strings.TrimPrefix(s, "--- FAIL: "), " ")
	if l.current != "" && strings.HasPrefix(name, l.current) {
		name = l.current // without the number of processors
	}
	b := &listed{name: strings.TrimPrefix(name, turns.Prefix), failed: true}
	l.found = append(l.found, b)
	return b
}

// unit reads a line such as "Unit hits/op better=higher".
func (l *listing) unit(s string) {
	r := benchfmt.NewReader(strings.NewReader(s+"\n"), "")
	for r.Scan() {
		if u, ok := r.Result().(*benchfmt.UnitMetadata); ok && u.Key == "better" {
			if l.better == nil {
				l.better = make(map[string]string)
			}
			l.better[u.Unit] = u.Value
		}
	}
}
