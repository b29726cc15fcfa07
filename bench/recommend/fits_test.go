package recommend

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/verdict"
	"github.com/go-foundations/poolbench/strategies"
)

// columns are those that a log may have for strategies, each with a cell for a job.
var columns = map[string]struct {
	header string
	cell   func(i, took int) int
}{
	strategies.ByKey:      {"key", func(i, _ int) int { return i % 7 }},
	strategies.ByPriority: {"priority", func(i, _ int) int { return i % 2 }},
	strategies.ByDeadline: {"deadline_ns", func(_, took int) int { return 5 * took }},
	strategies.ByCost:     {"cost_ns", func(_, took int) int { return took }},
}

// logWith returns a log of 2000 jobs with one of these columns, and with arrivals or without.
func logWith(column string, arrivals bool) string {
	r := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	b.WriteString("duration_ns")
	if arrivals {
		b.WriteString(",arrival_ns")
	}
	if column != "" {
		b.WriteString("," + columns[column].header)
	}
	at := 0
	for i := range 2000 {
		took := 1 + int(1e8*r.ExpFloat64())
		fmt.Fprintf(&b, "\n%d", took)
		if arrivals {
			fmt.Fprintf(&b, ",%d", at)
			at += int(3e7 * r.ExpFloat64())
		}
		if column != "" {
			fmt.Fprintf(&b, ",%d", columns[column].cell(i, took))
		}
	}
	return b.String() + "\n"
}

// TestFits: strategies are tried for what a log tells of its jobs, no others are, and the answer
// says so.
func TestFits(t *testing.T) {
	for _, c := range []struct {
		column   string
		arrivals bool
		want     string
		says     string
	}{
		{"", true, "[]", ""},
		{strategies.ByKey, true, "[predicted-first fair affinity serial capped]", "tried because jobs have keys: predicted-first p99 "},
		{strategies.ByPriority, true, "[priority-aging multiqueue]", "tried because jobs have priorities: priority-aging p99 "},
		{strategies.ByDeadline, true, "[deadline]", "tried because jobs have deadlines: deadline p99 "},
		{strategies.ByCost, true, "[shortest-first]", "tried because jobs have costs: shortest-first p99 "},
		{strategies.ByCost, false, "[shortest-first longest-first]", "tried because jobs have costs: shortest-first makespan "},
	} {
		q := Question{Trace: traceOf(t, logWith(c.column, c.arrivals)), Contenders: sharedQueue(t), Fitting: true, Workers: []int{4}}
		r, err := q.Answer(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range r.Fits {
			names = append(names, f.Strategy)
			if f.For != c.column || f.Value <= 0 || f.Metric != "" && (f.Shows == nil || f.Obvious == nil) {
				t.Errorf("%s: %+v, want it for the %s, with figures", f.Strategy, f, c.column)
			}
		}
		if names == nil {
			names = []string{}
		}
		text := r.Text()
		if fmt.Sprint(names) != c.want || !strings.Contains(text, c.says) || strings.Contains(text, "tried because") != (c.says != "") {
			t.Errorf("%q: tried %v, want %s and %q:\n%s", c.column, names, c.want, c.says, text)
		}
		if q.Fitting = false; c.column != strategies.ByKey {
			continue
		}
		if r, err = q.Answer(t.Context()); err != nil || r.Fits == nil || len(r.Fits) > 0 || len(r.Simulated) != 1 {
			t.Errorf("nothing asked: %+v, %v", r.Fits, err)
		}
	}
}

// TestFitIsChosen: a strategy that was tried for what the log tells is recommended where it is
// better, with the reason.
func TestFitIsChosen(t *testing.T) {
	q := Question{Trace: traceOf(t, logWith(strategies.ByCost, true)), Contenders: sharedQueue(t), Fitting: true, Workers: []int{4}, Target: verdict.Target{Metric: "sojourn-mean", Limit: 1}}
	r, err := q.Answer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r.Strategy != "shortest-first" || !strings.Contains(r.Text(), "It was tried because the log gives each job's cost.") {
		t.Errorf("%s:\n%s", r.Strategy, r.Text())
	}
	// Whoever does not know the costs has nothing to choose by.
	q.Trace = traceOf(t, logWith("", true))
	q.Contenders = bench.Strategies()
	if r, err = q.Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	of := func(strategy string) float64 {
		i := slices.IndexFunc(r.Simulated, func(x Simulated) bool { return x.Strategy == strategy })
		if i < 0 {
			t.Fatalf("%s was not simulated", strategy)
		}
		return r.Simulated[i].Value
	}
	for _, name := range []string{"shortest-first", "adaptive"} {
		if of(name) != of(Obvious) {
			t.Errorf("%s takes %v without costs, want %v as %s does", name, of(name), of(Obvious), Obvious)
		}
	}
}

// TestEntriesFit: what the list of strategies says of logs and metrics exists.
func TestEntriesFit(t *testing.T) {
	for _, e := range strategies.All() {
		if _, known := columns[e.Wants]; e.Wants != "" && !known || e.Wants == "" && e.Shows != "" {
			t.Errorf("%s wants %q and shows %q", e.Name(), e.Wants, e.Shows)
		}
		if _, known := record.MetricByName(e.Shows); e.Shows != "" && !known {
			t.Errorf("%s shows %q: there is no such metric", e.Name(), e.Shows)
		}
	}
}
