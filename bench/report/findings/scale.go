package findings

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/report/content"
	"github.com/go-foundations/poolbench/bench/verdict"
)

func (s Scale) Tell(w content.Writer, run *record.Run) error {
	if len(s.Curves) == 0 {
		paragraph(w, "no results")
	}
	for _, on := range run.Workloads {
		var of []verdict.ScaleCurve
		for _, c := range s.Curves {
			if c.Workload == on.Name {
				of = append(of, c)
			}
		}
		if len(of) == 0 {
			continue
		}
		paragraph(w, fmt.Sprintf("%s: %s", on.Name, number.Tidy(on.Realised)))
		if text := s.Sentence(on.Name); text != "" {
			paragraph(w, content.Clean(text))
		}
		if err := w.Table(scaleTable(of)); err != nil {
			return err
		}
		legend(w, "Speed-up: how many times faster than with one worker, on the same jobs; efficiency: speed-up per worker; "+
			"serial: the fraction of the work that does not speed up, if that explains the rest (Karp-Flatt); vs best: time relative to that of the leader with the same number of workers, "+tied+". "+intervalText(s.Confidence, of[0].Points[len(of[0].Points)-1].N))
		w.Plot(scalePlot(of))
	}
	return nil
}

func scaleTable(curves []verdict.ScaleCurve) content.Table {
	t := content.Table{Header: []string{"strategy", "workers", "makespan", "speed-up", "efficiency", "serial", "vs best"},
		Keep: []int{content.Always, content.Always, 1, content.Always, 3, content.Always, 2}}
	for _, c := range curves {
		for i, p := range c.Points {
			name := content.Clean(c.Strategy)
			if i > 0 {
				name = ""
			}
			serial := "–"
			if p.Serial != nil {
				serial = ranged(*p.Serial, p.SerialLo, p.SerialHi, "1")
			}
			t.Rows = append(t.Rows, []string{name, fmt.Sprint(p.Workers), number.Value(p.Makespan, "s"),
				ranged(p.SpeedUp, p.SpeedUpLo, p.SpeedUpHi, "x"), ranged(p.Efficiency, p.EfficiencyLo, p.EfficiencyHi, "1"), serial, versus(p.VsBest, p.VsBestLo, p.VsBestHi, p.First, p.Alone)})
		}
	}
	return t
}

// scalePlot plots the speed-ups of contenders that have one for every worker count.
func scalePlot(all []verdict.ScaleCurve) content.Plot {
	var ticks []string
	var most float64
	var curves []content.Curve
	for _, c := range all {
		if len(c.Points) < len(ticks) {
			continue
		}
		values := make([]float64, len(c.Points))
		ticks = ticks[:0]
		for i, p := range c.Points {
			values[i] = p.SpeedUp
			most = max(most, p.SpeedUp)
			ticks = append(ticks, fmt.Sprint(p.Workers))
		}
		curves = append(curves, content.Curve{Name: c.Strategy, Values: values})
	}
	curves = slices.DeleteFunc(curves, func(c content.Curve) bool { return len(c.Values) < len(ticks) })
	ideal := content.Curve{Name: "ideal", Char: "·"}
	for _, tick := range ticks {
		n, _ := strconv.ParseFloat(tick, 64)
		ideal.Values = append(ideal.Values, n)
		most = max(most, n)
	}
	curves = append(curves[:min(len(curves), content.MostCurves-1)], ideal)
	return content.Plot{Title: "speed-up, by workers", Curves: curves, Ticks: ticks, Top: most, Label: func(v float64) string { return number.Value(v, "x") }}
}
