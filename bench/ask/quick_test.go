package ask

import (
	"slices"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench"
)

// TestQuick: a rough answer soon has fewer jobs and less time, whatever else is asked, and
// the command that repeats it says so.
func TestQuick(t *testing.T) {
	settle := func(change func(*Comparison), set ...string) *Comparison {
		t.Helper()
		c := New(nil)
		c.Given.Workload = "skewed"
		change(c)
		given := map[string]bool{"workload": true}
		for _, name := range set {
			given[name] = true
		}
		if err := c.Settle(Roster{Strategies: bench.Strategies()}, given); err != nil {
			t.Fatal(err)
		}
		return c
	}
	slow := settle(func(*Comparison) {})
	if slow.Budget != DefaultBudget || slow.Scale != 1 || slices.Contains(slow.Command(), "--quick") {
		t.Errorf("budget %v, scale %v, %v without --quick", slow.Budget, slow.Scale, slow.Command())
	}
	c := settle(func(c *Comparison) { c.Quick = true })
	if c.Budget != QuickBudget || c.Scale != QuickScale || !slices.Contains(c.Command(), "--quick") {
		t.Errorf("budget %v, scale %v, %v", c.Budget, c.Scale, c.Command())
	}
	c = settle(func(c *Comparison) { c.Quick, c.Jobs, c.Budget = true, 50, 3*time.Second }, "jobs", "budget")
	if c.Budget != 3*time.Second || c.Scale != 1 || c.Jobs != 50 {
		t.Errorf("budget %v, scale %v, %d jobs, want those that were asked for", c.Budget, c.Scale, c.Jobs)
	}
	grain := New(Grain())
	jobs := grain.Jobs
	grain.Quick = true
	if err := grain.Settle(Roster{Strategies: bench.Strategies()}, map[string]bool{}); err != nil {
		t.Fatal(err)
	}
	if grain.Jobs != jobs/4 || grain.Budget != QuickBudget {
		t.Errorf("grain: %d jobs in %v, want a quarter of %d", grain.Jobs, grain.Budget, jobs)
	}
}

// TestIsTour: a flag that asks for something is no tour.
func TestIsTour(t *testing.T) {
	for _, given := range [][]string{nil, {"seed"}, {"results", "patience", "quick"}} {
		if !IsTour(given) {
			t.Errorf("%v asks for a comparison, want a tour", given)
		}
	}
	for _, given := range [][]string{{"virtual"}, {"seed", "budget"}, {"format"}} {
		if IsTour(given) {
			t.Errorf("%v asks for a tour, want a comparison", given)
		}
	}
}

// TestFlagOf: a name without its flag is known by the flag that takes it.
func TestFlagOf(t *testing.T) {
	r := Roster{Strategies: bench.Strategies()}
	for name, want := range map[string]string{"skewed": "--workload", "chunked": "--strategy", "odd": ""} {
		if got := r.FlagOf(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
