package strategytest

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/pool"
)

// executeFunc is a strategy's Execute.
type executeFunc func(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
	processor pool.Processor[int, int], results chan<- pool.Result[int]) error

// broken is a strategy that breaks one rule.
type broken struct {
	name    string
	execute executeFunc
}

func (b broken) Name() string { return b.name }

func (b broken) Execute(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
	processor pool.Processor[int, int], results chan<- pool.Result[int]) error {
	return b.execute(ctx, config, jobs, processor, results)
}

// altered returns the reference with its results passed through f.
func altered(f func(r pool.Result[int]) []pool.Result[int]) executeFunc {
	return func(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
		processor pool.Processor[int, int], results chan<- pool.Result[int]) error {
		sent, done := make(chan pool.Result[int]), make(chan struct{})
		go func() {
			defer close(done)
			for r := range sent {
				for _, r := range f(r) {
					results <- r
				}
			}
		}()
		err := reference{}.Execute(ctx, config, jobs, processor, sent)
		close(sent)
		<-done
		return err
	}
}

// one returns altered for a change of each result.
func one(f func(r *pool.Result[int])) executeFunc {
	return altered(func(r pool.Result[int]) []pool.Result[int] { f(&r); return []pool.Result[int]{r} })
}

// configured returns the reference under another Config.
func configured(f func(config *pool.Config)) executeFunc {
	return func(ctx context.Context, config *pool.Config, jobs []pool.Job[int],
		processor pool.Processor[int, int], results chan<- pool.Result[int]) error {
		changed := *config
		f(&changed)
		return reference{}.Execute(ctx, &changed, jobs, processor, results)
	}
}

type (
	job    = pool.Job[int]
	result = pool.Result[int]
	work   = pool.Processor[int, int]
	sink   = chan<- pool.Result[int]
)

func breach(name string, f executeFunc) func() pool.Strategy[int, int] {
	return func() pool.Strategy[int, int] { return broken{name, f} }
}

var everyClaim = Claims{WorkConserving: true, Priority: true, FIFO: true, Retries: true}

func TestBreachesAreCaught(t *testing.T) {
	for _, b := range breaches {
		t.Run(b.rule+"/"+b.how, func(t *testing.T) {
			c := find(t, b.rule).check(subject{strategy: b.make, claims: everyClaim}, stallAfter)
			switch failure := c.failure(); {
			case !strings.Contains(failure, "rule "+b.rule+": "+c.rule.explain):
				t.Errorf("not caught: %q", failure)
			case !strings.Contains(failure, b.want):
				t.Errorf("caught, but want %q in\n%s", b.want, failure)
			}
		})
	}
}

func find(t *testing.T, name string) rule {
	t.Helper()
	return findIn(t, strategyRules(), name)
}

func findIn(t *testing.T, lists [][]rule, name string) rule {
	t.Helper()
	for _, r := range slices.Concat(lists...) {
		if r.name == name {
			return r
		}
	}
	t.Fatalf("no rule %q", name)
	return rule{}
}

// Every rule has a strategy that breaks it.
func TestEveryRuleIsBroken(t *testing.T) {
	caught := map[string]bool{spinningRule: true} // by TestSpinningIsCaught
	for _, b := range breaches {
		caught[b.rule] = true
	}
	for _, b := range queueBreaches {
		caught[b.rule] = true
	}
	for _, l := range lone {
		caught[l.rule] = true
	}
	for _, r := range slices.Concat(disciplineRules()...) {
		if !caught[r.name] {
			t.Errorf("rule %s: no strategy that breaks it", r.name)
		}
		delete(caught, r.name)
	}
	for name := range caught {
		t.Errorf("rule %s: unknown", name)
	}
}

// Goroutines that spin or poll must fail soon and with the rule's words.
func TestSpinningIsCaught(t *testing.T) {
	for _, how := range []string{"spins", "polls"} {
		var stop atomic.Bool // ends the goroutines that the check gives up
		var done sync.WaitGroup
		spinner := breach(how, func(ctx context.Context, config *pool.Config, jobs []job, p work, results sink) error {
			done.Add(1)
			defer done.Done()
			var finished atomic.Bool
			var err error
			go func() {
				defer finished.Store(true)
				err = reference{}.Execute(ctx, config, jobs, p, results)
			}()
			for !finished.Load() && !stop.Load() {
				if how == "polls" {
					time.Sleep(10 * time.Microsecond)
				}
			}
			return err
		})
		c := find(t, "no-spinning").check(subject{strategy: spinner}, 500*time.Millisecond)
		if failure := c.failure(); !c.stuck || !strings.Contains(failure, "rule no-spinning: "+spinningExplained) {
			t.Errorf("%s: not caught: %q", how, failure)
		} else if !strings.Contains(failure, "broken_test.go") {
			t.Errorf("%s: want the place in the strategy in\n%s", how, failure)
		}
		stop.Store(true)
		done.Wait()
	}
}

// A panic in a goroutine of the strategy crashes the binary. What it prints
// must name the rule.
func TestCrashNamesTheRule(t *testing.T) {
	const env = "STRATEGYTEST_CRASH"
	if os.Getenv(env) != "" {
		Test(t, breach("unguarded", runUnguarded), Claims{})
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashNamesTheRule$")
	cmd.Env = append(os.Environ(), env+"=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "rule panic-isolated: job 0 panics") {
		t.Errorf("err %v, want a crash that names the rule:\n%s", err, out)
	}
}

// A failure reads: the rule, what it says, what happened.
func TestFailureText(t *testing.T) {
	r := rule{name: "some-rule", explain: "this must hold", run: func(c *check) {
		for i := range 7 {
			c.errorf("case %d", i)
		}
	}}
	want := "rule some-rule: this must hold\n\tcase 0\n\tcase 1\n\tcase 2\n\tcase 3\n\tcase 4\n\tand 2 more"
	if got := r.check(subject{}, stallAfter).failure(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
