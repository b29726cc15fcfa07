package verdict

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/go-foundations/poolbench/bench/number"
	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/stats"
)

// A Scale shows how much faster batches become with more workers.
type Scale struct {
	Confidence float64      `json:"confidence"` // of each interval by itself
	Curves     []ScaleCurve `json:"curves"`     // by workload, the fastest at the most workers first
	Answers    []Answer     `json:"answers"`    // by workload: which is the fastest with the most workers
}

// A ScaleCurve is one contender on one workload.
type ScaleCurve struct {
	Workload string       `json:"workload"`
	Strategy string       `json:"strategy"`
	Points   []ScalePoint `json:"points"` // by workers, ascending; the first has one
}

// A ScalePoint is a contender with one number of workers. Intervals are nil if there are
// too few rounds, or nothing is uncertain.
type ScalePoint struct {
	Workers  int     `json:"workers"`
	N        int     `json:"n"`          // rounds with this number of workers and with one
	Makespan float64 `json:"makespan_s"` // median

	// SpeedUp is the makespan of the same contender with one worker divided by this one, on
	// the same jobs: the Hodges-Lehmann estimate over rounds.
	SpeedUp   float64  `json:"speed_up"`
	SpeedUpLo *float64 `json:"speed_up_lo"`
	SpeedUpHi *float64 `json:"speed_up_hi"`

	// Efficiency is the speed-up per worker.
	Efficiency   float64  `json:"efficiency"`
	EfficiencyLo *float64 `json:"efficiency_lo"`
	EfficiencyHi *float64 `json:"efficiency_hi"`

	// Serial is the serial fraction that alone would explain the speed-up:
	// (1/S − 1/W) / (1 − 1/W). If it grows with the workers, the cause is overhead; below 0
	// the speed-up exceeds the number of workers. Nil with one worker. (Karp, Flatt,
	// Measuring Parallel Processor Performance, CACM 33(5), 1990)
	Serial   *float64 `json:"serial"`
	SerialLo *float64 `json:"serial_lo"`
	SerialHi *float64 `json:"serial_hi"`

	// VsBest is the makespan divided by that of the contender that leads with as many workers,
	// round by round; nil for the leader itself.
	VsBest   *float64 `json:"vs_best"`
	VsBestLo *float64 `json:"vs_best_lo"`
	VsBestHi *float64 `json:"vs_best_hi"`

	// First says that the contender is the fastest with as many workers, or not shown to
	// differ from it; Alone, that it is the only one. Both are false if there are too few
	// rounds to tell contenders apart.
	First bool `json:"first"`
	Alone bool `json:"alone"`
}

// ScaleOf returns how the batches of a run become faster with more workers. Contenders
// that failed, or did not run with one worker, have no curve.
func ScaleOf(run *record.Run, confidence float64) *Scale {
	s := &Scale{Confidence: confidence, Curves: []ScaleCurve{}, Answers: []Answer{}}
	byWorkload := make(map[string][]place)
	var names []string
	for _, p := range places(run) {
		if byWorkload[p.Workload] == nil {
			names = append(names, p.Workload)
		}
		byWorkload[p.Workload] = append(byWorkload[p.Workload], p)
	}
	for _, name := range names {
		s.Curves = append(s.Curves, s.workload(run, byWorkload[name])...)
	}
	return s
}

// workload returns the curves of one workload, whose places are in the order of workers.
func (s *Scale) workload(run *record.Run, at []place) []ScaleCurve {
	makespans := make([][]sample, len(at)) // by place
	failed := make(map[string]bool)
	for _, p := range at {
		_, f := p.failures(run)
		for name := range f {
			failed[name] = true
		}
	}
	for i, p := range at {
		makespans[i] = p.samples(run, of("makespan", nil), failed)
	}
	if len(at) == 0 || at[0].Workers != 1 {
		return nil
	}
	last := len(at) - 1
	rep := &Report{Alpha: 1 - s.Confidence, Confidence: s.Confidence, Tie: tieMargin, Paired: run.Paired}
	makespan, _ := record.MetricByName("makespan")
	answers := make([]Answer, len(at))
	for i := range at {
		answers[i] = rep.decide(at[i], makespan, makespans[i], nil)
	}
	if len(makespans[last]) > 0 {
		s.Answers = append(s.Answers, answers[last])
	}
	var curves []ScaleCurve
	for _, one := range makespans[0] {
		c := ScaleCurve{Workload: at[0].Workload, Strategy: one.strategy}
		for i, p := range at {
			if x, ok := sampleOf(makespans[i], one.strategy); ok {
				point := s.point(p, one, x)
				point.First, point.Alone = answers[i].first(x.strategy)
				if x.strategy != answers[i].Tied[0] {
					point.VsBest, point.VsBestLo, point.VsBestHi = rep.against(p.Place, x.strategy)
				}
				c.Points = append(c.Points, point)
			}
		}
		curves = append(curves, c)
	}
	slices.SortStableFunc(curves, func(a, b ScaleCurve) int {
		last := func(c ScaleCurve) ScalePoint { return c.Points[len(c.Points)-1] }
		return cmp.Or(cmp.Compare(last(b).Workers, last(a).Workers), cmp.Compare(last(a).Makespan, last(b).Makespan))
	})
	return curves
}

