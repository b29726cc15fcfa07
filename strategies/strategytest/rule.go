package strategytest

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// A rule is one sentence of the contract and how to see whether it is kept.
type rule struct {
	name    string
	explain string            // printed when the rule is broken
	claimed func(Claims) bool // whether the rule applies; nil: to all
	run     func(c *check)
}

// A subject is what is checked.
type subject struct {
	strategy   func() pool.Strategy[int, int]
	discipline func() pool.Discipline // nil for a strategy written by hand
	claims     Claims
}

// A check is one rule being checked on one subject.
type check struct {
	subject
	rule  rule
	stall time.Duration // real time without a sign of life after which it is stuck

	signs atomic.Int64 // of life

	mu       sync.Mutex
	problems []string
	more     int  // problems left out
	stuck    bool // goroutines of the subject could not be stopped
}

func (r rule) check(s subject, stall time.Duration) *check {
	c := &check{subject: s, rule: r, stall: stall}
	r.run(c)
	return c
}

// errorf notes a problem. The first few of a rule tell enough.
func (c *check) errorf(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.problems) == maxProblems {
		c.more++
		return
	}
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

const maxProblems = 5

// failed reports whether any problem was found so far. A rule with many cases
// stops at the first that fails.
func (c *check) failed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.problems) > 0
}

// failure returns the rule and the problems, or "" if there are none.
func (c *check) failure() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.problems) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "rule %s: %s", c.rule.name, c.rule.explain)
	for _, p := range c.problems {
		b.WriteString("\n\t")
		b.WriteString(strings.ReplaceAll(p, "\n", "\n\t"))
	}
	if c.more > 0 {
		fmt.Fprintf(&b, "\n\tand %d more", c.more)
	}
	return b.String()
}
