package cli

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/verdict"
)

// fewDigits writes a time in seconds with three digits or four.
func fewDigits(s float64) string {
	x := time.Duration(s * 1e9)
	for unit := time.Nanosecond; unit < time.Hour; unit *= 10 {
		if x < 10_000*unit {
			return x.Round(unit).String()
		}
	}
	return x.Round(time.Second).String()
}

// tell writes it for people.
func (r *recommendation) tell(b *bytes.Buffer) {
	d := fewDigits
	name := strings.TrimPrefix(r.Metric, "sojourn-")
	word := plural
	if !r.Met {
		what := fmt.Sprintf("no strategy keeps %s within %s with up to %s; ", name, d(r.Limit), word(r.Workers, "worker"))
		fmt.Fprintf(b, "%s%s comes nearest: %s.\n\n", what, r.Strategy, d(r.Value))
	} else {
		fmt.Fprintf(b, "%s with %s: %s %s", r.Strategy, word(r.Workers, "worker"), name, d(r.Value))
		if r.Limit > 0 {
			fmt.Fprintf(b, ", within %s", d(r.Limit))
		} else {
			fmt.Fprintf(b, "; more workers would gain less than %.0f %%", 100*verdict.NearEnough)
		}
		b.WriteString(".\n")
		switch {
		case r.Strategy == obvious:
			fmt.Fprintf(b, "No other strategy is better by more than 1 %%.\n")
		case r.ObviousValue != nil && r.Needs > r.Workers:
			fmt.Fprintf(b, "%s takes %s with as many, and %s for the same.\n", obvious, d(*r.ObviousValue), word(r.Needs, "worker"))
		case r.ObviousValue != nil:
			fmt.Fprintf(b, "%s takes %s with as many: %.2f times as long.\n", obvious, d(*r.ObviousValue), *r.ObviousValue/r.Value)
		}
		b.WriteString("\n")
	}
	for _, line := range r.Profile.Lines() {
		fmt.Fprintf(b, "%s: %s\n", line[0], line[1])
	}
	fmt.Fprintf(b, "\n%8s  %-18s %12s %14s\n", "workers", "best", name, obvious)
	for _, o := range r.Options {
		by := "–"
		if o.Obvious != nil {
			by = d(*o.Obvious)
		}
		mark := ""
		if o.Workers == r.Workers && r.Met {
			mark = "  <"
		}
		fmt.Fprintf(b, "%8d  %-18s %12s %14s%s\n", o.Workers, o.Strategy, d(o.Value), by, mark)
	}
	b.WriteString("\nhow sure: ")
	switch {
	case r.Stretches == 0:
		b.WriteString("the log is too short to be cut into parts that tell.\n")
	default:
		var says []string
		if r.Limit > 0 {
			says = append(says, fmt.Sprintf("the target is met in %d", r.MetIn))
		}
		if r.Strategy != obvious {
			says = append(says, fmt.Sprintf("%s is no worse than %s in %d", r.Strategy, obvious, r.NoWorseIn))
		}
		fmt.Fprintf(b, "of the log cut into %d stretches, %s is from %s to %s", r.Stretches, name, d(r.StretchLeast), d(r.StretchMost))
		if len(says) > 0 {
			b.WriteString("; " + strings.Join(says, ", and "))
		}
		b.WriteString(".\n")
	}
	r.Confirmation.tell(b, r.Strategy, r.Limit)
	b.WriteString("simulated in virtual time: handing out jobs costs nothing, a job takes as long as in the log whoever else runs.\n")
	fmt.Fprintf(b, "to look closer: %s\n", r.Closer)
	for _, n := range r.Notes {
		fmt.Fprintf(b, "note: %s\n", n)
	}
}
