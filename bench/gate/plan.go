package gate

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// A plan decides which benchmarks are measured, and in how many turns of each round. It
// reads no clock.
type plan struct {
	leaves  []*leaf // the most important first
	rounds  int
	link    time.Duration // of all programs of a round
	fixed   bool          // the user has said how long a side is measured in a round
	measure time.Duration // how long a side of a benchmark is measured in a round
}

const (
	leastMeasure = 6 * turnLength
	usualMeasure = 20 * turnLength
	mostMeasure  = 80 * turnLength
)

// fit makes the plan fit a budget of time: it measures each benchmark for less time and,
// where that would be too short, fewer benchmarks. It returns those left out, and always
// keeps one. A budget of 0 is unlimited.
func (p *plan) fit(budget time.Duration) (left []*leaf) {
	if p.measure == 0 {
		p.measure = usualMeasure
	}
	p.spread()
	if budget <= 0 {
		return nil
	}
	for !p.fixed && p.total() > budget && p.measure > leastMeasure {
		p.measure = max(leastMeasure, p.measure*9/10)
		p.spread()
	}
	for p.total() > budget && len(p.leaves) > 1 {
		last := len(p.leaves) - 1
		left = append([]*leaf{p.leaves[last]}, left...)
		p.leaves = p.leaves[:last]
	}
	return left
}

// spread gives every benchmark as many turns as its time has room for.
func (p *plan) spread() {
	for _, l := range p.leaves {
		l.turns = turnsIn(p.measure, l)
	}
}

// turnsIn returns how many turns of a benchmark a time has room for, at least one.
func turnsIn(measure time.Duration, l *leaf) int {
	return max(1, int(math.Round(float64(measure)/float64(max(l.turn, turnLength)))))
}

// round returns how long a round of the benchmark takes: three sides start, warm up with
// one turn, and take their turns.
func (l *leaf) round() time.Duration {
	return sides * (l.start + time.Duration(l.turns+1)*l.turn)
}

// round returns how long a round takes.
func (p *plan) round() time.Duration {
	sum := p.link
	for _, l := range p.leaves {
		sum += l.round()
	}
	return sum
}

// total returns how long all rounds take.
func (p *plan) total() time.Duration { return time.Duration(p.rounds) * p.round() }

// totalWith returns how long all rounds would take with the benchmarks that fit has left out.
func (p *plan) totalWith(left []*leaf) time.Duration {
	all := *p
	all.leaves = slices.Concat(p.leaves, left)
	return all.total()
}

// affordable returns how many rounds a budget has room for, at least one.
func (p *plan) affordable(budget time.Duration) int {
	if budget <= 0 {
		return p.rounds
	}
	return min(p.rounds, max(1, int(budget/max(1, p.round()))))
}

// pilot is the number of rounds after which the scatter of a figure is known well enough.
const pilot = 4

// adapt divides the time that is left among the benchmarks that are still open: those whose
// turns scatter get more turns, and those whose rounds differ by more than turns can
// explain get fewer, since more turns of the same processes would not help.
//
// A benchmark wants enough turns for the standard error of its ratio over all rounds to be
// a quarter of the margin, but not more than it takes for the turns to add less than a
// quarter to the variance of a round.
//
// adapt uses only the control, and only its squares: how long a benchmark is measured must
// not depend on which side is slower, or the exact test would not be valid.
func (p *plan) adapt(open []*leaf, margin float64, rounds int, left time.Duration) {
	if p.fixed || rounds < 1 || len(open) == 0 {
		return
	}
	goal := math.Log1p(max(margin, 0.01)) / 4
	total := time.Duration(0)
	for _, l := range open {
		within, between := l.spread.variances()
		wanted := float64(p.rounds)*goal*goal - between // of the turns' mean
		turns := float64(turnsIn(mostMeasure, l))
		if wanted > 0 {
			turns = min(turns, within/wanted)
		}
		if between > 0 {
			turns = min(turns, 4*within/between)
		}
		l.turns = max(turnsIn(leastMeasure, l), int(math.Ceil(turns)))
		total += l.round()
	}
	if left <= 0 {
		return
	}
	for range 50 {
		if p.link+total <= left/time.Duration(rounds) {
			return
		}
		total = 0
		for _, l := range open {
			l.turns = max(1, turnsIn(leastMeasure, l)/2, l.turns*9/10)
			total += l.round()
		}
	}
}

// says describes the plan and how long it will take within a budget; 0: unlimited.
func (p *plan) says(budget time.Duration) string {
	what := fmt.Sprintf("%s, up to %d rounds of about %v", count(len(p.leaves), "benchmark"), p.rounds, sensible(p.round()))
	if n := p.affordable(budget); n < p.rounds {
		return fmt.Sprintf("%s: the budget allows about %d", what, n)
	}
	return fmt.Sprintf("%s: up to %v", what, sensible(p.total()))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// sensible rounds a time to a readable precision.
func sensible(d time.Duration) time.Duration {
	switch {
	case d > time.Minute:
		return d.Round(10 * time.Second)
	case d > 10*time.Second:
		return d.Round(time.Second)
	}
	return d.Round(100 * time.Millisecond)
}
