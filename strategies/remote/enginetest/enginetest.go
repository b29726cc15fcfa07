// Package enginetest checks that an engine keeps the contract of [remote.Engine]. One call
// runs every rule:
//
//	func TestMine(t *testing.T) {
//		enginetest.Test(t, func(t *testing.T, ackWait time.Duration) remote.Engine { return open(t, ackWait) })
//	}
//
// The rules wait for what the engine does, never for a time to pass: on a slow machine they
// take longer, and give the same answer. Three rules need leases to end, and get short ones; in
// the others none ends, however long the machine stops. For an engine that knows no other
// clock than package time, call [Rule] inside a testing/synctest bubble.
package enginetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/strategies/remote"
)

// rule is one promise of the contract. check returns how the engine broke it.
type rule struct {
	name  string
	says  string // the contract
	check func(ctx context.Context, e remote.Engine) error
}

// What Test asks of leases.
const (
	shortLease = time.Second // for what waits for its end
	longLease  = time.Hour   // for what must not see its end
)

// ending are the rules in which leases end.
var ending = []string{"no-ack", "extend", "stale-ack"}

// rules lists every rule; a new one is one entry.
var rules = []rule{
	{"each-once", "a message that is acked is delivered exactly once while no lease ends, as attempt 1", eachOnce},
	{"fetch-max", "Fetch leases at most max messages, at least one, and waits for no others", fetchMax},
	{"fetch-waits", "Fetch waits until the queue has a message", fetchWaits},
	{"fetch-context", "Fetch returns ctx's cause when ctx ends, and takes no message along", fetchContext},
	{"no-ack", "a message that is not acked is fetched again, with the next attempt number", noAck},
	{"nak", "a message that is given back is fetched at once, with the next attempt number", nak},
	{"extend", "a lease that is extended does not end", extend},
	{"stale-ack", "after its lease has ended, a delivery's Ack does not lose the message to the one who has it now", staleAck},
	{"depth", "Depth counts the messages that wait and those that are leased", depth},
	{"queues-apart", "queues and logs of other names are others, and a queue and a log of the same name are two things", apart},
	{"body", "a body arrives as it was: empty, binary, a hundred kilobytes; the caller may write over it after Publish", bodies},
	{"names", "a name that CheckName refuses is an error", names},
	{"consumers", "concurrent consumers get every message of concurrent producers once, as attempt 1", consumers},
	{"log", "a log keeps records in order, numbered from 0, for any number of readers from any number on", logOrder},
	{"log-follow", "a reader waits for the next record, and returns ctx's cause when ctx ends", logFollow},
	{"log-open", "Open makes a log once, and returns how many records were ever appended", logOpen},
	{"log-gone", "Append to a log that does not exist is ErrGone; what was removed is empty when it is opened again", logGone},
	{"log-trim", "trimmed records are gone, the others keep their numbers", logTrim},
	{"close", "after Close every method returns ErrClosed, and so does one that waits; Close may be called again", closed},
}

// Test runs the rules as subtests of t. open returns a fresh engine without queues and logs,
// with such an AckWait; it is called once a rule, and closes what it needs to by t.Cleanup.
// Test closes the engine.
func Test(t *testing.T, open func(t *testing.T, ackWait time.Duration) remote.Engine) {
	t.Helper()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			lease := longLease
			if slices.Contains(ending, r.name) {
				lease = shortLease
			}
			Rule(t, r.name, open(t, lease))
		})
	}
}

// Rules returns the names of all rules, for tests that run each by [Rule].
func Rules() []string {
	var names []string
	for _, r := range rules {
		names = append(names, r.name)
	}
	return names
}

// Rule runs the rule of that name. It panics if there is none.
func Rule(t testing.TB, name string, e remote.Engine) {
	t.Helper()
	i := slices.IndexFunc(rules, func(r rule) bool { return r.name == name })
	if i < 0 {
		panic(fmt.Sprintf("enginetest: rule %q: unknown", name))
	}
	if err := rules[i].check(t.Context(), e); err != nil {
		t.Errorf("the contract says: %s; but %v", rules[i].says, err)
	}
	if err := e.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}
