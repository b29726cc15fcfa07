package strategytest

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// inBubble runs f in virtual time and reports whether it came back with all
// its goroutines gone. If not, it notes why: a deadlock, goroutines left
// behind, or goroutines that neither finish nor block.
func (c *check) inBubble(label string, f func()) bool {
	return c.guard(label, func(bubble *atomic.Pointer[string]) {
		// The outer T is a blank: rules report through the check, so that a
		// broken strategy can be shown to break them.
		synctest.Test(new(testing.T), func(*testing.T) {
			id := ownBubble()
			bubble.Store(&id)
			defer func() { // or it would end the process: a queue that panics breaks a rule
				if v := recover(); v != nil {
					c.errorf("%s: panic: %v\n%s", label, v, debug.Stack())
				}
			}()
			f()
		})
	})
}

// inRealTime runs f without a bubble, for the race detector, and reports
// whether it came back.
func (c *check) inRealTime(label string, f func()) bool {
	return c.guard(label, func(*atomic.Pointer[string]) { f() })
}

// safely runs f in a goroutine of a rule's own, where a panic would end the process. It notes one,
// and reports whether there was none.
func (c *check) safely(f func()) (ended bool) {
	defer func() {
		if v := recover(); v != nil {
			c.errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	f()
	return true
}

// guard runs f in a goroutine and watches it. Nothing can stop a goroutine
// from outside: one that shows no sign of life is abandoned.
func (c *check) guard(label string, f func(bubble *atomic.Pointer[string])) bool {
	var bubble atomic.Pointer[string]
	done := make(chan string, 1)
	go func() {
		problem := label + ": the goroutine that ran it called runtime.Goexit"
		defer func() {
			if v := recover(); v != nil {
				problem = fmt.Sprintf("%s: %s%s", label, explainPanic(v), stacks(bubble.Load(), false))
			}
			done <- problem
		}()
		f(&bubble)
		problem = ""
	}()

	tick := time.NewTicker(c.stall / 10)
	defer tick.Stop()
	seen, since := c.signs.Load(), time.Now()
	for {
		select {
		case problem := <-done:
			if problem != "" {
				c.errorf("%s", problem)
			}
			return problem == ""
		case <-tick.C:
		}
		if now := c.signs.Load(); now != seen {
			seen, since = now, time.Now()
			continue
		}
		if time.Since(since) < c.stall {
			continue
		}
		why := ""
		if c.rule.name != spinningRule {
			why = fmt.Sprintf(". Rule %s: %s", spinningRule, spinningExplained)
		}
		c.errorf("%s: no job started or ended for %v of real time: someone spins or polls, or waits for a mutex for ever%s%s", label, c.stall, why, stacks(bubble.Load(), true))
		c.mu.Lock()
		c.stuck = true
		c.mu.Unlock()
		return false
	}
}

// explainPanic puts the two ways in which a bubble fails into words.
func explainPanic(v any) string {
	s := fmt.Sprint(v)
	switch {
	case strings.Contains(s, "main bubble goroutine has exited"):
		return "goroutines are left behind after Execute returned"
	case strings.HasPrefix(s, "deadlock"):
		return "deadlock: everyone waits, nobody can go on"
	}
	return "panic: " + s
}

var bubblePattern = regexp.MustCompile(`synctest bubble \d+`)

// ownBubble returns the runtime's name for the bubble of the caller.
func ownBubble() string {
	buf := make([]byte, 256)
	return bubblePattern.FindString(string(buf[:runtime.Stack(buf, false)]))
}

// stacks returns the stacks of some goroutines of a bubble: of those that keep
// its clock from advancing far, or of any.
func stacks(bubble *string, awake bool) string {
	if bubble == nil {
		return ""
	}
	buf := make([]byte, 1<<20)
	n := runtime.Stack(buf, true)
	for n == len(buf) && n < 1<<28 { // cut off
		buf = make([]byte, 2*n)
		n = runtime.Stack(buf, true)
	}
	buf = buf[:n]
	var b strings.Builder
	shown := 0
	for g := range bytes.SplitSeq(buf, []byte("\n\n")) {
		head, _, _ := strings.Cut(string(g), "\n")
		switch {
		case bubblePattern.FindString(head) != *bubble,
			awake && strings.Contains(head, "(durable)") && !strings.Contains(head, "[sleep"),
			bytes.Contains(g, []byte("testing.tRunner(")),
			bytes.Contains(g, []byte("synctest.Run(")):
			continue
		}
		if shown++; shown > maxStacks {
			b.WriteString("\n…")
			break
		}
		b.WriteString("\n")
		b.Write(bytes.TrimSpace(g))
	}
	return b.String()
}

const maxStacks = 3