// sampleOf returns the sample of a contender.
func sampleOf(all []sample, strategy string) (sample, bool) {
	i := slices.IndexFunc(all, func(s sample) bool { return s.strategy == strategy })
	if i < 0 {
		return sample{}, false
	}
	return all[i], true
}

func (s *Scale) point(p place, one, x sample) ScalePoint {
	w := float64(p.Workers)
	ratio, n := pairedRatio(one, x, s.Confidence)
	out := ScalePoint{
		Workers: p.Workers, N: n, Makespan: stats.Median(x.values),
		SpeedUp: ratio.Center, Efficiency: ratio.Center / w,
	}
	lo, hi := ends(ratio)
	if p.Workers > 1 {
		serial := func(speedUp float64) *float64 { return finite((1/speedUp - 1/w) / (1 - 1/w)) }
		out.Serial = serial(ratio.Center)
		if lo != nil {
			out.SpeedUpLo, out.SpeedUpHi = lo, hi
			out.EfficiencyLo, out.EfficiencyHi = finite(*lo/w), finite(*hi/w)
			out.SerialLo, out.SerialHi = serial(*hi), serial(*lo) // the more speed-up, the less is serial
		}
	}
	return out
}

// ends returns the interval of a ratio, or of another positive value; nil unless both ends
// exist.
func ends(e stats.Estimate) (lo, hi *float64) {
	if !(e.Lo > 0) || math.IsInf(e.Hi, 0) {
		return nil, nil
	}
	return &e.Lo, &e.Hi
}

// pairedRatio returns the ratio of two samples over the rounds that both have, and how
// many these are. With one round, or none that differs, it is exact or has no interval.
func pairedRatio(a, b sample, confidence float64) (stats.Estimate, int) {
	var x, y []float64
	for i, round := range a.rounds {
		if j := slices.Index(b.rounds, round); j >= 0 {
			x, y = append(x, a.values[i]), append(y, b.values[j])
		}
	}
	if len(x) == 0 {
		return stats.Unknown(), 0
	}
	e := evidenceOf(x, y, nil, confidence)
	if !e.logs && !e.same {
		return stats.Unknown(), len(x)
	}
	return e.estimate.Exp(), len(x)
}

// Sentence says of a workload which contender is the fastest with the most workers, and how
// much faster than with one; empty: there is nothing to tell.
func (s *Scale) Sentence(workload string) string {
	i := slices.IndexFunc(s.Answers, func(a Answer) bool { return a.Workload == workload })
	if i < 0 {
		return ""
	}
	a := s.Answers[i]
	j := slices.IndexFunc(s.Curves, func(c ScaleCurve) bool { return c.Workload == workload && c.Strategy == a.Tied[0] })
	if j < 0 {
		return a.Sentence
	}
	c := s.Curves[j]
	p := c.Points[len(c.Points)-1]
	if p.Workers == 1 {
		return a.Sentence
	}
	return a.Sentence + " " + p.faster(c.Strategy)
}

// faster says how much faster a contender is than with one worker.
func (p ScalePoint) faster(name string) string {
	on := fmt.Sprintf("%s with %s", name, count(p.Workers, "worker"))
	ratio := number.Ratio(&p.SpeedUp, p.SpeedUpLo, p.SpeedUpHi)
	switch {
	case p.SpeedUpLo == nil || p.SpeedUpHi == nil:
		return fmt.Sprintf("%s: %s the speed of one in %s, too few for an interval.", on, ratio, count(p.N, "round"))
	case *p.SpeedUpHi < 1:
		return fmt.Sprintf("%s is slower than with one: %s the speed.", on, ratio)
	case *p.SpeedUpLo <= 1:
		return fmt.Sprintf("%s is not shown to be faster than with one: %s the speed.", on, ratio)
	case *p.SpeedUpLo > float64(p.Workers):
		return fmt.Sprintf("%s is %s as fast as with one, which is more than the number of workers explains.", on, ratio)
	case p.SerialLo == nil || p.SerialHi == nil || *p.SerialHi <= 0:
		return fmt.Sprintf("%s is %s as fast as with one.", on, ratio)
	case *p.SerialLo <= 0:
		return fmt.Sprintf("%s is %s as fast as with one; the serial fraction is at most %s.", on, ratio, percent(*p.SerialHi))
	}
	if *p.SerialLo == *p.SerialHi {
		return fmt.Sprintf("%s is %s as fast as with one; a serial fraction of %s would explain that.", on, ratio, percent(*p.SerialLo))
	}
	return fmt.Sprintf("%s is %s as fast as with one; a serial fraction of %s to %s would explain that.", on, ratio, percent(*p.SerialLo), percent(*p.SerialHi))
}
