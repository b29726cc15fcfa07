package plan

import (
	"strings"
	"testing"

	"github.com/go-foundations/poolbench/bench/record"
	"github.com/go-foundations/poolbench/bench/trial"
	"github.com/go-foundations/poolbench/strategies"
	"github.com/go-foundations/poolbench/workloads"
)

// TestPictures: every trial has the curve of its sojourns and lanes; where a strategy leaves
// a worker idle, it shows.
func TestPictures(t *testing.T) {
	w, err := workloads.ByName("skewed")
	if err != nil {
		t.Fatal(err)
	}
	p := Plan{Contenders: []trial.Contender{trial.Discipline(strategies.SharedQueue{}), trial.Discipline(strategies.Chunked{})},
		Workloads: []workloads.Workload{w}, Workers: []int{4}, Jobs: 1000, Virtual: true, Seed: 1}
	idle := make(map[string]int)
	for round := 1; round <= 2; round++ {
		err := p.Round(t.Context(), round, func(trial record.Trial) error {
			x := trial.Picture
			if x == nil || x.Took != trial.Metrics["makespan"] || len(x.Sojourns) != len(record.CurveQuantiles(1000)) || len(x.Lanes) != 4 {
				t.Errorf("round %d, %s: %+v", round, trial.Strategy, x)
				return nil
			}
			for i, q := range record.CurveQuantiles(1000) {
				if q == 0.5 && (x.Sojourns[i]-trial.Metrics["sojourn-p50"])/x.Sojourns[i] > 1e-3 || i > 0 && x.Sojourns[i] < x.Sojourns[i-1] {
					t.Errorf("%s: at %v %v, and the median is %v", trial.Strategy, q, x.Sojourns, trial.Metrics["sojourn-p50"])
				}
			}
			idle[trial.Strategy] += strings.Count(strings.Join(x.Lanes, ""), "0")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Of a stream the first tenth fills it, and is in no figure.
	p.Arrivals, p.Loads, p.Jobs = workloads.Poisson{}, []float64{0.8}, 450
	p.Contenders = p.Contenders[:1]
	err = p.Round(t.Context(), 1, func(trial record.Trial) error {
		if all, got := len(record.CurveQuantiles(450)), len(trial.Picture.Sojourns); got != len(record.CurveQuantiles(405)) || got == all {
			t.Errorf("%d quantiles of 405 jobs; of all 450 there would be %d", got, all)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if idle["shared-queue"] > 40 || idle["chunked"] < 80 {
		t.Errorf("parts of time in which a worker idles: %v", idle)
	}
}
