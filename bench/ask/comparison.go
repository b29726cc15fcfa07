package ask

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-foundations/poolbench/bench"
	"github.com/go-foundations/poolbench/bench/study"
	"github.com/go-foundations/poolbench/workloads"
)

// A Comparison is what is asked: first in words ([Comparison.Given] and what the flags with
// numbers set), and once settled, as what they stand for.
type Comparison struct {
	Given   Words
	Program []string // what to type to run the program; none: compare

	Workloads  []workloads.Workload
	Names      []string // of the workloads, as asked
	Contenders []bench.Contender
	All        bool     // contenders are all strategies, or the usual ones: the user named none
	Peers      []string // peers that take part, too
	AllPeers   bool     // all peers take part
	Workers    []int    // empty: each workload's default
	Jobs       int      // 0: each workload's default
	Scale      float64
	Rounds     int
	Budget     time.Duration
	Seed       uint64
	Patience   time.Duration
	IO         bool
	Tour       bool
	Quick      bool     // a rough answer soon
	Metrics    []string // the first decides; none: that of the mode does
	Mode       Mode

	Study    *Study // nil: which contender is best
	From, To time.Duration
	Implied  bench.Contender // takes part without being named; nil: none

	spread *spread // nil: no flag asks for one
}

// Words are the values of the flags that name things.
type Words struct {
	Workload, Strategy, Peer, Workers, Load, Metric string

	Processes, Prefetch string // numbers of processes, and of jobs that each of these holds

	// Options are the values of the flags that change workloads, by the name of the option
	// in [workloads.Options].
	Options map[string]*string
}

// Defaults of the flags.
const (
	DefaultRounds   = 20
	DefaultBudget   = time.Minute
	DefaultPatience = time.Minute
)

// QuickScale and QuickBudget are for a rough answer soon: this share of a workload's usual
// jobs, and this time at most.
const (
	QuickScale  = 0.25
	QuickBudget = 10 * time.Second
)

// New returns a comparison with the defaults of all flags, for a study or, without one, for
// which contender is best.
func New(s *Study) *Comparison {
	c := &Comparison{Study: s, Scale: 1, Rounds: DefaultRounds, Budget: DefaultBudget, Seed: 1, Patience: DefaultPatience}
	c.Given.Workload, c.Given.Strategy = All, Usual
	if s != nil && s.start != nil {
		s.start(c)
	}
	return c
}

// Settle looks up what the words name, and refuses what makes no sense. The set says which
// flags were given.
func (c *Comparison) Settle(r Roster, set map[string]bool) error {
	g := &c.Given
	if c.Study != nil {
		if err := c.Study.fill(c); err != nil {
			return err
		}
		set["load"] = g.Load != "" // it may have a default
	}
	c.nameShaped(set)
	c.Tour = !set["workload"] && c.Study == nil
	if c.Tour && !set["jobs"] {
		c.Scale = study.TourScale
	}
	if c.Tour && !set["budget"] {
		c.Budget = study.TourBudget
	}
	if c.Quick {
		c.Budget = min(c.Budget, QuickBudget)
		if !set["jobs"] {
			c.Scale *= QuickScale
			if c.Jobs > 0 { // the default of a study
				c.Jobs = max(1, int(QuickScale*float64(c.Jobs)))
			}
		}
	}
	if err := c.check(set); err != nil {
		return err
	}
	if err := c.resolveWorkloads(splitWorkloads(g.Workload)); err != nil {
		return err
	}
	if err := c.shape(set); err != nil {
		return err
	}
	for _, w := range c.Workloads {
		c.Names = append(c.Names, w.Name)
	}
	if c.IO && !slices.ContainsFunc(c.Workloads, func(w workloads.Workload) bool { return w.Trace != nil }) {
		return errors.New("--io: requires a trace in --workload")
	}
	names := SplitList(g.Strategy)
	c.All = slices.Equal(names, []string{All}) || slices.Equal(names, []string{Usual})
	var err error
	if c.Contenders, err = r.Contenders(names); err != nil {
		return err
	}
	if g.Peer != "" {
		c.AllPeers = g.Peer == All
		peers, err := r.PeersNamed(SplitList(g.Peer))
		if err != nil {
			return err
		}
		for _, p := range peers {
			if !named(c.Contenders, p.Name()) {
				c.Contenders = append(slices.Clip(c.Contenders), p)
				c.Peers = append(c.Peers, p.Name())
			}
		}
	}
	if x := c.Implied; x != nil && !named(c.Contenders, x.Name()) {
		c.Contenders = append(slices.Clip(c.Contenders), x)
	} else {
		c.Implied = nil
	}
	if err = c.resolveWorkers(set); err != nil {
		return err
	}
	if err = c.spreadOut(r); err != nil {
		return err
	}
	if err := c.resolveMode(g.Load, set); err != nil {
		return err
	}
	if c.Metrics, err = metrics(g.Metric, set["metric"]); err != nil {
		return err
	}
	for _, name := range c.Metrics {
		if err := c.lacking(name); err != nil {
			return err
		}
	}
	return c.able()
}

// check refuses numbers that make no sense.
func (c *Comparison) check(set map[string]bool) error {
	switch {
	case c.Jobs < 0 || c.Jobs == 0 && set["jobs"]:
		return fmt.Errorf("--jobs %d: want at least 1", c.Jobs)
	case c.Rounds < 1:
		return fmt.Errorf("--rounds %d: want at least 1", c.Rounds)
	case c.Budget <= 0:
		return fmt.Errorf("--budget %v: want more than 0", c.Budget)
	case c.Patience <= 0:
		return fmt.Errorf("--patience %v: want more than 0", c.Patience)
	}
	return nil
}

// Listed returns the names in --strategy, if these are a list.
func (c *Comparison) Listed() string {
	if c.All {
		return ""
	}
	return c.Given.Strategy
}

// Able returns why a contender does not support what is asked for, a stream or virtual time, or
// nil.
func (c *Comparison) Able(x bench.Contender) error {
	if c.Mode.stream() {
		if err := bench.CanStream(x); err != nil {
			return fmt.Errorf("%w, and --load and --arrivals make a stream", err)
		}
	}
	if c.Mode.Virtual {
		if err := bench.CanVirtual(x); err != nil {
			return fmt.Errorf("not in virtual time: %w", err)
		}
	}
	return nil
}

// able leaves out contenders that do not support what is asked for, unless the user named them:
// then it is an error.
func (c *Comparison) able() error {
	var out []bench.Contender
	for _, x := range c.Contenders {
		err := c.Able(x)
		named := !c.All
		if slices.Contains(c.Peers, x.Name()) {
			named = !c.AllPeers
		}
		if err != nil && named {
			return fmt.Errorf("strategy %q: %w", x.Name(), err)
		}
		if err == nil {
			out = append(out, x)
		}
	}
	c.Contenders = out
	return nil
}

// AllRounds has all rounds run, however long they take: a slow machine needs the same to
// repeat a run.
func (c *Comparison) AllRounds() { c.Budget = 0 }
