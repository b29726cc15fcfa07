package verdict

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Changed is the verdict on a change in a history if it is unknown which direction is
// better.
const Changed Verdict = "changed"

// A Noted run is the stored figures of one run of benchmarks.
type Noted struct {
	Name    string // such as its commit
	Time    time.Time
	Machine string // runs of different machines are not compared
	Figures []NotedFigure
}

// A NotedFigure is the median of a benchmark's runs.
type NotedFigure struct {
	Benchmark string // after its package, where that is known
	Unit      string
	Better    Better // empty: unknown
	Median    float64
	N         int
}

// BenchHistory returns the series of benchmarks, each of one figure on one machine, the
// oldest run first, with the points at which they change, as [History] does. The latest run
// decides which direction is better. BenchHistory does not modify the runs.
func BenchHistory(runs []Noted) []Series {
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b Noted) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Name, b.Name))
	})
	var all []Series
	var better []Better
	at := make(map[string]int)
	for _, r := range runs {
		for _, f := range r.Figures {
			key := fmt.Sprintf("%q %q %q", f.Benchmark, f.Unit, r.Machine)
			i, known := at[key]
			if !known {
				i = len(all)
				at[key] = i
				all = append(all, Series{Benchmark: f.Benchmark, Unit: f.Unit, Machine: r.Machine})
				better = append(better, "")
			}
			all[i].Points = append(all[i].Points, Point{r.Name, r.Time, f.Median, f.N})
			better[i] = f.Better
		}
	}
	for i := range all {
		all[i].turn(better[i])
	}
	return all
}
