package verdict

import (
	"math/rand/v2"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
)

// contenders returns so many contenders of which the first is better by a factor, over
// rounds that drift.
func contenders(seed uint64, n, rounds int, factor float64) []sample {
	r := rand.New(rand.NewPCG(seed, 4))
	all := make([]sample, n)
	for i := range all {
		all[i].strategy = string(rune('a' + i))
	}
	for round := range rounds {
		drift := 1 + 0.3*r.Float64()
		for i := range all {
			v := drift * (1 + 0.02*r.NormFloat64())
			if i == 0 {
				v *= factor
			}
			all[i].rounds = append(all[i].rounds, round)
			all[i].values = append(all[i].values, v)
		}
	}
	return all
}

// TestFriedmanFirst: no pair is said to differ more surely than that there is any
// difference among all; where there is one, it is found.
func TestFriedmanFirst(t *testing.T) {
	rep := &Report{Alpha: 0.05, Confidence: 0.95, Paired: true}
	m, _ := record.MetricByName("throughput")
	for seed := range uint64(40) {
		samples := contenders(seed, 6, 12, 1)
		any := anyDifference(samples, rep)
		for _, r := range rank(samples, m, rep)[1:] {
			if r.adjusted < any {
				t.Fatalf("seed %d: p = %v for %s, and %v for any difference", seed, r.adjusted, r.strategy, any)
			}
			if any > rep.Alpha && r.group != 1 {
				t.Errorf("seed %d: %s is in group %d, and p of any difference is %v", seed, r.strategy, r.group, any)
			}
		}
	}
	samples := contenders(1, 6, 12, 1.2)
	if any := anyDifference(samples, rep); any > 0.001 {
		t.Errorf("p of any difference = %v where one is 20 %% ahead", any)
	}
	if ranking := rank(samples, m, rep); ranking[0].strategy != "a" || ranking[1].group != 2 {
		t.Errorf("the one ahead is not alone: %+v", ranking[1])
	}
	// Rounds that somebody lacks do not count; two need no test before the test.
	samples[3].rounds, samples[3].values = samples[3].rounds[:5], samples[3].values[:5]
	if any := anyDifference(samples, rep); any == 0 || any > 0.5 {
		t.Errorf("p of five common rounds = %v", any)
	}
	if any := anyDifference(samples[:2], rep); any != 0 {
		t.Errorf("p of two = %v, want 0", any)
	}
}

// TestTailInterval: a p99 has an interval by the bootstrap, and so has no other.
func TestTailInterval(t *testing.T) {
	rep := &Report{Alpha: 0.05, Confidence: 0.95, Paired: true}
	samples := contenders(2, 2, 12, 1.1)
	p99, _ := record.MetricByName("sojourn-p99")
	p50, _ := record.MetricByName("sojourn-p50")
	tail, middle := compare(samples[0], samples[1], p99, rep), compare(samples[0], samples[1], p50, rep)
	if tail.ratio == middle.ratio || tail.p != middle.p {
		t.Errorf("p99: %+v, p50: %+v; want other intervals and the same test", tail.ratio, middle.ratio)
	}
	if again := compare(samples[0], samples[1], p99, rep); again.ratio != tail.ratio {
		t.Error("the same run gives another interval")
	}
}
