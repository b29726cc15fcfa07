package recommend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// confirmed returns the strategy that real time was to confirm.
func (r *Result) confirmed() string {
	if r.Rejected != nil && r.Confirmation.obviousBetter(r.Obvious) {
		return r.Rejected.Strategy
	}
	return r.Strategy
}

// Measured says in sentences what real time shows; nothing if it was not asked.
func (r *Result) Measured() []string {
	x := r.Confirmation
	if x == nil {
		return nil
	}
	b := new(strings.Builder)
	if x.tellHead(b, strings.TrimPrefix(r.Metric, "sojourn-")); x.Skipped == "" {
		x.tellRemarks(b, r.confirmed(), r.Limit)
	}
	return strings.Split(strings.TrimSpace(b.String()), "\n")
}

// tell writes the confirmation for people.
func (x *Confirmation) tell(b *strings.Builder, name, strategy string, limit float64) {
	if x == nil {
		return
	}
	if x.tellHead(b, name); x.Skipped != "" {
		return
	}
	fmt.Fprintf(b, "\n%-18s %10s %10s  %s\n", "strategy", "simulated", "measured", "vs recommended")
	for _, t := range x.Tried {
		interval := ""
		if t.Lo != nil && t.Hi != nil {
			interval = fmt.Sprintf(" (%s to %s)", number.Time(*t.Lo), number.Time(*t.Hi))
		}
		against := "recommended"
		if t.Strategy != strategy {
			against = number.Ratio(t.Ratio, t.RatioLo, t.RatioHi)
		}
		fmt.Fprintf(b, "%-18s %10s %10s  %s\n", t.Strategy, number.Time(t.Simulated), number.Time(t.Measured), against+interval)
	}
	b.WriteString("\n")
	x.tellRemarks(b, strategy, limit)
}

// tellHead says what ran, and that its figures are not those of the log.
func (x *Confirmation) tellHead(b *strings.Builder, name string) {
	if x.Skipped != "" {
		fmt.Fprintf(b, "in real time: not confirmed: %s\n", x.Skipped)
		return
	}
	clock := "at the original speed"
	if x.Faster > 1 {
		clock = fmt.Sprintf("%s times as fast", number.Digits(x.Faster))
	}
	which, part := plural(x.Jobs, "job")+" of the busiest part", fmt.Sprintf("the busiest %s", plural(x.Jobs, "job"))
	switch x.Part {
	case partFirst:
		which = "the " + plural(x.Jobs, "first job")
		part = which
	case partAll:
		which, part = "all "+plural(x.Jobs, "job"), ""
	}
	how := "computing"
	if x.Wait {
		how = "waiting"
	}
	fmt.Fprintf(b, "in real time: %s, %s, %s, %s:\n", which, how, clock, plural(x.Rounds, "round"))
	if part != "" {
		fmt.Fprintf(b, "These are %s of the log, whose %s is not that of all its jobs.\n", part, name)
	}
}

// tellRemarks says what it shows.
func (x *Confirmation) tellRemarks(b *strings.Builder, strategy string, limit float64) {
	if x.Wait {
		fmt.Fprintf(b, "Timers fire %s late on average here, which is subtracted from the jobs: %s of the mean.\n", number.Time(x.Late), number.Share(x.Share))
	}
	if t := x.Tried[slices.IndexFunc(x.Tried, func(t Confirmed) bool { return t.Strategy == strategy })]; limit > 0 && t.Simulated <= limit && t.Measured > limit {
		fmt.Fprintf(b, "In real time %s takes %s on this part, over the target of %s; in the simulation, where handing over costs nothing, it takes %s.\n", strategy, number.Beside(t.Measured, limit), number.Limit(limit), number.Time(t.Simulated))
	}
	for _, n := range x.Noise {
		fmt.Fprintf(b, "noise: %s.\n", n)
	}
	var better []string
	for _, t := range x.Tried {
		if t.Better {
			better = append(better, t.Strategy)
		}
	}
	b.WriteString(verdict.ConfirmSentence(better, len(x.Tried), x.Rounds, "--confirm "+x.Longer) + "\n")
}
