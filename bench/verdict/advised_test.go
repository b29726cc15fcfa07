package verdict

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/stats"
)

// TestAdviceClaimsNothingDenied: of random logs, no sentence of a recommendation claims what
// the values deny.
func TestAdviceClaimsNothingDenied(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	kinds := make(map[string]int)
	for i := range 500 {
		values := make(map[int]map[string]float64)
		least, most := 1e9, 0
		for _, workers := range []int{1, 2, 4, 8}[:1+rng.IntN(4)] {
			values[workers] = make(map[string]float64)
			for _, name := range []string{"fifo", "a", "b"} {
				if rng.IntN(12) == 0 {
					continue
				}
				v := []float64{0.04, 0.0401, 0.042, 0.0399, 0.05, 0.1, 0.3}[rng.IntN(7)]
				values[workers][name] = v
				least, most = min(least, v), max(most, workers)
			}
		}
		r, ok := Recommend(options(values), Target{"sojourn-p99", []float64{0, 0.01, 0.04, 0.05, 0.2}[rng.IntN(5)], "fifo"})
		if !ok {
			continue
		}
		s, others := r.Sentence(), r.Others()
		says := func(words string) bool {
			in := strings.Contains(s+" "+others, words)
			if in {
				kinds[words]++
			}
			return in
		}
		if says(", within ") && (!r.Met || r.Value > r.Limit || values[r.Workers][r.Strategy] != r.Value) {
			t.Errorf("run %d: %q of %v", i, s, values)
		}
		if says("would gain less") {
			for _, by := range values {
				for _, v := range by {
					if v < r.Value*(1-NearEnough) {
						t.Errorf("run %d: %q of %v", i, s, values)
					}
				}
			}
		}
		if says("closest, to 1 %") && (r.Value > least*(1+notWorthIt) || least <= r.Limit) {
			t.Errorf("run %d: %q, and the least is %v: %v", i, s, least, values)
		}
		if says("no strategy keeps") && !strings.Contains(s, "with up to "+count(r.Options[len(r.Options)-1].Workers, "worker")) {
			t.Errorf("run %d: %q of %v", i, s, values)
		}
		if says("No other strategy is better by more than 1 %") {
			for name, v := range values[r.Workers] {
				if v*(1+notWorthIt) < r.Value {
					t.Errorf("run %d: %q, and %s takes %v: %v", i, others, name, v, values)
				}
			}
		}
		if says("to match") && (r.Needs <= r.Workers || values[r.Needs]["fifo"] > max(r.Limit, least*(1+NearEnough))) {
			t.Errorf("run %d: %q of %v", i, others, values)
		}
		if says("times as long") && *r.ObviousValue < r.Value {
			t.Errorf("run %d: %q of %v", i, others, values)
		}
	}
	for _, kind := range []string{", within ", "would gain less", "closest", "no strategy keeps", "No other strategy is better", "to match", "times as long"} {
		found := false
		for k, n := range kinds {
			found = found || strings.HasPrefix(k, kind) && n > 0
		}
		if !found {
			t.Errorf("no sentence says %q: %v", kind, kinds)
		}
	}
}

// TestConfirmationsClaimNothingDenied: rounds in real time are said to show a better strategy
// only where the interval does, and nothing where they are too few.
func TestConfirmationsClaimNothingDenied(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	kinds := make(map[string]int)
	for i := range 200 {
		run := anything(rng, "")
		run.Paired = true
		place := Place{Workload: "w0", Workers: run.Trials[0].Workers}
		const metric = "makespan"
		run.Settings.Metric = metric
		cells := Against(run, place, run.Trials[0].Strategy)
		var better []string
		for _, c := range cells {
			if c.SurelyLess() {
				better = append(better, c.Strategy)
				if c.Metric != metric || !(*c.RatioHi < 0.98) {
					t.Errorf("run %d: %+v is surely less", i, c)
				}
			}
		}
		rounds := run.Trials[len(run.Trials)-1].Round
		s := ConfirmSentence(better, len(cells), rounds, "--confirm 1m")
		few := rounds < stats.FewestRounds(len(cells)-1, 0.05)
		for words, allowed := range map[string]bool{"at least": few, "about --confirm 1m": few, "No other": !few && len(better) == 0, "significantly better": !few && len(better) > 0} {
			if strings.Contains(s, words) != allowed {
				t.Errorf("run %d: %q of %+v", i, s, cells)
			}
			if allowed {
				kinds[words]++
			}
		}
	}
	if len(kinds) < 3 {
		t.Errorf("not all sentences: %v", kinds)
	}
}
