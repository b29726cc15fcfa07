package plan

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-foundations/poolbench/bench/internal/fake"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/pool"
	"github.com/go-foundations/poolbench/workloads"
)

// tiny is a workload that takes no time to speak of.
func tiny(name string) workloads.Workload {
	return workloads.Workload{Name: name, Mean: time.Nanosecond, DefaultJobs: 20}
}

func plan(names ...string) *Plan {
	p := &Plan{Workloads: []workloads.Workload{tiny("one"), tiny("two")}, Workers: []int{1, 3}, Seed: 7,
		Calibration: workloads.Calibration{Hash: 1, Walk: 1, Alloc: 1, File: 1}}
	for _, n := range names {
		p.Contenders = append(p.Contenders, fake.Loop(n, fake.All))
	}
	return p
}

func trials(t *testing.T, p *Plan, round int) []record.Trial {
	t.Helper()
	var out []record.Trial
	err := p.Round(t.Context(), round, func(tr record.Trial) error { out = append(out, tr); return nil })
	if err != nil {
		t.Fatalf("Round(%d): %v", round, err)
	}
	return out
}

func order(ts []record.Trial) string {
	var s []string
	for _, t := range ts {
		s = append(s, t.Strategy)
	}
	return strings.Join(s, " ")
}

// TestRoundRunsAll: every contender once per workload and worker count, in
// positions that count up.
func TestRoundRunsAll(t *testing.T) {
	p := plan("a", "b", "c", "d")
	ts := trials(t, p, 1)
	if len(ts) != p.Cells() || p.Cells() != 16 {
		t.Fatalf("%d trials, Cells() = %d, want 16", len(ts), p.Cells())
	}
	seen := make(map[string]bool)
	for i, tr := range ts {
		if tr.Round != 1 || tr.Position != i%8+1 || tr.Jobs != 20 || tr.Error != "" || len(tr.Metrics) == 0 {
			t.Errorf("trial %d: %+v", i, tr)
		}
		key := tr.Workload + tr.Strategy + string(rune('0'+tr.Workers))
		if seen[key] {
			t.Errorf("trial %d: %s ran before", i, key)
		}
		seen[key] = true
	}
}

// TestOrderIsRandom: the order follows from seed and round, and over many
// rounds every contender is as often first as another.
func TestOrderIsRandom(t *testing.T) {
	p := plan("a", "b", "c", "d")
	p.Workloads, p.Workers = p.Workloads[:1], []int{1}
	if a, b := order(trials(t, p, 3)), order(trials(t, p, 3)); a != b {
		t.Errorf("round 3 ran %s, and again %s: want the same", a, b)
	}
	first := make(map[string]int)
	const rounds = 120
	for r := range rounds {
		first[trials(t, p, r)[0].Strategy]++
	}
	for _, c := range p.Contenders {
		// 30 expected, with a standard deviation of 4.7.
		if n := first[c.Name()]; n < 10 || n > 50 {
			t.Errorf("%s was first in %d of %d rounds, want about %d", c.Name(), n, rounds, rounds/4)
		}
	}
}

// TestRoundsHaveTheirOwnJobs: another round draws other jobs, the same round
// the same.
func TestRoundsHaveTheirOwnJobs(t *testing.T) {
	p := plan("a")
	w := workloads.Workload{Service: workloads.Exponential{}, DefaultJobs: 50}
	sizes := func(round int) []time.Duration {
		set, err := p.Generate(w, round)
		if err != nil {
			t.Fatal(err)
		}
		var out []time.Duration
		for _, j := range set.Jobs {
			out = append(out, j.Data.Service)
		}
		return out
	}
	if !slices.Equal(sizes(1), sizes(1)) {
		t.Error("round 1 drew other jobs the second time")
	}
	if slices.Equal(sizes(1), sizes(2)) {
		t.Error("rounds 1 and 2 drew the same jobs")
	}
}

