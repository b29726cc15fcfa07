package verdict

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/go-foundations/poolbench/bench/stats"
)

// play runs a sequence over figures as a gate would, and returns the report and after
// how many rounds it stopped.
func play(rounds int, margin float64, all []Paired) (*GateReport, int) {
	s := NewSequence(rounds, margin, 0.05)
	figures := slices.Clone(all)
	for i := range figures {
		figures[i].Base, figures[i].Head, figures[i].Control = nil, nil, nil
	}
	var open []string
	for n := 1; n <= rounds; n++ {
		for i := range figures {
			f, a := &figures[i], &all[i]
			if open == nil || slices.Contains(open, f.Name) {
				f.Base, f.Head, f.Control = append(f.Base, a.Base[n-1]), append(f.Head, a.Head[n-1]), append(f.Control, a.Control[n-1])
			}
		}
		if n < rounds && s.Due(n) {
			if open = s.Look(n, figures, false); len(open) == 0 {
				return s.Report(), n
			}
		}
	}
	s.Look(rounds, figures, true)
	return s.Report(), rounds
}

func TestLooks(t *testing.T) {
	for rounds, want := range map[int][]int{1: {1}, 6: {6}, 8: {8}, 12: {12}, 15: {9, 15}, 20: {12, 20}, 40: {24, 40}} {
		s := NewSequence(rounds, 0.02, 0.05)
		if got := s.Report().Looks; !slices.Equal(got, want) {
			t.Errorf("%d rounds: looks at %v, want %v", rounds, got, want)
		}
		for n := range rounds + 1 {
			if s.Due(n) != slices.Contains(want, n) {
				t.Errorf("%d rounds: due after %d: %v", rounds, n, s.Due(n))
			}
		}
	}
}

// TestSequenceStops early where all is clear, each benchmark by itself, and a later
// look changes nothing that was decided.
func TestSequenceStops(t *testing.T) {
	named := func(name string, p Paired) Paired { p.Name = name; return p }
	same, worse, noisy := named("same", turns(1, 20, "sec/op", 1, 1, 0.002)), named("worse", turns(2, 20, "sec/op", 1.3, 1, 0.01)), named("noisy", turns(3, 20, "sec/op", 1, 1, 0.2))
	if g, n := play(20, 0.02, []Paired{same}); n != 12 || g.Figures[0].Verdict != Passed || g.Done != 12 {
		t.Errorf("stopped after %d rounds: %+v", n, g)
	}
	if g, n := play(20, 0.02, []Paired{worse}); n != 12 || g.Figures[0].Verdict != Regressed {
		t.Errorf("stopped after %d rounds: %+v", n, g)
	}
	g, n := play(20, 0.02, []Paired{same, noisy, worse})
	if n != 20 || g.Figures[0].N != 12 || g.Figures[1].N != 20 || g.Figures[2].N != 12 {
		t.Errorf("stopped after %d rounds: %+v", n, g)
	}
	if g.Figures[0].Verdict != Passed || g.Figures[1].Verdict != Inconclusive || g.Figures[2].Verdict != Regressed {
		t.Errorf("verdicts %v, %v, %v", g.Figures[0].Verdict, g.Figures[1].Verdict, g.Figures[2].Verdict)
	}
	disturbed := named("disturbed", turns(4, 20, "sec/op", 1, 1.3, 0.01))
	if g, n := play(20, 0.02, []Paired{disturbed}); n != 12 || !g.Disturbed || g.Figures[0].Verdict != Inconclusive {
		t.Errorf("the control fires after %d rounds: %+v", n, g)
	}
}

// TestSequencePassed: what has passed at an earlier look still counts among the figures,
// and makes no test of the others easier.
func TestSequencePassed(t *testing.T) {
	same, noisy := turns(1, 20, "sec/op", 1, 1, 0.002), turns(9, 20, "sec/op", 1.04, 1, 0.05)
	same.Name, noisy.Name = "same", "noisy"
	g, _ := play(20, 0.02, []Paired{same, noisy})
	f := g.Figures[1]
	if g.Figures[0].N != 12 || g.Figures[0].Verdict != Passed || f.N != 20 {
		t.Fatalf("%+v, want one that passed early and one that did not", g.Figures)
	}
	var logs []float64
	for i := range f.Base {
		logs = append(logs, logRatio(f.Head[i], f.Base[i]))
	}
	level := 0.05 - stats.Spent(0.05, 0.6)
	if want := 2 * stats.SignedRank(logs) * 0.05 / level; math.Abs(f.PAdjusted-want) > 1e-12 || want >= 1 {
		t.Errorf("p %v, want that of one of two figures at the last look: %v", f.PAdjusted, want)
	}
}

