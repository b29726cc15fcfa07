package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/nearest"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// all stands for every name there is.
const all = "all"

// usual stands for the strategies that are compared by default.
const usual = "usual"

// resolveWorkloads finds the workloads of those names, or all.
func (o *options) resolveWorkloads(names []string) error {
	if slices.Equal(names, []string{all}) {
		o.workloads = workloads.All()
	} else {
		if err := checkList("--workload", names); err != nil {
			return err
		}
		for _, name := range names {
			if name == tracePrefix {
				return fmt.Errorf("workload %q: want %sFILE.csv", name, tracePrefix)
			}
			w, err := workloads.ByName(name)
			var none *workloads.UnknownError
			if errors.As(err, &none) {
				return nearest.Unknown("workload", name, append(none.Known, all, tracePrefix+"FILE.csv"), "compare list workloads")
			}
			if err != nil {
				return err
			}
			o.workloads = append(o.workloads, w)
		}
	}
	for i := range o.workloads {
		w := &o.workloads[i]
		o.names = append(o.names, w.Name)
		if w.Trace != nil && o.io {
			w.Parts = []workloads.Part{{IO: 1}}
		}
		if w.Trace != nil && o.jobs > w.Trace.Len() {
			return fmt.Errorf("--jobs %d: %s has %d", o.jobs, w.Name, w.Trace.Len())
		}
	}
	return nil
}

// resolveContenders finds the contenders of those names, or the usual ones, or all.
func (c *command) resolveContenders(names []string) ([]bench.Contender, error) {
	switch {
	case slices.Equal(names, []string{all}):
		return c.contenders, nil
	case slices.Equal(names, []string{usual}):
		return c.usual(), nil
	}
	if err := checkList("--strategy", names); err != nil {
		return nil, err
	}
	var out []bench.Contender
	for _, name := range names {
		known := slices.Concat(c.contenders, c.Peers)
		i := slices.IndexFunc(known, func(x bench.Contender) bool { return x.Name() == name })
		if i < 0 {
			return nil, nearest.Unknown("strategy", name, append(c.contenderNames(), all, usual), "compare list strategies")
		}
		out = append(out, known[i])
	}
	return out, nil
}

// usual returns the contenders that are compared by default: all except the built-in
// strategies for special purposes.
func (c *command) usual() []bench.Contender {
	special := bench.Strategies()
	for _, x := range bench.Usual() {
		special = slices.DeleteFunc(special, func(s bench.Contender) bool { return s.Name() == x.Name() })
	}
	var out []bench.Contender
	for _, x := range c.contenders {
		if !named(special, x.Name()) {
			out = append(out, x)
		}
	}
	return out
}

// named reports whether one of the contenders has that name.
func named(all []bench.Contender, name string) bool {
	return slices.ContainsFunc(all, func(x bench.Contender) bool { return x.Name() == name })
}

// noLibraries explains where other people's pools are.
const noLibraries = "other libraries are built into a separate program, to keep their dependencies out of yours: in a clone of poolbench, run make peers"

// resolvePeers finds the peers of those names, or all. The name of a library stands for all
// of its variants: ants also for ants-func.
func (c *command) resolvePeers(names []string) ([]bench.Contender, error) {
	if slices.Equal(names, []string{all}) {
		return c.Peers, nil
	}
	if err := checkList("--peer", names); err != nil {
		return nil, err
	}
	var out []bench.Contender
	var known []string
	for _, name := range names {
		found := false
		for _, x := range c.Peers {
			known = append(known, x.Name())
			if x.Name() != name && !strings.HasPrefix(x.Name(), name+"-") {
				continue
			}
			found = true
			if !named(out, x.Name()) {
				out = append(out, x)
			}
		}
		if !found && !c.libraries {
			return nil, fmt.Errorf("%w; %s", nearest.Unknown("peer", name, append(known, all), "compare list peers"), noLibraries)
		}
		if !found {
			return nil, nearest.Unknown("peer", name, append(known, all), "compare list peers")
		}
	}
	return out, nil
}

// resolveMetric checks that the metric that is to decide exists.
func resolveMetric(name string, given bool) error {
	if !given {
		return nil
	}
	var known []string
	for _, m := range record.Metrics() {
		known = append(known, m.Name)
	}
	if !slices.Contains(known, name) {
		return nearest.Unknown("metric", name, known, "compare list metrics")
	}
	return nil
}

func (c *command) contenderNames() []string {
	var names []string
	for _, x := range c.contenders {
		names = append(names, x.Name())
	}
	return names
}

// splitList splits a list at commas.
func splitList(list string) []string {
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

const tracePrefix = workloads.TracePrefix

// splitWorkloads splits a list at commas, except for those in the name of a trace, which is
// the longest that names an existing file.
func splitWorkloads(list string) []string {
	parts := strings.Split(list, ",")
	var names []string
	for len(parts) > 0 {
		take := 1
		if strings.HasPrefix(strings.TrimSpace(parts[0]), tracePrefix) {
			for n := len(parts); n > 1; n-- {
				path := strings.TrimPrefix(strings.TrimSpace(strings.Join(parts[:n], ",")), tracePrefix)
				if _, err := os.Stat(path); err == nil {
					take = n
					break
				}
			}
		}
		names = append(names, strings.TrimSpace(strings.Join(parts[:take], ",")))
		parts = parts[take:]
	}
	return names
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
		case name == all || name == usual && flag == "--strategy":
			return fmt.Errorf("%s %q: %q cannot be combined with other names", flag, list, name)
		}
	}
	return nil
}

// The most workers of a comparison, in real time and in virtual time.
const (
	maxWorkers        = 100_000
	maxVirtualWorkers = 10_000_000
)

// mostWorkers returns how many workers may be asked for.
func (m *mode) mostWorkers() int {
	if m.Virtual {
		return maxVirtualWorkers
	}
	return maxWorkers
}

// parseWorkers reads worker counts up to most, separated by commas. Of a range FIRST..LAST they are
// its ends and the powers of two between them.
func parseWorkers(list string, most int) ([]int, error) {
	if list == "" {
		return nil, nil
	}
	var out []int
	for _, text := range splitList(list) {
		counts, err := parseCounts(text, most)
		if err != nil {
			return nil, err
		}
		for _, n := range counts {
			if slices.Contains(out, n) {
				return nil, fmt.Errorf("--workers %q: %d appears twice", list, n)
			}
			out = append(out, n)
		}
	}
	return out, nil
}

// parseCounts reads a number, or a range.
func parseCounts(text string, most int) ([]int, error) {
	first, last, isRange := strings.Cut(text, "..")
	a, err := strconv.Atoi(first)
	if !isRange {
		if err != nil || a < 1 || a > most {
			return nil, fmt.Errorf("--workers %q: want numbers from 1 to %d, or a range such as 1..64", text, most)
		}
		return []int{a}, nil
	}
	b, err2 := strconv.Atoi(last)
	if err != nil || err2 != nil || a < 1 || b < a || b > most {
		return nil, fmt.Errorf("--workers %q: want FIRST..LAST, from 1 to %d, such as 1..64", text, most)
	}
	counts := []int{a}
	for n := 1; n < b; n *= 2 {
		if n > a {
			counts = append(counts, n)
		}
	}
	if b > a {
		counts = append(counts, b)
	}
	return counts, nil
}

// summary says in one line when to use a contender.
func summary(x bench.Contender) string {
	for _, e := range strategies.All() {
		if e.Name() == x.Name() {
			return e.Summary
		}
	}
	if s, ok := x.(interface{ Summary() string }); ok {
		return s.Summary()
	}
	return "came with this program"
}