// TestRoundGoesOn: a contender that fails is in its trial; the others run.
func TestRoundGoesOn(t *testing.T) {
	p := plan("a", "b")
	p.Contenders = append(p.Contenders, fake.Loop("lossy", func(n int) []int { return fake.All(n)[1:] }))
	failed := 0
	for _, tr := range trials(t, p, 1) {
		if (tr.Error != "") != (tr.Strategy == "lossy") || (tr.Error != "") != (tr.Metrics == nil) {
			t.Errorf("trial %+v", tr)
		}
		if tr.Error != "" {
			failed++
		}
	}
	if failed != 4 {
		t.Errorf("%d trials failed, want 4", failed)
	}
}

// TestRoundStops: with the context, and with its cause.
func TestRoundStops(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	p := plan("a", "b")
	n := 0
	err := p.Round(ctx, 1, func(record.Trial) error {
		if n++; n == 2 {
			cancel(why)
		}
		return nil
	})
	if !errors.Is(err, why) || n != 2 {
		t.Errorf("Round = %v after %d trials, want %v after 2", err, n, why)
	}
}

// TestLessons: a contender that learns runs as often as it says before it is
// measured.
func TestLessons(t *testing.T) {
	p := plan()
	runs := 0
	p.Contenders = []trial.Contender{pupil{fake.Contender{ID: "pupil", Do: func(ctx context.Context, _ int, jobs []pool.Job[int], do pool.Processor[int, uint64]) (trial.Report, error) {
		runs++
		for _, j := range jobs {
			do(ctx, j)
		}
		return trial.Report{}, nil
	}}}}
	p.Workloads, p.Workers = p.Workloads[:1], []int{1}
	trials(t, p, 1)
	if want := 1 + 3 + 1; runs != want {
		t.Errorf("%d runs, want %d: a warm-up, 3 lessons, and the one that counts", runs, want)
	}
}

type pupil struct{ fake.Contender }

func (pupil) Lessons() int { return 3 }

// TestHooks: they are called in order, Ran only where jobs were looked at, and the
// error of each ends the round.
func TestHooks(t *testing.T) {
	p := plan("a")
	p.Contenders = append(p.Contenders, fake.Loop("lossy", func(n int) []int { return nil }))
	p.Workloads, p.Workers = p.Workloads[:1], []int{1}
	var calls []string
	var stop string // the call that fails
	why := errors.New("enough")
	note := func(what string, t record.Trial) error {
		call := what + " " + t.Strategy
		calls = append(calls, call)
		if call == stop {
			return why
		}
		return nil
	}
	hooks := Hooks{
		Begin: func(t record.Trial) error { return note("begin", t) },
		Ran: func(tr record.Trial, ran *trial.Trial) error {
			if got := len(ran.JobSpans()); got != tr.Jobs {
				t.Errorf("Ran saw %d jobs, want %d", got, tr.Jobs)
			}
			return note("ran", tr)
		},
		End: func(t record.Trial) error { return note("end", t) },
	}
	whole := []string{"begin a", "ran a", "end a", "begin lossy", "end lossy"}
	if order(trials(t, p, 1))[0] == 'l' {
		whole = append(whole[3:5:5], whole[:3]...)
	}
	for i, call := range append(whole, "") {
		calls, stop = nil, call
		err := p.RoundWithHooks(t.Context(), 1, hooks)
		if want := whole[:min(i+1, len(whole))]; !slices.Equal(calls, want) || (err != nil) != (call != "") || err != nil && !errors.Is(err, why) {
			t.Errorf("a round whose call %q fails: calls %q, error %v; want %q", call, calls, err, want)
		}
	}
	p.Bare = true
	calls, stop = nil, ""
	if err := p.RoundWithHooks(t.Context(), 1, Hooks{Ran: hooks.Ran}); err != nil || len(calls) > 0 {
		t.Errorf("a round that looks at no job: calls %q, error %v", calls, err)
	}
}

