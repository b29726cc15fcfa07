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

// A Sweep is a metric over worker counts and loads, as judged in the report.
type Sweep struct {
	*verdict.Sweep
	report *verdict.Report
}

// SweepOf returns what a judgment shows of a sweep.
func SweepOf(rep *verdict.Report) Sweep { return Sweep{verdict.SweepOf(rep), rep} }

func (s Sweep) Tell(w content.Writer, run *record.Run) error {
	if len(s.Surfaces) == 0 {
		paragraph(w, "no results")
	} else {
		paragraph(w, content.Clean(verdict.Headline(run, s.report)))
	}
	first := true
	for _, on := range run.Workloads {
		of := s.Of(on.Name)
		if len(of) == 0 {
			continue
		}
		if !first {
			w.Gap()
		}
		first = false
		paragraph(w, fmt.Sprintf("%s: %s", on.Name, number.Tidy(on.Realised)))
		if err := w.Table(sweepTable(of)); err != nil {
			return err
		}
		w.Legend(s.legend(of))
	}
	return nil
}

// Next says what to do after a sweep.
func (s Sweep) Next(run *record.Run) string { return content.NextOf(run, s.report.Answers) }

// legend explains the table of a workload.
func (s Sweep) legend(of []verdict.Surface) string {
	_, loads := verdict.Axes(of)
	by := "number of workers"
	if streams(loads) {
		by = "load"
	}
	least, most := of[0].Points[0].N, 0
	marks := false
	for _, x := range of {
		for _, p := range x.Points {
			least, most = min(least, p.N), max(most, p.N)
			marks = marks || p.First
		}
	}
	n := content.Plural(most, "round")
	if least < most {
		n = fmt.Sprintf("%d to %s", least, n)
	}
	text := fmt.Sprintf("%s by %s (%s is better): medians, n = %s. ", of[0].Metric, by, of[0].Better, n)
	if marks {
		return text + fmt.Sprintf("= : best in its place, or not shown to differ from the best (Holm-adjusted p > %.3g).", s.Alpha)
	}
	return text + "Too few rounds to tell strategies apart."
}

// streams reports whether there are loads.
func streams(loads []float64) bool { return len(loads) > 1 || len(loads) == 1 && loads[0] > 0 }

// sweepTable has a column for each load, and rows by workers and strategy; of batches it has
// a column for each number of workers.
func sweepTable(of []verdict.Surface) content.Table {
	workers, loads := verdict.Axes(of)
	if !streams(loads) {
		t := content.Table{Header: []string{"strategy"}, Keep: []int{content.Always}}
		for i, n := range workers {
			t.Header, t.Keep = append(t.Header, strconv.Itoa(n)), append(t.Keep, keepEnds(i, len(workers)))
		}
		for i := range of {
			row := []string{content.Clean(of[i].Strategy)}
			for _, n := range workers {
				row = append(row, sweepCell(&of[i], n, 0))
			}
			t.Rows = append(t.Rows, row)
		}
		return t
	}
	t := content.Table{Header: []string{"workers", "strategy"}, Keep: []int{content.Always, content.Always}}
	for i, load := range loads {
		t.Header, t.Keep = append(t.Header, strconv.FormatFloat(load, 'g', -1, 64)), append(t.Keep, keepEnds(i, len(loads)))
	}
	for _, n := range workers {
		first := strconv.Itoa(n)
		for i := range of {
			if !slices.ContainsFunc(of[i].Points, func(p verdict.SweepPoint) bool { return p.Workers == n }) {
				continue
			}
			row := []string{first, content.Clean(of[i].Strategy)}
			for _, load := range loads {
				row = append(row, sweepCell(&of[i], n, load))
			}
			t.Rows = append(t.Rows, row)
			first = ""
		}
	}
	return t
}

// keepEnds returns the Keep of a column: the last stays longest, then the first.
func keepEnds(i, n int) int {
	if i == 0 {
		return n - 1
	}
	return i
}

func sweepCell(s *verdict.Surface, workers int, load float64) string {
	p, ok := s.At(workers, load)
	switch text := number.Value(p.Median, s.Unit); {
	case !ok:
		return "–"
	case p.First:
		return "= " + text
	default:
		return text
	}
}
