package ask

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/workloads"
)

// needs are what jobs must have for the metrics of a scope to tell anything, and the flag that
// gives it to them.
var needs = []struct {
	scope              record.Scope
	column, what, give string
}{
	{record.Priorities, "priority", "several priorities", "--priorities 20,50,30, or --workload priority-mix,"},
	{record.Keys, "key", "several keys", "--keys 64"},
	{record.Deadlines, "deadline", "deadlines", "--deadline 5x"},
}

// lacking returns why no workload can have a metric, and what to give, or nil.
func (c *Comparison) lacking(metric string) error {
	base, class := record.SplitMetric(metric)
	m, _ := record.MetricByName(base)
	scope := m.Scope
	if class != "" {
		scope = record.Priorities
	}
	for _, n := range needs {
		if n.scope != scope || slices.ContainsFunc(c.Workloads, func(w workloads.Workload) bool { return w.Tells(n.column) }) {
			continue
		}
		give := n.give + " gives them some"
		if w := c.Workloads[0]; w.Trace != nil {
			file, _ := workloads.SplitTrace(strings.TrimPrefix(w.Name, tracePrefix))
			give = fmt.Sprintf("name their column, as in %s%s?%s=COLUMN", tracePrefix, file, n.column)
		}
		return fmt.Errorf("metric %q: takes jobs with %s, and those of %s have none: %s", metric, n.what, strings.Join(c.Names, ", "), give)
	}
	return nil
}
