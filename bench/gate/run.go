package gate

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate/turns"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// A Subject is a package whose benchmarks are compared.
type Subject struct {
	Package    string // import path
	Base, Head Source
}

// A Source makes the programs of one side. It may be used concurrently.
type Source interface {
	// Program returns the program linked in a layout: each number is a different layout,
	// and 0 is the linker's usual one.
	Program(ctx context.Context, layout uint64) (process.Program, error)
	// Release releases the program of a layout, which is no longer needed.
	Release(layout uint64)
}

// Run tries the benchmarks of all subjects, plans what fits the budget, measures it in
// rounds, and judges it.
//
// When ctx ends, Run judges the complete rounds and also returns the cause; without a
// complete round there is no report.
func Run(ctx context.Context, subjects []Subject, o Options) (*verdict.GateReport, error) {
	if err := CheckTime(o.Time); err != nil {
		return nil, err
	}
	r := &runner{Options: o, subjects: subjects, began: time.Now(), rng: rand.New(rand.NewPCG(o.Seed, 0x67617465))}
	r.programs = make([]programs, len(subjects))
	defer r.release()
	if err := r.try(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, err
	}
	if err := turns.CanTakeTurns(); err != nil {
		r.apart = true
		r.notes = append(r.notes, fmt.Sprintf("Processes cannot take turns on this system (%v): the sides of a round run one after the other, which is noisier.", err))
	}
	figures := r.figures()
	r.warnOfTooFew(figures)
	if len(figures) == 0 {
		return r.finish(&verdict.GateReport{Margin: o.Margin, Alpha: o.Alpha, Rounds: o.Rounds}), nil
	}
	report, err := Rounds(ctx, o, figures, r.round, r.more)
	return r.finish(report), err
}

// A runner is one run of the gate.
type runner struct {
	Options
	subjects []Subject
	programs []programs // of each subject, in the current round
	plan     plan
	left     []*leaf // left out for lack of time
	tried    []*tried
	notes    []string
	apart    bool // processes cannot take turns
	began    time.Time
	longest  time.Duration // of the rounds so far
	linking  time.Duration // in rounds after the first
	rounds   time.Duration // those rounds
	rng      *rand.Rand
}

// programs are the programs of a subject in a round.
type programs struct {
	sides   [sides]process.Program
	layouts [sides]uint64
	linked  bool
	took    time.Duration // to link a round's programs once everything is compiled
}

// try tries all subjects and makes the plan.
func (r *runner) try(ctx context.Context) error {
	var strange []string
	for i, s := range r.subjects {
		if err := r.link(ctx, i); err != nil {
			return err
		}
		r.plan.link += r.programs[i].took
		t, err := try(ctx, i, s, r.programs[i].sides[Base], r.programs[i].sides[Head], r.Options)
		if err != nil {
			return fmt.Errorf("%s: %w", s.Package, err)
		}
		r.tried = append(r.tried, t)
		r.plan.leaves = append(r.plan.leaves, t.leaves...)
		r.notes = append(r.notes, t.notes...)
		strange = append(strange, t.strange...)
	}
	if r.empty() {
		err := fmt.Errorf("%w matches %q", errNothing, r.Bench)
		if len(strange) > 0 {
			err = fmt.Errorf("%w; the output begins with: %s", err, strings.Join(strange[:min(len(strange), mostStrange)], " | "))
		}
		return err
	}
	if r.Check != nil {
		if err := r.Check(r.known()); err != nil {
			return err
		}
	}
	r.plan.leaves = slices.DeleteFunc(r.plan.leaves, func(l *leaf) bool {
		l.units = slices.DeleteFunc(l.units, func(u string) bool { return r.Unit != nil && !r.Unit.MatchString(u) })
		slices.SortFunc(l.units, func(a, b string) int {
			return cmp.Or(unitOrder(a)-unitOrder(b), cmp.Compare(a, b))
		})
		return len(l.units) == 0
	})
	slices.SortStableFunc(r.plan.leaves, func(a, b *leaf) int { return r.rank(a) - r.rank(b) })
	r.plan.rounds = r.Rounds
	if fixedIterations(r.Time) {
		r.plan.fixed, r.plan.measure = true, 1 // one turn
	} else if d, err := time.ParseDuration(r.Time); err == nil {
		r.plan.fixed, r.plan.measure = true, d
	}
	budget := r.Budget
	if budget > 0 {
		budget = max(1, budget-time.Since(r.began))
	}
	r.left = r.plan.fit(budget)
	enough := ""
	if len(r.left) > 0 {
		needed := time.Since(r.began) + r.plan.totalWith(r.left)
		enough = fmt.Sprintf("--budget %v has time for all", needed.Round(time.Second)+time.Second)
		r.notes = append(r.notes, fmt.Sprintf("The budget of %v was too short for all benchmarks: %s.", r.Budget, enough))
	}
	if r.Say != nil && len(r.plan.leaves) > 0 {
		r.Say(r.plan.says(budget))
		if n := len(r.left); n > 0 {
			r.Say(fmt.Sprintf("no time for %s within the budget of %v: %s; %s", count(n, "benchmark"), r.Budget, r.names(r.left), enough))
		}
	}
	return nil
}

