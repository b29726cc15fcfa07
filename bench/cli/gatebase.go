package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-foundations/poolbench/bench/gate"
	"github.com/go-foundations/poolbench/bench/gate/checkout"
	"github.com/go-foundations/poolbench/bench/process"
	"github.com/go-foundations/poolbench/bench/report/findings"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// gateAlpha is the error that the gate is allowed.
const gateAlpha = 0.05

// gateBase compares the benchmarks of the working tree with those of another commit.
func (c *command) gateBase(ctx context.Context, o *gateOptions) (err error) {
	run, err := o.run()
	if err != nil {
		return err
	}
	repo, err := checkout.Open(ctx, checkout.Checkout{Base: o.base, Links: o.links})
	if err != nil {
		return beforeRounds(ctx, err)
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	pol, err := c.gatePolicy(o, repo.Root())
	if err != nil {
		return err
	}
	fmt.Fprintf(c.Stderr, "building %s at %s and in the working tree\n", o.pkg, repo.Base)
	sources, err := repo.Load(ctx, strings.Split(o.pkg, ","), checkout.Flags{Tags: o.tags, LDFlags: o.ldflags})
	if err != nil {
		return beforeRounds(ctx, err)
	}
	for _, w := range sources.Warnings {
		fmt.Fprintf(c.Stderr, "warning: %s\n", w)
	}
	follow(pol, o, sources, &run)
	run.Say = func(sentence string) { fmt.Fprintln(c.Stderr, sentence) }
	run.Progress = func(p gate.Progress) {
		if p.First {
			fmt.Fprintf(c.Stderr, "round %d of %d at most, about %v left\n", p.Round, o.rounds, p.Left)
		}
	}
	both, single := c.subjects(sources, o.testFlags)
	judged, ended := &verdict.GateReport{Margin: run.Margin, Alpha: run.Alpha}, error(nil)
	if len(both) > 0 {
		judged, ended = gate.Run(ctx, both, run)
	}
	if judged == nil {
		return beforeRounds(ctx, ended)
	}
	judged.Added = append(judged.Added, single.Added...)
	judged.Missing = append(judged.Missing, single.Missing...)
	judged.Notes = slices.Concat(sources.Warnings, single.Notes, judged.Notes)
	waive(pol, judged, time.Now())
	if err := c.tell(&o.outcomeOutput, findings.Gate{Base: repo.Base, Head: repo.Head.Commit, GateReport: judged}); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%w: the answer covers the rounds done so far", errInterrupted)
	}
	if ended != nil {
		return fmt.Errorf("gate: %w", ended)
	}
	return o.exit(judged)
}

// run returns what the flags say of the measuring and judging.
func (o *gateOptions) run() (gate.Options, error) {
	run := gate.Options{
		Bench: o.bench, Time: o.benchtime, Rounds: o.rounds, Budget: o.budget, Patience: o.patience,
		Alpha: gateAlpha, Seed: o.seed, FixedLayout: o.layout == "fixed", Better: o.better,
	}
	var err error
	if run.Margin, err = parsePercent("--margin", o.margin); err != nil {
		return run, err
	}
	switch least := verdict.FewestRounds(1, gateAlpha); {
	case o.rounds < least:
		return run, fmt.Errorf("--rounds %d: fewer than %d rounds cannot show any change", o.rounds, least)
	case o.budget <= 0:
		return run, fmt.Errorf("--budget %v: want more than 0", o.budget)
	case o.patience < 0:
		return run, fmt.Errorf("--patience %v: want 0, for a default, or more", o.patience)
	case o.layout != "random" && o.layout != "fixed":
		return run, fmt.Errorf("--layout %q: want random or fixed", o.layout)
	case o.inconclusive != "" && o.inconclusive != "pass" && o.inconclusive != "fail":
		return run, fmt.Errorf("--inconclusive %q: want pass or fail", o.inconclusive)
	}
	if err := gate.CheckTime(o.benchtime); err != nil {
		return run, fmt.Errorf("--benchtime %w", err)
	}
	if _, err := regexp.Compile(o.bench); err != nil {
		return run, fmt.Errorf("--bench %q: is not a regular expression: %w", o.bench, err)
	}
	if o.unit != "" {
		if run.Unit, err = regexp.Compile(o.unit); err != nil {
			return run, fmt.Errorf("--unit %q: is not a regular expression: %w", o.unit, err)
		}
	}
	return run, nil
}

// A side is one version of a package as the gate wants it.
type side struct {
	*checkout.Side
	flags []string // for the test binary
	warn  func(string)
}

// Program links the side in a layout.
func (s side) Program(ctx context.Context, layout uint64) (process.Program, error) {
	b, err := s.Link(ctx, layout)
	if b.Warning != "" {
		s.warn(b.Warning)
	}
	return process.Program{Path: b.Path, Dir: s.Dir(), Env: s.Env(), More: s.flags}, err
}

// Release removes what was linked.
func (s side) Release(layout uint64) { s.Forget(layout) }

// subjects returns the packages that both versions have, and what to say of the others.
func (c *command) subjects(sources *checkout.Sources, flags []string) (both []gate.Subject, single verdict.GateReport) {
	said := make(map[string]bool)
	warn := func(text string) {
		if !said[text] {
			said[text] = true
			fmt.Fprintf(c.Stderr, "warning: %s\n", text)
		}
	}
	for _, p := range sources.Packages {
		switch {
		case p.Base != nil && p.Head != nil:
			both = append(both, gate.Subject{Package: p.Path, Base: side{p.Base, flags, warn}, Head: side{p.Head, flags, warn}})
		case p.Head != nil:
			for _, name := range p.Head.Benchmarks {
				single.Added = append(single.Added, strings.TrimPrefix(name, "Benchmark"))
			}
			why := "has no such benchmarks"
			if p.BaseProblem != "" {
				why = "does not build it: " + firstLine(p.BaseProblem)
			}
			single.Notes = append(single.Notes, fmt.Sprintf("Package %s is new: the base %s.", p.Path, why))
		default:
			for _, name := range p.Base.Benchmarks {
				single.Missing = append(single.Missing, verdict.Gone{Package: p.Path, Name: strings.TrimPrefix(name, "Benchmark"), Why: "the head has no benchmarks in this package: was it moved or removed?"})
			}
		}
	}
	return both, single
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// exit returns the error that the exit code tells of.
func (o *gateOptions) exit(g *verdict.GateReport) error {
	if len(g.Missing) > 0 {
		var names []string
		for _, m := range g.Missing {
			names = append(names, m.Name)
		}
		return fmt.Errorf("gate: benchmarks have vanished: %s", listed(names))
	}
	var names []string
	for _, f := range g.Figures {
		if f.Verdict == verdict.Unusable {
			names = append(names, fmt.Sprintf("%s (%s)", f.Name, f.Unit))
		}
	}
	if len(names) > 0 {
		return fmt.Errorf("gate: figures are not usable: %s", listed(names))
	}
	if len(g.Figures) == 0 {
		return nil // all that there is is new
	}
	err := closed("gate", len(g.Figures), g.Count)
	if errors.Is(err, errUndecided) {
		switch o.inconclusive {
		case "pass":
			return nil
		case "fail":
			return fmt.Errorf("%w, since --inconclusive=fail: %v", errRegressed, err)
		}
	}
	return err
}

// listed names the first few.
func listed(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}

// beforeRounds says why no round has begun.
func beforeRounds(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("%w before the first round finished: there is no answer", errInterrupted)
	}
	return fmt.Errorf("gate: %w", err)
}
