package guard

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/host"
	"github.com/go-foundations/poolbench/bench/record"
)

func (q *Question) say(format string, args ...any) {
	if q.Say != nil {
		q.Say(fmt.Sprintf(format, args...))
	}
}

// warn says what to know before anything is measured, and returns it: about the sources, and
// whether the machine was busy before this began.
func (q *Question) warn(sources *checkout.Sources, machine record.Host) []string {
	warnings := slices.Clone(sources.Warnings)
	if !sources.Unchanged {
		warnings = append(warnings, host.Disturbed(record.Host{Load: machine.Load, LogicalCPUs: machine.LogicalCPUs}, "give the run more rounds")...)
	}
	for _, w := range warnings {
		q.say("warning: %s", w)
	}
	return warnings
}

// warnOnce returns a function that reports each warning once.
func (q *Question) warnOnce() func(string) {
	said := make(map[string]bool)
	return func(text string) {
		if !said[text] {
			said[text] = true
			q.say("warning: %s", text)
		}
	}
}
