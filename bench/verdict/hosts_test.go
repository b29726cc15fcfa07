package verdict

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// TestHostsAreBlocks: rounds are paired inside the host that does them. However much slower one
// host is than another, and whichever does which rounds, ratios, their intervals and p-values
// stay as they are; only the medians of the values do not.
func TestHostsAreBlocks(t *testing.T) {
	const rounds = 24
	names := []string{"a", "b", "c"}
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		slower := []float64{1, math.Exp(3 * r.Float64()), math.Exp(6 * r.Float64())}
		one := &record.Run{Paired: true, Settings: record.Settings{Metric: "throughput", Strategies: names}}
		many := &record.Run{Paired: true, Settings: one.Settings}
		for round := 1; round <= rounds; round++ {
			host := slower[r.IntN(len(slower))]
			for i, name := range names {
				rate := 1000 * (1 - .03*float64(i)) * math.Exp(.02*r.NormFloat64())
				for run, by := range map[*record.Run]float64{one: 1, many: host} {
					run.Trials = append(run.Trials, record.Trial{Round: round, Position: i + 1, Workload: "w", Strategy: name, Workers: 2, Jobs: 1000, Metrics: map[string]float64{"throughput": rate / by}})
				}
			}
		}
		near := func(what string, x, y *float64) {
			if (x == nil) != (y == nil) || x != nil && math.Abs(*x-*y) > 1e-9 {
				t.Errorf("seed %d, hosts %.3g times as slow: %s differs", seed, slower, what)
			}
		}
		a, b := Judge(one, Options{}), Judge(many, Options{})
		if len(a.Cells) != len(names) || len(b.Cells) != len(names) {
			t.Fatalf("%d and %d cells", len(a.Cells), len(b.Cells))
		}
		other := make(map[string]Cell)
		for _, c := range b.Cells {
			other[c.Strategy] = c
		}
		for _, c := range a.Cells {
			o := other[c.Strategy]
			near("ratio of "+c.Strategy, c.Ratio, o.Ratio)
			near("lower bound of "+c.Strategy, c.RatioLo, o.RatioLo)
			near("upper bound of "+c.Strategy, c.RatioHi, o.RatioHi)
			near("p-value of "+c.Strategy, &c.PAdjusted, &o.PAdjusted)
			if c.Group != o.Group {
				t.Errorf("seed %d: group %d of %s, and %d on several hosts", seed, c.Group, c.Strategy, o.Group)
			}
		}
	}
}
