// Package strategytest checks that a strategy keeps the contract of
// [pool.Strategy]. One call runs every rule:
//
//	func TestMine(t *testing.T) {
//		strategytest.Test(t, func() pool.Strategy[int, int] { return Mine[int, int]{} }, strategytest.Claims{})
//	}
//
// and [TestDiscipline] does the same for a [pool.Discipline], with rules for
// its queue and for streams besides. Each rule is a subtest; when it fails, it
// prints what the contract says and what the strategy did instead.
//
// The rules run the strategy's own goroutines in virtual time
// ([testing/synctest]): processors sleep for hours at no cost, "at once" is
// exact, a goroutine left behind or a deadlock is seen for certain, and nothing
// depends on the speed of the machine. Only the rules named parallel run in
// real time, for the race detector: run the suite with -race.
//
// One thing cannot be reported and crashes the test binary: a panic in a
// goroutine of the strategy that recovers nothing. The panic's text then names
// the rule.
//
// A rule is a value in one of the lists below; a new one is one entry.
package strategytest

import (
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// Claims says what a strategy promises beyond the contract, and from what it
// asks to be excused. The zero value claims nothing, and excuses nothing.
type Claims struct {
	// WorkConserving: no worker idles while a job waits, so that Graham's
	// bound on the makespan holds.
	WorkConserving bool

	// Priority: no job starts while a more urgent one waits.
	Priority bool

	// FIFO: jobs of equal priority start in the order of the batch, or of
	// their arrival. Checked with one worker.
	FIFO bool

	// NoStarvation: no job waits forever, however many others come.
	NoStarvation bool

	// AtOnce: a job that arrives while a worker is idle starts at once. WorkConserving
	// implies it.
	AtOnce bool

	// Retries: the strategy honours Config.MaxRetries, RetryDelay and
	// WorkerTimeout. Every discipline does, through the engine.
	Retries bool

	// Workers returns how many workers are busy at once, at least, in a batch
	// of equal jobs. nil means min(workers, jobs): all of them. A strategy
	// that hands out jobs ten by ten says min(workers, ⌈jobs/10⌉).
	Workers func(workers, jobs int) int

	// Holds excuses a discipline whose Pop may take more jobs off the common
	// queue than it hands out, for the same worker's next Pops: nobody else can
	// take those, though Push said AnyWorker.
	Holds bool

	// Lingers excuses a discipline that holds a job back for so long, though workers are
	// idle, in case others come.
	Lingers time.Duration

	// ClosesResults excuses a strategy that closes the results channel,
	// which is the caller's.
	ClosesResults bool

	// NoStream: the discipline refuses streams. Then it must do so by an error
	// of NewQueue.
	NoStream bool
}

// busy returns how many workers are busy at once, at least.
func (c Claims) busy(workers, jobs int) int {
	if c.Workers != nil {
		return c.Workers(workers, jobs)
	}
	return min(workers, jobs)
}

// Test runs the rules for a strategy as subtests of t. newStrategy returns a
// fresh strategy, configured as its users would have it; it is called at least
// once per rule.
func Test(t *testing.T, newStrategy func() pool.Strategy[int, int], claims Claims) {
	t.Helper()
	runRules(t, slices.Concat(strategyRules()...), subject{strategy: newStrategy, claims: claims})
}

// TestDiscipline runs the rules for a discipline as subtests of t: those for
// strategies, through [pool.FromDiscipline], those for its queue alone, and
// those for streams. newDiscipline returns a fresh discipline, configured as
// its users would have it; it is called at least once per rule.
func TestDiscipline(t *testing.T, newDiscipline func() pool.Discipline, claims Claims) {
	t.Helper()
	runRules(t, slices.Concat(disciplineRules()...), disciplined(newDiscipline, claims))
}

func disciplined(newDiscipline func() pool.Discipline, claims Claims) subject {
	claims.Retries = true // through the engine
	return subject{
		strategy:   func() pool.Strategy[int, int] { return pool.FromDiscipline[int, int](newDiscipline()) },
		discipline: newDiscipline,
		claims:     claims,
	}
}

// disciplineRules returns the rules that every discipline keeps, by file.
func disciplineRules() [][]rule {
	return slices.Concat([][]rule{queueRules, contractRules}, strategyRules(), [][]rule{streamRules, streamEndRules, streamOrderRules, manyRules, besideRules, copyRules, shareRules})
}

// strategyRules returns the rules that every strategy keeps, by file.
func strategyRules() [][]rule {
	return [][]rule{
		shapeRules, countingRules, capacityRules, limitRules, timeRules, failureRules,
		cancellationRules, retryRules, reuseRules, orderRules,
	}
}

// stallAfter is how long, in real time, a strategy may show no sign of life
// before it counts as stuck. It bounds the wait for a failure only: every job
// that starts or ends counts as a sign, so a slow machine does not fail.
const stallAfter = 15 * time.Second

// basic are the rules on which all others build: a strategy that breaks one of them breaks
// many, for no reason of its own. Once one is broken, only these are checked.
var basic = []string{"queue-batch", "queue-stream", "shapes", "exactly-once"}

// buildsOn reports whether the rule says nothing once this other one, if any, is broken.
func (r rule) buildsOn(broken string) bool {
	return slices.Contains(basic, broken) && !slices.Contains(basic, r.name)
}

func runRules(t *testing.T, rules []rule, s subject) {
	t.Helper()
	broken := ""
	for _, r := range rules {
		if r.claimed != nil && !r.claimed(s.claims) {
			continue
		}
		stuck := false
		t.Run(r.name, func(t *testing.T) {
			t.Helper()
			if r.buildsOn(broken) {
				t.Skipf("not checked: it builds on rule %s, which is broken", broken)
			}
			defer func() {
				if t.Failed() && slices.Contains(basic, r.name) {
					broken = r.name
				}
			}()
			c := r.check(s, stallAfter)
			if failure := c.failure(); failure != "" {
				t.Error(failure)
			}
			stuck = c.stuck
		})
		if stuck {
			t.Fatalf("stopped after rule %s: its goroutines still run and would disturb the other rules", r.name)
		}
	}
}
