package page

import (
	"fmt"
	"math"
	"strings"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
	"github.com/go-foundations/poolbench/bench/verdict"
)

// noise is what may affect a trial apart from its contender and its jobs: when it ran.
type noise struct {
	metric                 string
	byRound, byPosition    []float64 // what the median trial was of its contender's median; NaN: none
	early, late, one, rest float64   // likewise: first and last third of the run, first and second half of a round
}

// noiseOf returns the noise of a run; nil if everything ran in virtual time, or was not
// paired.
func noiseOf(run *record.Run, rep *verdict.Report) *noise {
	if !run.Paired || run.Settings.Virtual {
		return nil
	}
	type key struct {
		verdict.Place
		strategy string
	}
	logs := make(map[key][]float64)
	rounds, positions := 0, 0
	value := func(t *record.Trial) (key, float64, bool) {
		v, ok := t.Metrics[rep.Metric]
		return key{verdict.Place{Workload: t.Workload, Workers: t.Workers, Load: t.Load}, t.Strategy}, math.Log(v), ok && v > 0
	}
	for i := range run.Trials {
		t := &run.Trials[i]
		if k, v, ok := value(t); ok {
			logs[k] = append(logs[k], v)
			rounds, positions = max(rounds, t.Round), max(positions, t.Position)
		}
	}
	byRound, byPosition := make([][]float64, rounds), make([][]float64, positions)
	var early, late, one, rest []float64
	for i := range run.Trials {
		t := &run.Trials[i]
		k, v, ok := value(t)
		if !ok || t.Round < 1 || t.Position < 1 {
			continue
		}
		v -= stats.Median(logs[k])
		byRound[t.Round-1] = append(byRound[t.Round-1], v)
		byPosition[t.Position-1] = append(byPosition[t.Position-1], v)
		if 2*t.Position <= positions {
			one = append(one, v)
		} else {
			rest = append(rest, v)
		}
		if 3*t.Round <= rounds {
			early = append(early, v)
		} else if 3*t.Round > 2*rounds {
			late = append(late, v)
		}
	}
	of := func(v []float64) float64 {
		if len(v) == 0 {
			return math.NaN()
		}
		return math.Exp(stats.Median(v))
	}
	n := &noise{metric: rep.Metric, early: of(early), late: of(late), one: of(one), rest: of(rest)}
	for _, v := range byRound {
		n.byRound = append(n.byRound, of(v))
	}
	for _, v := range byPosition {
		n.byPosition = append(n.byPosition, of(v))
	}
	return n
}

// charts draws the drift of the run and the effect of the order.
func (n *noise) charts() []chart {
	if n == nil {
		return nil
	}
	one := func(about, by string, a, b float64, values []float64) []chart {
		caption := fmt.Sprintf("%s: %s of all contenders by %s, relative to the median of each", about, n.metric, by)
		if change := b / a; !math.IsNaN(change) {
			caption += fmt.Sprintf("; from the first to the last part: %s", changed(change))
		}
		ticks, at := numbered(len(values))
		by, _, _ = strings.Cut(by, ",")
		return plot{caption: caption, x: by, y: n.metric, ticks: ticks, at: at, round: true, counts: true, xLabel: number.Digits, logY: true, label: changed, series: []lined{{"all contenders", values}}, plain: true}.draw(nil)
	}
	return append(one("Drift", "round", n.early, n.late, n.byRound),
		one("Order", "place in the round, which is random", n.one, n.rest, n.byPosition)...)
}

// changed writes what a ratio changes: "+5.00 %".
func changed(ratio float64) string {
	text := number.Share(math.Abs(ratio - 1))
	switch {
	case ratio > 1:
		text = "+" + text
	case ratio < 1:
		text = "-" + text
	}
	return text
}

// numbered returns ticks from 1 on, and where they are.
func numbered(n int) (ticks []string, at []float64) {
	for i := range n {
		ticks, at = append(ticks, fmt.Sprint(i+1)), append(at, float64(i+1))
	}
	return ticks, at
}

// noiseFacts says what the host did besides the run, and how much of it is harmless.
func noiseFacts(run *record.Run) []string {
	h := run.Host
	if run.Settings.Virtual {
		return nil
	}
	var out []string
	if h.Steal != nil {
		out = append(out, fmt.Sprintf("steal: the hypervisor gave %s of the CPU time to other guests (up to 2 %% is fine)", number.Share(*h.Steal)))
	}
	if h.Pressure != nil {
		out = append(out, fmt.Sprintf("pressure: the CPU was contended for %s of the run (up to 20 %% is fine)", number.Share(*h.Pressure)))
	}
	return out
}
