package recommend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/strategies"
)

// wants says why the recommended strategy was tried, if the reason is what the log tells.
func (r *Result) wants() string {
	i := slices.IndexFunc(r.Fits, func(f Fit) bool { return f.Strategy == r.Strategy })
	if i < 0 {
		return ""
	}
	return " It was tried because the log gives each job's " + r.Fits[i].For + "."
}

// tellFits says which strategies were tried for each thing that the log tells.
func (r *Result) tellFits(b *strings.Builder) {
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	for _, what := range []struct{ column, has string }{
		{strategies.ByKey, "keys"}, {strategies.ByPriority, "priorities"}, {strategies.ByDeadline, "deadlines"}, {strategies.ByCost, "costs"},
	} {
		var says []string
		for _, f := range r.Fits {
			if f.For == what.column {
				says = append(says, f.say(name, r.Obvious))
			}
		}
		if len(says) > 0 {
			fmt.Fprintf(b, "tried because jobs have %s: %s.\n", what.has, strings.Join(says, "; "))
		}
	}
}

// say says what the strategy reached.
func (f Fit) say(name, obvious string) string {
	text := fmt.Sprintf("%s %s %s", f.Strategy, name, number.Time(f.Value))
	if f.Shows == nil || f.Obvious == nil {
		return text
	}
	m, _ := record.MetricByName(f.Metric)
	return fmt.Sprintf("%s, %s %s (%s %s)", text, strings.TrimPrefix(f.Metric, "sojourn-"), number.Value(*f.Shows, m.Unit), obvious, number.Value(*f.Obvious, m.Unit))
}
