package strategytest

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/pool"
)

// queueBreaches has one way or more to break each rule for disciplines.
var queueBreaches = []struct {
	rule   string
	broken plain
	claims Claims
	want   string
}{
	{"name", plain{name: "Plain"}, Claims{}, "want a match of"},
	{"exactly-once", plain{lossy: true}, Claims{}, "lost"},
	{"makespan", plain{bound: true}, Claims{WorkConserving: true}, "makespan"},
	{"no-hostages", plain{bound: true}, Claims{WorkConserving: true}, "behind job"},
	{"no-hostages", plain{hoards: true}, Claims{WorkConserving: true}, "behind job"},
	{"priority-order", plain{}, Claims{Priority: true}, "was waiting"},
	{"fifo-order", plain{lifo: true}, Claims{FIFO: true}, "started after"},
	{"queue-batch", plain{lossy: true}, Claims{}, "while"},
	{"queue-batch", plain{doubles: true}, Claims{}, "which does not wait"},
	{"queue-batch", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"queue-batch", plain{deafError: true}, Claims{}, "NewQueue returned"},
	{"queue-batch", plain{greedy: true}, Claims{}, "Pop into a slice of length"},
	{"queue-batch", plain{leaver: true}, Claims{}, "returned 0 while index"},
	{"queue-batch", plain{leaver: true, loads: true}, Claims{}, "and later handed index"},
	{"queue-batch", plain{loads: true, forgets: true}, Claims{}, "Pop returned 0 to every worker"},
	{"queue-batch", plain{dropsTwice: true}, Claims{}, "Drop of index 4, which does not wait"},
	{"queue-batch", plain{dropsOut: true}, Claims{}, "which does not wait"},
	{"queue-batch", plain{holds: "not told"}, Claims{}, "Next says that none waits for a time"},
	{"queue-batch", plain{holds: "too early"}, Claims{}, "Next says at 0s that it has a job since 0s"},
	{"queue-batch", plain{holds: "nobody"}, Claims{}, "Next returned worker -2, want"},
	{"queue-batch", plain{slow: true}, Claims{}, "Pop took 2s of virtual time"},
	{"queue-batch", plain{starts: true}, Claims{}, "goroutines are left behind"},
	{"queue-batch", plain{dropsKeeps: true}, Claims{}, "which does not wait"},
	{"queue-batch", plain{lifo: true}, Claims{FIFO: true}, "which came earlier"},
	{"queue-batch", plain{}, Claims{Priority: true}, "(priority"},
	{"queue-stream", plain{leaver: true}, Claims{}, "returned 0 while index"},
	{"queue-stream", plain{wrongWake: true}, Claims{}, "alone can take it"},
	{"queue-stream", plain{badOwner: true}, Claims{}, "Push returned worker 1, want one in [0, 1)"},
	{"queue-stream", plain{badPrefer: true}, Claims{}, "Push prefers worker 1, want one in [0, 1)"},
	{"queue-stream", plain{prefers: true, bound: true}, Claims{}, "returned 0 while index"},
	{"queue-stream", plain{relaxed: true, leaver: true, leaves: 2}, Claims{}, "returned 0 while index"},
	{"queue-stream", plain{dropsTwice: true}, Claims{}, "which does not wait"},
	{"queue-stream", plain{holds: "not told"}, Claims{}, "Next says that none waits for a time"},
	{"queue-stream", plain{holds: "too early"}, Claims{}, "that it has a job since"},
	{"queue-stream", plain{priority: true, hoards: true}, Claims{Priority: true}, "at once"},
	{"queue-stream", plain{batchOnly: true}, Claims{}, "runs batches only"},
	{"queue-in-order", plain{lifo: true, around: inOrder}, Claims{}, "which came earlier"},
	{"queue-in-order", plain{bound: true, around: inOrder}, Claims{}, "Push kept index"},
	{"queue-sharer", plain{bound: true, around: sharer}, Claims{}, "Push kept index"},
	{"queue-sharer", plain{hoards: true, around: tallying}, Claims{}, "while index"},
	{"queue-idle", plain{around: deafWhenIdle}, Claims{}, "returned 0 while index"},
	{"queue-attempts", plain{around: levels}, Claims{}, "index out of range [5]"},
	{"queue-next", plain{holds: "too late"}, Claims{}, "Pop handed one to worker"},
	{"queue-next", plain{holds: "wrong worker", single: true}, Claims{}, "and Pop returned 0 to worker 1"},
	{"queue-depends", plain{around: untold}, Claims{}, "Next said nothing of"},
	{"queue-limit", plain{around: unlimited}, Claims{}, "and the limit is"},
	{"queue-limit", plain{around: limitless}, Claims{}, "Limit returned 0"},
	{"queue-seq", plain{around: consecutive}, Claims{}, "returned 0 while index"},
	{"queue-released", plain{around: unsigned}, Claims{}, "index out of range [-"},
	{"queue-report", plain{around: reporting(pool.Detail{Name: "Times tried"})}, Claims{}, `detail named "Times tried"`},
	{"queue-report", plain{around: reporting(pool.Detail{Name: "tries"}, pool.Detail{Name: "tries"})}, Claims{}, `two details named "tries"`},
	{"queue-report", plain{around: averaging}, Claims{}, "after 0 jobs the detail jobs-on-average has value NaN"},
	{"queue-refuses-streams", plain{}, Claims{NoStream: true}, "no error"},
	{"queue-independent", plain{shared: &plainQueue{}}, Claims{}, "which does not wait"},
	{"queue-seeded", plain{random: true}, Claims{}, "handed out"},
	{"queue-seeded", plain{randomAt: 200}, Claims{}, "handed out"},
	{"queue-clock", plain{wall: true}, Claims{}, "handed out"},
	{"queue-extremes", plain{narrow: true}, Claims{Priority: true}, "waits"},
	{"queue-batch", plain{panics: true}, Claims{}, "panic: a bug"},
	{"queue-parallel", plain{torn: true}, Claims{}, "times, want 1"},
	{"stream-exactly-once-parallel", plain{deafError: true}, Claims{}, "Start: "},
	{"stream-close", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-full", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-cancel", plain{slow: true}, Claims{}, "canceled after 1.5s: ended after 2s"},
	{"stream-failures", plain{waits: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-exactly-once", plain{lossy: true}, Claims{}, "deadlock: everyone waits"},
	{"stream-wakes", plain{wrongWake: true, bound: true}, Claims{}, "while all workers were idle"},
	{"stream-workers", plain{single: true}, Claims{}, "1 processors at once, want 2"},
	{"stream-conserving", plain{bound: true}, Claims{WorkConserving: true}, "workers were busy"},
	{"stream-priority", plain{}, Claims{Priority: true}, "was waiting"},
	{"stream-fifo", plain{lifo: true}, Claims{FIFO: true}, "started after"},
}

func TestQueueBreachesAreCaught(t *testing.T) {
	for _, b := range queueBreaches {
		t.Run(b.rule, func(t *testing.T) {
			c := findIn(t, disciplineRules(), b.rule).check(disciplined(func() pool.Discipline { return b.broken }, b.claims), stallAfter)
			switch failure := c.failure(); {
			case !strings.Contains(failure, "rule "+b.rule+": "+c.rule.explain):
				t.Errorf("%+v: not caught: %q", b.broken, failure)
			case !strings.Contains(failure, b.want):
				t.Errorf("%+v: caught, but want %q in\n%s", b.broken, b.want, failure)
			}
		})
	}
}
