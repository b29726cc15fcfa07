package verdict

import (
	"fmt"
	"slices"

	"github.com/go-foundations/poolbench/bench/record"
)

// A Sweep is the metric that decides over worker counts and loads: a surface for each
// contender and workload.
type Sweep struct {
	Alpha    float64   `json:"alpha"`    // as of Report
	Surfaces []Surface `json:"surfaces"` // by workload, then as Report.Overall, or else as at the first place
	Sentence string    `json:"sentence"` // which contenders are in group 1 at the most places; empty: there are too few rounds to tell
}

// A Surface is one contender on one workload.
type Surface struct {
	Workload string        `json:"workload"`
	Strategy string        `json:"strategy"`
	Metric   string        `json:"metric"`
	Unit     string        `json:"unit"`
	Better   record.Better `json:"better"`
	Points   []SweepPoint  `json:"points"` // by workers, then by load; none where it failed
}

// A SweepPoint is a contender at one place. Pointers are as of Cell.
type SweepPoint struct {
	Workers int      `json:"workers"`
	Load    float64  `json:"load,omitempty"`
	N       int      `json:"n"` // rounds
	Median  float64  `json:"median"`
	Lo      *float64 `json:"lo"`
	Hi      *float64 `json:"hi"`
	Ratio   *float64 `json:"ratio"` // to the best at the place
	RatioLo *float64 `json:"ratio_lo"`
	RatioHi *float64 `json:"ratio_hi"`

	// First says that the contender is in group 1 of its place: the best there, or not shown
	// to differ from it. It is false for all if there are too few rounds to tell contenders
	// apart.
	First bool `json:"first"`
}

// SweepOf returns the surfaces of a judgment.
func SweepOf(rep *Report) *Sweep {
	s := &Sweep{Alpha: rep.Alpha, Surfaces: []Surface{}}
	deciding := make(map[Place]*Answer)
	var workloads []string
	for i := range rep.Answers {
		a := &rep.Answers[i]
		deciding[a.Place] = a
		if !slices.Contains(workloads, a.Workload) {
			workloads = append(workloads, a.Workload)
		}
	}
	type key struct{ workload, strategy string }
	points := make(map[key]*Surface)
	var names []string
	for _, standing := range rep.Overall {
		names = append(names, standing.Strategy)
	}
	for _, c := range rep.Cells {
		a := deciding[c.Place]
		if c.Priority != nil || a == nil || c.Metric != a.Metric {
			continue
		}
		if !slices.Contains(names, c.Strategy) {
			names = append(names, c.Strategy)
		}
		k := key{c.Workload, c.Strategy}
		if points[k] == nil {
			m, _ := record.MetricByName(c.Metric)
			points[k] = &Surface{Workload: c.Workload, Strategy: c.Strategy, Metric: c.Metric, Unit: c.Unit, Better: m.Better}
		}
		points[k].Points = append(points[k].Points, SweepPoint{
			Workers: c.Workers, Load: c.Load, N: c.N, Median: c.Median, Lo: c.Lo, Hi: c.Hi,
			Ratio: c.Ratio, RatioLo: c.RatioLo, RatioHi: c.RatioHi, First: c.Group == 1 && a.TooFew == 0,
		})
	}
	for _, w := range workloads {
		for _, name := range names {
			if p := points[key{w, name}]; p != nil {
				s.Surfaces = append(s.Surfaces, *p)
			}
		}
	}
	s.Sentence = s.most(len(rep.Answers))
	return s
}

// most says which contenders are in group 1 at the most of so many places.
func (s *Sweep) most(places int) string {
	first := make(map[string]int)
	var names []string
	best := 0
	for _, x := range s.Surfaces {
		if !slices.Contains(names, x.Strategy) {
			names = append(names, x.Strategy)
		}
		for _, p := range x.Points {
			if p.First {
				first[x.Strategy]++
			}
		}
		best = max(best, first[x.Strategy])
	}
	if best == 0 {
		return ""
	}
	names = slices.DeleteFunc(names, func(name string) bool { return first[name] < best })
	are := "is"
	if len(names) > 1 {
		are = "are each"
	}
	return fmt.Sprintf("%s %s best, or not shown to differ from the best, in %d of %s.", list(names), are, best, count(places, "place"))
}

// Axes returns the worker counts and the loads of the points, ascending.
func Axes(surfaces []Surface) (workers []int, loads []float64) {
	for _, s := range surfaces {
		for _, p := range s.Points {
			workers, loads = append(workers, p.Workers), append(loads, p.Load)
		}
	}
	slices.Sort(workers)
	slices.Sort(loads)
	return slices.Compact(workers), slices.Compact(loads)
}

// At returns the point at a place, if there is one.
func (s *Surface) At(workers int, load float64) (SweepPoint, bool) {
	i := slices.IndexFunc(s.Points, func(p SweepPoint) bool { return p.Workers == workers && p.Load == load })
	if i < 0 {
		return SweepPoint{}, false
	}
	return s.Points[i], true
}

// Of returns the surfaces of one workload.
func (s *Sweep) Of(workload string) []Surface {
	var out []Surface
	for _, x := range s.Surfaces {
		if x.Workload == workload {
			out = append(out, x)
		}
	}
	return out
}
