package recommend

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/workloads"
)

// patience is how long one replay of the jobs may take in a comparison for a closer look.
const patience = 30 * time.Second

// A Closer is a comparison that looks more closely at the choice than [Question.Answer]
// does: beside the obvious strategy, in real time if the jobs arrive soon enough.
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
	}
	c.Virtual = jobs.Takes(r.Workers) > patience
	c.Wait = !c.Virtual && Waits(jobs)
	return c
}

// Command returns the command for it, if the file holds the jobs as a trace.
func (c Closer) Command(trace string) []string {
	args := []string{"compare", "--workload", workloads.TracePrefix + trace, "--strategy", strings.Join(c.Strategies, ","), "--workers", strconv.Itoa(c.Workers)}
	if c.Virtual {
		args = append(args, "--virtual")
	}
	return append(args, howTheyRun(c.Wait, c.Replay)...)
}