// known returns all figures that either side reports.
func (r *runner) known() []Figure {
	var out []Figure
	for i, t := range r.tried {
		for _, l := range t.leaves {
			for _, u := range l.units {
				out = append(out, Figure{r.subjects[i].Package, l.name, u})
			}
		}
		out = append(out, t.added...)
		for _, x := range t.gone {
			out = append(out, x.Figure)
		}
	}
	return out
}

// empty reports whether no subject has any benchmark.
func (r *runner) empty() bool {
	return !slices.ContainsFunc(r.tried, func(t *tried) bool { return len(t.leaves)+len(t.added)+len(t.gone) > 0 })
}

func (r *runner) rank(l *leaf) int {
	rank := r.rule(Figure{r.subjects[l.subject].Package, l.name, l.units[0]}).Rank
	for _, u := range l.units[1:] {
		rank = min(rank, r.rule(Figure{r.subjects[l.subject].Package, l.name, u}).Rank)
	}
	return rank
}

// names lists benchmarks, the first ones if there are many.
func (r *runner) names(leaves []*leaf) string {
	const most = 8
	var all []string
	for i, l := range leaves {
		if i == most {
			all = append(all, fmt.Sprintf("and %d more", len(leaves)-most))
			break
		}
		all = append(all, l.name)
	}
	return strings.Join(all, ", ")
}

// figures returns what is measured, without values.
func (r *runner) figures() []verdict.Paired {
	declared := make(map[string]verdict.Better)
	for _, t := range r.tried {
		for unit, better := range t.better {
			declared[unit] = verdict.Better(better)
		}
	}
	for unit, better := range r.Better {
		declared[unit] = better
	}
	var out []verdict.Paired
	for _, l := range r.plan.leaves {
		for _, unit := range l.units {
			f := Figure{r.subjects[l.subject].Package, l.name, unit}
			rule := r.rule(f)
			p := verdict.Paired{Package: f.Package, Name: f.Name, Unit: f.Unit, Margin: rule.Margin, Unjudged: rule.Unjudged}
			p.Better, _ = verdict.BetterOf(unit, declared)
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b verdict.Paired) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Name, b.Name))
	})
	return out
}

func unitOrder(unit string) int {
	i := slices.Index([]string{"sec/op", "B/s", "B/op", "allocs/op"}, unit)
	if i < 0 {
		return 9
	}
	return i
}

// warnOfTooFew warns, before any time is spent, if the planned rounds, or those that the
// budget allows, are too few for any verdict.
func (r *runner) warnOfTooFew(figures []verdict.Paired) {
	n := 0
	for _, f := range figures {
		if f.Unjudged == "" && f.Better != "" {
			n++
		}
	}
	if n == 0 || r.Say == nil {
		return
	}
	least := verdict.FewestRounds(n, r.Alpha)
	if r.Rounds < least {
		r.Say(fmt.Sprintf("%s cannot decide %s: it takes at least %d to show that a time has changed", count(r.Rounds, "round"), count(n, "figure"), least))
		return
	}
	if r.Budget <= 0 {
		return
	}
	spent := time.Since(r.began)
	if room := r.plan.affordable(max(1, r.Budget-spent)); room < least {
		needed := (spent + time.Duration(least)*r.plan.round()).Round(time.Second) + time.Second
		r.Say(fmt.Sprintf("a budget of %v allows about %s, too few to decide %s: it takes at least %d to show that a time has changed; --budget %v would do", r.Budget, count(room, "round"), count(n, "figure"), least, needed))
	}
}