// TestPlanStays: whatever is done by a plan leaves it as it was.
func TestPlanStays(t *testing.T) {
	p := Plan{Contenders: trial.Strategies()[:2], Workloads: []workloads.Workload{preset(t, "fixed")}, Workers: []int{2}, Jobs: 20, Seed: 1, Virtual: true}
	before := p
	before.Contenders, before.Workloads, before.Workers = slices.Clone(p.Contenders), slices.Clone(p.Workloads), slices.Clone(p.Workers)
	trials(t, &p, 1)
	if _, err := p.Timelines(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := p.Describe(p.Workloads[0]); err != nil {
		t.Error(err)
	}
	if !reflect.DeepEqual(p, before) {
		t.Errorf("the plan is %+v, and was %+v", p, before)
	}
}

// TestWarmUpIsShort: long batches are not run twice.
func TestWarmUpIsShort(t *testing.T) {
	var p Plan
	r := workloads.Realised{Jobs: 1000, Total: 10 * time.Second}
	if got := p.warmUpJobs(r, 2); got != 10 {
		t.Errorf("of 1000 jobs of 10 ms on 2 workers %d warm up, want 10: 50 ms", got)
	}
	r.Total = 80 * time.Millisecond
	if got := p.warmUpJobs(r, 2); got != 1000 {
		t.Errorf("of a batch of 40 ms %d jobs warm up, want all 1000", got)
	}
	p.Scale = 0.1
	if got := p.warmUpJobs(r, 2); got != 125 {
		t.Errorf("of a batch scaled to a tenth, but still 40 ms, %d jobs warm up, want 125: 5 ms", got)
	}
	r = workloads.Realised{Jobs: 3, Total: time.Hour}
	if got := p.warmUpJobs(r, 1); got != 1 {
		t.Errorf("of 3 jobs of 20 minutes %d warm up, want 1", got)
	}
}

// seeded notes the seeds that it is given.
type seeded struct {
	trial.Contender
	seeds []uint64
}

func (s *seeded) Seed(seed uint64) { s.seeds = append(s.seeds, seed) }

// TestChoicesAreSeeded: in a round each contender makes the same random choices at a number
// of workers, others at another and in another round, and the same when it is run again.
func TestChoicesAreSeeded(t *testing.T) {
	a, b := &seeded{Contender: trial.Strategies()[0]}, &seeded{Contender: trial.Strategies()[1]}
	p := Plan{Contenders: []trial.Contender{a, b}, Workloads: []workloads.Workload{preset(t, "fixed")}, Workers: []int{2, 3}, Jobs: 20, Seed: 1, Virtual: true}
	for _, round := range []int{1, 2, 1} {
		trials(t, &p, round)
	}
	slices.Sort(b.seeds)
	if slices.Sort(a.seeds); !slices.Equal(a.seeds, b.seeds) {
		t.Errorf("one contender got the seeds %v, another one %v", a.seeds, b.seeds)
	}
	if different := slices.Compact(slices.Clone(a.seeds)); len(a.seeds) != 6 || len(different) != 4 {
		t.Errorf("two counts of workers in rounds 1, 2 and 1 had the seeds %v, want four different ones", a.seeds)
	}
}

// TestOversubscribed: more workers than processors make jobs take turns, unless they only wait.
func TestOversubscribed(t *testing.T) {
	many := []int{1 << 20}
	for name, want := range map[string]bool{"exponential": true, "cpu-bound": true, "mixed": false, "io-bound": false, "http": false} {
		w, err := workloads.ByName(name)
		if err != nil {
			t.Fatal(err)
		}
		p := Plan{Workloads: []workloads.Workload{w}, Workers: many}
		if got := len(p.oversubscribed()) == 1; got != want {
			t.Errorf("%s with %d workers: a warning %v, want %v", name, many[0], got, want)
		}
		p.Virtual = true
		if got := p.oversubscribed(); got != nil {
			t.Errorf("%s in virtual time: %q", name, got)
		}
	}
}
