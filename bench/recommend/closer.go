package recommend

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/workloads"
)

// patience is how long one replay of the jobs may take in real time in a comparison for a
// closer look: six rounds of two strategies, the fewest that can tell them apart, take as
// long as a comparison does by itself.
const patience = 5 * time.Second

// A Closer is a comparison that looks more closely at the choice than [Question.Answer]
// does: beside the obvious strategy, or beside the best other one if that is the choice, in
// real time if the jobs arrive soon enough.
type Closer struct {
	Strategies []string
	Workers    int
	Virtual    bool // in virtual time
	Wait       bool // in real time: the jobs wait; else they compute
	Replay     bool // the jobs arrive as in the log; else all at once
}

// Closer returns the comparison for a closer look at the choice for these jobs.
func (r *Result) Closer(jobs *workloads.Trace) Closer {
	c := Closer{Strategies: []string{r.Strategy}, Workers: r.Workers, Replay: jobs.HasArrivals()}
	if r.Strategy != r.Obvious {
		c.Strategies = append(c.Strategies, r.Obvious)
	} else if i := r.second(); i >= 0 {
		c.Strategies = append(c.Strategies, r.Simulated[i].Strategy)
	}
	c.Virtual = jobs.Takes(r.Workers) > patience
	c.Wait = !c.Virtual && Waits(jobs)
	return c
}

// second returns the index of the best other strategy with the recommended number of workers,
// preferably one with a different value, or -1.
func (r *Result) second() int {
	best := -1
	alike := func(x Simulated) bool { return x.Value == r.Value }
	for i, x := range r.Simulated {
		if x.Workers != r.Workers || x.Strategy == r.Strategy {
			continue
		}
		if best < 0 || alike(r.Simulated[best]) && !alike(x) || x.Value < r.Simulated[best].Value && !alike(x) {
			best = i
		}
	}
	return best
}

// Command returns the compare command that runs it, given a trace file that holds the jobs.
func (c Closer) Command(trace string) []string {
	args := []string{"compare", "--workload", workloads.TracePrefix + trace, "--strategy", strings.Join(c.Strategies, ","), "--workers", strconv.Itoa(c.Workers)}
	if c.Virtual {
		args = append(args, "--virtual")
	}
	return append(args, howTheyRun(c.Wait, c.Replay)...)
}