// round measures the benchmarks that are open, each in a block of turns.
func (r *runner) round(ctx context.Context, round int, open func(pkg, name string) bool) (map[Figure]Sample, error) {
	began := time.Now()
	var now []*leaf
	wanted := make([]bool, len(r.subjects))
	for _, l := range r.plan.leaves {
		if open(r.subjects[l.subject].Package, l.name) {
			now = append(now, l)
			wanted[l.subject] = true
		}
	}
	if round > 1 { // the programs of the first round are linked: they were tried
		linking := time.Now()
		for i := range r.subjects {
			if !wanted[i] {
				continue
			}
			if err := r.link(ctx, i); err != nil {
				return nil, err
			}
		}
		r.plan.link = time.Since(linking)
	}
	if round > pilot {
		left := time.Duration(0)
		if r.Budget > 0 {
			left = max(1, r.Budget-time.Since(r.began))
		}
		r.plan.adapt(now, r.Margin, r.Rounds-round+1, left)
	}
	out := make(map[Figure]Sample)
	for k, i := range r.rng.Perm(len(now)) {
		if r.Progress != nil {
			r.Progress(Progress{Round: round, Benchmark: now[i].name, First: k == 0, Left: r.timeLeft(round, now)})
		}
		if err := r.block(ctx, round, now[i], out); err != nil {
			return nil, err
		}
	}
	took := time.Since(began)
	r.longest = max(r.longest*3/4, took)
	if round > 1 {
		r.linking += r.plan.link
		r.rounds += took
	}
	return out, nil
}

// timeLeft estimates how long this and all further rounds take.
func (r *runner) timeLeft(round int, open []*leaf) time.Duration {
	left := r.plan.link
	for _, l := range open {
		left += l.round()
	}
	left *= time.Duration(r.Rounds - round + 1)
	if r.Budget > 0 {
		left = min(left, max(0, r.Budget-time.Since(r.began)))
	}
	return sensible(left)
}

// block measures one benchmark in a round.
func (r *runner) block(ctx context.Context, round int, l *leaf, out map[Figure]Sample) error {
	s := r.subjects[l.subject]
	b := turns.Block{
		Benchmark:  l.name,
		Iterations: l.iterations,
		Turns:      l.turns,
		Programs:   r.programs[l.subject].sides[:],
		Names:      sideNames,
		Order:      func() []int { return r.rng.Perm(sides) },
		Patience:   max(r.patience(), 20*l.turn),
		Apart:      r.apart,
	}
	began := time.Now()
	readings, err := b.Measure(ctx)
	if err != nil {
		return err
	}
	// What a turn takes is known better now than from the trial.
	took := time.Since(began)/sides - l.start
	l.turn = max(l.turn/4, took/time.Duration(l.turns+1))
	l.spread.add(readings, l.units[0])
	for _, unit := range l.units {
		sample, ok := sampleOf(readings, unit)
		if !ok {
			return fmt.Errorf("benchmark %s does not report %s every time", l.name, unit)
		}
		out[Figure{s.Package, l.name, unit}] = sample
	}
	return nil
}

// more reports whether another round fits the budget.
func (r *runner) more() bool {
	return r.Budget <= 0 || time.Since(r.began)+r.longest <= r.Budget
}

// finish adds to a report everything besides figures.
func (r *runner) finish(g *verdict.GateReport) *verdict.GateReport {
	if g == nil {
		return nil
	}
	for _, t := range r.tried {
		for _, f := range t.added {
			g.Added = append(g.Added, f.String())
		}
		for _, x := range t.gone {
			g.Missing = append(g.Missing, verdict.Gone{Package: x.Package, Name: x.Name, Unit: x.Unit, Why: x.why})
		}
	}
	for _, l := range r.left {
		g.NotMeasured = append(g.NotMeasured, l.name)
	}
	if !r.FixedLayout && r.rounds > 0 {
		g.Linking = r.linking.Seconds() / r.rounds.Seconds()
	}
	g.Notes = append(g.Notes, r.notes...)
	return g
}

// String returns the name of a figure for people.
func (f Figure) String() string {
	if f.Unit == "" {
		return f.Name
	}
	return f.Name + " (" + f.Unit + ")"
}