// TestSequenceCriesNoWolf: all looks and figures together claim a change of the same
// code in at most 5 % of runs, also without a margin; and the forecast of more rounds
// is about right: with as many, most of those that were inconclusive are decided.
func TestSequenceCriesNoWolf(t *testing.T) {
	const runs = 600
	alarms, control := 0, 0
	for i := range uint64(runs) {
		var same []Paired
		for k := range uint64(3) {
			p := turns(5000+10*i+k, 20, "sec/op", 1, 1, 0.02)
			p.Name = fmt.Sprint(k)
			same = append(same, p)
		}
		g, _ := play(20, 0, same)
		if g.Disturbed {
			control++
		} else if g.Count(Regressed)+g.Count(Improved) > 0 {
			alarms++
		}
	}
	if alarms > runs*5/100 || control > runs*5/100 {
		t.Errorf("a change in %d of %d runs of the same, the control fired in %d; want at most 5 %% each", alarms, runs, control)
	}
}

func TestMore(t *testing.T) {
	open, decided := 0, 0
	for i := range uint64(60) {
		const noise = 0.04
		long := turns(7000+i, 400, "sec/op", 1, 1, noise)
		first := Paired{Unit: long.Unit, Base: long.Base[:20], Head: long.Head[:20], Control: long.Control[:20]}
		f := Gate([]Paired{first}, 0.02, 0.05).Figures[0]
		if f.Verdict != Inconclusive || f.More == 0 || f.More > 380 {
			continue
		}
		open++
		n := 20 + f.More
		if Gate([]Paired{{Unit: long.Unit, Base: long.Base[:n], Head: long.Head[:n], Control: long.Control[:n]}}, 0.02, 0.05).Figures[0].Verdict != Inconclusive {
			decided++
		}
	}
	if open < 20 || decided < open*4/10 {
		t.Errorf("%d of %d were decided with the rounds forecast", decided, open)
	}
	one := func(lo, hi float64) evidence {
		return evidence{logs: true, estimate: stats.Estimate{Center: math.Log(lo*hi) / 2, Lo: math.Log(lo), Hi: math.Log(hi)}}
	}
	// Half the interval is 4 %, and 2 % would do: four times the rounds.
	if n := one(0.96, 1/0.96).more(20, 1/0.98-1, 0.05, 1); n < 58 || n > 64 {
		t.Errorf("%d more rounds, want about 60", n)
	}
	// The ratio is at the edge of the margin: no number of rounds decides.
	if n := one(0.98, 1.02*1.02/0.98).more(20, 0.02, 0.05, 1); n != 0 {
		t.Errorf("%d more rounds, want more than a thousand", n)
	}
	few := evidence{logs: true, estimate: stats.Estimate{Lo: math.Inf(-1), Hi: math.Inf(1)}}
	if n := few.more(3, 0.02, 0.05, 1); n != 3 {
		t.Errorf("three rounds want %d more, not 3", n)
	}
	// Three of twenty rounds would do, one has changed.
	if n := (counted{changed: 1}).more(20, 0.05, 1); n != 40 {
		t.Errorf("a count that changes in one of 20 rounds wants %d more, not 40", n)
	}
}

// TestUnsure: a figure whose interval says one thing, and the corrected test another, has the
// reason.
func TestUnsure(t *testing.T) {
	figures := make([]Paired, 10)
	for i := range figures {
		f := Paired{Name: fmt.Sprint("B", i), Unit: "sec/op"}
		for k := range 6 {
			v := 1 + float64(k)/1e4
			f.Base, f.Head, f.Control = append(f.Base, v), append(f.Head, 1.1*v), append(f.Control, v)
		}
		figures[i] = f
	}
	const want = "its whole interval is beyond the margin, but 6 rounds are too few to be sure: p, corrected for 10 figures, is above 0.05"
	if f := Gate(figures, 0.02, 0.05).Figures[0]; f.Verdict != Inconclusive || f.Reason != want {
		t.Errorf("of 10 figures: %s, reason %q, want %q", f.Verdict, f.Reason, want)
	}
	if f := Gate(figures[:1], 0.02, 0.05).Figures[0]; f.Verdict != Regressed || f.Reason != "" {
		t.Errorf("alone: %s, reason %q, want none", f.Verdict, f.Reason)
	}
}
