package ask

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// SplitList splits a list at commas.
func SplitList(list string) []string {
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

const tracePrefix = workloads.TracePrefix

// splitWorkloads splits a list at commas, except for those in the name of a trace, which is
// the longest that names an existing file. If none does, it is the shortest that does so
// without a query: a query has its commas escaped.
func splitWorkloads(list string) []string {
	parts := strings.Split(list, ",")
	var names []string
	for len(parts) > 0 {
		take := 1
		if strings.HasPrefix(strings.TrimSpace(parts[0]), tracePrefix) {
			take = tracePieces(parts)
		}
		names = append(names, strings.TrimSpace(strings.Join(parts[:take], ",")))
		parts = parts[take:]
	}
	return names
}

// tracePieces returns how many of the pieces of a list are the name of the trace that the
// first of them begins.
func tracePieces(parts []string) int {
	name := func(n int) string {
		return strings.TrimPrefix(strings.TrimSpace(strings.Join(parts[:n], ",")), tracePrefix)
	}
	for n := len(parts); n > 1; n-- {
		if _, err := os.Stat(name(n)); err == nil {
			return n
		}
	}
	for n := 1; n <= len(parts); n++ {
		if file, query := workloads.SplitTrace(name(n)); query != "" {
			if _, err := os.Stat(file); err == nil {
				return n
			}
		}
	}
	return 1
}

// checkList refuses empty names, repetitions, and "all" beside other names.
func checkList(flag string, names []string) error {
	list := strings.Join(names, ",")
	for i, name := range names {
		switch {
		case name == "":
			return fmt.Errorf("%s %q: a name is empty", flag, list)
		case slices.Contains(names[:i], name):
			return fmt.Errorf("%s %q: %q appears twice", flag, list, name)
		case name == All || name == Usual && flag == "--strategy":
			return fmt.Errorf("%s %q: %q cannot be combined with other names", flag, list, name)
		}
	}
	return nil
}

// metrics reads the names of the metrics of which the first is to decide.
func metrics(list string, given bool) (names []string, err error) {
	if !given {
		return nil, nil
	}
	names = SplitList(list)
	if err := checkList("--metric", names); err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := CheckMetric(name, true); err != nil {
			return nil, err
		}
	}
	return names, nil
}

// CheckMetric checks that the metric that is to decide exists.
func CheckMetric(name string, given bool) error {
	if _, ok := record.MetricByName(name); ok || !given {
		return nil
	}
	var known []string
	for _, m := range record.Metrics() {
		known = append(known, m.Name)
	}
	base, class := record.SplitMetric(name)
	if m, ok := record.MetricByName(base); ok {
		if !m.ByClass() {
			return fmt.Errorf("metric %q: %s has no classes", name, base)
		}
		return fmt.Errorf("metric %q: class %q: want a priority, such as %s@2, or %s@%s", name, class, base, base, record.Urgent)
	}
	return nearest.Unknown("metric", base, known, "compare list metrics")
}
