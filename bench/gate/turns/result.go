package turns

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/perf/benchfmt"
)

// Prefix begins the names of all benchmarks. Names of figures are without it.
const Prefix = "Benchmark"

// A Reading is the result of one run of a benchmark.
type Reading struct {
	Iterations int
	Values     map[string]float64 // by unit
}

// ParseResult reads the part of a result line that follows the name: the number of
// iterations and the values.
func ParseResult(rest string) (Reading, bool) {
	if !looksLikeResult.MatchString(rest) {
		return Reading{}, false
	}
	r := benchfmt.NewReader(strings.NewReader(Prefix+"X\t"+strings.TrimSpace(rest)+"\n"), "")
	if !r.Scan() {
		return Reading{}, false
	}
	res, ok := r.Result().(*benchfmt.Result)
	if !ok {
		return Reading{}, false
	}
	out := Reading{res.Iters, make(map[string]float64, len(res.Values))}
	for _, v := range res.Values {
		if _, twice := out.Values[v.Unit]; twice {
			return Reading{}, false
		}
		out.Values[v.Unit] = v.Value
	}
	return out, true
}

// looksLikeResult tells the rest of a result line from other output of a benchmark: a
// number, and then pairs of a number and a unit.
var looksLikeResult = regexp.MustCompile(`^\s*\d+\t(\s*[-+]?(?i:[0-9.]\S*|NaN|Inf)\s+\S+)+\s*$`)

// Flags returns the flags of a test binary that runs the benchmarks of a pattern, and no
// tests.
func Flags(pattern, benchtime string, count int, more ...string) []string {
	return append([]string{
		"-test.run=^$", "-test.bench=" + pattern, "-test.benchmem", "-test.paniconexit0",
		"-test.benchtime=" + benchtime, fmt.Sprintf("-test.count=%d", count),
	}, more...)
}

// AfterName matches what follows the name of a benchmark, without the number of processors,
// on a result line, and captures what follows that number.
var AfterName = regexp.MustCompile(`^(?:-\d+)?(\s.*)$`)

// Exactly returns the values of -test.bench and -test.skip that run only that benchmark.
// Two are needed: a pattern is matched part by part between the slashes, and a
// name may go on where the pattern ends, as A/b/c does for ^A$/^b$.
func Exactly(name string) (bench, skip string) {
	levels := strings.Split(Prefix+name, "/")
	for i, l := range levels {
		levels[i] = "^" + regexp.QuoteMeta(l) + "$"
	}
	bench = strings.Join(levels, "/")
	return bench, bench + "/."
}
